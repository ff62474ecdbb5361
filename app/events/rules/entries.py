"""What calendars are given of a meeting: the public feed, a person's feed and downloads, and the mail all say the same.

A meeting of several parts is one all-day banner over its days plus one timed entry per part (calendar.md, rule 7); a
meeting of one part is that part. The UID of what stands for the whole meeting is the event's for everybody, and the
registration's for one person, so that mail, feed and download name the same entry.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from app.calendar.entry import Entry, Status
from app.kernel.markup import to_text


def own_uid(event_uid: str, person_uid: str) -> str:
    """The UID of what one person has of a meeting: of the days that a letter asks them to save, and of the registration
    that follows, which is then the same entry and not a second one. Made of two random ones, since the days are sent
    before there is anything to keep it with (RFC 9562, version 5).
    """
    return str(uuid5(UUID(event_uid), person_uid))


_ONLINE = "Digitalt"  # in the language of the titles, which is the organizer's


@dataclass(frozen=True, kw_only=True)
class PartValue:
    """A part, as calendars see it. Moments are aware."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int = 0
    description: str = ""
    contributors: str = ""
    room: str = ""
    online_url: str = ""
    overnight: bool = False
    """A night does not make the time busy."""
    called_off: bool = False
    for_all: bool = True
    """Has no circle of its own: stands in the public feed."""


@dataclass(frozen=True, kw_only=True)
class MeetingValue:
    """An event with all its parts, as calendars see it. Days are days in Europe/Stockholm."""

    uid: str
    title: str
    starts_on: date
    ends_on: date
    changed_at: datetime
    sequence: int = 0
    theme: str = ""
    place: str = ""
    address: str = ""
    page_url: str = ""
    """The public page; empty where there is none."""
    called_off: bool = False
    parts: tuple[PartValue, ...] = ()

    @property
    def only_part(self) -> PartValue | None:
        """The part that is the whole meeting."""
        return self.parts[0] if len(self.parts) == 1 else None


@dataclass(frozen=True)
class Chosen:
    """A part that a person has a place at."""

    part_uid: str
    online: bool
    changed_at: datetime


@dataclass(frozen=True)
class Presence:
    """One person's confirmed registration: its uid and sequence, when it last changed, the parts with a place."""

    uid: str
    sequence: int
    changed_at: datetime
    chosen: tuple[Chosen, ...]

    def comes_to_nothing(self, meeting: "MeetingValue") -> bool:
        """Whether everything with a place is called off, while the meeting itself stands."""
        off = {part.uid for part in meeting.parts if part.called_off}
        return bool(self.chosen) and all(one.part_uid in off for one in self.chosen) and not meeting.called_off


def public_entries(meeting: MeetingValue) -> tuple[Entry, ...]:
    """What everybody may see: no online address, and only the parts that are for everybody."""
    shown = [part for part in meeting.parts if part.for_all]
    if meeting.only_part in shown:
        return (_whole(meeting, meeting.uid, meeting.only_part),)
    return (_banner(meeting, meeting.uid), *(_timed(meeting, part) for part in shown))


def personal_entries(meeting: MeetingValue, presence: Presence) -> tuple[Entry, ...]:
    """What one person who comes sees; the online address stands in those parts that the person takes part in online.
    Whose parts are all called off sees just that, and no banner (decision 0017).
    """
    chosen = {one.part_uid: one for one in presence.chosen}
    only = meeting.only_part
    if only is not None:
        return (_whole(meeting, presence.uid, only, presence, chosen[only.uid]),) if only.uid in chosen else ()
    timed = (_timed(meeting, part, chosen[part.uid]) for part in meeting.parts if part.uid in chosen)
    return tuple(timed) if presence.comes_to_nothing(meeting) else (_banner(meeting, presence.uid, presence), *timed)


def mail_entry(meeting: MeetingValue, presence: Presence) -> Entry:
    """The one entry that a person's mails carry: what stands for the whole meeting in the person's feed, whatever parts
    the person has chosen (decision 0014); cancelled where they are all called off. Also for somebody who has no place
    any more, whose entry is taken back.
    """
    only = meeting.only_part
    if only is None:
        banner = _banner(meeting, presence.uid, presence)
        return replace(banner, status=Status.CANCELLED) if presence.comes_to_nothing(meeting) else banner
    chosen = {one.part_uid: one for one in presence.chosen}
    return _whole(meeting, presence.uid, only, presence, chosen.get(only.uid))


def _banner(meeting: MeetingValue, uid: str, presence: Presence | None = None) -> Entry:
    return Entry(
        uid=uid,
        summary=meeting.title,
        starts=meeting.starts_on,
        ends=meeting.ends_on,
        last_modified=_latest(meeting.changed_at, presence),
        sequence=_whole_sequence(meeting, presence),
        location=_joined(meeting.place, meeting.address),
        description=meeting.theme,
        url=meeting.page_url,
        status=_status(meeting.called_off),
        transparent=True,
    )


def _whole(
    meeting: MeetingValue, uid: str, part: PartValue, presence: Presence | None = None, chosen: Chosen | None = None
) -> Entry:
    # Without the part's own: the number would fall when one part becomes two. A change of the only part raises the
    # meeting's instead (``events.actions.parts``).
    changed = max(_latest(meeting.changed_at, presence), _latest(part.changed_at, chosen))
    return _moment(meeting, part, chosen, uid, meeting.title, _whole_sequence(meeting, presence), changed)


def _whole_sequence(meeting: MeetingValue, presence: Presence | None) -> int:
    """The sequence of what stands for the whole meeting: the same in mail, feed and download."""
    return meeting.sequence + (presence.sequence if presence else 0)


def _timed(meeting: MeetingValue, part: PartValue, chosen: Chosen | None = None) -> Entry:
    # The place stands in every part's entry: what the event changes, its parts change too.
    changed = max(meeting.changed_at, _latest(part.changed_at, chosen))
    title = part.title if meeting.title in part.title else f"{part.title} – {meeting.title}"
    return _moment(meeting, part, chosen, part.uid, title, meeting.sequence + part.sequence, changed)


def _moment(
    meeting: MeetingValue,
    part: PartValue,
    chosen: Chosen | None,
    uid: str,
    title: str,
    sequence: int,
    changed: datetime,
) -> Entry:
    online = chosen is not None and chosen.online
    called_off = meeting.called_off or part.called_off
    return Entry(
        uid=uid,
        summary=title,
        starts=part.starts_at,
        ends=part.ends_at,
        last_modified=changed,
        sequence=sequence,
        location=_ONLINE if online else _joined(part.room, meeting.place, meeting.address),
        description="\n\n".join(_paragraphs(meeting, part)),
        url=meeting.page_url,
        conference_url=part.online_url if online and not called_off else "",
        status=_status(called_off),
        transparent=part.overnight,
    )


def _paragraphs(meeting: MeetingValue, part: PartValue) -> Iterator[str]:
    if meeting.theme:
        yield meeting.theme
    if part.contributors:
        yield f"Medverkande: {part.contributors}"
    if part.description:
        yield to_text(part.description)


def _latest(changed_at: datetime, personal: Presence | Chosen | None) -> datetime:
    return max(changed_at, personal.changed_at) if personal else changed_at


def _joined(*pieces: str) -> str:
    return ", ".join(piece for piece in pieces if piece)


def _status(called_off: bool) -> Status:
    return Status.CANCELLED if called_off else Status.CONFIRMED
