"""Årshjulet: a year as a wheel with January at the top and time running clockwise. Outermost the ISO weeks, then the
months, then lov in a lane for each area, and inside them the meetings, each a shape with its number in the table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from app.documents.pictures.svg import (
    WIDTH,
    Fill,
    Ink,
    Node,
    group,
    length,
    line,
    node,
    picture,
    point,
    rect,
    ring,
    stroke,
    surface,
    text,
)
from app.kernel.words import MONTHS

_X = _Y = WIDTH / 2
_RIM, _WEEKS, _MONTHS, _BREAKS = 198.0, 175.0, 145.0, 115.0
"""Where each ring ends, from without."""
_ORBITS = (97.0, 69.0, 44.0)
"""Where meetings stand: near in time the next stands further in."""
_REACH, _TOUCH = 14.0, 17.0
"""How large a meeting is, and what a finger may touch of it."""
_SMALL = 14
_ROW = 24
_INDENT = 42
_OF_LANES, _EVERYWHERE = (Fill.HATCHED, Fill.DOTTED, Fill.SOLID), Fill.CROSSED


class Shape(Enum):
    """What a meeting is drawn as: how many corners, and how far it is turned."""

    DISC = (0, 0)
    SQUARE = (4, 45)
    TRIANGLE = (3, 0)
    DIAMOND = (4, 0)
    HEXAGON = (6, 0)
    PENTAGON = (5, 0)


@dataclass(frozen=True)
class Mark:
    """A meeting. ``words`` say what it is and when; ``href`` leads to it. Drafts are dashed, what is cancelled is
    crossed out.
    """

    number: int
    shape: Shape
    first: date
    words: str
    short: str = ""
    """The same in few words, for a line under the wheel."""
    href: str = ""
    dashed: bool = False
    crossed: bool = False


@dataclass(frozen=True)
class Band:
    """Days that are marked in a lane, or (None) in all."""

    first: date
    last: date
    words: str
    lane: int | None = None


@dataclass(frozen=True)
class Wheel:
    """What the wheel shows, in words of the page's language. ``lanes`` and ``everywhere`` are what stands in them,
    ``week`` is marked among the weeks, ``shapes`` tell what each stands for, and ``today`` is drawn in its own year.
    """

    year: int
    title: str
    about: str
    marks: tuple[Mark, ...] = ()
    bands: tuple[Band, ...] = ()
    lanes: tuple[str, ...] = ()
    everywhere: str = ""
    shapes: tuple[tuple[Shape, str], ...] = ()
    week: Band | None = None
    today: date | None = None
    today_words: str = ""
    lists_marks: bool = False
    """Whether the meetings stand under the wheel too: in a file, where no table does."""


def draw(wheel: Wheel, name: str = "arshjul") -> str:
    """The wheel as SVG with what its signs mean under it. Its meetings are links where they have an address."""
    legend, height = _laid_out(_legend(wheel))
    return picture(
        name, wheel.title, wheel.about, WIDTH, height,
        *_rings(wheel), *_breaks(wheel), *_today(wheel), *_meetings(wheel), *legend,
        role="group" if any(mark.href for mark in wheel.marks) else "img",
    )  # fmt: skip


def angle(day: date) -> float:
    """Where ``day`` begins, in degrees clockwise from the first of January of its year at the top."""
    first = date(day.year, 1, 1)
    return (day - first).days / (date(day.year + 1, 1, 1) - first).days * 360


def orbits(degrees: Sequence[float]) -> list[int]:
    """In which orbit each of the meetings at ``degrees`` stands (0 outermost), so that they lie over each other as
    little as can be: in the first where there is room, else where there is most.
    """
    taken: list[list[float]] = [[] for _ in _ORBITS]
    chosen = []
    for at in degrees:
        room = [
            min((_apart(at, other) * radius for other in there), default=float("inf"))
            for radius, there in zip(_ORBITS, taken, strict=True)
        ]
        free = [n for n, left in enumerate(room) if left >= 2 * _REACH * 57.3]
        best = free[0] if free else room.index(max(room))
        taken[best].append(at)
        chosen.append(best)
    return chosen


def _apart(one: float, other: float) -> float:
    between = abs(one - other) % 360
    return min(between, 360 - between)


def _span(first: date, last: date, year: int) -> tuple[float, float]:
    """From the beginning of ``first`` to the end of ``last``, as far as they are in ``year``."""
    begins, ends = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    return angle(begins), min(angle(ends) + 360 / 366, 359.99)


def _rings(wheel: Wheel) -> Iterable[Node]:
    for radius in (_RIM, _WEEKS, _MONTHS, _BREAKS):
        yield node("circle", cx=_X, cy=_Y, r=radius, fill="none", **stroke(Ink.EDGE))
    if wheel.week:
        yield node(
            "path",
            node("title", wheel.week.words),
            d=ring(_X, _Y, _WEEKS, _RIM, *_span(wheel.week.first, wheel.week.last, wheel.year)),
            stroke_width=2,
            **surface(Fill.PALE),
        )
    yield from _weeks(wheel)
    for month in range(1, 13):
        first = date(wheel.year, month, 1)
        middle = angle(first + timedelta(days=15))
        yield _spoke(angle(first), _BREAKS, _WEEKS)
        yield _placed(middle, (_WEEKS + _MONTHS) / 2, MONTHS[month - 1][:3], _SMALL)
    yield text(_X, _Y + 6, str(wheel.year), size=18, anchor="middle", bold=True)


def _weeks(wheel: Wheel) -> Iterable[Node]:
    """A line at each Monday, and every other week's number; the marked week's always, and bold."""
    day = date(wheel.year, 1, 1)
    day -= timedelta(days=day.weekday())
    while day.year <= wheel.year:
        first, last = _span(day, day + timedelta(days=6), wheel.year)
        week = day.isocalendar().week
        marked = wheel.week is not None and wheel.week.first == day
        if day.year == wheel.year:
            yield _spoke(first, _WEEKS, _RIM)
        if (week % 2 or marked) and last - first > 4:
            yield _placed((first + last) / 2, (_RIM + _WEEKS) / 2, str(week), _SMALL, bold=marked)
        day += timedelta(days=7)


def _spoke(degrees: float, inner: float, outer: float) -> Node:
    return line(*point(_X, _Y, inner, degrees), *point(_X, _Y, outer, degrees), ink=Ink.EDGE)


def _placed(degrees: float, radius: float, words: str, size: float, *, bold: bool = False) -> Node:
    """Upright text with its middle on a ring."""
    x, y = point(_X, _Y, radius, degrees)
    return text(x, round(y + size * 0.35, 2), words, size=size, anchor="middle", bold=bold)


def _breaks(wheel: Wheel) -> Iterable[Node]:
    """Each band in its area's lane, the first outermost; what is everywhere through all of them."""
    lanes = max(1, len(wheel.lanes))
    depth = (_MONTHS - _BREAKS) / lanes
    for lane in range(1, lanes):
        yield node("circle", cx=_X, cy=_Y, r=_MONTHS - lane * depth, fill="none", **stroke(Ink.LINE))
    for band in wheel.bands:
        outer = _MONTHS if band.lane is None else _MONTHS - band.lane * depth
        inner = _BREAKS if band.lane is None else outer - depth
        fill = _EVERYWHERE if band.lane is None else _of_lane(band.lane)
        shape = ring(_X, _Y, inner, outer, *_span(band.first, band.last, wheel.year))
        yield node("path", node("title", band.words), d=shape, **surface(fill))


