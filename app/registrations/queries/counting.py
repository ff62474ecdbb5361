"""The statement that counts seats: of parts, of the event, of quotas, each row a limit with how many seats are taken,
how many wait before "mine", and how many of those wait for a quota. Rows of the same limit are to be added up.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.events.model import Part, Quota
from app.invitations.model import InvitationHolding
from app.people.model import Organisation, Role
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState

_EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Before every offer: SQLite looks a range up in an index, and goes through the table for what is not null."""
LAST = 2**31 - 1
"""A queue number that everybody who waits is before."""


@cache  # asked with every form and every registration: made once, without lists, which would be written out anew
def asking(of_parts: bool, of_event: bool, quotas: tuple[bool, ...] = ()) -> sa.Executable:
    """The statement for those levels that are asked for: the parts of the event that are limited, the event, and quotas
    by "quota_0", "quota_1" …; those that are True at "place_0" … only, each organisation by itself.
    """
    asked = [_seats_of_parts(), _own_seats_of_parts(), _offered_at_parts(), _stuck_at_parts()] if of_parts else []
    asked += [_seats_of_event(), _seats_not_of_event(), _line_of_event()] if of_event else []
    asked += [_of_one_quota(number, own) for number, own in enumerate(quotas)]
    return sa.union_all(*asked) if len(asked) > 1 else asked[0]


@cache
def asking_quotas() -> sa.Executable:
    """The statement for the quotas with "quota_ids", each organisation's apart where it is so."""
    place = sa.case((Quota.per_organisation, InvitationHolding.organisation_id), else_=0)
    named = Quota.id.in_(sa.bindparam("quota_ids", expanding=True))
    return _of_quotas(Quota.id, place).where(named).group_by(Quota.id, place)


def _of_one_quota(number: int, own: bool) -> sa.Select[*tuple[Any, ...]]:
    quota, place = _whole_number(f"quota_{number}"), _whole_number(f"place_{number}")
    asked = _of_quotas(quota, place if own else _ZERO).where(Quota.id == quota)
    return asked.where(InvitationHolding.organisation_id == place) if own else asked


def _whole_number(name: str) -> sa.BindParameter[int]:
    return sa.bindparam(name, type_=sa.Integer)


_ZERO = sa.literal_column("0", sa.Integer)
"""Written as it is: as values to be put in there would be thirty of them in each statement."""
_ONE = sa.literal_column("1", sa.Integer)


def _limited() -> sa.ColumnElement[bool]:
    """Parts of the event with a number of places, and those that have a quota."""
    of_quotas = sa.select(Quota.part_id).where(Quota.event_id == sa.bindparam("event_id"), Quota.part_id.is_not(None))
    limited = sa.or_(Part.capacity.is_not(None), Part.id.in_(of_quotas))
    return sa.and_(Part.event_id == sa.bindparam("event_id"), limited)


_theirs = RegistrationPart
_mine = _whole_number("mine")
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


def _comes_on_site() -> sa.ColumnElement[bool]:
    return Registration.id.not_in(_only_online())


_HOLDS_EVENT = sa.and_(
    sa.or_(Registration.queued_at.is_(None), Registration.offered_until.is_not(None)), _comes_on_site()
)
_IN_LINE_FOR_EVENT = sa.and_(
    Registration.queued_at.is_not(None),
    Registration.offered_until.is_(None),
    Registration.queue_number < sa.bindparam("before"),
)


def _number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, _ONE), else_=_ZERO))


def _row(
    kind: str, of: Any, place: Any, taken: sa.ColumnElement[int], ahead: sa.ColumnElement[int], stuck: Any
) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        sa.literal_column(f"'{kind}'", sa.String).label("kind"),
        of.label("id"),
        place.label("place"),
        taken.label("taken"),
        ahead.label("ahead"),
        stuck.label("stuck"),
    )


_SITS_AT_PART = sa.and_(_theirs.state == RegistrationState.CONFIRMED, _theirs.mode == Mode.ON_SITE)


def _seats_of_parts() -> sa.Select[*tuple[Any, ...]]:
    """Confirmed at each limited part, and in its queue before "mine": they are many, and counted in an index part by
    part, with nothing asked of each and no groups to be made. Who has a number stands in the queue; those among them to
    whom a seat is offered are taken away again by ``_offered_at_parts``.
    """
    sitting = sa.select(sa.func.count()).where(_theirs.part_id == Part.id, _SITS_AT_PART)
    numbered = sa.and_(_theirs.queue_number > _ZERO, _theirs.queue_number < _before_own(Part.id))
    in_line = sa.select(sa.func.count()).where(_theirs.part_id == Part.id, numbered)
    taken, ahead = (one.correlate(Part).scalar_subquery() for one in (sitting, in_line))
    return _row("part", Part.id, _ZERO, taken, ahead, _ZERO).where(_limited())


def _own_seats_of_parts() -> sa.Select[*tuple[Any, ...]]:
    """What ``_seats_of_parts`` counted of one's own: taken away again."""
    asked = _row("part", _theirs.part_id, _ZERO, -_ONE, _ZERO, _ZERO)
    return asked.where(_theirs.registration_id == _mine, _SITS_AT_PART)


