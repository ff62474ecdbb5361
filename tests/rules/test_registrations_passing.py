"""A seat that goes from one to another, and the quotas that did not count the first."""

from datetime import UTC, date, datetime

from app.events.rules.deadlines import Deadlines
from app.events.rules.quotas import Quota
from app.people.rules.kinds import OrganisationKind
from app.registrations.rules import Held, HeldPart, Mode, PartSeats, QuotaSeats, RegistrationState, Seats
from app.registrations.rules.passing import broken_quota, in_line

LAST = date(2027, 3, 5)
SEATS = Seats((), Deadlines(LAST, LAST, LAST, LAST, LAST), LAST)
TWO = Quota(2, organisation_kind=OrganisationKind.KOMMUN, per_organisation=True)
CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING
ON_SITE = HeldPart(1, Mode.ON_SITE, CONFIRMED)
ONLINE = HeldPart(2, Mode.ONLINE, CONFIRMED)
OFFERED = HeldPart(1, Mode.ON_SITE, WAITING, datetime(2027, 3, 1, tzinfo=UTC))


def _seats(quota: QuotaSeats, *, of_part: bool = False) -> Seats:
    part = PartSeats(1, quotas=(quota,) if of_part else ())
    return Seats((part,), SEATS.deadlines, LAST, quotas=() if of_part else (quota,))


def _quota(taken: int, ahead: int = 0) -> QuotaSeats:
    return QuotaSeats(1, TWO, "Ånge kommun", taken, ahead)


def test_a_quota_with_a_place_left_is_not_broken_although_others_wait_for_it() -> None:
    assert broken_quota(Held((ON_SITE,)), _seats(_quota(1, ahead=4))) is None


def test_a_quota_whose_places_are_taken_is_broken_at_the_event_and_at_a_part() -> None:
    for of_part in (False, True):
        assert broken_quota(Held((ON_SITE,)), _seats(_quota(2), of_part=of_part)) == _quota(2)


def test_who_has_no_seat_on_site_breaks_nothing() -> None:
    full = _seats(_quota(2), of_part=True)
    waiting = HeldPart(1, Mode.ON_SITE, WAITING)
    assert broken_quota(Held((ONLINE,)), _seats(_quota(2))) is None
    assert broken_quota(Held((waiting,)), full) is None
    assert broken_quota(Held((ON_SITE,), in_event_queue=True), _seats(_quota(2))) is None


def test_an_offered_seat_is_a_seat() -> None:
    assert broken_quota(Held((OFFERED,)), _seats(_quota(2), of_part=True)) == _quota(2)


def test_what_a_quota_of_the_event_stops_waits_and_what_is_followed_online_does_not() -> None:
    found = in_line(Held((ON_SITE, ONLINE)), _seats(_quota(2)))
    assert found == Held((HeldPart(1, Mode.ON_SITE, WAITING), ONLINE), in_event_queue=True)


def test_what_a_quota_of_a_part_stops_waits_for_that_part_alone() -> None:
    other = HeldPart(3, Mode.ON_SITE, CONFIRMED)
    found = in_line(Held((OFFERED, other)), _seats(_quota(2), of_part=True))
    assert found == Held((HeldPart(1, Mode.ON_SITE, WAITING), other))