def _of_lane(lane: int) -> Fill:
    return _OF_LANES[lane % len(_OF_LANES)]


def _today(wheel: Wheel) -> Iterable[Node]:
    if wheel.today and wheel.today.year == wheel.year:
        ends = (point(_X, _Y, radius, angle(wheel.today)) for radius in (_BREAKS, _RIM))
        yield line(*(number for end in ends for number in end), ink=Ink.DANGER, width=2, dashes="5 3")


def _meetings(wheel: Wheel) -> Iterable[Node]:
    """A line from each meeting's day to its shape, all lines first: none crosses another's number."""
    degrees = [angle(mark.first) for mark in wheel.marks]
    places = [_ORBITS[orbit] for orbit in orbits(degrees)]
    for at, radius in zip(degrees, places, strict=True):
        yield line(*point(_X, _Y, radius, at), *point(_X, _Y, _BREAKS, at), ink=Ink.QUIET)
    for mark, at, radius in zip(wheel.marks, degrees, places, strict=True):
        drawn = _sign(*point(_X, _Y, radius, at), mark)
        tip = node("title", f"{mark.number}. {mark.words}")
        yield node("a", tip, *drawn, href=mark.href, class_="pic-link") if mark.href else group(tip, *drawn)


def _sign(x: float, y: float, mark: Mark) -> Iterable[Node]:
    if mark.href:
        yield node("circle", cx=x, cy=y, r=_TOUCH, fill="none", pointer_events="all")
    yield _shape(x, y, mark.shape, dashed=mark.dashed)
    size = _SMALL if mark.number < 100 else 10
    yield text(x, round(y + size * 0.36, 2), str(mark.number), size=size, anchor="middle", bold=True)
    if mark.crossed:
        yield line(x - _REACH, y + _REACH, x + _REACH, y - _REACH, ink=Ink.DANGER, width=2)


