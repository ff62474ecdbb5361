"""Bars lying down, each of one or several pieces after each other: of how many what is made up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.documents.pictures import svg
from app.documents.pictures.legend import keys
from app.documents.pictures.svg import WIDTH, Fill, Ink, Node, Sample

_SIDE, _ROW, _THICK = 8, 52, 20
_ROOM = WIDTH - 2 * _SIDE
_NUMBER = 13
"""The type of numbers on the bars."""


@dataclass(frozen=True)
class Series:
    """What the pieces of one kind are of, and how they look."""

    label: str
    fill: Fill


@dataclass(frozen=True)
class Bar:
    """A bar: how many of each series, what is said at its end, and how many there could be (None: no limit)."""

    label: str
    values: Sequence[int]
    note: str = ""
    limit: int | None = None


@dataclass(frozen=True)
class Bars:
    """All bars of a picture, on one scale; ``limit``: what the mark at a bar's limit is."""

    series: Sequence[Series]
    bars: Sequence[Bar]
    limit: str = ""

    def draw(self, name: str, title: str, about: str) -> str:
        """The picture as an SVG."""
        limit = self.limit if any(bar.limit is not None for bar in self.bars) else ""
        samples = [(one.label, _sample(one.fill)) for one in self.series]
        legend, top = keys([*samples, (limit, _limit_sample)] if limit else samples)
        rows = [one for number, bar in enumerate(self.bars) for one in self._row(bar, top + number * _ROW)]
        return svg.picture(name, title, about, WIDTH, top + len(self.bars) * _ROW + 4, *legend, *rows)

    def _row(self, bar: Bar, top: float) -> Iterator[Node]:
        note = svg.length(bar.note) * 1.2 + 12 if bar.note else 0
        yield svg.text(_SIDE, top + 15, bar.label, width=_ROOM - note)
        if bar.note:
            yield svg.text(WIDTH - _SIDE, top + 15, bar.note, anchor="end", bold=True)
        x, foot = float(_SIDE), top + 22
        scale = _ROOM / max([1, *(max(sum(one.values), one.limit or 0) for one in self.bars)])
        for number, one in zip(bar.values, self.series, strict=True):
            if number:
                yield svg.rect(x, foot, number * scale, _THICK, one.fill, tip=f"{one.label}: {number}")
                yield from _number(x, foot, number * scale, number)
                x += number * scale
        if not any(bar.values):
            yield svg.line(_SIDE, foot, _SIDE, foot + _THICK, ink=Ink.EDGE)
        if bar.limit is not None:
            yield from _mark(_SIDE + bar.limit * scale, foot)


def _number(x: float, top: float, width: float, number: int) -> Iterator[Node]:
    """How many, on a ground of its own, where there is room for it."""
    needed = svg.length(str(number), _NUMBER) + 6
    if width >= needed + 4:
        middle = x + width / 2
        yield svg.node(
            "rect", x=middle - needed / 2, y=top + 2, width=needed, height=_THICK - 4, **svg.ground(Ink.PAPER)
        )
        yield svg.text(middle, top + 15, str(number), size=_NUMBER, anchor="middle")


def _sample(fill: Fill) -> Sample:
    return lambda x, y: [svg.rect(x, y - 12, 18, 14, fill)]


def _limit_sample(x: float, y: float) -> list[Node]:
    return _beam(x + 9, y - 14, y + 3)


def _mark(x: float, top: float) -> list[Node]:
    """Where the limit is: a line that stands out under the bar, with a foot."""
    return _beam(min(x, WIDTH - 4), top - 1, top + _THICK + 4)


def _beam(x: float, top: float, foot: float) -> list[Node]:
    ends = [svg.line(x - 4, at, x + 4, at, ink=Ink.DANGER, width=2) for at in (top, foot)]
    return [svg.line(x, top, x, foot, ink=Ink.DANGER, width=3), *ends]
