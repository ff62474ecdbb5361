"""Answers to an event's questions as a form gives them, and as they are kept while they wait for a decision. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.events.rules.questions import QuestionValue, Values


@dataclass(frozen=True)
class Reply:
    """An answer as a form gives it, cleaned but not judged. ``version``: of the question that it was given to, where it
    has waited for somebody's decision; 0: of the question as it is.
    """

    question_uid: str
    values: Values
    consents: bool = False
    version: int = 0


def as_asked(replies: Iterable[Reply], questions: Iterable[QuestionValue]) -> tuple[Reply, ...]:
    """Those of ``replies`` to ``questions`` that say something, with the version of each question: so that what waits
    stays an answer to the words it was given to.
    """
    versions = {one.uid: one.version for one in questions}
    said = [one for one in replies if any(one.values)]
    return tuple(replace(one, version=versions.get(one.question_uid, 0)) for one in said)


def as_data(replies: Iterable[Reply]) -> list[Any]:
    """As a database keeps answers that wait for somebody's decision."""
    return [[one.question_uid, list(one.values), one.consents, one.version] for one in replies]


def of_data(data: Iterable[Any] | None) -> tuple[Reply, ...] | None:
    """What ``as_data`` gave, also when it knew no versions yet; None where no answers were asked for."""
    return None if data is None else tuple(Reply(uid, tuple(values), *more) for uid, values, *more in data)
