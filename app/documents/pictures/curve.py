"""Lines over time: how something grew day by day until a day, beside how it did before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.documents.pictures import svg
from app.documents.pictures.legend import keys
from app.documents.pictures.svg import WIDTH, Fill, Ink, Node, Sample

_LEFT, _RIGHT, _HIGH = 44, 16, 200
_STEPS = (1, 2, 5)
_WEEKS = (1, 2, 4, 8, 13, 26, 52)
_MOST_TICKS = 6


@dataclass(frozen=True)
class Line:
    """What grew: ``points`` are (day, how many), the days in order and 0 the day that all leads to. ``before``: how it
    was another time, which is drawn broken.
    """

    label: str
    points: Sequence[tuple[int, int]]
    before: bool = False


@dataclass(frozen=True)
class Mark:
    """Something that happened on a day: a number on the picture, words under it."""

    day: int
    label: str


@dataclass(frozen=True)
class Curve:
    """The lines of a picture, what happened meanwhile, and what the axes count."""

    lines: Sequence[Line]
    marks: Sequence[Mark]
    days: str
    """What stands under weeks before the day."""

    def draw(self, name: str, title: str, about: str) -> str:
        """The picture as an SVG."""
        legend, top = keys([(line.label, _sample(line.before)) for line in self.lines])
        frame = _Frame(top + 42, self._first(), max([1, *(most for line in self.lines for _day, most in line.points)]))
        drawn = [*legend, *frame.axes(self.days)]
        drawn += _flags(self.marks, frame)
        for line in sorted(self.lines, key=lambda line: not line.before):
            drawn += _drawn(line, frame)
        foot = frame.bottom + 64
        for number, mark in enumerate(self.marks, start=1):
            drawn += _told(number, mark.label, foot + (number - 1) * 24)
        return svg.picture(name, title, about, WIDTH, foot + len(self.marks) * 24 - 8, *drawn)

    def _first(self) -> int:
        days = [day for line in self.lines for day, _most in line.points] + [mark.day for mark in self.marks]
        return min([*days, -7])


@dataclass(frozen=True)
class _Frame:
    """Where a day and a number stand in the picture."""

    top: float
    first: int
    most: int

    @property
    def bottom(self) -> float:
        return self.top + _HIGH

    def x(self, day: int) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (day - self.first) / -self.first

    def y(self, number: int) -> float:
        return self.bottom - _HIGH * number / self._ceiling

    @property
    def _step(self) -> int:
        """Between the lines of the scale: at most five of them."""
        ten = 1
        while True:
            for step in _STEPS:
                if step * ten * 5 >= self.most:
                    return step * ten
            ten *= 10

    @property
    def _ceiling(self) -> int:
        return -(-self.most // self._step) * self._step

    def axes(self, days: str) -> Iterator[Node]:
        for number in range(0, self._ceiling + 1, self._step):
            at = self.y(number)
            yield svg.line(_LEFT, at, WIDTH - _RIGHT, at, ink=Ink.LINE if number else Ink.INK)
            yield svg.text(_LEFT - 8, at + 5, str(number), anchor="end", ink=Ink.QUIET)
        weeks = -self.first // 7
        step = next((one for one in _WEEKS if weeks / one < _MOST_TICKS), -(-weeks // _MOST_TICKS))
        for week in range(0, weeks + 1, step):
            at = self.x(-7 * week)
            yield svg.line(at, self.bottom, at, self.bottom + 6, ink=Ink.INK)
            yield svg.text(at, self.bottom + 22, str(week), anchor="middle", ink=Ink.QUIET)
        yield svg.text(WIDTH - _RIGHT, self.bottom + 42, days, anchor="end", ink=Ink.QUIET, width=WIDTH - 20)


def _drawn(line: Line, frame: _Frame) -> Iterator[Node]:
    """The line, how many there were at its end, and there a mark of its own form."""
    if not line.points:
        return
    spots = [(frame.x(day), frame.y(number)) for day, number in line.points]
    yield _stroke("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots), before=line.before)
    (x, y), number = spots[-1], line.points[-1][1]
    yield _end(x, y, before=line.before)
    beside = y + 20 if line.before else y - 10
    yield svg.text(min(x, WIDTH - _RIGHT), beside, str(number), anchor="end", bold=not line.before)


def _stroke(d: str, *, before: bool) -> Node:
    if before:
        return svg.path(d, ink=Ink.ACCENT, width=2, dashes="6 4")
    return svg.path(d, ink=Ink.PRIMARY, width=3)


def _end(x: float, y: float, *, before: bool) -> Node:
    if before:
        return svg.rect(x - 4, y - 4, 8, 8, Fill.EMPTY)
    return svg.circle(x, y, 5, Fill.SOLID)


def _sample(before: bool) -> Sample:
    def drawn(x: float, y: float) -> list[Node]:
        return [_stroke(f"M{x:g} {y - 5:g}H{x + 20:g}", before=before), _end(x + 10, y - 5, before=before)]

    return drawn


def _flags(marks: Sequence[Mark], frame: _Frame) -> Iterator[Node]:
    """A number on top of each day, higher up where it would lie on the one before."""
    last, raised = -100.0, False
    for number, mark in enumerate(marks, start=1):
        x = frame.x(mark.day)
        raised = x - last < 20 and not raised
        top = frame.top - (32 if raised else 12)
        yield svg.line(x, top + 9, x, frame.bottom, ink=Ink.EDGE, dashes="2 3")
        yield from _badge(x, top, number)
        last = x


def _badge(x: float, y: float, number: int) -> list[Node]:
    return [svg.circle(x, y, 9, Fill.EMPTY), svg.text(x, y + 4.5, str(number), size=12, anchor="middle")]


def _told(number: int, words: str, y: float) -> list[Node]:
    return [*_badge(18, y - 5, number), svg.text(36, y, words, width=WIDTH - 44)]
