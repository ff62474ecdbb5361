"""Närvarolistan that goes with the minutes: its headings with their people, and the same as a table."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.attendance.rules import Heading, heading
from app.documents.minutes import Group, minutes_pdf
from app.events.model import Event, Part
from app.invitations.rules import InvitationSource, in_capacity
from app.invitations.rules.by_hand import KINDS
from app.kernel.words import N_, long_date, time_span, weekday_span
from app.lists.attendance import Attendee, attended_parts, attendees, begun
from app.lists.chosen import Chosen
from app.sheets.table import Column, Table, Value


@dataclass(frozen=True)
class Section:
    """A heading and who stands under it, in Swedish order."""

    heading: Heading
    people: tuple[Attendee, ...]


def sections(people: Iterable[Attendee], parts: Collection[Part]) -> list[Section]:
    """Who was there, and who had said förhinder, at these parts together; headings without anybody are left out."""
    found: dict[Heading, list[Attendee]] = {one: [] for one in Heading}
    for one in people:
        under = heading(one.at(parts), one.source, one.group)
        if under is not None:
            found[under].append(one)
    return [Section(under, tuple(those)) for under, those in found.items() if those]


def about(one: Attendee) -> str:
    """ "rektor, Ånge kommun": as whom somebody was there."""
    return in_capacity(one.role or _guest(one.source), one.organisation)


def _guest(source: InvitationSource) -> str:
    """What those are called who have no role; the heading says of whoever was co-opted."""
    return "" if source is InvitationSource.BY_HAND else KINDS.get(source, "")


COLUMNS = (
    Column(N_("Närvaro"), width=24),
    Column(N_("Efternamn"), width=18),
    Column(N_("Förnamn"), width=16),
    Column(N_("Roll"), width=22),
    Column(N_("Organisation"), width=28),
    Column(N_("I stället för"), width=24),
)


def table(found: Sequence[Section], title: str = N_("Närvarolista")) -> Table:
    """One row a person, as the list has them."""
    return Table(title, COLUMNS, _rows(found))


SUPPLEMENT = N_("Bilaga till minnesanteckningar")


def supplement(now: datetime) -> Callable[[Event, Chosen], Table]:
    """The same as a ready list, of what has begun ``now`` (aware): of the meeting, or of one part of it."""

    def of(event: Event, chosen: Chosen) -> Table:
        return table(_sections(event, chosen, now), SUPPLEMENT)

    return of


def supplement_pdf(now: datetime) -> Callable[[Event, Chosen, str], bytes]:
    """The same on paper with lines for those who sign, and with a word on when it was fetched. The document raises
    TooLongForPaperError, and as ``typeset``.
    """

    def made(event: Event, chosen: Chosen, lead: str) -> bytes:
        found = _sections(event, chosen, now)
        part = next((one for one in event.parts if one.id == chosen.part_id), None)
        of = part.title if part else N_("Hela mötet")
        span = f"{long_date(part.starts_at)} {time_span(part.starts_at, part.ends_at)}" if part else None
        when = span or weekday_span(event.starts_on, event.ends_on)
        return minutes_pdf(groups(found), event=event.title, of=of, when=when, lead=lead, title=SUPPLEMENT)

    return made


def _sections(event: Event, chosen: Chosen, now: datetime) -> list[Section]:
    parts = [part for part in begun(attended_parts(event), now) if chosen.part_id in (None, part.id)]
    return sections(attendees(event, now), parts) if parts else []


def groups(found: Iterable[Section]) -> list[Group]:
    """As the document wants them."""
    return [Group(one.heading.label, [(who.name, _said(who)) for who in one.people]) for one in found]


def _said(one: Attendee) -> str:
    """As whom, and for whom."""
    instead = IN_STEAD_OF.replace("{name}", one.in_stead_of) if one.in_stead_of else ""
    return ", ".join(filter(None, (about(one), instead)))


IN_STEAD_OF = N_("i stället för {name}")


def _rows(found: Iterable[Section]) -> Iterator[Sequence[Value]]:
    for section in found:
        for one in section.people:
            role = one.role or _guest(one.source)
            yield section.heading.label, one.family_name, one.given_name, role, one.organisation, one.in_stead_of