def _offered_at_parts() -> sa.Select[*tuple[Any, ...]]:
    """Seats that are held by an offer: whom they are offered to stand in line no longer. Looked for among all offers,
    which are few, and not among all of the event's parts (+ 0).
    """
    held = sa.case((_theirs.mode == Mode.ON_SITE, _ONE), else_=_ZERO)
    ahead = sa.case((_theirs.queue_number < _before_own(_theirs.part_id), -_ONE), else_=_ZERO)
    asked = _row("part", _theirs.part_id, _ZERO, held, ahead, _ZERO).join(Part, Part.id == _theirs.part_id)
    theirs = Part.event_id + _ZERO == sa.bindparam("event_id"), _theirs.registration_id != _mine
    return asked.where(_theirs.offered_until > _EVER, *theirs)


def _stuck_at_parts() -> sa.Select[*tuple[Any, ...]]:
    """Those before "mine" who wait for a quota."""
    quotas = sa.select(Quota.id).where(Quota.event_id == sa.bindparam("event_id"))
    ahead = sa.and_(_IN_LINE_FOR_PART, _theirs.queue_number < _before_own(_theirs.part_id))
    asked = _row("part", _theirs.part_id, _ZERO, _ZERO, _ZERO, _number(ahead)).group_by(_theirs.part_id)
    return asked.where(_theirs.quota_id.in_(quotas), _theirs.registration_id != _mine)


@cache  # asked by every page of somebody who waits
def asking_places() -> sa.Select[int, int]:
    """The statement for the queues where "mine" stands: the part, and how many stand before, counted in an index as in
    ``_seats_of_parts``.
    """
    own, theirs = aliased(RegistrationPart), aliased(RegistrationPart)
    ahead = theirs.part_id == own.part_id, theirs.queue_number > _ZERO, theirs.queue_number < own.queue_number
    numbered = sa.select(sa.func.count()).where(*ahead).correlate(own).scalar_subquery()
    offered = sa.select(sa.func.count()).where(*ahead, theirs.offered_until > _EVER).correlate(own).scalar_subquery()
    asked = sa.select(own.part_id, (numbered - offered).label("ahead"))
    in_line = own.state == RegistrationState.WAITING, own.queued_at.is_not(None), own.offered_until.is_(None)
    return asked.where(own.registration_id == _mine, *in_line)


def _before_own(part_id: Any) -> sa.ColumnElement[int]:
    """The number of "mine" in the part's queue; after every other where there is none."""
    own = aliased(RegistrationPart)
    asked = sa.select(own.queue_number).where(_own_place(own, part_id)).correlate(Part, RegistrationPart)
    return sa.func.coalesce(asked.scalar_subquery(), sa.literal_column(str(LAST), sa.Integer))


def _own_place(own: Any, part_id: Any) -> sa.ColumnElement[bool]:
    return sa.and_(
        own.part_id == part_id,
        own.registration_id == _mine,
        own.state == RegistrationState.WAITING,
        own.queued_at.is_not(None),
    )


def _before(own: Any) -> sa.ColumnElement[bool]:
    return sa.or_(own.id.is_(None), _theirs.queue_number < own.queue_number)


_CONFIRMED_AT_EVENT = sa.and_(
    Registration.event_id == sa.bindparam("event_id"), Registration.state == RegistrationState.CONFIRMED
)


def _seats_of_event() -> sa.Select[*tuple[Any, ...]]:
    """Confirmed: none of them stands in the event's queue. Counted in the index alone with nothing asked of each."""
    asked = _row("event", _ZERO, _ZERO, sa.func.count(), _ZERO, _ZERO)
    return asked.select_from(Registration).where(_CONFIRMED_AT_EVENT)


def _seats_not_of_event() -> sa.Select[*tuple[Any, ...]]:
    """What ``_seats_of_event`` counted of those who come only online, and of one's own: taken away again."""
    few = sa.union(_only_online(), sa.select(_mine)).subquery()
    asked = _row("event", _ZERO, _ZERO, -sa.func.count(), _ZERO, _ZERO)
    return asked.select_from(few).join(Registration, Registration.id == few.c[0]).where(_CONFIRMED_AT_EVENT)


def _line_of_event() -> sa.Select[*tuple[Any, ...]]:
    """Of those who wait: who has a seat all the same, who is in line with a number lower than "before", and stuck."""
    stuck = sa.and_(_IN_LINE_FOR_EVENT, Registration.quota_id.is_not(None))
    numbers = (_number(_HOLDS_EVENT), _number(_IN_LINE_FOR_EVENT), _number(stuck))
    asked = _row("event", _ZERO, _ZERO, *numbers).select_from(Registration)
    return asked.where(*_of_others_at_event(), Registration.state == RegistrationState.WAITING)


def _of_others_at_event() -> tuple[sa.ColumnElement[bool], ...]:
    return Registration.event_id == sa.bindparam("event_id"), Registration.id != _mine


def _of_quotas(of: Any, place: Any) -> sa.Select[*tuple[Any, ...]]:
    """People with a seat, and in line before "mine", counted by quotas; each once, whatever roles. Those who wait for
    another quota claim no place in this one.
    """
    own = aliased(RegistrationPart)
    of_event, of_part = Quota.part_id.is_(None), Quota.part_id.is_not(None)
    taken = sa.or_(sa.and_(of_event, _HOLDS_EVENT), sa.and_(of_part, _HOLDS_PART))
    ahead = sa.or_(
        sa.and_(of_event, _IN_LINE_FOR_EVENT, _claims(Registration.quota_id)),
        sa.and_(of_part, _IN_LINE_FOR_PART, _before(own), _claims(_theirs.quota_id)),
    )
    return (
        _row("quota", of, place, _people(taken), _people(ahead), _ZERO)
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
