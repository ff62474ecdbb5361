"""Who stands at the demo's doors, and what happens there out of the ordinary."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.attendance import actions as attendance
from app.attendance.actions.links import address, create_link, note_entered
from app.attendance.model import DoorLink
from app.attendance.queries import AtDoor, get_open_door
from app.attendance.rules import Given, How, Keeper, Mark, ScanFault
from app.attendance.rules.links import LinkDraft
from app.attendance.rules.walk_ins import WalkIn
from app.audit.actor import Actor, ActorKind
from app.desk.walk_in import walk_in
from app.events.model import Event, Part
from app.events.queries import get_whole_event
from app.kernel.db import transaction
from app.organizers.actions import passwords
from app.people.model import Person

_STAND = "Karin vid entrén"
_BEFORE = timedelta(minutes=15)


def keepers(event: Event, *, now: datetime, actor: Actor) -> tuple[Keeper, Keeper]:
    """The office's own door, and Karin's, who has a link of her own since ``now``."""
    with transaction():
        link, _pin = _link(event, _STAND, now=now, actor=actor)
    karin = Keeper(Actor(ActorKind.DOOR_LINK, link.uid, link.name), link.name, link.id)
    return Keeper(actor, actor.name), karin


def out_of_the_ordinary(part: Part, expected: Sequence[Person], by: Keeper) -> None:
    """The first is ticked twice, the second by mistake and again, the third was kept by a phone without network and
    comes late, somebody nobody knew of walks in, and a code cannot be read.
    """
    first, second, third = expected[:3]
    now, slug = part.starts_at - timedelta(minutes=2), part.event.slug
    with transaction():
        if by.link_id is not None:
            note_entered(by.link_id, now=now)
        attendance.tick(_at(part, first), nonce=f"demo-{part.uid}-again", now=now, by=by)
        attendance.undo(_at(part, second), now=now, by=by, nonce=f"demo-{part.uid}-undo")
        attendance.tick(_at(part, second), nonce=f"demo-{part.uid}-anew", now=now + timedelta(minutes=1), by=by)
        kept = Given(f"demo-{part.uid}-late", Mark.PRESENT, at=now - _BEFORE, phone_at=now - 2 * _BEFORE)
        attendance.record(_at(part, third), kept, now=part.ends_at, by=by)
        vera = WalkIn("Vera", "Holmlund", "Timrå kommun")
        walk_in(
            get_open_door(slug),
            [part],
            vera,
            Given(f"demo-{part.uid}-vera", Mark.PRESENT, How.WALK_IN),
            arrival=None,
            now=now,
            by=by,
        )
        nonce = f"demo-{part.uid}-code"
        attendance.note_failure(part.event_id, ScanFault.UNKNOWN, nonce=nonce, at=now, now=now, by=by, part_id=part.id)


def _at(part: Part, person: Person) -> AtDoor:
    return AtDoor(part.id, person.id, person.name)


def _link(event: Event, name: str, *, now: datetime, actor: Actor) -> tuple[DoorLink, str]:
    pin = f"{secrets.randbelow(1_000_000):06d}"
    last = max(part.ends_at for part in event.parts) + timedelta(hours=12)
    return create_link(event, LinkDraft(name, last), passwords.hash_password(pin), now=now, actor=actor), pin


def give_a_link(slug: str, *, now: datetime, actor: Actor) -> tuple[str, str]:
    """A door link to a coming event, as what it is with its PIN, and its address."""
    with transaction():
        event = get_whole_event(slug)
        link, pin = _link(event, _STAND, now=now, actor=actor)
        return f"Stå vid dörren på {event.title} (PIN-kod {pin})", address(link)
