"""The wheel of a year: everything at its day, told apart without colour, and each meeting to be reached."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.pictures.wheel import Band, Mark, Shape, Wheel, angle, draw, orbits

SPACE = "{http://www.w3.org/2000/svg}"
SPORTLOV = Band(date(2027, 3, 1), date(2027, 3, 5), "Sportlov, Hälsingland, 1–5 mars 2027", 0)
WEEK_9 = Band(date(2027, 3, 1), date(2027, 3, 7), "Vecka 9, 1–7 mars")
CONFERENCE = Mark(1, Shape.DISC, date(2027, 3, 4), "RUN-konferens 2027, 4–5 mars 2027", href="/arrangor/moten/run")
DRAFT = Mark(
    2,
    Shape.SQUARE,
    date(2027, 10, 21),
    "Dialogmöte, 21 oktober 2027, utkast",
    short="21 oktober: Dialogmöte",
    dashed=True,
)


def _wheel(**given: object) -> Wheel:
    values = {
        "marks": (CONFERENCE, DRAFT),
        "bands": (SPORTLOV,),
        "lanes": ("Lov i Hälsingland",),
        "week": WEEK_9,
        "everywhere": "Lov i alla områden",
    }
    shapes = ((Shape.DISC, "RUN-konferens"), (Shape.SQUARE, "Dialogmöte"))
    return Wheel(2027, "Årshjul 2027", "Året som en ring.", **(values | {"shapes": shapes} | given))  # type: ignore[arg-type]


def _drawn(wheel: Wheel) -> ET.Element:
    return ET.fromstring(draw(wheel))


def _tips(drawn: ET.Element) -> list[str]:
    return [one.text or "" for one in drawn.iter(f"{SPACE}title")][1:]


def _texts(drawn: ET.Element) -> list[str]:
    return [one.text or "" for one in drawn.iter(f"{SPACE}text")]


@pytest.mark.parametrize(
    ("day", "degrees"),
    [(date(2027, 1, 1), 0), (date(2028, 7, 1), 182 / 366 * 360), (date(2027, 12, 31), 364 / 365 * 360)],
)
def test_the_year_begins_at_the_top_and_runs_clockwise(day: date, degrees: float) -> None:
    assert angle(day) == pytest.approx(degrees)


def test_the_wheel_shows_months_every_other_week_and_the_year() -> None:
    shown = _texts(_drawn(_wheel()))
    weeks = [word for word in shown if word.isdigit()]
    assert [word for word in shown if word in {"jan", "jun", "dec"}] == ["jan", "jun", "dec"]
    assert {"1", "9", "51", "2027"} <= set(weeks)
    assert "10" not in weeks


def test_each_meeting_is_a_link_with_its_words_where_it_has_an_address() -> None:
    drawn = _drawn(_wheel())
    links = [(one.get("href"), one[0].text) for one in drawn.iter(f"{SPACE}a")]
    assert links == [("/arrangor/moten/run", f"1. {CONFERENCE.words}")]
    assert f"2. {DRAFT.words}" in _tips(drawn)


def test_a_wheel_with_links_is_no_single_image_to_a_screen_reader_and_one_without_is() -> None:
    assert _drawn(_wheel()).get("role") == "group"
    assert _drawn(_wheel(marks=(DRAFT,))).get("role") == "img"


def test_week_9_and_lov_say_what_they_are_and_the_signs_are_explained() -> None:
    drawn = _drawn(_wheel(today=date(2027, 1, 20), today_words="I dag, 20 januari 2027"))
    assert {WEEK_9.words, SPORTLOV.words} <= set(_tips(drawn))
    explained = {"RUN-konferens", "Dialogmöte", "Lov i Hälsingland", WEEK_9.words, "I dag, 20 januari 2027"}
    assert explained <= set(_texts(drawn))


def test_in_a_file_the_meetings_stand_under_the_wheel_with_their_numbers() -> None:
    drawn = _drawn(_wheel(marks=(DRAFT,), lists_marks=True))
    assert _texts(drawn).count("2") == 2
    assert DRAFT.short in _texts(drawn)
    assert DRAFT.short not in _texts(_drawn(_wheel(marks=(DRAFT,))))


def test_today_is_drawn_only_in_its_own_year() -> None:
    drawn = _drawn(_wheel(today=date(2026, 11, 26), today_words="I dag, 26 november 2026"))
    assert "I dag, 26 november 2026" not in _texts(drawn)


def test_a_cancelled_meeting_is_crossed_out_and_a_draft_dashed() -> None:
    crossed = Mark(3, Shape.HEXAGON, date(2027, 5, 1), "Nätverk, inställt", crossed=True)
    drawn = ET.tostring(_drawn(_wheel(marks=(DRAFT, crossed))), encoding="unicode")
    assert drawn.count('stroke-dasharray="4 3"') == 1
    assert drawn.count("pic-line-danger") == 1


def test_a_lov_over_the_turn_of_the_year_ends_with_the_year() -> None:
    jullov = Band(date(2027, 12, 20), date(2028, 1, 7), "Jullov, alla områden", None)
    before = Band(date(2026, 12, 21), date(2027, 1, 8), "Jullov, alla områden", None)
    drawn = _drawn(_wheel(bands=(jullov, before)))
    assert _tips(drawn).count("Jullov, alla områden") == 2
    assert "Lov i alla områden" in _texts(drawn)


def test_meetings_near_in_time_stand_in_orbits_of_their_own() -> None:
    assert orbits([10, 12, 14, 200]) == [0, 1, 2, 0]
    assert orbits([1, 359]) == [0, 1]
    assert orbits([]) == []


@given(st.lists(st.floats(0, 359.9), max_size=40))
def test_every_meeting_has_an_orbit_however_many_there_are(degrees: list[float]) -> None:
    assert len(orbits(degrees)) == len(degrees)


def test_nasty_words_break_no_wheel() -> None:
    nasty = "<script>\x0b王小明🎉\u202e" + "A" * 400
    drawn = _drawn(_wheel(marks=(Mark(1, Shape.PENTAGON, date(2027, 6, 1), nasty, href="/x"),), lanes=(nasty,)))
    assert len(list(drawn.iter(f"{SPACE}a"))) == 1


@pytest.mark.parametrize("year", range(2015, 2041))
def test_the_wheel_of_every_year_is_whole(year: int) -> None:
    drawn = ET.fromstring(draw(Wheel(year, f"Årshjul {year}", "Året.")))
    assert drawn.get("role") == "img"


def test_weeks_that_have_few_days_in_the_year_have_no_number_to_stand_on_the_next() -> None:
    shown = _texts(ET.fromstring(draw(Wheel(2026, "Årshjul 2026", "Året."))))  # four days each of week 1 and week 53
    assert not {"1", "53"} & set(shown)
    assert {"3", "51"} <= set(shown)
