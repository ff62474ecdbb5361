"""What somebody who signs up has written, until the mail is confirmed. No needs are ever in it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.events.model import Event
from app.events.queries import kept, lock_event
from app.invitations.model import Invitation
from app.kernel import links
from app.kernel.db import db
from app.kernel.tokens import new_seed
from app.mail import outbox
from app.registrations import letters
from app.registrations.actions.register import Answers, Asked
from app.registrations.model import SignUp
from app.registrations.rules.replies import as_asked
from app.registrations.rules.requests import Wishes
from app.registrations.rules.sign_up import KEPT, Newcomer


def ask_to_confirm(event: Event, newcomer: Newcomer, answers: Answers, *, now: datetime) -> None:
    """Keep what was written, and write the letter whose link confirms it: the same work for every address. The event is
    held where its questions are answered, so that none is reworded meanwhile without a new version.
    """
    if answers.replies:
        event = lock_event(event)
        answers = replace(answers, replies=as_asked(answers.replies, kept.questions(event)))
    seed = new_seed()
    row = SignUp(
        event=event,
        given_name=newcomer.given_name,
        family_name=newcomer.family_name,
        address=newcomer.address,
        affiliation=newcomer.affiliation,
        answers=_frozen(answers),
        link_seed=seed,
        link_digest=links.digest(links.Link(links.Purpose.SIGN_UP, seed)),
        created_at=now,
        expires_at=now + KEPT,
    )
    db.session.add(row)
    outbox.put(letters.confirm_sign_up(row), now=now)


def _frozen(answers: Answers) -> dict[str, Any]:
    parts = tuple((asked.part_uid, asked.mode) for asked in answers.parts)
    return Wishes(parts, answers.replies, answers.consents).as_data() | {"keep_words": answers.keep_words}


def answers_of(row: SignUp) -> Answers:
    """What was chosen. What has filled up meanwhile is queued for, as the form said."""
    wishes = Wishes.of({"replies": None, **row.answers})
    return Answers(
        tuple(Asked(uid, mode) for uid, mode in wishes.parts),
        frozenset(uid for uid, _mode in wishes.parts),
        event_seen_full=True,
        replies=wishes.replies,
        consents=wishes.consents,
        keep_words=str(row.answers["keep_words"]),
        given_at=row.created_at,
    )


def settle_sign_up(row: SignUp, one: Invitation) -> None:
    """It is confirmed: what was written is forgotten, and the link leads to the invitation until its time is out, or
    until the invitation's own link is renewed.
    """
    row.invitation_id = one.id
    row.given_name = row.family_name = row.address = row.affiliation = ""
    row.answers = _frozen(Answers((), consents=False)) | {"generation": one.link_generation}


def purge_sign_ups(now: datetime) -> int:
    """Remove what was not confirmed in time, and the letters that asked for it; how many."""
    outbox.forget("sign_up", now - KEPT)
    gone = sa.delete(SignUp).where(SignUp.expires_at <= now).execution_options(synchronize_session=False)
    return int(db.session.execute(gone).rowcount)  # type: ignore[attr-defined]
