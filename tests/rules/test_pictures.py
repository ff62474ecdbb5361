"""Pictures of numbers as SVG: well-formed whatever stands in them, named, and told apart without colour."""

import re
from xml.etree import ElementTree as ET

import pytest

from app.documents.pictures import svg
from app.documents.pictures.bars import Bar, Bars, Series
from app.documents.pictures.curve import Curve, Line, Mark
from app.documents.pictures.svg import Fill
from app.documents.typeset import image

SPACE = "{http://www.w3.org/2000/svg}"
NASTY = (
    "A" * 400,
    "王小明",
    "🎉👩‍👩‍👧 fest",
    "محمد علي שלום",
    "<script>alert(1)</script>",
    "]]><![CDATA[ & &amp; \"' />",
    "a\x0bb\x00c\x1b\u202ed\ue000",
    "a" + "\u0301" * 12,
)


def _drawn(*inside: svg.Node, title: str = "Svar per dag") -> ET.Element:
    return ET.fromstring(svg.picture("answers", title, "Alla har svarat.", svg.WIDTH, 200, *inside))


def test_a_picture_has_a_name_and_says_what_it_shows() -> None:
    drawn = _drawn()
    assert (drawn.get("role"), drawn.get("aria-labelledby")) == ("img", "answers-title answers-about")
    assert [(one.get("id"), one.text) for one in (drawn[0], drawn[1])] == [
        ("answers-title", "Svar per dag"),
        ("answers-about", "Alla har svarat."),
    ]
    assert drawn.get("viewBox") == "0 0 400 200"


@pytest.mark.parametrize("words", NASTY, ids=ascii)
def test_no_text_breaks_a_picture_or_becomes_an_element_of_it(words: str) -> None:
    drawn = _drawn(svg.text(10, 20, words, width=120), svg.rect(0, 0, 9, 9, tip=words), title=words)
    tags = {one.tag.removeprefix(SPACE) for one in drawn.iter()}
    assert tags == {"svg", "title", "desc", "defs", "pattern", "path", "circle", "rect", "text"}
    assert "".join(drawn.itertext()).isprintable() or "\u200d" in words


@pytest.mark.parametrize("words", NASTY, ids=ascii)
def test_a_text_is_shortened_to_its_room_and_kept_whole_as_a_tip(words: str) -> None:
    found = svg.text(0, 0, words, width=60)
    assert svg.length(found.text or "") <= 60
    assert svg.fitting("Ånge", 60) == "Ånge"
    assert (len(found) == 1) == (found.text or "").endswith("…")


def test_every_surface_has_an_edge_and_a_pattern_that_its_picture_holds() -> None:
    drawn = _drawn(*(svg.rect(0, 0, 20, 20, fill) for fill in Fill))
    ids = {one.get("id") for one in drawn.iter()}
    rects = [one for one in drawn if one.tag == f"{SPACE}rect"][1:]
    assert len({one.get("fill") for one in rects}) == len(Fill)
    assert all(one.get("stroke") for one in rects)
    assert {one.attrib["fill"][5:-1] for one in rects if one.attrib["fill"].startswith("url(")} <= ids


def test_nothing_in_a_picture_is_styled_in_the_page_or_fetched() -> None:
    written = svg.picture("a", "b", "c", 9, 9, svg.line(0, 0, 1, 1, dashes="4 2"), svg.circle(1, 1, 1, Fill.EMPTY))
    assert re.search(r"style|script|href|\son[a-z]+=|@import", written) is None
    assert set(re.findall(r"https?://[^\"]+", written)) == {"http://www.w3.org/2000/svg"}


def test_a_piece_of_a_ring_goes_clockwise_from_straight_up() -> None:
    assert svg.point(100, 100, 50, 0) == (100, 50)
    assert svg.point(100, 100, 50, 90) == (150, 100)
    assert svg.ring(100, 100, 20, 50, 0, 90) == "M100 50A50 50 0 0 1 150 100L120 100A20 20 0 0 0 100 80Z"
    assert "A50 50 0 1 1" in svg.ring(100, 100, 20, 50, 0, 270)


COMES, SILENT = Series("Kommer", Fill.SOLID), Series("Har inte svarat", Fill.EMPTY)


def _bars(*bars: Bar, limit: str = "") -> ET.Element:
    return ET.fromstring(Bars([COMES, SILENT], bars, limit).draw("roles", "Svar per roll", "Två roller."))


def _widths(drawn: ET.Element) -> list[float]:
    return [float(one.attrib["width"]) for one in drawn.iter(f"{SPACE}rect") if one.find(f"{SPACE}title") is not None]


def test_bars_are_as_long_as_their_numbers_on_one_scale() -> None:
    longest, shortest, other = _widths(_bars(Bar("Rektor", (40, 20), "60"), Bar("Skolchef", (10, 0), "10")))
    assert (round(longest / shortest, 2), round(longest / other, 2)) == (2, 4)
    assert longest + shortest == svg.WIDTH - 16


def test_a_limit_is_marked_where_it_is_also_when_nobody_comes() -> None:
    drawn = _bars(Bar("Middag", (10, 0), "10 av 40", 40), Bar("Lunch", (0, 0), "0"), limit="Platser")
    upright = [one for one in drawn.iter(f"{SPACE}line") if one.get("stroke-width") == "3"]
    assert "Platser" in "".join(drawn.itertext())
    assert float(upright[-1].attrib["x1"]) == svg.WIDTH - 8
    assert _widths(drawn) == [(svg.WIDTH - 16) / 4]


def _curve(*lines: Line, marks: tuple[Mark, ...] = ()) -> ET.Element:
    return ET.fromstring(Curve(lines, marks, "veckor före").draw("answers", "Svar", "Fler och fler."))


def test_lines_end_where_they_end_and_the_earlier_one_is_broken() -> None:
    now, then = Line("2027", [(-28, 0), (-14, 50)]), Line("2026", [(-28, 0), (0, 100)], before=True)
    drawn = _curve(now, then, marks=(Mark(-28, "Inbjudan"), Mark(-27, "Påminnelse")))
    paths = [one for one in drawn if one.tag == f"{SPACE}path"]
    broken, whole = (one for one in paths if "L" in one.attrib["d"])
    assert (broken.get("stroke-dasharray"), whole.get("stroke-dasharray")) == ("6 4", None)
    (x, y), (last_x, last_y) = (map(float, one.attrib["d"].split("L")[-1].split()) for one in (whole, broken))
    assert (x, last_x) == (44 + (svg.WIDTH - 60) / 2, svg.WIDTH - 16)
    assert round(y - last_y) == 100
    assert {"50", "100", "Inbjudan", "Påminnelse", "veckor före"} <= set(drawn.itertext())


@pytest.mark.parametrize("points", [[], [(0, 0)], [(-900, 1), (0, 5000)]], ids=["none", "one day", "years"])
def test_a_curve_of_nothing_of_a_day_and_of_years_can_be_drawn(points: list[tuple[int, int]]) -> None:
    scale = [one for one in _curve(Line("2027", points)).iter(f"{SPACE}text") if one.get("text-anchor") == "end"]
    assert 2 <= len(scale) <= 8


@pytest.mark.parametrize("words", NASTY, ids=ascii)
def test_any_picture_becomes_a_png_of_twice_its_size(words: str) -> None:
    drawn = Bars([Series(words, Fill.CROSSED)], [Bar(words, (3,), "3")]).draw("nasty", words, words)
    made = image(drawn)
    assert made.startswith(b"\x89PNG")
    assert int.from_bytes(made[16:20], "big") == 2 * svg.WIDTH
