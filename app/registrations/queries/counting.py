"""The statement that counts seats: of parts, of the event, of quotas, each row a limit with how many seats are taken,
how many wait before "mine", and how many of those wait for a quota. Rows of the same limit are to be added up.
"""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.events.model import Part, Quota
from app.invitations.model import InvitationHolding
from app.people.model import Organisation, Role
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState


@cache  # asked with every form and every registration: made once
def asking(of_parts: bool, of_event: bool, of_quotas: bool) -> sa.Executable:
    """The statement for those levels that are asked for; of the quotas those with "quota_ids"."""
    these: Any = sa.bindparam("part_ids", expanding=True)
    asked = ([_seats_of_parts(these), _line_of_parts(these)] if of_parts else []) + ([_of_event()] if of_event else [])
    if of_quotas:
        place = sa.case((Quota.per_organisation, InvitationHolding.organisation_id), else_=0)
        named = Quota.id.in_(sa.bindparam("quota_ids", expanding=True))
        asked.append(_of_quotas(place).where(named).group_by(Quota.id, place))
    return sa.union_all(*asked) if len(asked) > 1 else asked[0]


@cache
def asking_with_quotas() -> sa.Select[*tuple[Any, ...]]:
    """The statement for "part_ids" and the parts that have quotas, the event, and those of its quotas that may count
    somebody with "roles" of "groups" at "places": each row of a quota with the ``Quota`` itself, also of one that has
    counted nobody yet.
    """
    theirs = sa.and_(
        Quota.event_id == sa.bindparam("event_id"),
        sa.or_(Quota.role_id.is_(None), Quota.role_id.in_(sa.bindparam("roles", expanding=True))),
        sa.or_(Quota.role_group.is_(None), Quota.outside, Quota.role_group.in_(sa.bindparam("groups", expanding=True))),
    )
    at = InvitationHolding.organisation_id
    shared = _of_quotas(sa.literal(0)).where(theirs, Quota.per_organisation.is_(False)).group_by(Quota.id)
    own = _of_quotas(at).where(theirs, Quota.per_organisation.is_(True)).group_by(Quota.id, at)
    blank = _row("quota", Quota.id, sa.literal(0), *[sa.literal(0)] * 3).where(theirs)
    at_places = at.in_(sa.bindparam("places", expanding=True))  # by its index: a case over both kinds would have none
    of_quotas = sa.select(Quota.part_id).where(Quota.event_id == sa.bindparam("event_id"), Quota.part_id.is_not(None))
    these: Any = sa.union(sa.select(Part.id).where(Part.id.in_(sa.bindparam("part_ids", expanding=True))), of_quotas)
    counted = [_seats_of_parts(these), _line_of_parts(these), _of_event(), shared, own.where(at_places), blank]
    rows = sa.union_all(*counted).subquery()
    found = sa.and_(rows.c.kind == "quota", Quota.id == rows.c.id)
    return sa.select(*rows.c, Quota).select_from(rows).outerjoin(Quota, found).options(joinedload(Quota.role))


_theirs = RegistrationPart
_mine = sa.bindparam("mine", type_=sa.Integer)
_HOLDS_PART = sa.and_(
    _theirs.mode == Mode.ON_SITE,
    sa.or_(_theirs.state == RegistrationState.CONFIRMED, _theirs.offered_until.is_not(None)),
)
"""A seat of the part's is taken, or held by an offer."""
_IN_LINE_FOR_PART = sa.and_(
    _theirs.state == RegistrationState.WAITING, _theirs.queued_at.is_not(None), _theirs.offered_until.is_(None)
)


def _stands(row: Any, mode: Mode) -> sa.ColumnElement[bool]:
    """Neither cancelled nor of the other mode: said as what it is, so that the index of seats finds the few."""
    states = (RegistrationState.CONFIRMED, RegistrationState.WAITING)
    return sa.and_(row.mode == mode, sa.or_(*(row.state == state for state in states)))


def _only_online() -> sa.Select[int]:
    """Registrations for nothing but parts that are followed online. Asked for once and not of each registration: they
    are few, while nearly everybody comes on site.
    """
    online, there = aliased(RegistrationPart), aliased(RegistrationPart)
    on_site = sa.exists().where(there.registration_id == online.registration_id, _stands(there, Mode.ON_SITE))
    asked = sa.select(online.registration_id).join(Part, Part.id == online.part_id)
    return asked.where(
        Part.event_id == sa.bindparam("event_id"), _stands(online, Mode.ONLINE), ~on_site.correlate(online)
    )


_HOLDS_EVENT = sa.and_(
    sa.or_(Registration.queued_at.is_(None), Registration.offered_until.is_not(None)),
    Registration.id.not_in(_only_online()),
)
_IN_LINE_FOR_EVENT = sa.and_(
    Registration.queued_at.is_not(None),
    Registration.offered_until.is_(None),
    Registration.queue_number < sa.bindparam("before"),
)


