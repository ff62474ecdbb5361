"""Utlämnande: what there is about those invited to a meeting, for whoever tests it for secrecy when somebody asks for
it. No links are in it. What is withheld stands last, with its count and what has been decided of it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.events.model import Event, Part
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.lists import statements
from app.lists.answers import AnswerColumns, answer_columns
from app.lists.chosen import Chosen
from app.lists.people import CONTACT, PERSON, contact_cells, day_cell, held_words, part_headings, person_cells
from app.organizers.rules import Right
from app.people.model import Person
from app.registrations.model import Need, Registration
from app.registrations.rules import NeedKind, RegistrationState
from app.registrations.rules.needs import CHOICES
from app.sheets.table import Column, Kind, Table, Value

NAME = "utlamnande"


class Category(Labelled):
    """What is withheld until somebody with the right to it has decided."""

    NEEDS = "needs", N_("Särskilda behov")
    HIDDEN = "hidden", N_("Personer som inte visas i listan")

    @property
    def right(self) -> Right:
        """Who may decide of it."""
        return Right.NEEDS if self is Category.NEEDS else Right.PROTECTED


class Outcome(Labelled):
    """What has been decided."""

    UNDECIDED = "undecided", N_("Ska prövas")
    GIVEN = "given", N_("Lämnas ut")
    WITHHELD = "withheld", N_("Lämnas inte ut")


Outcomes = Mapping[Category, Outcome]
"""What is not in it is undecided."""


@dataclass(frozen=True)
class Withheld:
    """Something that is withheld: of how many people, and what has been decided."""

    category: Category
    people: int
    outcome: Outcome

    @property
    def words(self) -> str:
        """ "Särskilda behov, 14 personer: Ska prövas"."""
        number = N_("1 person") if self.people == 1 else N_("{count} personer").format(count=self.people)
        return f"{self.category.label}, {number}: {self.outcome.label}"


def withheld(event: Event, outcomes: Outcomes) -> list[Withheld]:
    """The categories that there is something of. One statement each."""
    shown, whole = _chosen(outcomes), Chosen(protected=True)
    number = {
        Category.NEEDS: _count(statements.invited(event, shown).where(_HAS_NEEDS)),
        Category.HIDDEN: _count(statements.invited(event, whole).where(Person.protected)),
    }
    found = [Withheld(one, number[one], outcomes.get(one, Outcome.UNDECIDED)) for one in Category]
    return [one for one in found if one.people]


def undecided(event: Event, _chosen: Chosen) -> Table:
    """The list as long as nobody has decided. It knows no filters: how many of few have needs tells who it is."""
    return disclosure(event, {})


def disclosure(event: Event, outcomes: Outcomes) -> Table:
    """Everybody invited and what is kept of them here, but for what is withheld and not given by ``outcomes``."""
    answers = answer_columns(event)
    parts = [part for part in event.parts if part.cancelled_at is None]
    given = outcomes.get(Category.NEEDS) is Outcome.GIVEN
    columns = (
        *PERSON[:2],
        Column(N_("Prövning"), width=16),
        *PERSON[2:],
        *CONTACT,
        Column(N_("Svar"), width=18),
        Column(N_("Inbjuden"), Kind.DATE),
        Column(N_("Påmind"), Kind.DATE),
        Column(N_("Svarade"), Kind.DATE),
        Column(N_("Meddelande"), width=30),
        Column(N_("Anmälan"), width=12),
        Column(N_("Anmäld den"), Kind.DATE),
        *(Column(heading, width=16) for heading in part_headings(parts)),
        *answers.columns,
        *((Column(kind.label, width=24) for kind in NeedKind) if given else ()),
    )
    last = [_withheld_row(one, len(columns)) for one in withheld(event, outcomes)]
    return Table(N_("Underlag för utlämnande"), columns, _rows(event, parts, answers, outcomes), last=last)


def _withheld_row(one: Withheld, width: int) -> Sequence[Value]:
    number = N_("1 person") if one.people == 1 else N_("{count} personer").format(count=one.people)
    return (one.category.label, number, one.outcome.label, *[None] * (width - 3))


def _rows(event: Event, parts: Sequence[Part], answers: AnswerColumns, outcomes: Outcomes) -> Iterator[Sequence[Value]]:
    given = outcomes.get(Category.NEEDS) is Outcome.GIVEN
    needs = _needs(event) if given else {}
    asked = statements.with_parts(event, _chosen(outcomes)).add_columns(
        Invitation.message,
        Registration.id.label("registration_id"),
        Person.protected,
        *answers.selected(),
    )
    for row in statements.stream(asked):
        held = held_words(row.parts)
        said = needs.get(row.registration_id, {})
        family, given_name, *office = person_cells(row)
        yield (
            family,
            given_name,
            Outcome.GIVEN.label if row.protected else None,
            *office,
            *contact_cells(row),
            InvitationState(row.state).label,
            *(day_cell(moment) for moment in (row.sent_at, row.reminded_at, row.answered_at)),
            row.message,
            RegistrationState(row.registration_state).label if row.registration_state else "",
            day_cell(row.registered_at),
            *(held.get(part.id, "") for part in parts),
            *answers.cells(row),
            *(("; ".join(said.get(kind, ())) for kind in NeedKind) if given else ()),
        )


_HAS_NEEDS = sa.exists().where(Need.registration_id == Registration.id)


def _with_needs(event: Event) -> sa.Select[*tuple[Any, ...]]:
    asked = sa.select(Need.registration_id, Need.kind, Need.choice, Need.text)
    return asked.join(Registration, Registration.id == Need.registration_id).where(Registration.event_id == event.id)


def _count(asked: sa.Select[*tuple[Any, ...]]) -> int:
    """Past the session, which leaves protected people out for whoever may not see them: here they are but a number."""
    number = sa.select(sa.func.count()).select_from(asked.order_by(None).subquery())
    return int(db.session.connection().execute(number).scalar_one())


def _chosen(outcomes: Outcomes) -> Chosen:
    return Chosen(protected=outcomes.get(Category.HIDDEN) is Outcome.GIVEN)


def _needs(event: Event) -> dict[int, dict[NeedKind, list[str]]]:
    """What each has said, by the registration's id."""
    found: defaultdict[int, dict[NeedKind, list[str]]] = defaultdict(dict)
    for registration_id, kind, choice, text in db.session.execute(_with_needs(event).order_by(Need.id)):
        found[registration_id].setdefault(kind, []).append(text or dict(CHOICES[kind]).get(choice, choice))
    return found
