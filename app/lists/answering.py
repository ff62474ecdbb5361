"""How the answers to a meeting came, day by day, beside those of last year's meeting of that kind, and when its letters
went. Three statements, however many people.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.documents.pictures.curve import Curve, Line, Mark
from app.events.model import Event
from app.events.queries import list_between
from app.events.rules.comparing import nearest, window
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation
from app.invitations.rules import UNASKED, InvitationState
from app.kernel.db import db
from app.kernel.words import N_, day_date, local
from app.lists.figure import Figure
from app.mail.model import OutboxLetter
from app.registrations.model import Registration
from app.sheets.table import Column, Kind, Value

ANSWERED = frozenset(InvitationState) - UNASKED - {InvitationState.UNANSWERED}
"""The states of those who have said something."""
_KINDS = {
    "invitation": N_("Inbjudan"),
    "place": N_("Inbjudan"),
    "reminder": N_("Påminnelse"),
    "place_reminder": N_("Påminnelse"),
}
_MOST_MARKS = 6
_OF_THE_LARGEST = 5
"""A day is marked when at least a fifth went of what went on the day when most did."""


@dataclass(frozen=True)
class Answering:
    """How many of a meeting's ``invited`` have answered: ``days`` counts them by days before (below zero) its first
    day; whoever answers later counts on that day. ``since``: when the first was asked, None while nobody is.
    """

    title: str
    invited: int
    coming: int
    days: Counter[int]
    since: int | None

    @property
    def answered(self) -> int:
        """How many in all."""
        return sum(self.days.values())

    def until(self, day: int) -> int:
        """How many had answered by the end of ``day``."""
        return sum(number for at, number in self.days.items() if at <= day)

    def points(self, last: int) -> list[tuple[int, int]]:
        """The curve, from when the first was asked until ``last``."""
        first = min([*self.days, last if self.since is None else self.since])
        turns = sorted({first - 1, *self.days, last})
        return [(day, self.until(day)) for day in turns if day <= last]


@dataclass(frozen=True)
class Sent:
    """So many letters of a sort went on a day."""

    day: int
    label: str
    count: int


def answer_curve(event: Event, now: datetime) -> Figure | None:
    """The answers to ``event`` as they stand ``now`` (aware); None while nobody is invited."""
    before = last_years(event)
    found = _answering([event, before] if before else [event])
    mine, then = found[event.id], found[before.id] if before else None
    if not mine.invited:
        return None
    today = min(0, (local(now).date() - event.starts_on).days)
    sent = _sent(event)
    lines = [Line(event.title, mine.points(today))]
    if then is not None and then.invited:
        lines.append(Line(then.title, then.points(0), before=True))
    marks = [Mark(one.day, _told(event, one)) for one in _landmarks(sent)]
    chart = Curve(lines, marks, N_("veckor före mötets första dag"))
    sentence = _sentence(mine, then if len(lines) > 1 else None, today)
    columns, rows = _table(event, mine, then if len(lines) > 1 else None, today, sent)
    return Figure("svar", N_("Svar dag för dag"), sentence, chart, columns, rows)


def last_years(event: Event) -> Event | None:
    """The meeting of the same kind that was a year before ``event``, or nearest to that: the one it was copied from
    where that is so near. Never a draft, nor one that was called off. One statement.
    """
    there = [one for one in list_between(event.kind, *window(event.starts_on)) if one.state is not EventState.DRAFT]
    copied = [one for one in there if one.id == event.copied_from_id]
    day = nearest(event.starts_on, (one.starts_on for one in copied or there))
    return next((one for one in copied or there if one.starts_on == day), None)


def _answering(events: Sequence[Event]) -> dict[int, Answering]:
    """By the event's id. One statement."""
    moments = (Invitation.sent_at, Invitation.answered_at, Registration.created_at, Invitation.created_at)
    asked = (
        sa.select(Invitation.event_id, Invitation.state, *moments)
        .outerjoin(Registration, Registration.invitation_id == Invitation.id)
        .where(Invitation.event_id.in_([event.id for event in events]), Invitation.state.not_in(UNASKED))
    )
    starts = {event.id: event.starts_on for event in events}
    invited, coming, since = Counter[int](), Counter[int](), dict[int, int]()
    days: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for number, state, sent_at, answered_at, registered_at, invited_at in db.session.connection().execute(asked):
        invited[number] += 1
        coming[number] += state is InvitationState.COMING
        if sent_at is not None:
            day = _before(sent_at, starts[number])
            since[number] = min(day, since.get(number, day))
        told = [at for at in (answered_at, registered_at) if at is not None]
        if state in ANSWERED:  # of several answers the first that is known
            days[number][_before(min(told, default=invited_at), starts[number])] += 1
    return {
        event.id: Answering(event.title, invited[event.id], coming[event.id], days[event.id], since.get(event.id))
        for event in events
    }


