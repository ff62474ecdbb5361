"""The closed catalogue of columns that an own list can have: whom, how to reach them, what they answered, their parts,
the event's questions, their attendance. Särskilda behov and personal links are none of them and cannot be named.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from app.attendance.queries import present_parts
from app.attendance.rules import Attendance
from app.events.model import Event, Part
from app.invitations.model import Invitation
from app.invitations.queries import StandIn, stand_ins
from app.invitations.rules import InvitationSource
from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.lists import statements
from app.lists.answers import AnswerColumns, answer_columns
from app.lists.attendance import attended_parts, verdicts
from app.lists.chosen import Chosen
from app.lists.people import CONTACT, PERSON, day_cell, held_words, part_headings, state_words
from app.registrations.rules import RegistrationState
from app.sheets.table import Column, Kind, Value


class Group(Labelled):
    """Which columns stand together where they are chosen."""

    PERSON = "person", N_("Person")
    CONTACT = "contact", N_("Kontakt")
    ANSWER = "answer", N_("Svar och anmälan")
    PARTS = "parts", N_("Delar")
    QUESTIONS = "questions", N_("Frågor")
    ATTENDANCE = "attendance", N_("Närvaro")


class Read(NamedTuple):
    """One person: the row as it was read, and what was unpacked from it once for all columns."""

    row: Any
    parts: Mapping[int, str]
    answers: Mapping[int, Value]
    states: Mapping[int, Attendance | None]


@dataclass(frozen=True)
class Offered:
    """A column that can be chosen: what it is named by, and its value of one person. ``of`` is the id of the part or
    question that it is about.
    """

    key: str
    group: Group
    column: Column
    value: Callable[[Read], Value]
    of: int = 0


@dataclass(frozen=True)
class Catalogue:
    """All columns of one event by their keys, in the order to offer them."""

    event: Event
    offered: Mapping[str, Offered]
    answers: AnswerColumns

    def found(self, keys: Iterable[str]) -> list[Offered]:
        """Those of ``keys`` that there are, in the order of the keys."""
        return [self.offered[key] for key in keys if key in self.offered]


def catalogue(event: Event) -> Catalogue:
    """What there is to choose of ``event``: two statements, none where it has never had a question. What is called off
    or removed is not offered.
    """
    answers = answer_columns(event)
    every = [
        *_person(),
        *_contact(),
        *_answer(),
        *_parts([part for part in event.parts if part.cancelled_at is None]),
        *_questions(answers),
        *_attendance(attended_parts(event)),
    ]
    return Catalogue(event, {one.key: one for one in every}, answers)


def _of_row(name: str, read: Read) -> Value:
    value: Value = getattr(read.row, name)
    return value or ""


def _day_of_row(name: str, read: Read) -> Value:
    return day_cell(getattr(read.row, name))


def _named(group: Group, columns: Iterable[Column], names: Iterable[tuple[str, str]]) -> list[Offered]:
    pairs = zip(names, columns, strict=True)
    return [Offered(key, group, column, partial(_of_row, name)) for (key, name), column in pairs]


def _person() -> list[Offered]:
    names = (
        ("efternamn", "family_name"),
        ("fornamn", "given_name"),
        ("roll", "role"),
        ("organisation", "organisation"),
        ("omrade", "area"),
    )
    return _named(Group.PERSON, PERSON, names)


def _contact() -> list[Offered]:
    return _named(Group.CONTACT, CONTACT, (("epost", "address"), ("telefon", "phone")))


def _answer() -> list[Offered]:
    days = (
        ("inbjuden", N_("Inbjuden"), "sent_at"),
        ("pamind", N_("Påmind"), "reminded_at"),
        ("svarade", N_("Svarade"), "answered_at"),
        ("anmald", N_("Anmäld den"), "registered_at"),
    )
    return [
        Offered(STATE, Group.ANSWER, Column(N_("Svar"), width=18), _no_words),
        Offered("anmalan", Group.ANSWER, Column(N_("Anmälan"), width=12), _registration),
        *(Offered(key, Group.ANSWER, Column(word, Kind.DATE), partial(_day_of_row, name)) for key, word, name in days),
        Offered("genom", Group.ANSWER, Column(N_("Inbjuden genom"), width=24), _source),
    ]


STATE = "svar"
"""The column that needs to know who comes in whose stead."""


def _no_words(_read: Read) -> Value:
    """The reader puts the words in, which need a statement."""
    return None


def _registration(read: Read) -> Value:
    state = read.row.registration_state
    return RegistrationState(state).label if state else ""


def _source(read: Read) -> Value:
    return InvitationSource(read.row.source).label


def _part(part_id: int, read: Read) -> Value:
    return read.parts.get(part_id, "")


def _parts(parts: Sequence[Part]) -> list[Offered]:
    pairs = zip(parts, part_headings(parts), strict=True)
    return [
        Offered(f"del_{part.uid}", Group.PARTS, Column(heading, width=16), partial(_part, part.id), part.id)
        for part, heading in pairs
    ]


def _given(question_id: int, read: Read) -> Value:
    return read.answers.get(question_id)


def _questions(answers: AnswerColumns) -> list[Offered]:
    pairs = zip(answers.questions, answers.columns, strict=True)
    return [
        Offered(f"fraga_{one.uid}", Group.QUESTIONS, column, partial(_given, one.id), one.id)
        for one, column in pairs
        if one.removed_at is None
    ]


def _attended(part_id: int, read: Read) -> Value:
    state = read.states.get(part_id)
    return state.label if state else ""


def _attendance(parts: Sequence[Part]) -> list[Offered]:
    found = []
    for part, heading in zip(parts, part_headings(parts), strict=True):
        column = Column(f"{N_('Närvaro')}: {heading}", width=24)
        found.append(Offered(f"narvaro_{part.uid}", Group.ATTENDANCE, column, partial(_attended, part.id), part.id))
    return found


@dataclass(frozen=True)
class Reader:
    """The statement that some columns need, and how one of its rows becomes their values."""

    statement: Any
    read: Callable[[Any], list[Value]]


def reader(asked: Catalogue, columns: Sequence[Offered], chosen: Chosen, now: datetime) -> Reader:
    """One statement for the people, whatever the columns; at most three more (who comes instead, and the circles of
    parts), as it stands ``now`` (aware).
    """
    groups, event = {one.group for one in columns}, asked.event
    people = statements.with_parts if groups & {Group.PARTS, Group.ATTENDANCE} else statements.invited
    statement = people(event, chosen).add_columns(Invitation.source)
    answers = replace(asked.answers, questions=_chosen_questions(asked.answers, columns))
    verdict: Callable[[Any], dict[int, Attendance | None]] = _nothing
    if Group.ATTENDANCE in groups:
        statement = statement.add_columns(present_parts(event).label("ticks"))
        ids = {one.of for one in columns if one.group is Group.ATTENDANCE}
        verdict = verdicts(event, [part for part in event.parts if part.id in ids], now)
    instead = stand_ins([event.id]) if any(one.key == STATE for one in columns) else {}
    statement = statement.add_columns(*answers.selected())
    return Reader(statement, partial(_values, _getters(columns, instead), answers, verdict))


def _chosen_questions(answers: AnswerColumns, columns: Iterable[Offered]) -> list[Any]:
    ids = {one.of for one in columns if one.group is Group.QUESTIONS}
    return [one for one in answers.questions if one.id in ids]


def _nothing(_row: Any) -> dict[int, Attendance | None]:
    return {}


def _getters(columns: Iterable[Offered], instead: Mapping[int, StandIn]) -> list[Callable[[Read], Value]]:
    def state(read: Read) -> Value:
        return state_words(read.row, instead)

    return [state if one.key == STATE else one.value for one in columns]


def _values(
    getters: Sequence[Callable[[Read], Value]],
    answers: AnswerColumns,
    verdict: Callable[[Any], Mapping[int, Attendance | None]],
    row: Any,
) -> list[Value]:
    given = {one.id: cell for one, cell in zip(answers.questions, answers.cells(row), strict=True)}
    read = Read(row, held_words(getattr(row, "parts", None)), given, verdict(row))
    return [value(read) for value in getters]
