"""Questions as values: what may be asked, of whom, and when. Pure.

An answer is a tuple of texts whatever its kind: what was written, a number's or a date's usual form, "ja" or "nej", the
uids of the options. An empty tuple is no answer.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.events.rules.kinds import LegalBasis
from app.kernel.enums import Labelled
from app.kernel.words import N_

YES, NO = "ja", "nej"
ANY = ""
"""The condition of a question that is shown whatever the other answer is, when there is one."""

Values = tuple[str, ...]


class QuestionKind(Labelled):
    """How a question is answered."""

    SHORT_TEXT = "short_text", N_("Kort text")
    LONG_TEXT = "long_text", N_("Lång text")
    ONE = "one", N_("Välj ett alternativ")
    SEVERAL = "several", N_("Välj ett eller flera alternativ")
    YES_NO = "yes_no", N_("Ja eller nej")
    NUMBER = "number", N_("Tal")
    DATE = "date", N_("Datum")

    @property
    def has_options(self) -> bool:
        """Whether one chooses among options that the organizer wrote."""
        return self in (QuestionKind.ONE, QuestionKind.SEVERAL)


@dataclass(frozen=True)
class OptionValue:
    """One option. ``capacity`` None is no limit; a removed one can be kept by those who have it."""

    id: int
    uid: str
    label: str
    capacity: int | None = None
    removed: bool = False


@dataclass(frozen=True)
class QuestionValue:
    """A question as it stands now. ``roles`` empty: for everybody; ``part_id``: asked when that part is chosen.
    ``depends_on``: the uid of a question that must have ``depends_value`` (an option's uid, "ja", "nej", or ANY).
    """

    id: int
    uid: str
    kind: QuestionKind
    label: str
    help: str = ""
    required: bool = False
    required_since: datetime | None = None
    basis: LegalBasis = LegalBasis.PUBLIC_INTEREST
    version: int = 1
    part_id: int | None = None
    roles: frozenset[int] = frozenset()
    depends_on: str = ""
    depends_value: str = ANY
    options: tuple[OptionValue, ...] = ()

    def option(self, uid: str) -> OptionValue | None:
        """The option with ``uid``, also a removed one."""
        return next((one for one in self.options if one.uid == uid), None)


def is_for(question: QuestionValue, roles: Collection[int]) -> bool:
    """Whether somebody invited in ``roles`` may ever be asked."""
    return not question.roles or not question.roles.isdisjoint(roles)


def shown(
    questions: Iterable[QuestionValue],
    roles: Collection[int],
    part_ids: Collection[int],
    answers: Mapping[str, Values],
) -> list[QuestionValue]:
    """The questions that somebody invited in ``roles`` is asked after choosing ``part_ids`` and giving ``answers`` (by
    uid), in their order. One that depends on another is asked when the other is, and has the value: chains hold.
    """
    known = {question.uid: question for question in questions}
    asked: dict[str, bool] = {}

    def is_asked(question: QuestionValue) -> bool:
        if question.uid not in asked:
            asked[question.uid] = False  # a question that waits for itself is never asked
            here = question.part_id is None or question.part_id in part_ids
            asked[question.uid] = here and is_for(question, roles) and condition_holds(question)
        return asked[question.uid]

    def condition_holds(question: QuestionValue) -> bool:
        if not question.depends_on:
            return True
        other = known.get(question.depends_on)
        return other is not None and is_asked(other) and has_value(answers.get(other.uid, ()), question.depends_value)

    return [question for question in known.values() if is_asked(question)]


def has_value(given: Values, wanted: str) -> bool:
    """Whether an answer is, or holds, the value of a condition."""
    return wanted in given or (wanted == ANY and bool(given))


def loop(depends_on: Mapping[str, str], uid: str, other: str) -> tuple[str, ...]:
    """The uids that one passes from ``other`` back to ``uid``, if ``uid`` were to depend on it; empty when the chain
    ends. ``depends_on`` has the present conditions.
    """
    passed = [other]
    while passed[-1] != uid:
        following = depends_on.get(passed[-1], "")
        if not following or following in passed:
            return ()
        passed.append(following)
    return tuple(passed)


def dependants(questions: Iterable[QuestionValue], uid: str, value: str | None = None) -> list[QuestionValue]:
    """The questions that are shown when the one with ``uid`` is answered; with that very ``value``, if so said."""
    return [one for one in questions if one.depends_on == uid and value in (None, one.depends_value)]


def possible(
    questions: Iterable[QuestionValue], roles: Collection[int], part_ids: Collection[int]
) -> list[QuestionValue]:
    """The questions that somebody invited in ``roles``, who may choose among ``part_ids``, can come to be asked: what a
    form must hold that works without script.
    """
    left = [one for one in questions if is_for(one, roles) and (one.part_id is None or one.part_id in part_ids)]
    while lonely := [one for one in left if one.depends_on and not any(o.uid == one.depends_on for o in left)]:
        left = [one for one in left if one not in lonely]
    return left
