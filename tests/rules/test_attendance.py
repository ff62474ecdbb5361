"""Records of attendance: what stands, when it was, whom an arrival covers, and how people stand afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance.rules import (
    AlreadyPresent,
    Attendance,
    DayPart,
    Mark,
    NothingToUndo,
    Record,
    Ticked,
    TickedSince,
    Today,
    ToldPart,
    Undone,
    UndoneSince,
    attendance,
    covered,
    standing,
    today_of,
    together,
    told,
    when_it_was,
)
from app.invitations.rules import InvitationState

NOON = datetime(2027, 3, 4, 12, 0, tzinfo=UTC)
DAY = date(2027, 3, 4)
YES, NO = Mark.PRESENT, Mark.UNDO


def _at(minute: int, mark: Mark = YES, by: str = "Ett", uid: str = "") -> Record:
    return Record(uid or f"u{minute}", mark, NOON + timedelta(minutes=minute), by)


def test_nobody_is_present_without_a_record() -> None:
    assert standing([]) is None


def test_the_first_tick_stands_whichever_came_first_to_the_server() -> None:
    late, early = _at(5), _at(1)
    assert standing([late, early]) is early


def test_an_undo_takes_back_every_tick_before_it_and_none_after() -> None:
    again = _at(9)
    records = [_at(1), _at(3), _at(5, NO), again, _at(11)]
    assert (standing(records[:3]), standing(records)) == (None, again)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(Mark)), max_size=7), st.randoms())
def test_any_order_of_arrival_gives_one_truth(drawn: list[tuple[int, Mark]], chance: st.DrawFn) -> None:
    records = [_at(minute, mark, uid=f"{number}") for number, (minute, mark) in enumerate(drawn)]
    shuffled = list(records)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing(shuffled) == standing(records)


def test_a_tick_tells_what_stands() -> None:
    first, second, undo = _at(1, by="Ett", uid="a"), _at(2, by="Två", uid="b"), _at(3, NO, "Tre", "c")
    assert told("Anna", [first, second], "a") == Ticked("Anna", first.at)
    assert told("Anna", [second, first], "b") == AlreadyPresent("Anna", first.at, "Ett")
    assert told("Anna", [first, second, undo], "b") == UndoneSince("Anna", undo.at, "Tre")


def test_an_undo_tells_whether_there_was_something_to_undo() -> None:
    first, undo, again = _at(1, uid="a"), _at(2, NO, uid="b"), _at(3, by="Två", uid="c")
    assert told("Anna", [first, undo], "b") == Undone("Anna")
    assert told("Anna", [undo], "b") == NothingToUndo("Anna")
    assert told("Anna", [first, undo, again], "b") == TickedSince("Anna", again.at, "Två")
    assert told("Anna", [first, undo, _at(4, NO, uid="d")], "d") == NothingToUndo("Anna")


@pytest.mark.parametrize("wrong_by", [timedelta(hours=-9), timedelta(0), timedelta(days=400)])
def test_a_phones_wrong_clock_is_set_right(wrong_by: timedelta) -> None:
    ticked, sent = NOON + wrong_by, NOON + timedelta(minutes=40) + wrong_by
    assert when_it_was(ticked, sent, NOON + timedelta(minutes=40)) == NOON


def test_nothing_was_later_than_it_was_received() -> None:
    assert when_it_was(NOON + timedelta(hours=1), NOON, NOON) == NOON


def test_a_clock_that_was_set_before_the_mark_was_sent_does_not_put_it_in_1970() -> None:
    begins_anew = NOON.replace(year=1970)
    assert when_it_was(begins_anew, NOON, NOON) == NOON
    assert when_it_was(NOON - timedelta(days=200), NOON, NOON) == NOON - timedelta(days=200)


MORNING = DayPart(1, NOON - timedelta(hours=3), by_arrival=True)
AFTER_LUNCH = DayPart(2, NOON, by_arrival=True)
DINNER = DayPart(3, NOON + timedelta(hours=5), by_arrival=False)
SEMINAR = DayPart(4, NOON, by_arrival=True, one_of_several=True)
OFF = DayPart(5, NOON, by_arrival=True, cancelled=True)
TOMORROW = DayPart(6, NOON + timedelta(days=1), by_arrival=True)
ALL = (MORNING, AFTER_LUNCH, DINNER, SEMINAR, OFF, TOMORROW)


@pytest.mark.parametrize(
    ("places", "parts"),
    [
        ({1, 2, 3, 6}, (1, 2)),
        ({2, 4}, (2, 4)),
        ({3}, (1, 2)),
        (set(), (1, 2)),
    ],
)
def test_arrival_covers_the_days_own_parts_or_all_but_a_slots_choices(places: set[int], parts: tuple[int, ...]) -> None:
    assert covered(ALL, DAY, places) == parts


def test_a_part_belongs_to_the_day_it_begins_on_in_sweden() -> None:
    late = DayPart(1, datetime(2027, 3, 4, 23, 30, tzinfo=UTC), by_arrival=True)
    assert (covered([late], DAY, ()), covered([late], date(2027, 3, 5), ())) == ((), (1,))


@pytest.mark.parametrize(
    ("ticked", "state", "has_place", "word"),
    [
        (True, None, False, Attendance.PRESENT),
        (True, InvitationState.NOT_COMING, False, Attendance.PRESENT),
        (False, InvitationState.REPLACED, False, Attendance.INSTEAD),
        (False, InvitationState.NOT_COMING, False, Attendance.EXCUSED),
        (False, InvitationState.COMING, True, Attendance.ABSENT),
        (False, InvitationState.UNANSWERED, False, Attendance.ABSENT),
        (False, InvitationState.COMING, False, None),
        (False, InvitationState.WAITING, False, None),
        (False, InvitationState.REVOKED, False, None),
        (False, None, False, None),
    ],
)
def test_the_state_after_a_part(
    ticked: bool, state: InvitationState | None, has_place: bool, word: Attendance | None
) -> None:
    assert attendance(ticked=ticked, invitation=state, has_place=has_place) is word


def test_somebody_who_was_not_invited_to_the_part_is_not_absent_from_it() -> None:
    unanswered = {"ticked": False, "invitation": InvitationState.UNANSWERED, "has_place": False}
    assert attendance(**unanswered, may_come=False) is None  # type: ignore[arg-type]


def test_an_arrival_tells_that_something_was_done_before_that_nothing_was() -> None:
    ticked, already = Ticked("Anna", NOON), AlreadyPresent("Anna", NOON, "Ett")
    assert (together([already, ticked]), together([already])) == (ticked, already)
    assert together([NothingToUndo("Anna"), Undone("Anna")]) == Undone("Anna")


DIALOGUE, CONFERENCE = ToldPart(1, "Dialogmöte", NOON - timedelta(hours=3)), ToldPart(2, "Konferens", NOON)
LUNCH = ToldPart(3, "Lunch", NOON - timedelta(hours=1), common=False)
PARTS = (DIALOGUE, LUNCH, CONFERENCE)


@pytest.mark.parametrize(
    ("places", "today"),
    [
        ({1, 2, 3}, Today()),
        ({1, 2}, Today()),
        ({2}, Today(NOON, ("Dialogmöte",))),
        ({1}, Today(None, ("Konferens",))),
        ({9}, Today(nothing=True)),
    ],
)
def test_the_door_is_told_from_when_somebody_comes_and_what_they_skip(places: set[int], today: Today) -> None:
    assert today_of(PARTS, places) == today


def test_where_the_day_has_no_parts_nobody_skips_any() -> None:
    assert today_of((), {1}) == Today()
