"""What is new about a meeting, and to whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.events.rules.earlier import Spot
from app.events.rules.news import (
    Aspect,
    Known,
    News,
    Side,
    as_data,
    compare,
    for_invited,
    for_registered,
    is_moved,
    is_off,
    joined,
)

THURSDAY = datetime(2027, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHOLE = Side("RUN-konferens 2027", Spot(date(2027, 3, 4), date(2027, 3, 5), "Södra Berget, Sundsvall"))
PLENARY = Side("Konferens dag 1", Spot(THURSDAY, THURSDAY + HOUR, "Stora salen"))
SEMINAR = Side("Seminarium B", Spot(THURSDAY + 20 * HOUR, THURSDAY + 21 * HOUR, "Sal 3"), "https://video.example/3")
BEFORE = Known(WHOLE, {"plenary": PLENARY, "seminar": SEMINAR})


def moved(side: Side, by: timedelta) -> Side:
    return replace(side, spot=Spot(side.spot.starts + by, side.spot.ends + by, side.spot.where))


def elsewhere(side: Side, where: str) -> Side:
    return replace(side, spot=replace(side.spot, where=where))


def with_seminar(seminar: Side) -> Known:
    return Known(WHOLE, {"plenary": PLENARY, "seminar": seminar})


def test_nothing_changed_is_no_news_and_a_new_part_is_none() -> None:
    assert compare(BEFORE, BEFORE) == ()
    assert compare(Known(WHOLE, {"plenary": PLENARY}), BEFORE) == ()


def test_a_moved_meeting_is_told_once_and_not_again_for_each_part_that_follows() -> None:
    whole = moved(WHOLE, timedelta(days=35))  # over the change to summer time: the same time of the clock
    parts = {uid: moved(part, timedelta(days=35) - HOUR) for uid, part in BEFORE.parts.items()}
    assert compare(BEFORE, Known(whole, parts)) == (News("", WHOLE, whole, (Aspect.WHEN,)),)


def test_a_part_that_comes_to_another_hour_when_the_meeting_moves_is_told_too() -> None:
    week = timedelta(days=7)
    parts = {"plenary": moved(PLENARY, week), "seminar": moved(SEMINAR, week + HOUR)}
    found = compare(BEFORE, Known(moved(WHOLE, week), parts))
    assert [(one.part_uid, one.aspects) for one in found] == [("", (Aspect.WHEN,)), ("seminar", (Aspect.WHEN,))]


def test_a_new_title_place_time_room_and_link_are_each_told() -> None:
    whole = elsewhere(replace(WHOLE, title="Höstkonferens"), "Östersund")
    seminar = replace(elsewhere(moved(SEMINAR, HOUR), "Lilla salen"), link="https://video.example/ny")
    found = compare(BEFORE, Known(whole, {"plenary": PLENARY, "seminar": seminar}))
    assert [one.aspects for one in found] == [
        (Aspect.TITLE, Aspect.WHERE),
        (Aspect.WHEN, Aspect.WHERE, Aspect.LINK),
    ]


def test_a_link_that_is_taken_away_is_nothing_to_follow() -> None:
    assert compare(BEFORE, with_seminar(replace(SEMINAR, link=""))) == ()


def test_a_cancelled_meeting_says_nothing_of_its_parts() -> None:
    off = Known(replace(WHOLE, off=True), {uid: moved(part, HOUR) for uid, part in BEFORE.parts.items()})
    found = compare(BEFORE, off)
    assert ([one.aspects for one in found], is_off(found)) == ([(Aspect.OFF,)], True)


def test_a_cancelled_part_is_off_once_and_comes_back_with_what_is_new_about_it() -> None:
    off = with_seminar(replace(SEMINAR, off=True))
    assert [(one.part_uid, one.aspects) for one in compare(BEFORE, off)] == [("seminar", (Aspect.OFF,))]
    assert compare(off, with_seminar(replace(moved(SEMINAR, HOUR), off=True))) == ()
    back = compare(off, with_seminar(moved(SEMINAR, HOUR)))
    assert [one.aspects for one in back] == [(Aspect.BACK, Aspect.WHEN)]


def test_a_moved_seminar_reaches_only_those_who_chose_it() -> None:
    news = compare(BEFORE, with_seminar(moved(SEMINAR, HOUR)))
    assert for_registered(news, {"seminar": False}) == news
    assert (for_registered(news, {"plenary": False}), for_invited(news)) == ((), ())


def test_a_room_is_for_those_who_come_and_a_link_for_those_who_do_not() -> None:
    both = replace(elsewhere(SEMINAR, "Lilla salen"), link="https://video.example/ny")
    news = compare(BEFORE, with_seminar(both))
    told = [[one.aspects for one in for_registered(news, {"seminar": online})] for online in (False, True)]
    assert told == [[(Aspect.WHERE,)], [(Aspect.LINK,)]]


def test_who_has_not_answered_hears_when_and_where_and_not_of_a_new_title() -> None:
    assert for_invited(compare(BEFORE, Known(replace(WHOLE, title="Höstkonferens"), BEFORE.parts))) == ()
    both = elsewhere(replace(WHOLE, title="Höstkonferens"), "Östersund")
    assert [one.aspects for one in for_invited(compare(BEFORE, Known(both, BEFORE.parts)))] == [(Aspect.WHERE,)]


def test_the_only_part_is_the_meeting_also_to_those_who_have_not_answered() -> None:
    alone = Known(WHOLE, {"plenary": PLENARY})
    news = compare(alone, Known(WHOLE, {"plenary": moved(PLENARY, HOUR)}))
    assert (for_invited(news, "plenary"), is_moved(news)) == (news, True)


def test_in_a_letter_it_is_one_line_for_each_and_a_link_stands_in_none() -> None:
    seminar = replace(elsewhere(SEMINAR, "Lilla salen"), link="https://video.example/ny")
    news = compare(
        BEFORE, Known(moved(WHOLE, timedelta(days=0)), {"plenary": moved(PLENARY, HOUR), "seminar": seminar})
    )
    assert as_data(news) == [
        {"what": "when", "part": "Konferens dag 1", "old": PLENARY.spot.as_data(),
         "new": moved(PLENARY, HOUR).spot.as_data()},
        {"what": "where", "part": "Seminarium B", "old": "Sal 3", "new": "Lilla salen"},
        {"what": "link", "part": "Seminarium B", "old": "", "new": ""},
    ]  # fmt: skip


def _line(what: str, old: str = "", new: str = "", part: str = "") -> dict[str, str]:
    return {"what": what, "part": part, "old": old, "new": new}


def test_two_changes_of_which_nobody_heard_the_first_are_told_as_one() -> None:
    first = [_line("when", "4 mars", "11 mars"), _line("where", "Sal 1", "Sal 2", "Seminarium B")]
    second = [_line("when", "11 mars", "18 mars"), _line("title", "Vår", "Höst")]
    assert joined(first, second) == [
        _line("when", "4 mars", "18 mars"),
        _line("where", "Sal 1", "Sal 2", "Seminarium B"),
        _line("title", "Vår", "Höst"),
    ]


def test_what_came_back_to_what_it_was_is_not_told() -> None:
    assert joined([_line("when", "4 mars", "11 mars")], [_line("when", "11 mars", "4 mars")]) == []
    assert joined([_line("off", part="Middag")], [_line("back", part="Middag")]) == []
    assert joined([_line("link", part="Seminarium B")], [_line("link", part="Seminarium B")]) == [
        _line("link", part="Seminarium B")
    ]
