"""What an answer comes to: confirmed, waiting or refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.rules.deadlines import DeadlineDays, deadlines
from app.events.rules.kinds import EventState
from app.events.rules.quotas import Quota
from app.kernel.words import local
from app.people.rules.kinds import OrganisationKind
from app.registrations.rules import (
    Ask,
    Confirmed,
    Decision,
    Held,
    HeldPart,
    Mode,
    PartSeats,
    PartVerdict,
    QuotaSeats,
    Reason,
    Refused,
    RegistrationState,
    Seats,
    Waiting,
    Wish,
    decide,
    left_behind,
    may_move_up,
    offer_until,
    queue_stops_on,
)

OPEN = datetime(2027, 1, 20, 9, tzinfo=UTC)
AFTER_ANSWER_BY = datetime(2027, 2, 10, 9, tzinfo=UTC)
AFTER_CHANGE_BY = datetime(2027, 2, 25, 9, tzinfo=UTC)
BEFORE_OPENING = datetime(2026, 9, 1, 9, tzinfo=UTC)
AFTERWARDS = datetime(2027, 3, 6, 9, tzinfo=UTC)
DATES = deadlines(DeadlineDays(opens=120, answer=28, change=14, meals=10, locked=1), date(2027, 3, 4))
PLENARY, DINNER, SEMINAR_A, SEMINAR_B, TALK = 1, 2, 3, 4, 5
CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING


def house(*parts: PartSeats, **given: object) -> Seats:
    return replace(Seats(parts or (PartSeats(PLENARY),), DATES, date(2027, 3, 5)), **given)  # type: ignore[arg-type]


def wants(*part_ids: int, **given: object) -> Ask:
    return replace(Ask(tuple(Wish(part) for part in part_ids)), **given)  # type: ignore[arg-type]


def has(*part_ids: int, state: RegistrationState = CONFIRMED, mode: Mode = Mode.ON_SITE) -> Held:
    return Held(tuple(HeldPart(part, mode, state) for part in part_ids))


def told(decision: Decision) -> list[object]:
    return [decision.event, *(part.verdict for part in decision.parts)]


def test_somebody_who_asks_in_time_for_a_part_with_room_is_confirmed() -> None:
    seats = house(PartSeats(PLENARY, capacity=10, taken=9))
    assert decide(wants(PLENARY), seats, OPEN) == Decision(
        Confirmed(), (PartVerdict(PLENARY, Mode.ON_SITE, Confirmed()),)
    )


def test_a_part_that_filled_up_while_one_answered_refuses_the_whole_answer() -> None:
    seats = house(PartSeats(PLENARY), PartSeats(SEMINAR_A, capacity=2, taken=2))
    decision = decide(wants(PLENARY, SEMINAR_A), seats, OPEN)
    assert (told(decision), decision.refusals) == (
        [Confirmed(), Confirmed(), Refused(Reason.FULL)],
        (Reason.FULL,),
    )


def test_choosing_a_part_that_was_shown_as_full_is_queueing_for_it() -> None:
    seats = house(PartSeats(SEMINAR_A, capacity=2, taken=2, ahead=4))
    decision = decide(Ask((Wish(SEMINAR_A, seen_full=True),)), seats, OPEN)
    assert (told(decision), decision.state) == ([Confirmed(), Waiting(5)], WAITING)


def test_a_part_shown_as_full_that_has_room_again_is_simply_given() -> None:
    seats = house(PartSeats(SEMINAR_A, capacity=2, taken=1))
    assert told(decide(Ask((Wish(SEMINAR_A, seen_full=True),)), seats, OPEN)) == [Confirmed(), Confirmed()]


def test_nobody_passes_those_who_wait_already() -> None:
    seats = house(PartSeats(SEMINAR_A, capacity=2, taken=1, ahead=1))
    assert told(decide(wants(SEMINAR_A), seats, OPEN)) == [Confirmed(), Refused(Reason.FULL)]


def test_without_a_waiting_list_full_is_full() -> None:
    seats = house(PartSeats(SEMINAR_A, capacity=2, taken=2), waiting_list=False)
    decision = decide(Ask((Wish(SEMINAR_A, seen_full=True),)), seats, OPEN)
    assert decision.refusals == (Reason.FULL_CLOSED,)


def test_only_those_on_site_take_a_seat() -> None:
    seats = house(PartSeats(TALK, capacity=2, taken=2, online=True), capacity=5, taken=5)
    assert told(decide(Ask((Wish(TALK, Mode.ONLINE),)), seats, OPEN)) == [Confirmed(), Confirmed()]


def test_a_part_that_is_not_online_cannot_be_followed_online() -> None:
    assert decide(Ask((Wish(PLENARY, Mode.ONLINE),)), house(), OPEN).refusals == (Reason.NOT_ONLINE,)


def test_a_full_event_lets_one_wait_for_it_with_every_part_wished_for() -> None:
    seats = house(PartSeats(PLENARY), PartSeats(TALK, online=True), capacity=100, taken=100, ahead=2)
    ask = Ask((Wish(PLENARY), Wish(TALK, Mode.ONLINE)), event_seen_full=True)
    decision = decide(ask, seats, OPEN)
    assert (told(decision), decision.state) == ([Waiting(3), Waiting(3), Confirmed()], WAITING)


def test_an_event_that_filled_up_while_one_answered_refuses_the_answer() -> None:
    assert decide(wants(PLENARY), house(capacity=100, taken=100), OPEN).refusals == (Reason.FULL,)


def test_somebody_with_a_seat_in_the_house_keeps_it_when_parts_are_changed() -> None:
    seats = house(PartSeats(PLENARY), PartSeats(DINNER), capacity=100, taken=100)
    assert told(decide(wants(DINNER, held=has(PLENARY)), seats, OPEN)) == [Confirmed(), Confirmed()]


def test_what_one_holds_is_kept_when_places_are_made_fewer() -> None:
    seats = house(PartSeats(SEMINAR_A, capacity=1, taken=5))
    assert told(decide(wants(SEMINAR_A, held=has(SEMINAR_A)), seats, OPEN)) == [Confirmed(), Confirmed()]


def test_somebody_waiting_keeps_the_place_when_asking_again() -> None:
    seats = house(PartSeats(SEMINAR_A, capacity=2, taken=2, ahead=3))
    assert told(decide(wants(SEMINAR_A, held=has(SEMINAR_A, state=WAITING)), seats, OPEN)) == [
        Confirmed(),
        Waiting(4),
    ]


def test_going_from_online_to_on_site_takes_a_seat() -> None:
    seats = house(PartSeats(TALK, capacity=1, taken=1, online=True))
    held = has(TALK, mode=Mode.ONLINE)
    assert decide(wants(TALK, held=held), seats, OPEN).refusals == (Reason.FULL,)


def test_an_override_gives_what_is_full_and_nothing_that_cannot_be() -> None:
    seats = house(PartSeats(SEMINAR_A, capacity=2, taken=2), capacity=5, taken=5, waiting_list=False)
    given = decide(wants(SEMINAR_A, override=True), seats, OPEN)
    unknown = decide(wants(DINNER, override=True), seats, OPEN)
    assert (told(given), unknown.refusals) == ([Confirmed(), Confirmed()], (Reason.UNKNOWN_PART,))


PER_KOMMUN = Quota(2, organisation_kind=OrganisationKind.KOMMUN, per_organisation=True)
UNTIL = datetime(2027, 1, 22, 9, tzinfo=UTC)


def quota(taken: int, ahead: int = 0) -> QuotaSeats:
    return QuotaSeats(1, PER_KOMMUN, "Ånge kommun", taken, ahead)


def test_a_full_quota_refuses_with_the_quota_itself() -> None:
    seats = house(quotas=(quota(1), quota(2)))
    assert decide(wants(PLENARY), seats, OPEN).event == Refused(Reason.QUOTA, quota(2))


def test_whoever_was_shown_the_full_quota_queues_and_it_is_told_which() -> None:
    seats = house(ahead=3, stuck=3, quotas=(quota(2, 1),))
    assert decide(wants(PLENARY, event_seen_full=True), seats, OPEN).event == Waiting(4, quota(2, 1))


def test_without_a_waiting_list_a_full_quota_is_full() -> None:
    seats = house(quotas=(quota(2),), waiting_list=False)
    assert decide(wants(PLENARY, event_seen_full=True), seats, OPEN).event == Refused(Reason.QUOTA_CLOSED, quota(2))


def test_a_quota_of_a_part_refuses_the_part() -> None:
    seats = house(PartSeats(SEMINAR_A, quotas=(quota(2),)))
    assert told(decide(wants(SEMINAR_A), seats, OPEN)) == [Confirmed(), Refused(Reason.QUOTA, quota(2))]


def test_a_full_house_is_told_before_a_full_quota() -> None:
    seats = house(capacity=10, taken=10, quotas=(quota(2),))
    assert decide(wants(PLENARY), seats, OPEN).event == Refused(Reason.FULL)


def test_those_who_wait_for_a_quota_stand_in_nobodys_way() -> None:
    seats = house(capacity=10, taken=9, ahead=2, stuck=2)
    assert told(decide(wants(PLENARY), seats, OPEN)) == [Confirmed(), Confirmed()]


def test_what_one_holds_is_kept_when_a_quota_is_made_smaller() -> None:
    seats = house(PartSeats(PLENARY, quotas=(quota(5),)), quotas=(quota(5),))
    assert told(decide(wants(PLENARY, held=has(PLENARY)), seats, OPEN)) == [Confirmed(), Confirmed()]


def test_who_stands_in_line_stays_there_when_the_waiting_list_is_closed() -> None:
    seats = house(PartSeats(SEMINAR_A, capacity=2, taken=2), waiting_list=False)
    assert told(decide(wants(SEMINAR_A, held=has(SEMINAR_A, state=WAITING)), seats, OPEN)) == [Confirmed(), Waiting(1)]


def test_nobody_new_stands_in_a_line_that_has_stopped_and_those_in_it_stay() -> None:
    today, queueing = local(OPEN).date(), Wish(SEMINAR_A, seen_full=True)
    for last, verdict in ((today, Waiting(1)), (today - timedelta(days=1), Refused(Reason.FULL_CLOSED))):
        seats = house(PartSeats(SEMINAR_A, capacity=2, taken=2), line_ends=last)
        assert decide(Ask((queueing,)), seats, OPEN).parts[0].verdict == verdict
        assert decide(Ask((queueing,), unbound=True), seats, OPEN).parts[0].verdict == verdict
        held = decide(wants(SEMINAR_A, held=has(SEMINAR_A, state=WAITING)), seats, OPEN)
        assert told(held) == [Confirmed(), Waiting(1)]


def test_what_is_full_can_be_given_beyond_the_seats_when_the_line_has_stopped() -> None:
    seats = house(capacity=1, taken=1, line_ends=local(OPEN).date() - timedelta(days=1))
    assert told(decide(wants(PLENARY, override=True), seats, OPEN)) == [Confirmed(), Confirmed()]


def test_somebody_who_is_offered_a_seat_is_offered_it_still_when_asking_again() -> None:
    seats = house(PartSeats(SEMINAR_A, capacity=2, taken=1))
    held = Held((HeldPart(SEMINAR_A, Mode.ON_SITE, WAITING, UNTIL),))
    assert told(decide(wants(SEMINAR_A, held=held), seats, OPEN)) == [Confirmed(), Waiting(1, offered_until=UNTIL)]


def test_of_parallel_parts_one_is_chosen() -> None:
    seats = house(PartSeats(SEMINAR_A, slot_id=7), PartSeats(SEMINAR_B, slot_id=7))
    assert decide(wants(SEMINAR_A, SEMINAR_B), seats, OPEN).refusals == (Reason.TWO_AT_ONCE,)


def test_a_part_that_is_not_ones_own_cannot_be_chosen() -> None:
    assert decide(wants(PLENARY, DINNER), house(), OPEN).refusals == (Reason.UNKNOWN_PART,)


def test_a_yes_without_any_part_is_no_yes() -> None:
    assert decide(wants(), house(), OPEN).refusals == (Reason.NOTHING_CHOSEN,)


@pytest.mark.parametrize(
    ("now", "new", "registered"),
    [
        (BEFORE_OPENING, (Reason.NOT_OPEN,), ()),
        (OPEN, (), ()),
        (AFTER_ANSWER_BY, (Reason.CLOSED,), ()),
        (AFTER_CHANGE_BY, (Reason.CLOSED,), (Reason.CHANGE_CLOSED,)),
        (AFTERWARDS, (Reason.OVER,), (Reason.OVER,)),
    ],
)
def test_the_deadlines_differ_for_new_and_registered_people(
    now: datetime, new: tuple[Reason, ...], registered: tuple[Reason, ...]
) -> None:
    seats = house(PartSeats(PLENARY), PartSeats(DINNER))
    asked = decide(wants(PLENARY), seats, now), decide(wants(DINNER, held=has(PLENARY)), seats, now)
    assert tuple(decision.refusals for decision in asked) == (new, registered)


def test_answer_by_is_the_last_day_itself_to_its_last_minute_in_sweden() -> None:
    last = datetime(2027, 2, 4, 22, 59, tzinfo=UTC)
    assert [decide(wants(PLENARY), house(), at).refusals for at in (last, last.replace(hour=23))] == [
        (),
        (Reason.CLOSED,),
    ]


def test_an_organizer_may_answer_for_somebody_after_the_deadlines() -> None:
    assert decide(wants(PLENARY, unbound=True), house(), AFTER_CHANGE_BY).refusals == ()


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (EventState.DRAFT, Reason.NOT_OPEN),
        (EventState.CANCELLED, Reason.CANCELLED),
        (EventState.DONE, Reason.OVER),
    ],
)
def test_only_a_published_event_can_be_answered_whoever_asks(state: EventState, reason: Reason) -> None:
    assert decide(wants(PLENARY, unbound=True), house(state=state), OPEN).refusals == (reason,)


def test_the_queue_stops_when_the_day_that_is_set_is_over_in_sweden() -> None:
    starts, stops_on = datetime(2027, 3, 4, 12, tzinfo=UTC), queue_stops_on(date(2027, 3, 4), 5)
    last = datetime(2027, 2, 27, 22, 59, tzinfo=UTC)
    assert [may_move_up(starts, at, stops_on) for at in (last, last.replace(hour=23))] == [True, False]


def test_an_offer_lasts_its_hours_in_whole_minutes_but_never_past_the_queues_end() -> None:
    starts, at = datetime(2027, 3, 4, 12, tzinfo=UTC), datetime(2027, 3, 3, 9, 30, 17, tzinfo=UTC)
    assert [
        offer_until(at, 24, starts, None),
        offer_until(at, 48, starts, None),
        offer_until(at, 48, starts, date(2027, 3, 3)),
    ] == [datetime(2027, 3, 4, 9, 30, tzinfo=UTC), starts, datetime(2027, 3, 3, 23, tzinfo=UTC)]


def test_whoever_leaves_the_queue_for_the_event_keeps_what_is_followed_online() -> None:
    online = HeldPart(TALK, Mode.ONLINE, CONFIRMED)
    held = Held((HeldPart(PLENARY, Mode.ON_SITE, WAITING, UNTIL), online), in_event_queue=True, offered_until=UNTIL)
    assert left_behind(held) == (online,)


def test_only_offers_whose_time_is_out_are_left() -> None:
    early, late = (HeldPart(part, Mode.ON_SITE, WAITING, until) for part, until in ((1, OPEN), (2, UNTIL)))
    assert (left_behind(Held((early, late)), OPEN), left_behind(Held((early, late)))) == ((late,), ())


def test_a_freed_seat_moves_up_until_the_meeting_begins() -> None:
    starts = datetime(2027, 3, 4, 12, tzinfo=UTC)
    assert [may_move_up(starts, starts.replace(hour=11)), may_move_up(starts, starts)] == [True, False]


_numbers = st.integers(min_value=0, max_value=5)
_limits = st.none() | _numbers
_quotas = st.lists(st.builds(quota, _numbers, _numbers), max_size=2).map(tuple)
_part_ids = st.sampled_from([PLENARY, DINNER, SEMINAR_A, SEMINAR_B, TALK])


@st.composite
def _houses(draw: st.DrawFn) -> Seats:
    parts = tuple(
        PartSeats(
            part,
            draw(_limits),
            draw(_numbers),
            draw(_numbers),
            7 if part in (SEMINAR_A, SEMINAR_B) else None,
            part == TALK,
            quotas=draw(_quotas),
        )
        for part in draw(st.sets(_part_ids))
    )
    return house(*parts, **_taken(draw)) if parts else house()


def _taken(draw: st.DrawFn) -> dict[str, object]:
    taken = {name: draw(_numbers) for name in ("taken", "ahead")}
    return taken | {"capacity": draw(_limits), "quotas": draw(_quotas)}


@st.composite
def _asks(draw: st.DrawFn) -> Ask:
    wishes = draw(st.lists(st.builds(Wish, _part_ids, st.sampled_from(Mode), st.booleans()), max_size=4))
    sure = st.builds(HeldPart, _part_ids, st.sampled_from(Mode), st.just(CONFIRMED))
    kept = sure | st.builds(HeldPart, _part_ids, st.just(Mode.ON_SITE), st.just(WAITING), st.none() | st.just(UNTIL))
    held = draw(st.none() | st.builds(Held, st.lists(kept, max_size=3, unique_by=lambda p: p.part_id).map(tuple)))
    return Ask(tuple(wishes), held, draw(st.booleans()))


@given(_asks(), _houses())
def test_nobody_new_is_confirmed_where_there_is_no_seat(ask: Ask, seats: Seats) -> None:
    decision = decide(ask, seats, OPEN)
    for one in decision.parts:
        part = seats.find(one.part_id)
        held = ask.held.find(one.part_id) if ask.held else None
        kept = held == HeldPart(one.part_id, Mode.ON_SITE, CONFIRMED)
        if isinstance(one.verdict, Confirmed) and one.mode is Mode.ON_SITE and not kept:
            assert part is not None
            assert part.capacity is None or part.taken + part.ahead < part.capacity
            assert not any(one.full for one in part.quotas)
            assert isinstance(decision.event, Confirmed)


@given(_asks(), _houses())
def test_what_is_decided_is_about_what_was_asked_and_ones_own(ask: Ask, seats: Seats) -> None:
    decision = decide(ask, seats, OPEN)
    if not decision.refusals:
        assert [(one.part_id, one.mode) for one in decision.parts] == [(w.part_id, w.mode) for w in ask.wishes]
        assert all(seats.find(one.part_id) for one in decision.parts)
        slots = [part.slot_id for one in decision.parts if (part := seats.find(one.part_id)) and part.slot_id]
        assert len(slots) == len(set(slots))


def _offer(verdict: object) -> datetime | None:
    return verdict.offered_until if isinstance(verdict, Waiting) else None


@given(_asks(), _houses())
def test_asked_again_for_what_one_has_got_the_answer_is_the_same(ask: Ask, seats: Seats) -> None:
    first = decide(ask, seats, OPEN)
    if first.refusals:
        return
    held = Held(
        tuple(HeldPart(one.part_id, one.mode, one.state, _offer(one.verdict)) for one in first.parts),
        in_event_queue=first.in_event_queue,
        offered_until=_offer(first.event),
    )
    assert decide(Ask(ask.wishes, held), seats, OPEN) == first