def _shape(x: float, y: float, shape: Shape, *, dashed: bool = False, reach: float = _REACH) -> Node:
    """An empty surface of the shape: a triangle's is larger, or no number had room in it."""
    corners, turned = shape.value
    more: dict[str, object] = {"stroke_width": 2, "stroke_dasharray": "4 3" if dashed else None}
    if not corners:
        return node("circle", cx=x, cy=y, r=reach - 1, **surface(Fill.EMPTY), **more)
    radius = reach * (1.35 if corners == 3 else 1.15)
    spots = (point(x, y, radius, turned + n * 360 / corners) for n in range(corners))
    return node("path", d="M" + "L".join(f"{a:g} {b:g}" for a, b in spots) + "Z", **surface(Fill.EMPTY), **more)


Entry = tuple[Node, str]
"""A sign drawn from 10 to 30 with its foot at 17, and what it means."""


def _legend(wheel: Wheel) -> list[Entry]:
    listed = wheel.marks if wheel.lists_marks else ()
    found = [(text(20, 16, str(mark.number), size=_SMALL, anchor="middle", bold=True), mark.short) for mark in listed]
    found += [(_shape(20, 11, shape, reach=8), words) for shape, words in wheel.shapes]
    found += [(rect(10, 3, 20, 14, _of_lane(n)), words) for n, words in enumerate(wheel.lanes)]
    if any(band.lane is None for band in wheel.bands):
        found.append((rect(10, 3, 20, 14, _EVERYWHERE), wheel.everywhere))
    if wheel.week:
        box = node("rect", x=10, y=3, width=20, height=14, stroke_width=2, **surface(Fill.PALE))
        found.append((box, wheel.week.words))
    if wheel.today and wheel.today.year == wheel.year:
        found.append((line(10, 10, 30, 10, ink=Ink.DANGER, width=2, dashes="5 3"), wheel.today_words))
    return found


def _laid_out(legend: Sequence[Entry]) -> tuple[list[Node], float]:
    """The entries under the wheel, two in a row where both have room, and how high the picture becomes."""
    drawn, row, in_row = [], 0, 0
    for sign, words in legend:
        is_long = sign.tag == "text" or length(words, _SMALL) > _X - _INDENT
        if in_row and (is_long or in_row == 2):
            row, in_row = row + 1, 0
        room = (WIDTH if is_long else _X) - _INDENT
        place = f"translate({in_row * _X:g} {WIDTH + row * _ROW + 8:g})"
        drawn.append(group(sign, text(38, 16, words, size=_SMALL, width=room), transform=place))
        in_row += 2 if is_long else 1
    return drawn, WIDTH + (row + 1) * _ROW + 16 if legend else WIDTH