def _number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _row(
    kind: str, of: Any, place: Any, taken: sa.ColumnElement[int], ahead: sa.ColumnElement[int], stuck: Any
) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        sa.literal(kind).label("kind"),
        of.label("id"),
        place.label("place"),
        taken.label("taken"),
        ahead.label("ahead"),
        stuck.label("stuck"),
    )


def _seats_of_parts(these: Any) -> sa.Select[*tuple[Any, ...]]:
    """Confirmed at each of ``these``: counted in the index alone, since they are many and ``_line_of_parts`` few."""
    asked = _row("part", _theirs.part_id, sa.literal(0), sa.func.count(), sa.literal(0), sa.literal(0))
    return asked.where(
        _of_others(these), _theirs.state == RegistrationState.CONFIRMED, _theirs.mode == Mode.ON_SITE
    ).group_by(_theirs.part_id)


def _line_of_parts(these: Any) -> sa.Select[*tuple[Any, ...]]:
    """Held by an offer, ahead of "mine" in the queue, and stuck of those, of each of ``these``."""
    own = aliased(RegistrationPart)
    in_line = sa.and_(_IN_LINE_FOR_PART, _before(own))
    stuck = sa.and_(in_line, _theirs.quota_id.is_not(None))
    return (
        _row("part", _theirs.part_id, sa.literal(0), _number(_HOLDS_PART), _number(in_line), _number(stuck))
        .select_from(_theirs)
        .outerjoin(own, _own_place(own, _theirs.part_id))
        .where(_of_others(these), _theirs.state == RegistrationState.WAITING)
        .group_by(_theirs.part_id)
    )


def _of_others(these: Any) -> sa.ColumnElement[bool]:
    return sa.and_(_theirs.part_id.in_(these), _theirs.registration_id != _mine)


def _own_place(own: Any, part_id: Any) -> sa.ColumnElement[bool]:
    return sa.and_(
        own.part_id == part_id,
        own.registration_id == _mine,
        own.state == RegistrationState.WAITING,
        own.queued_at.is_not(None),
    )


def _before(own: Any) -> sa.ColumnElement[bool]:
    return sa.or_(own.id.is_(None), _theirs.queue_number < own.queue_number)


def _of_event() -> sa.Select[*tuple[Any, ...]]:
    """Taken, in line with a number lower than "before", and stuck of those, of the event itself; "mine" not counted."""
    stuck = sa.and_(_IN_LINE_FOR_EVENT, Registration.quota_id.is_not(None))
    asked = _row(
        "event", sa.literal(0), sa.literal(0), _number(_HOLDS_EVENT), _number(_IN_LINE_FOR_EVENT), _number(stuck)
    )
    return asked.select_from(Registration).where(
        Registration.event_id == sa.bindparam("event_id"),
        Registration.id != _mine,
        Registration.state != RegistrationState.CANCELLED,
    )


def _of_quotas(place: Any) -> sa.Select[*tuple[Any, ...]]:
    """People with a seat, and in line before "mine", counted by quotas; each once, whatever roles. Those who wait for
    another quota claim no place in this one. To be grouped by quota and ``place``.
    """
    own = aliased(RegistrationPart)
    of_event, of_part = Quota.part_id.is_(None), Quota.part_id.is_not(None)
    taken = sa.or_(sa.and_(of_event, _HOLDS_EVENT), sa.and_(of_part, _HOLDS_PART))
    ahead = sa.or_(
        sa.and_(of_event, _IN_LINE_FOR_EVENT, _claims(Registration.quota_id)),
        sa.and_(of_part, _IN_LINE_FOR_PART, _before(own), _claims(_theirs.quota_id)),
    )
    return (
        _row("quota", Quota.id, place, _people(taken), _people(ahead), sa.literal(0))
        .select_from(Quota)
        .join(Registration, Registration.event_id == Quota.event_id)
        .join(InvitationHolding, InvitationHolding.invitation_id == Registration.invitation_id)
        .join(Role, Role.id == InvitationHolding.role_id)
        .join(Organisation, Organisation.id == InvitationHolding.organisation_id)
        .outerjoin(_theirs, sa.and_(_theirs.registration_id == Registration.id, _theirs.part_id == Quota.part_id))
        .outerjoin(own, _own_place(own, Quota.part_id))
        .where(
            Registration.event_id == sa.bindparam("event_id"),
            Registration.id != _mine,
            Registration.state != RegistrationState.CANCELLED,
            *_counts_holding(),
        )
    )


def _people(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.distinct(sa.case((condition, Registration.id))))


def _claims(waits_for: Any) -> sa.ColumnElement[bool]:
    return sa.or_(waits_for.is_(None), waits_for == Quota.id)


def _counts_holding() -> tuple[sa.ColumnElement[bool], ...]:
    """As ``events.rules.quotas.counts``."""
    inside = sa.and_(Quota.outside.is_(False), Role.group == Quota.role_group)
    outside = sa.and_(Quota.outside, Role.group != Quota.role_group)
    return (
        sa.or_(Quota.role_id.is_(None), Quota.role_id == Role.id),
        sa.or_(Quota.role_group.is_(None), inside, outside),
        sa.or_(Quota.organisation_kind.is_(None), Quota.organisation_kind == Organisation.kind),
    )
