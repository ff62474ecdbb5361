"""Inbjudna, Deltagare and Närvaro: one row a person, one column a part."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from app.events.model import Event, Part
from app.invitations.queries import StandIn, stand_ins
from app.invitations.rules import InvitationState
from app.invitations.rules.substitutes import REPLACED_BY
from app.kernel.words import N_, clock_time, local, short_date
from app.lists import statements
from app.lists.answers import AnswerColumns, answer_columns, packed_answers
from app.lists.chosen import Chosen
from app.registrations.rules import Mode, RegistrationState
from app.sheets.table import Column, Kind, Table, Value

PERSON = (
    Column(N_("Efternamn"), width=18),
    Column(N_("Förnamn"), width=16),
    Column(N_("Roll"), width=22),
    Column(N_("Organisation"), width=28),
    Column(N_("Område"), width=20),
)
CONTACT = (Column(N_("E-post"), width=32), Column(N_("Telefon"), width=16))


def invited(event: Event, chosen: Chosen) -> Table:
    """Inbjudna: everybody with an invitation, and what has been answered."""
    columns = (
        *PERSON,
        *CONTACT,
        Column(N_("Svar"), width=18),
        Column(N_("Inbjuden"), Kind.DATE),
        Column(N_("Påmind"), Kind.DATE),
        Column(N_("Svarade"), Kind.DATE),
    )
    instead = stand_ins([event.id])
    rows = statements.stream(statements.invited(event, chosen))
    return Table(N_("Inbjudna"), columns, (_invited_row(row, instead) for row in rows))


def _invited_row(row: Any, instead: Mapping[int, StandIn]) -> Sequence[Value]:
    dates = (_day(row.sent_at), _day(row.reminded_at), _day(row.answered_at))
    return (*_person(row), *_contact(row), _state_words(row, instead), *dates)


def _state_words(row: Any, instead: Mapping[int, StandIn]) -> str:
    """ "Kommer", or "Karin Ek kommer i stället"."""
    stand_in = instead.get(row.invitation_id)
    return REPLACED_BY % {"who": stand_in.name} if stand_in else InvitationState(row.state).label


def participants(event: Event, chosen: Chosen) -> Table:
    """Deltagare: everybody registered or waiting, with a column for each part and each question."""
    answers = answer_columns(event)
    parts = [part for part in event.parts if part.cancelled_at is None]
    columns = (
        *PERSON,
        *CONTACT,
        Column(N_("Anmälan"), width=12),
        Column(N_("Anmäld den"), Kind.DATE),
        *(Column(heading, width=16) for heading in part_headings(parts)),
        *answers.columns,
    )
    asked = statements.registered(event, chosen)
    asked = asked.add_columns((packed_answers() if answers.questions else sa.null()).label("answers"))
    rows = statements.stream(asked)
    return Table(N_("Deltagare"), columns, (_participant_row(row, parts, answers) for row in rows))


def _participant_row(row: Any, parts: Sequence[Part], answers: AnswerColumns) -> Sequence[Value]:
    held = _held(row.parts)
    state = RegistrationState(row.registration_state).label
    chosen = (held.get(part.id, "") for part in parts)
    return (*_person(row), *_contact(row), state, _day(row.registered_at), *chosen, *answers.cells(row.answers))


def attendance(now: datetime) -> Callable[[Event, Chosen], Table]:
    """Närvaro as it stands ``now`` (aware): who was present at which part, and who was to come and did not."""

    def table(event: Event, chosen: Chosen) -> Table:
        parts = [part for part in event.parts if part.cancelled_at is None]
        columns = (*PERSON, Column(N_("Svar"), width=18), *(Column(h, width=16) for h in part_headings(parts)))
        instead = stand_ins([event.id])
        rows = statements.stream(statements.invited(event, chosen))
        return Table(N_("Närvaro"), columns, (_attendance_row(row, parts, now, instead) for row in rows))

    return table


def _attendance_row(row: Any, parts: Sequence[Part], now: datetime, instead: Mapping[int, StandIn]) -> Sequence[Value]:
    held, ticked = _held(row.parts), set((row.ticks or "").split(","))
    words = (_attendance_word(part, held, ticked, now) for part in parts)
    return (*_person(row), _state_words(row, instead), *words)


def _attendance_word(part: Part, held: dict[int, str], ticked: set[str], now: datetime) -> str:
    if str(part.id) in ticked:
        return N_("Närvarande")
    expected = held.get(part.id) in {Mode.ON_SITE.label, Mode.ONLINE.label}
    return N_("Frånvarande") if expected and part.ends_at <= now else ""


def part_headings(parts: Sequence[Part]) -> Iterator[str]:
    """A heading for each part; the day and hour tell two parts of one name apart."""
    titles = [part.title for part in parts]
    for part in parts:
        when = f" ({short_date(part.starts_at)} {clock_time(part.starts_at)})"
        yield part.title + (when if titles.count(part.title) > 1 else "")


def _person(row: Any) -> Sequence[Value]:
    return (row.family_name, row.given_name, row.role or "", row.organisation or "", row.area or "")


def _contact(row: Any) -> Sequence[Value]:
    return (row.address or "", row.phone)


@lru_cache(maxsize=1024)  # thousands were invited in the same second
def _day(moment: datetime | None) -> Value:
    return local(moment).date() if moment else None


def _held(parts: str | None) -> dict[int, str]:
    """What "id:state:mode,…" says, as words by part."""
    held: dict[int, str] = {}
    for piece in (parts or "").split(",") if parts else ():
        part, state, mode = piece.split(":")
        if state == RegistrationState.CONFIRMED:
            held[int(part)] = Mode(mode).label
        elif state == RegistrationState.WAITING:
            held[int(part)] = RegistrationState.WAITING.label
    return held
