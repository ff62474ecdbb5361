"""How everybody stood to each part: the page Närvaro, the list that goes with the minutes, and the ready list. The
number of statements does not grow with the people.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.attendance.rules import Attendance, Tally, attendance, over_parts, so_far, tally
from app.events.model import Event, Part
from app.events.queries import circle_of
from app.events.rules.circles import HoldingValue, belongs
from app.events.rules.kinds import PartKind
from app.invitations.model import Invitation, InvitationHolding, InvitationPart
from app.invitations.rules import UNASKED, InvitationSource, InvitationState
from app.kernel.db import db
from app.kernel.text import sort_key
from app.kernel.words import local
from app.lists import statements
from app.lists.chosen import everybody
from app.people.model import Organisation, Person, Role
from app.people.rules.kinds import RoleGroup
from app.registrations.rules import RegistrationState


@dataclass(frozen=True)
class Attendee:
    """Somebody invited, and how they stood to each part, by its id. ``in_stead_of``: whom they came for."""

    uid: str
    person_id: int
    person_uid: str
    given_name: str
    family_name: str
    role: str
    group: RoleGroup | None
    organisation: str
    area: str
    source: InvitationSource
    invitation: InvitationState
    in_stead_of: str
    states: Mapping[int, Attendance | None] = field(hash=False)

    @property
    def name(self) -> str:
        """ "Anna Berg"."""
        return f"{self.given_name} {self.family_name}".strip()

    def at(self, parts: Iterable[Part]) -> Attendance | None:
        """How they stood to all of these parts together."""
        return over_parts(self.states.get(part.id) for part in parts)


def attended_parts(event: Event) -> list[Part]:
    """The parts that one can be present at, in the order of time."""
    return [part for part in event.parts if part.cancelled_at is None and part.kind is not PartKind.NIGHT]


def begun(parts: Iterable[Part], now: datetime) -> list[Part]:
    """Those that have begun."""
    return [part for part in parts if part.starts_at <= now]


def days_of(parts: Iterable[Part]) -> list[date]:
    """The days (Europe/Stockholm) that they begin on."""
    return sorted({local(part.starts_at).date() for part in parts})


def of_day(parts: Iterable[Part], day: date) -> list[Part]:
    """Those that begin on ``day``."""
    return [part for part in parts if local(part.starts_at).date() == day]


def attendees(event: Event, now: datetime, *, uid: str = "") -> list[Attendee]:
    """Everybody who has been invited, or the one of the invitation ``uid``, in Swedish order, as it stands ``now``
    (aware). Four statements at most, beside what the event itself takes.
    """
    verdict, asked = verdicts(event, attended_parts(event), now), statements.present(event, everybody())
    more = (
        Person.id.label("person_id"),
        Person.uid.label("person_uid"),
        Role.group.label("group"),
        Invitation.in_stead_of_id,
    )
    asked = asked.add_columns(*more, Invitation.uid, Invitation.source)
    rows = list(statements.stream(asked.where(Invitation.uid == uid) if uid else asked))
    first = _first_of(rows)
    found = [_attendee(row, first.get(row.invitation_id, ""), verdict(row)) for row in rows]
    return [one for one in found if one.invitation not in UNASKED or any(one.states.values())]


def _first_of(rows: Iterable[Any]) -> dict[int, str]:
    """By the id of a substitute's invitation: in whose stead they come, who may have named somebody that named them."""
    names = {row.invitation_id: f"{row.given_name} {row.family_name}".strip() for row in rows}
    before = {row.invitation_id: row.in_stead_of_id for row in rows if row.in_stead_of_id in names}
    found = {}
    for number, original in before.items():
        seen = {number}
        while original in before and original not in seen:
            seen.add(original)
            original = before[original]
        found[number] = names[original]
    return found


def _attendee(row: Any, in_stead_of: str, states: Mapping[int, Attendance | None]) -> Attendee:
    return Attendee(
        row.uid,
        row.person_id,
        row.person_uid,
        row.given_name,
        row.family_name,
        row.role or "",
        row.group,
        row.organisation or "",
        row.area or "",
        row.source,
        row.state,
        in_stead_of,
        states,
    )


