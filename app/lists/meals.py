"""Matlista: what the caterer gets. Counts for each meal and choice, never a name (product.md, rule 10)."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from app.events.model import Event, Part
from app.events.rules.kinds import PartKind
from app.kernel.db import db
from app.kernel.words import N_, local, time_span
from app.lists.chosen import Chosen
from app.registrations.model import Need, Registration, RegistrationPart
from app.registrations.rules import Mode, NeedKind, RegistrationState
from app.registrations.rules.needs import CHOICES
from app.sheets.table import Column, Kind, Table, Value


def meals(event: Event, chosen: Chosen) -> Table:
    """Matlista: for each meal how many eat, then how many of them for each need. ``chosen`` may name one part."""
    columns = (
        Column(N_("Måltid"), width=24),
        Column(N_("Datum"), Kind.DATE),
        Column(N_("Tid"), width=14),
        Column(N_("Kost"), width=44),
        Column(N_("Antal"), Kind.NUMBER),
    )
    parts = [part for part in event.parts if part.kind is PartKind.MEAL and part.cancelled_at is None]
    wanted = [part for part in parts if chosen.part_id in (None, part.id)]
    return Table(N_("Matlista"), columns, _rows(wanted))


def _rows(parts: Sequence[Part]) -> Iterator[Sequence[Value]]:
    eating, needs = _eating([part.id for part in parts]), _needs([part.id for part in parts])
    for part in parts:
        head = (part.title, local(part.starts_at).date(), time_span(part.starts_at, part.ends_at))
        yield (*head, N_("Alla som äter"), eating.get(part.id, 0))
        for part_id, kind, choice, text, number in needs:
            if part_id == part.id:
                yield (*head, need_words(kind, choice, text), number)


def need_words(kind: NeedKind, choice: str, text: str) -> str:
    """ "Kost: Vegetarisk", or what was written."""
    return f"{kind.label}: {text or dict(CHOICES[kind]).get(choice, choice)}"


def _eating(part_ids: Sequence[int]) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(RegistrationPart.part_id, sa.func.count())
        .where(*_seated(part_ids))
        .group_by(RegistrationPart.part_id)
    )
    return {row.part_id: row[1] for row in rows}


def _needs(part_ids: Sequence[int]) -> list[tuple[int, NeedKind, str, str, int]]:
    """Diet and allergies only: access needs are no business of the kitchen."""
    rows = db.session.execute(
        sa.select(RegistrationPart.part_id, Need.kind, Need.choice, Need.text, sa.func.count())
        .join(Registration, Registration.id == RegistrationPart.registration_id)
        .join(Need, Need.registration_id == Registration.id)
        .where(*_seated(part_ids), Need.kind.in_([NeedKind.DIET, NeedKind.ALLERGY]))
        .group_by(RegistrationPart.part_id, Need.kind, Need.choice, Need.text)
        .order_by(RegistrationPart.part_id, Need.kind.desc(), Need.choice, Need.text)
    )
    return [(part_id, kind, choice, text, number) for part_id, kind, choice, text, number in rows]


def _seated(part_ids: Sequence[int]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        RegistrationPart.part_id.in_(part_ids),
        RegistrationPart.state == RegistrationState.CONFIRMED,
        RegistrationPart.mode == Mode.ON_SITE,
    )
