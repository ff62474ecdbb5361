"""Invited, answering, registered, withdrawn; the meeting called off or over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.audit.actor import SYSTEM
from app.desk.edit_event import edit_part
from app.desk.reschedule_event import reschedule_event
from app.events import queries
from app.events.model import Event
from app.events.queries import drafts
from app.events.rules.kinds import EventState, LegalBasis, NeedsGround
from app.events.rules.questions import QuestionKind
from app.kernel.db import transaction
from tests import builders
from tests.builders import NOW
from tests.pictures.state import Scene, State, presses
from tests.web.guest import Guest

EARLY = datetime(2026, 10, 1, 9, tzinfo=UTC)
LATE = datetime(2027, 2, 10, 12, tzinfo=UTC)
TOO_LATE_TO_CHANGE = datetime(2027, 2, 20, 12, tzinfo=UTC)
LOCKED = datetime(2027, 3, 4, 6, tzinfo=UTC)
AFTERWARDS = datetime(2027, 3, 8, 9, tzinfo=UTC)


def nothing(_guest: Guest) -> None:
    """The invitation has not been answered."""
    return


def guest(
    path: str = "", happens: Callable[[Guest], object] = nothing, moment: datetime = NOW, **given: Any
) -> Callable[[Scene], str]:
    """A page of Anna's at ``moment``, after what happens when one may answer."""

    def opens(scene: Scene) -> str:
        anna = Guest(scene.app, **given)
        happens(anna)
        scene.it_is(moment)
        return f"/i/{anna.token}{path}"

    return opens


def registered(guest: Guest) -> None:
    """For the conference and a seminar with a queue, with needs."""
    guest.other_takes(guest.first)
    guest.says_yes(guest.plenary, **{guest.slot_field: guest.second.uid}, diet=["vegan"])


def _full(guest: Guest) -> None:
    guest.other_takes(guest.first)


def _waits_for_a_part(guest: Guest) -> None:
    guest.other_takes(guest.first)
    guest.says_yes(guest.plenary, **{guest.slot_field: guest.first.uid})


def _declined(guest: Guest) -> None:
    guest.sends("/nej")


def _withdrawn(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    guest.sends("/avboka")


def _cancelled(guest: Guest) -> None:
    guest.changes(state=EventState.CANCELLED)


def _moved(guest: Guest) -> None:
    """To the week after, with the seminar in another room; told before that."""
    registered(guest)
    with guest.app.app_context(), transaction() as session:
        event = session.get_one(Event, guest.event.id)
        first, last = (day + timedelta(days=7) for day in (event.starts_on, event.ends_on))
        reschedule_event(event, first, last, now=NOW + timedelta(hours=1), actor=SYSTEM)
        part = queries.get_part(event, guest.second.uid)
        draft = replace(drafts.part_draft_of(event, part), room="Lilla salen")
        edit_part(event, part, draft, now=NOW + timedelta(hours=1), actor=SYSTEM)


def _asked(guest: Guest) -> dict[str, str]:
    """Questions of several kinds, one of them full; gives the answers that must be given."""
    with guest.app.app_context(), transaction() as session:
        event = session.get_one(Event, guest.event.id)
        travel = builders.question(event, required=True, required_since=NOW).uid
        builders.question(event, "Rum?", options={"Enkelrum": 0, "Dubbelrum": 12}, help="På hotellet.")
        builders.question(event, "Buss?", kind=QuestionKind.YES_NO, basis=LegalBasis.CONSENT)
        builders.question(event, "Dryck?", part_id=guest.plenary.id, kind=QuestionKind.DATE)
    return {f"fraga_{travel}": "tåg"}


def _answered(guest: Guest) -> None:
    guest.says_yes(guest.plenary, **_asked(guest))


_CONFERENCE = "RUN-konferens 2027"
_CONSENT: dict[str, Any] = {"needs_ground": NeedsGround.CONSENT, "legal_basis": LegalBasis.CONSENT}
ANSWERING = (
    State("inbjudan", _CONFERENCE, guest()),
    State("inte-oppen", "Anmälan har inte öppnat", guest(moment=EARLY)),
    State("anmalan", "Anmälan", guest("/svara")),
    State("anmalan-full-del", "Anmälan", guest("/svara", _full), top="Seminarier fredag 9.00"),
    State("anmalan-fragor", "Anmälan", guest("/svara", _asked), top="Hur reser du?"),
    State("anmalan-samtycke", "Anmälan", guest("/svara", **_CONSENT), top="Särskilda behov"),
    State("anmalan-fel", "Anmälan", guest("/svara", _asked), then=presses("Skicka anmälan")),
    State("anmald", "Du är anmäld", guest("", registered)),
    State("anmald-svar", "Du är anmäld", guest("", _answered), top="Dina svar"),
    State("andra", "Ändra din anmälan", guest("/svara", registered)),
    State("andra-svar", "Ändra din anmälan", guest("/svara", _answered), top="Hur reser du?"),
    State("behov", "Särskilda behov", guest("/behov", registered)),
    State("anmald-del-i-ko", "Du är anmäld", guest("", _waits_for_a_part)),
    State("avboka", "Vill du avboka?", guest("/avboka", registered)),
    State("avboka-maten-bestalld", "Har du fått förhinder?", guest("/avboka", registered, LOCKED)),
    State("avbokad", "Du är avbokad", guest("", _withdrawn)),
    State("nej", "Kan du inte komma?", guest("/nej")),
    State("nej-listan-last", "Kan du inte komma?", guest("/nej", moment=LOCKED)),
    State("tackat-nej", "Du har tackat nej", guest("", _declined)),
    State("flyttat", "Du är anmäld", guest("", _moved)),
    State("installt", "Mötet är inställt", guest("", _cancelled)),
    State("har-varit", "Mötet har varit", guest("", registered, AFTERWARDS)),
)
