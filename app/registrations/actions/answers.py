"""Writing what was answered to an event's questions."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.events.rules.kinds import LegalBasis
from app.events.rules.questions import QuestionKind
from app.kernel.db import db
from app.people.actions.remembering import remember
from app.people.rules.erasures import ANSWER, answer_mark, erasure_digest
from app.registrations.model import Answer, Registration
from app.registrations.rules.answering import Given, Settled


def keep_answers(
    registration: Registration, settled: Settled, said_at: datetime, now: datetime, *, first: bool, anew: bool
) -> None:
    """Write the answers that are new, given and consented to at ``said_at``, and take away those that go: one DELETE
    and one INSERT. ``first``: there are none yet. ``anew``: somebody registers again after a withdrawal, and nothing of
    what was answered then counts.
    """
    if not first:
        _take_away(registration, settled, now, everything=anew)
    rows = [row for one in settled.given for row in _rows(one)]
    if rows:
        given = {"registration_id": registration.id, "given_at": said_at}
        consented = [{"consented_at": said_at if row.pop("consents") else None} for row in rows]
        values = [row | more | given for row, more in zip(rows, consented, strict=True)]
        db.session.execute(
            sa.insert(Answer).execution_options(render_nulls=True), values
        )  # one statement for all kinds


def forget_consented(registrations: Collection[Registration], now: datetime) -> None:
    """Take away what was answered on a consent of its own: who withdraws takes the consent back. As many statements as
    of one, and none where the event has never asked anything.
    """
    asked = [one for one in registrations if one.event.asks_questions]
    if asked and _remember_consented(asked, sa.true(), now):
        theirs = (Answer.registration_id.in_([one.id for one in asked]), Answer.consented_at.is_not(None))
        _delete(sa.delete(Answer).where(*theirs))


def _remember_consented(
    registrations: Collection[Registration], condition: sa.ColumnElement[bool], now: datetime
) -> bool:
    """Mark the answers on consent that go, so that they stay gone after a restore; whether there are any."""
    uids = {one.id: one.uid for one in registrations}
    theirs = (Answer.registration_id.in_(uids), Answer.consented_at.is_not(None), condition)
    marks = [answer_mark(uids[number], question, at) for number, question, at in db.session.execute(_about(*theirs))]
    remember(ANSWER, marks, now=now)
    return bool(marks)


def _about(*conditions: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(Answer.registration_id, Answer.question_id, Answer.consented_at).where(*conditions).distinct()


def erase_marked_answers(digests: Collection[str]) -> int:
    """Erase again, after a restore, what had been answered on a consent that was taken back: by ``erasure_digest`` of
    the marks. Gives how many answers.
    """
    if not digests:
        return 0
    asked = sa.select(Answer.id, Registration.uid, Answer.question_id, Answer.consented_at).join(Answer.registration)
    rows = db.session.execute(asked.where(Answer.consented_at.is_not(None))).all()
    ids = [row.id for row in rows if erasure_digest(answer_mark(row.uid, row.question_id, row.consented_at)) in digests]
    _delete(sa.delete(Answer).where(Answer.id.in_(ids)))
    return len(ids)


def _take_away(registration: Registration, settled: Settled, now: datetime, *, everything: bool) -> None:
    mine = sa.delete(Answer).where(Answer.registration_id == registration.id)
    ids = [one.question.id for one in settled.given] + [one.id for one in settled.gone]
    if taken_back := [one.id for one in settled.gone if one.basis is LegalBasis.CONSENT]:
        _remember_consented([registration], Answer.question_id.in_(taken_back), now)
    if ids or everything:
        _delete(mine if everything else mine.where(Answer.question_id.in_(ids)))


def _delete(gone: sa.Delete) -> None:
    db.session.execute(gone.execution_options(synchronize_session=False))


def _rows(given: Given) -> list[dict[str, object]]:
    """A row for each option chosen, or one for what was written."""
    question = given.question
    row: dict[str, object] = {"question_id": question.id, "version": given.version}
    row |= {"option_id": None, "text": "", "number": None, "day": None}
    row["consents"] = question.basis is LegalBasis.CONSENT and given.consents
    if question.kind.has_options:
        options = {option.uid: option.id for option in question.options}
        return [row | {"option_id": options[uid]} for uid in given.values]
    value = given.values[0]
    match question.kind:
        case QuestionKind.NUMBER:
            return [row | {"number": int(value)}]
        case QuestionKind.DATE:
            return [row | {"day": date.fromisoformat(value)}]
    return [row | {"text": value}]
