"""A letter that the mail server has taken, and that somebody says never came: sent once more, unless what it says does
not hold any longer.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.events.model import Event
from app.events.queries import EventNotFoundError, get_event_by_uid
from app.events.rules.kinds import EventState
from app.events.rules.letter_texts import MAILING, MESSAGE
from app.invitations.model import Invitation, Place
from app.invitations.queries import find_for, still_silent
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.kernel.enums import Labelled
from app.kernel.links import Link, Purpose, digest
from app.kernel.words import N_, local
from app.mail import mending
from app.mail.model import LetterState, OutboxLetter
from app.people.model import Organisation, Person
from app.people.queries import find_person
from app.registrations.model import SignUp

_ASKS = frozenset({"invitation", "reminder", "moved_invited"})
"""Letters to somebody who has not answered."""
_AFTERWARDS = frozenset({"thanks", MESSAGE, MAILING})
"""Letters that say something also when the meeting has been."""
_TELLS_NO_STANDING = frozenset({MESSAGE, MAILING, "reminder", "day_before", "thanks", "proposal_waits", "silent_there"})
"""Letters that tell nobody whether they are invited or registered: none is overtaken, and they overtake none."""
_OPENS: Mapping[str, Any] = {
    Purpose.INVITATION: Invitation.link_digest,
    Purpose.PERSON: Person.link_digest,
    Purpose.ORGANISATION: Organisation.link_digest,
    Purpose.PLACE: sa.case((Place.revoked_at.is_(None), Place.link_digest)),
    Purpose.SIGN_UP: SignUp.link_digest,
}


class Stale(Labelled):
    """Why a letter is not sent once more."""

    OFF = "off", N_("Mötet är inställt.")
    OVER = "over", N_("Mötet har varit.")
    CHANGED = "changed", N_("Mötet har en annan tid eller plats än den som står i brevet.")
    ANSWERED = "answered", N_("Inbjudan är besvarad eller återtagen.")
    OVERTAKEN = "overtaken", N_("Ett senare brev säger hur det är nu.")
    LINK = "link", N_("Länken i brevet gäller inte längre.")
    TOO_LATE = "too_late", N_("Tiden i brevet har gått ut.")


def why_stale(row: OutboxLetter, now: datetime) -> Stale | None:
    """Why what the letter says does not hold any longer; None where it does. A handful of statements."""
    if any(datetime.fromisoformat(row.data[name]) <= now for name in ("until", "expires_at") if row.data.get(name)):
        return Stale.TOO_LATE
    if row.event_uid and (found := _of_meeting(row, now)) is not None:
        return found
    return None if _links_open(row) else Stale.LINK


def _of_meeting(row: OutboxLetter, now: datetime) -> Stale | None:
    try:
        event = get_event_by_uid(row.event_uid)
    except EventNotFoundError:
        return Stale.OFF
    if event.state is EventState.CANCELLED and (event.cancelled_at is None or row.created_at < event.cancelled_at):
        return Stale.OFF
    if event.ends_on < local(now).date() and row.kind not in _AFTERWARDS:
        return Stale.OVER
    if _is_elsewhere(row.data, event):
        return Stale.CHANGED
    return _of_person(row, event) if row.person_uid else None


def _is_elsewhere(data: Mapping[str, Any], event: Event) -> bool:
    """Whether the letter tells of days or a place that are not the meeting's."""
    days = {"starts_on": event.starts_on, "ends_on": event.ends_on}
    moved = any(date.fromisoformat(data[name]) != day for name, day in days.items() if name in data)
    return moved or data.get("place", event.place) != event.place


def _of_person(row: OutboxLetter, event: Event) -> Stale | None:
    if row.kind in _ASKS:
        asked = (event.uid, row.person_uid)
        return None if asked in still_silent({event.uid}, {row.person_uid}) else Stale.ANSWERED
    person = find_person(row.person_uid)
    invitation = find_for(event.id, person.id) if person is not None else None
    if invitation is not None and invitation.state is InvitationState.REVOKED and row.kind != "revoked":
        return Stale.ANSWERED
    return Stale.OVERTAKEN if row.kind not in _TELLS_NO_STANDING and _is_overtaken(row) else None


def _is_overtaken(row: OutboxLetter) -> bool:
    later = sa.exists().where(
        OutboxLetter.id > row.id,
        OutboxLetter.event_uid == row.event_uid,
        OutboxLetter.person_uid == row.person_uid,
        OutboxLetter.kind.not_in(_TELLS_NO_STANDING),
        OutboxLetter.state != LetterState.CANCELLED,
    )
    return bool(db.session.scalar(sa.select(later)))


def _links_open(row: OutboxLetter) -> bool:
    """Whether every personal link in the letter still opens what it did: none has been renewed or taken back."""
    held = [Link.from_data(value) for name, value in row.data.items() if name.endswith("_link") and value]
    asked = [sa.exists().where(_OPENS[link.purpose] == digest(link)) for link in held if link.purpose in _OPENS]
    return not asked or bool(db.session.scalar(sa.select(sa.and_(*asked))))


def send_once_more(row: OutboxLetter, *, now: datetime, actor: Actor) -> mending.Changed | mending.TooLate | Stale:
    """Send a letter that has left to the same address again, under the same Message-ID."""
    if row.state is LetterState.SENT and (stale := why_stale(row, now)) is not None:
        return stale
    outcome = mending.send_once_more(row, now=now)
    if isinstance(outcome, mending.Changed):
        log.record(actor, "letter.sent_twice", now=now, subject=("letter", row.uid), event_uid=row.event_uid)
    return outcome
