"""What the caterer and the house get: counts for each part and choice, never a name (product.md, rule 10). A severe
allergy goes by name only with the person's separate consent, in a list of its own.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.events.model import Event, Part
from app.events.rules.kinds import PartKind
from app.kernel.db import db
from app.kernel.words import N_, local, time_span
from app.lists.chosen import Chosen
from app.people.model import Person
from app.registrations.model import Need, Registration, RegistrationPart
from app.registrations.rules import Mode, NeedKind, RegistrationState
from app.registrations.rules.needs import CHOICES, TEXT
from app.sheets.table import Column, Kind, Table, Value

_FOOD = (NeedKind.DIET, NeedKind.ALLERGY)
_WHEN = (Column(N_("Datum"), Kind.DATE), Column(N_("Tid"), width=14))


def meals(event: Event, chosen: Chosen) -> Table:
    """Matlista: for each meal how many eat, then how many of them for each need. ``chosen`` may name one part."""
    columns = (Column(N_("Måltid"), width=24), *_WHEN, Column(N_("Kost"), width=44), Column(N_("Antal"), Kind.NUMBER))
    return Table(N_("Matlista"), columns, _counted(_meals(event, chosen), N_("Alla som äter"), _FOOD))


def access(event: Event, chosen: Chosen) -> Table:
    """Tillgänglighet: for each part how many come to the place, then how many of them for each need."""
    columns = (Column(N_("Del"), width=30), *_WHEN, Column(N_("Behov"), width=44), Column(N_("Antal"), Kind.NUMBER))
    parts = _parts(event, chosen)
    return Table(N_("Tillgänglighet"), columns, _counted(parts, N_("Alla på plats"), (NeedKind.ACCESS,)))


def severe(event: Event, chosen: Chosen) -> Table:
    """Svåra allergier: those who let the kitchen have their name, at each meal that they eat."""
    columns = (
        Column(N_("Måltid"), width=24),
        *_WHEN,
        Column(N_("Efternamn"), width=18),
        Column(N_("Förnamn"), width=16),
        Column(N_("Allergi"), width=44),
    )
    return Table(N_("Svåra allergier"), columns, _named(_meals(event, chosen)))


def count_severe(event: Event, chosen: Chosen) -> int:
    """How many people that list names."""
    ids = [part.id for part in _meals(event, chosen)]
    asked = sa.select(sa.func.count(sa.distinct(RegistrationPart.registration_id)))
    return db.session.scalar(_with_needs(asked, ids, (NeedKind.ALLERGY,)).where(Need.severe_words != "")) or 0


def _parts(event: Event, chosen: Chosen) -> list[Part]:
    return [part for part in event.parts if part.cancelled_at is None and chosen.part_id in (None, part.id)]


def _meals(event: Event, chosen: Chosen) -> list[Part]:
    return [part for part in _parts(event, chosen) if part.kind is PartKind.MEAL]


def _head(part: Part) -> tuple[str, date, str]:
    return part.title, local(part.starts_at).date(), time_span(part.starts_at, part.ends_at)


def _counted(parts: Sequence[Part], everybody: str, kinds: Collection[NeedKind]) -> Iterator[Sequence[Value]]:
    ids = [part.id for part in parts]
    coming, needs = seated(ids), _needs(ids, kinds)
    for part in parts:
        yield (*_head(part), everybody, coming.get(part.id, 0))
        for part_id, kind, choice, number in needs:
            if part_id == part.id:
                yield (*_head(part), need_words(kind, choice), number)


def need_words(kind: NeedKind, choice: str) -> str:
    """ "Kost: Vegansk kost". What was written is only counted: words can tell who wrote them."""
    return f"{kind.label}: {N_('eget önskemål') if choice == TEXT else dict(CHOICES[kind]).get(choice, choice)}"


def seated(part_ids: Sequence[int]) -> dict[int, int]:
    """How many come to the place for each of these parts, by its id; those without anybody are left out."""
    rows = db.session.execute(
        sa.select(RegistrationPart.part_id, sa.func.count())
        .where(*_seated(part_ids))
        .group_by(RegistrationPart.part_id)
    )
    return {row.part_id: row[1] for row in rows}


def _needs(part_ids: Sequence[int], kinds: Collection[NeedKind]) -> list[tuple[int, NeedKind, str, int]]:
    columns = (RegistrationPart.part_id, Need.kind, Need.choice)
    rows = db.session.execute(
        _with_needs(sa.select(*columns, sa.func.count()), part_ids, kinds)
        .group_by(*columns)
        .order_by(RegistrationPart.part_id, Need.kind.desc(), Need.choice == TEXT, Need.choice)
    )
    return [(part_id, kind, choice, number) for part_id, kind, choice, number in rows]


def _named(parts: Sequence[Part]) -> Iterator[Sequence[Value]]:
    """One row a person and meal, in Swedish order of names."""
    columns = (RegistrationPart.part_id, Person.id, Person.family_name, Person.given_name, Need.choice, Need.text)
    asked = _with_needs(sa.select(*columns), [part.id for part in parts], (NeedKind.ALLERGY,))
    asked = asked.join(Person, Person.id == Registration.person_id).where(Need.severe_words != "")
    said: dict[tuple[int, int, str, str], list[str]] = {}
    for part_id, person_id, family, given, choice, text in db.session.execute(
        asked.order_by(Person.sort_key, Person.id, Need.id)
    ):
        words = text or dict(CHOICES[NeedKind.ALLERGY]).get(choice, choice)
        said.setdefault((part_id, person_id, family, given), []).append(words)
    for part in parts:
        for (part_id, _person, family, given), allergies in said.items():
            if part_id == part.id:
                yield (*_head(part), family, given, ", ".join(allergies))


def _with_needs(asked: sa.Select[*tuple[Any, ...]], part_ids: Sequence[int], kinds: Collection[NeedKind]) -> Any:
    """``asked`` of those confirmed on site for the parts, with their needs of these kinds."""
    return (
        asked.select_from(RegistrationPart)
        .join(Registration, Registration.id == RegistrationPart.registration_id)
        .join(Need, Need.registration_id == Registration.id)
        .where(*_seated(part_ids), Need.kind.in_(kinds))
    )


def _seated(part_ids: Sequence[int]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        RegistrationPart.part_id.in_(part_ids),
        RegistrationPart.state == RegistrationState.CONFIRMED,
        RegistrationPart.mode == Mode.ON_SITE,
    )
