"""The conferences before the system, as their papers tell them."""

from datetime import datetime

import sqlalchemy as sa

from app.audit.actor import Actor
from app.events.actions.past import enter_past_year
from app.events.rules.kinds import EventKind
from app.events.rules.past import Division, PastYearValue, Share
from app.kernel.db import db, transaction
from app.people.model import Organisation
from app.people.rules.kinds import RoleGroup

_GROUPS = (RoleGroup.POLITIKER, RoleGroup.SKOLLEDNING, RoleGroup.UTVECKLING, RoleGroup.LAROSATE)
_Numbers = tuple[int, ...]
_Sums = tuple[int | None, int | None, int | None, int]
_AREAS = ("Jämtlands län", "Västernorrlands län", "Hälsingland")
_YEARS: tuple[tuple[int, _Sums, _Numbers, _Numbers, dict[str, int]], ...] = (
    (2023, (None, None, None, 148), (29, 85, 14, 20), (51, 62, 15), {}),
    (2024, (231, None, 188, 161), (31, 93, 15, 22), (55, 67, 17), {"Sundsvalls kommun": 24, "Östersunds kommun": 19}),
    (2025, (246, 203, 195, 172), (33, 101, 16, 22), (58, 72, 20), {"Sundsvalls kommun": 26, "Östersunds kommun": 21}),
)
"""(year, (invited, answered, expected, participants), by group, by area, by some organisations)."""


def tell(*, now: datetime, actor: Actor) -> None:
    """Enter three years: of the first little is known."""
    uids = {one.name: one.uid for one in db.session.scalars(sa.select(Organisation))}
    for year, (invited, answered, expected, participants), groups, areas, organisations in _YEARS:
        shares = [
            *(Share(Division.GROUP, group.value, group.label, of) for group, of in zip(_GROUPS, groups, strict=True)),
            *(Share(Division.AREA, area, area, of) for area, of in zip(_AREAS, areas, strict=True)),
            *(Share(Division.ORGANISATION, uids[name], name, of) for name, of in organisations.items() if name in uids),
        ]
        entered = PastYearValue(year, EventKind.CONFERENCE, participants, invited, answered, expected, tuple(shares))
        with transaction():
            enter_past_year(entered, now=now, actor=actor)
