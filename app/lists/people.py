"""Inbjudna, Deltagare and Närvaro, Ej svarat and Förhinder: one row a person, one column a part."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from app.attendance.rules import Attendance
from app.events.model import Event, Part
from app.invitations.queries import StandIn, stand_ins
from app.invitations.rules import InvitationState
from app.invitations.rules.substitutes import REPLACED_BY
from app.kernel.words import N_, clock_time, local, short_date
from app.lists import statements
from app.lists.answers import AnswerColumns, answer_columns
from app.lists.attendance import attended_parts, verdicts
from app.lists.chosen import Chosen
from app.registrations.rules import RegistrationState
from app.sheets.table import Column, Extract, Kind, Table, Value

PERSON = (
    Column(N_("Efternamn"), width=18),
    Column(N_("Förnamn"), width=16),
    Column(N_("Roll"), width=22),
    Column(N_("Organisation"), width=28),
    Column(N_("Område"), width=20),
)
CONTACT = (Column(N_("E-post"), width=32), Column(N_("Telefon"), width=16))
_OF_PERSON = ("family_name", "given_name", "role", "organisation", "area", "address", "phone")
"""What a statement of people has for the cells under PERSON and CONTACT."""


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
    dates = (day_cell(row.sent_at), day_cell(row.reminded_at), day_cell(row.answered_at))
    return (*person_cells(row), *contact_cells(row), state_words(row, instead), *dates)


def unanswered(event: Event, chosen: Chosen) -> Table:
    """Ej svarat: who has been asked and has said nothing, with what is needed to ask again."""
    asked = statements.invited(event, replace(chosen, state=InvitationState.UNANSWERED))
    columns = (*PERSON, *CONTACT, Column(N_("Inbjuden"), Kind.DATE), Column(N_("Påmind"), Kind.DATE))
    rows = statements.stream(asked)
    return Table(
        N_("Ej svarat"),
        columns,
        ((*person_cells(row), *contact_cells(row), day_cell(row.sent_at), day_cell(row.reminded_at)) for row in rows),
    )


def prevented(event: Event, chosen: Chosen) -> Table:
    """Förhinder: who has said that they do not come, and when they said it."""
    asked = statements.invited(event, replace(chosen, state=InvitationState.NOT_COMING))
    columns = (*PERSON, Column(N_("Anmälde förhinder"), Kind.DATETIME))
    return Table(N_("Förhinder"), columns, ((*person_cells(row), row.answered_at) for row in statements.stream(asked)))


def state_words(row: Any, instead: Mapping[int, StandIn]) -> str:
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
        *part_columns(parts, width=16),
        *answers.columns,
    )
    asked = statements.with_only(
        statements.registered(event, chosen), *_OF_PERSON, "registration_state", "registered_at", "parts"
    ).add_columns(*answers.selected())
    rows = _participant_rows(statements.batches(asked), [part.id for part in parts], answers)
    return Table(N_("Deltagare"), columns, rows, _sheets(parts, N_("Deltar"), len(PERSON) + len(CONTACT) + 2))


def _participant_rows(
    batches: Iterable[Sequence[Any]], parts: Sequence[int], answers: AnswerColumns
) -> Iterator[Sequence[Value]]:
    """Column by column: there are thousands of rows, and few things in most columns."""
    labels = {state: state.label for state in RegistrationState}

    @lru_cache(maxsize=1024)  # thousands have chosen the same
    def chosen(packed: str | None) -> Sequence[Value]:
        held = held_words(packed)
        return tuple(held.get(number, "") for number in parts)

    for batch in batches:
        family, given, role, organisation, area, address, phone, states, registered, packed, *answered = zip(
            *batch, strict=True
        )
        yield from zip(
            *(family, given, *map(_texts, (role, organisation, area, address)), phone),
            *(map(labels.__getitem__, states), map(day_cell, registered)),
            *zip(*map(chosen, packed), strict=True),
            *answers.of_columns(answered),
            strict=True,
        )


def _texts(column: Sequence[str | None]) -> Sequence[str | None]:
    """Nothing where there is none, as ``person_cells`` has it."""
    return column if None not in column else [text or "" for text in column]


def _sheets(parts: Sequence[Part], heading: str, first: int) -> list[Extract]:
    """For each part those who have something in its column, the ``first`` of which is that of the first part."""
    columns = (*PERSON[:4], Column(heading, width=18))
    headings = enumerate(part_headings(parts), start=first)
    return [Extract(title, columns, partial(_of_part, column)) for column, title in headings]


def _of_part(column: int, row: Sequence[Value]) -> Sequence[Value] | None:
    return (*row[:4], row[column]) if row[column] else None


def attendance(now: datetime) -> Callable[[Event, Chosen], Table]:
    """Närvaro as it stands ``now`` (aware): how everybody stood to each part."""

    def table(event: Event, chosen: Chosen) -> Table:
        parts = attended_parts(event)
        columns = (*PERSON, Column(N_("Svar"), width=18), *part_columns(parts, width=18))
        instead, verdict = stand_ins([event.id]), verdicts(event, parts, now)
        asked = statements.stream(statements.present(event, chosen))
        rows = (_attendance_row(row, verdict(row), instead) for row in asked)
        return Table(N_("Närvaro"), columns, rows, _sheets(parts, N_("Närvaro"), len(PERSON) + 1))

    return table


def _attendance_row(
    row: Any, states: Mapping[int, Attendance | None], instead: Mapping[int, StandIn]
) -> Sequence[Value]:
    words = (state.label if state else "" for state in states.values())
    return (*person_cells(row), state_words(row, instead), *words)


def part_columns(parts: Sequence[Part], width: int) -> list[Column]:
    """A column for each part, known by the part whatever it comes to be called."""
    pairs = zip(parts, part_headings(parts), strict=True)
    return [Column(heading, width=width, key=f"del_{part.uid}") for part, heading in pairs]


def part_headings(parts: Sequence[Part]) -> Iterator[str]:
    """A heading for each part; the day and hour tell two parts of one name apart."""
    titles = [part.title for part in parts]
    for part in parts:
        when = f" ({short_date(part.starts_at)} {clock_time(part.starts_at)})"
        yield part.title + (when if titles.count(part.title) > 1 else "")


def person_cells(row: Any) -> Sequence[Value]:
    """A row's cells under PERSON."""
    return (row.family_name, row.given_name, row.role or "", row.organisation or "", row.area or "")


def contact_cells(row: Any) -> Sequence[Value]:
    """A row's cells under CONTACT."""
    return (row.address or "", row.phone)


@lru_cache(maxsize=1024)  # thousands were invited in the same second
def day_cell(moment: datetime | None) -> Value:
    """The day that the moment falls on."""
    return local(moment).date() if moment else None


def held_words(packed: str | None) -> dict[int, str]:
    """The parts that a row's registration has a place on, or stands in line for, as words by part."""
    return {
        part: mode.label if state is RegistrationState.CONFIRMED else state.label
        for part, state, mode in statements.standings(packed)
        if state is not RegistrationState.CANCELLED
    }