def verdicts(
    event: Event, parts: Sequence[Part], now: datetime, shut: Mapping[int, set[int]] | None = None
) -> Callable[[Any], dict[int, Attendance | None]]:
    """What tells of a row of ``statements.present`` how that person stands to each of ``parts``, by its id. ``shut``:
    what ``closed`` gives, where it is asked of several meetings at once.
    """
    not_for = closed([(event, parts)]) if shut is None else shut

    def verdict(row: Any) -> dict[int, Attendance | None]:
        answered = {part: state for part, state, _mode in statements.standings(row.parts)}  # a withdrawn one's too
        ticked = set((row.ticks or "").split(","))
        return {
            part.id: so_far(
                attendance(
                    ticked=str(part.id) in ticked,
                    invitation=row.state,
                    has_place=answered.get(part.id) is RegistrationState.CONFIRMED,
                    may_come=(part.id in answered or not _is_choice(part))
                    and row.invitation_id not in not_for.get(part.id, ()),
                ),
                over=part.ends_at <= now,
            )
            for part in parts
        }

    return verdict


def _is_choice(part: Part) -> bool:
    """Whether nobody is looked for there who has not chosen it: one of a slot's, or a meal."""
    return part.slot_id is not None or part.kind is PartKind.MEAL


def closed(meetings: Iterable[tuple[Event, Iterable[Part]]]) -> dict[int, set[int]]:
    """By part with a circle of its own: the ids of the invitations that it is not for. Two statements, or none."""
    lines = ((event, part, circle_of(event, part)) for event, parts in meetings for part in parts)
    circles = {part.id: (event.id, circle) for event, part, circle in lines if circle}
    if not circles:
        return {}
    held = _holdings({event_id for event_id, _circle in circles.values()})
    asked = sa.select(InvitationPart.part_id, InvitationPart.invitation_id).where(InvitationPart.part_id.in_(circles))
    extra = {(part_id, number) for part_id, number in db.session.execute(asked)}
    return {
        part_id: {
            number
            for number, holdings in held[event_id].items()
            if (part_id, number) not in extra and not belongs(circle, holdings)
        }
        for part_id, (event_id, circle) in circles.items()
    }


def _holdings(event_ids: Collection[int]) -> dict[int, dict[int, list[HoldingValue]]]:
    """As what everybody is invited, by the event's and the invitation's id; without any: nothing."""
    found: dict[int, dict[int, list[HoldingValue]]] = {number: {} for number in event_ids}
    asked = (
        sa.select(
            Invitation.event_id, Invitation.id, InvitationHolding.role_id, Organisation.kind, Organisation.agreement
        )
        .outerjoin(InvitationHolding, InvitationHolding.invitation_id == Invitation.id)
        .outerjoin(Organisation, Organisation.id == InvitationHolding.organisation_id)
        .where(Invitation.event_id.in_(event_ids))
    )
    for event_id, number, role_id, kind, agreement in db.session.execute(asked):
        held = found[event_id].setdefault(number, [])
        if role_id is not None:
            held.append(HoldingValue(role_id, kind, agreement))
    return found


def tally_of(people: Iterable[Attendee], parts: Collection[Part]) -> Tally:
    """How many stood how to these parts together."""
    return tally(one.at(parts) for one in people)


@dataclass(frozen=True)
class Group:
    """Some of those invited, by what they have in common; "" where it is not known."""

    name: str
    tally: Tally


def by(key: Callable[[Attendee], str], people: Iterable[Attendee], parts: Collection[Part]) -> list[Group]:
    """The groups with somebody in them who was to be there, in Swedish order, the nameless last."""
    found: defaultdict[str, list[Attendance | None]] = defaultdict(list)
    for one in people:
        found[key(one)].append(one.at(parts))
    groups = [group for name, states in found.items() if not (group := Group(name, tally(states))).tally.is_empty]
    return sorted(groups, key=lambda group: (not group.name, sort_key(group.name)))


def in_state(people: Iterable[Attendee], parts: Collection[Part], state: Attendance) -> Iterator[Attendee]:
    """Those who stood so."""
    return (one for one in people if one.at(parts) is state)