def _before(at: datetime, starts_on: date) -> int:
    return min(0, (local(at).date() - starts_on).days)


def _sent(event: Event) -> list[Sent]:
    """In the order of days. One statement."""
    asked = sa.select(OutboxLetter.kind, OutboxLetter.sent_at).where(
        OutboxLetter.event_uid == event.uid, OutboxLetter.kind.in_(_KINDS), OutboxLetter.sent_at.is_not(None)
    )
    rows = db.session.connection().execute(asked)
    number = Counter((_before(at, event.starts_on), _KINDS[kind]) for kind, at in rows if at is not None)
    return [Sent(day, label, count) for (day, label), count in sorted(number.items())]


def _landmarks(sent: Iterable[Sent]) -> list[Sent]:
    """Those worth a mark: not each letter that was sent by itself."""
    sent = list(sent)
    most: Counter[str] = Counter()
    for one in sent:
        most[one.label] = max(most[one.label], one.count)
    worth = [one for one in sent if one.count * _OF_THE_LARGEST >= most[one.label]]
    largest = sorted(worth, key=lambda one: -one.count)[:_MOST_MARKS]
    return [one for one in worth if one in largest]


def _told(event: Event, one: Sent) -> str:
    return N_("{letter} {day}, {count} brev").format(letter=one.label, day=_day(event, one.day), count=one.count)


def _day(event: Event, day: int) -> str:
    return day_date(date.fromordinal(event.starts_on.toordinal() + day))


def _sentence(mine: Answering, then: Answering | None, today: int) -> str:
    said = N_("{answered} av {invited} inbjudna har svarat, {coming} av dem kommer.").format(
        answered=mine.answered, invited=mine.invited, coming=mine.coming
    )
    if then is None:
        return f"{said} {N_('Det finns inget möte från i fjol att jämföra med.')}"
    told = N_("Lika långt före {title} hade {number} av {invited} svarat.")
    return f"{said} {told.format(title=then.title, number=then.until(today), invited=then.invited)}"


def _table(
    event: Event, mine: Answering, then: Answering | None, today: int, sent: Sequence[Sent]
) -> tuple[list[Column], list[list[Value]]]:
    letters: defaultdict[int, list[str]] = defaultdict(list)
    for one in sent:
        letters[one.day].append(f"{one.label} ({one.count})")
    columns = [
        Column(N_("Dag"), Kind.DATE),
        Column(N_("Dagar före"), Kind.NUMBER),
        Column(N_("Nya svar"), Kind.NUMBER),
        Column(N_("Svar"), Kind.NUMBER),
        *([Column(N_("Svar till {title}").format(title=then.title), Kind.NUMBER)] if then else []),
        Column(N_("Brev"), width=30),
    ]
    rows: list[list[Value]] = []
    for day in sorted({*mine.days, *letters, *(then.days if then else ())}):
        now: list[Value] = [mine.days[day], mine.until(day)] if day <= today else [None, None]
        last: list[Value] = [then.until(day)] if then else []
        on = date.fromordinal(event.starts_on.toordinal() + day)
        rows.append([on, -day, *now, *last, ", ".join(letters[day])])
    return columns, rows
