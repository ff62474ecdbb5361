"""What the marks of a picture mean, above it."""

from collections.abc import Sequence

from app.documents.pictures import svg
from app.documents.pictures.svg import WIDTH, Node, Sample

_WIDEST = 1.12
"""So much wider is the type of some machines."""
_SIDE, _SAMPLE, _BETWEEN, _LINE = 8, 26, 16, 23


def keys(samples: Sequence[tuple[str, Sample]]) -> tuple[list[Node], float]:
    """Each word with its sample, as many on a line as there is room for, and how far down they reach."""
    drawn: list[Node] = []
    x, y = float(_SIDE), 20.0
    for words, sample in samples:
        room = WIDTH - 2 * _SIDE - _SAMPLE
        wide = _SAMPLE + min(svg.length(words) * _WIDEST, room)
        if x > _SIDE and x + wide > WIDTH - _SIDE:
            x, y = _SIDE, y + _LINE
        drawn += [*sample(x, y), svg.text(x + _SAMPLE, y, words, width=room)]
        x += wide + _BETWEEN
    return drawn, y + 16
