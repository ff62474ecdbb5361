"""Writing what was answered to an event's questions."""

from datetime import date, datetime

import sqlalchemy as sa

from app.events.rules.kinds import LegalBasis
from app.events.rules.questions import QuestionKind
from app.kernel.db import db
from app.registrations.model import Answer, Registration
from app.registrations.rules.answering import Given, Settled


def keep_answers(registration: Registration, settled: Settled, now: datetime, *, first: bool, anew: bool) -> None:
    """Write the answers that are new and take away those that go: one DELETE and one INSERT. ``first``: there are none
    yet. ``anew``: somebody registers again after a withdrawal, and nothing of what was answered then counts.
    """
    if not first:
        _take_away(registration, settled, everything=anew)
    rows = [row for one in settled.given for row in _rows(one)]
    if rows:
        given = {"registration_id": registration.id, "given_at": now}
        consented = [{"consented_at": now if row.pop("consents") else None} for row in rows]
        values = [row | more | given for row, more in zip(rows, consented, strict=True)]
        db.session.execute(
            sa.insert(Answer).execution_options(render_nulls=True), values
        )  # one statement for all kinds


def _take_away(registration: Registration, settled: Settled, *, everything: bool) -> None:
    mine = sa.delete(Answer).where(Answer.registration_id == registration.id)
    ids = [one.question.id for one in settled.given] + [one.id for one in settled.gone]
    if ids or everything:
        gone = mine if everything else mine.where(Answer.question_id.in_(ids))
        db.session.execute(gone.execution_options(synchronize_session=False))


def _rows(given: Given) -> list[dict[str, object]]:
    """A row for each option chosen, or one for what was written."""
    question = given.question
    row: dict[str, object] = {"question_id": question.id, "version": question.version}
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
