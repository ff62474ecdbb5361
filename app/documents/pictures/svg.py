"""What all pictures are drawn with: shapes and texts as SVG, safe whatever a title holds, and legible without colour.

Colours stand as attributes for files and print, since pages allow no inline style; each also has a class that the
stylesheet paints in the colours of the page. A length is a px of the viewBox.
"""

import unicodedata
from collections.abc import Callable, Iterable
from enum import Enum
from math import cos, radians, sin
from xml.etree import ElementTree as ET

from app.kernel.text import clean_line

WIDTH = 400
"""How wide a picture is drawn, so that its type is still legible where a phone shows it on 288 px."""
SIZE = 15
"""The type, in a picture that is WIDTH wide."""
_FAMILY = "Source Sans Pro, system-ui, Segoe UI, Roboto, Noto Sans, Arial, sans-serif"
_NARROW, _WIDE = frozenset("iIjlftr.,:;'’!|()[] -"), frozenset("mMwWÅÄÖ@%&—…")
_LONGEST = 400


class Fill(Enum):
    """How a surface is told from others: by its pattern and its shade, so that black and white tell them too."""

    SOLID = "solid"
    HATCHED = "hatched"
    DOTTED = "dotted"
    CROSSED = "crossed"
    PALE = "pale"
    EMPTY = "empty"


class Ink(Enum):
    """What something is for; the colour in a file."""

    INK = "#1c2321"
    QUIET = "#56605c"
    LINE = "#dcd9d0"
    EDGE = "#77807c"
    PAPER = "#ffffff"
    PRIMARY = "#0b5d57"
    TINT = "#e7f0ee"
    ACCENT = "#8f4c08"
    GOOD = "#2e6b3a"
    WARNING = "#8a5a00"
    DANGER = "#a3122f"


class Node(ET.Element):
    """One element and what is in it."""


Sample = Callable[[float, float], "Iterable[Node]"]
"""Draws what a word of the legend is about, to the left of the word at (x, foot)."""


def node(tag: str, *inside: "Node | str", **attributes: object) -> Node:
    """An element: ``font_size=14`` becomes font-size="14", ``class_`` class; what is None is left out. A text is
    cleaned, and escaped when it is written.
    """
    made = Node(tag, {_name(key): _written(value) for key, value in attributes.items() if value is not None})
    for one in inside:
        if isinstance(one, Node):
            made.append(one)
        else:
            made.text = (made.text or "") + clean_line(one, _LONGEST)
    return made


def picture(name: str, title: str, about: str, width: float, height: float, *inside: Node, role: str = "img") -> str:
    """A whole <svg> to stand in a page or alone in a file: ``title`` names it, ``about`` says in a sentence what it
    shows, ``name`` (letters and hyphens) is its own on the page. ``role`` is "group" where something in it can be
    reached by itself: nothing in an image can.
    """
    head = [node("title", title, id=f"{name}-title"), node("desc", about, id=f"{name}-about")]
    ground = node("rect", width=width, height=height, fill=Ink.PAPER.value, class_="pic-paper")
    drawn = node(
        "svg", *head, _patterns(name), ground, *inside,
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_written(width)} {_written(height)}",
        width=width, height=height, role=role, aria_labelledby=f"{name}-title {name}-about",
        font_family=_FAMILY, font_size=SIZE, class_="picture",
    )  # fmt: skip
    for one in drawn.iter():
        if one.get("fill", "").startswith("url(#"):
            one.set("fill", one.attrib["fill"].replace("url(#", f"url(#{name}-"))
    return ET.tostring(drawn, encoding="unicode")


def group(*inside: Node, **attributes: object) -> Node:
    """Things that belong together."""
    return node("g", *inside, **attributes)


def text(
    x: float, y: float, words: str, *, size: float = SIZE, anchor: str = "start", ink: Ink = Ink.INK,
    bold: bool = False, width: float | None = None, turned: float | None = None,
) -> Node:  # fmt: skip
    """One line of text whose foot stands at ``y``; ``anchor`` is start, middle or end at ``x``. What is wider than
    ``width`` ends in "…" and has the whole text as its tip. ``turned`` degrees clockwise round its point.
    """
    words = clean_line(words, _LONGEST)
    shown = words if width is None else fitting(words, width, size)
    tip = [node("title", words)] if shown != words else []
    made = node(
        "text", shown, x=x, y=y, font_size=None if size == SIZE else size,
        text_anchor=None if anchor == "start" else anchor, font_weight="bold" if bold else None,
        transform=None if turned is None else f"rotate({_written(turned)} {_written(x)} {_written(y)})", **ground(ink),
    )  # fmt: skip
    made.extend(tip)
    return made


def line(
    x1: float, y1: float, x2: float, y2: float, *, ink: Ink = Ink.LINE, width: float = 1, dashes: str = ""
) -> Node:
    """A straight line; ``dashes`` as "6 4" for a broken one."""
    return node("line", x1=x1, y1=y1, x2=x2, y2=y2, **stroke(ink, width, dashes))


def rect(x: float, y: float, width: float, height: float, fill: Fill = Fill.SOLID, *, tip: str = "") -> Node:
    """A surface with an edge round it; ``tip``: what a pointer held over it says."""
    inside = [node("title", tip)] if tip else []
    return node("rect", *inside, x=x, y=y, width=max(width, 0), height=max(height, 0), **surface(fill))


def circle(x: float, y: float, radius: float, fill: Fill = Fill.SOLID) -> Node:
    """A round surface."""
    return node("circle", cx=x, cy=y, r=radius, **surface(fill))


def path(d: str, fill: Fill | None = None, *, ink: Ink = Ink.INK, width: float = 1, dashes: str = "") -> Node:
    """A line of any form, or with ``fill`` the surface in it."""
    if fill is not None:
        return node("path", d=d, **surface(fill))
    return node("path", d=d, **(stroke(ink, width, dashes) | {"fill": "none"}))


def point(x: float, y: float, radius: float, degrees: float) -> tuple[float, float]:
    """Where one comes from the middle (x, y) by ``radius``, ``degrees`` clockwise from straight up."""
    turn = radians(degrees)
    return round(x + radius * sin(turn), 2), round(y - radius * cos(turn), 2)


def ring(x: float, y: float, inner: float, outer: float, first: float, last: float) -> str:
    """The path of a piece of a ring, from ``first`` to ``last`` degrees clockwise from straight up (less than a whole
    turn).
    """
    large = int((last - first) % 360 > 180)
    corners = [point(x, y, outer, first), point(x, y, outer, last), point(x, y, inner, last), point(x, y, inner, first)]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    return (
        f"M{ax:g} {ay:g}A{outer:g} {outer:g} 0 {large} 1 {bx:g} {by:g}"
        f"L{cx:g} {cy:g}A{inner:g} {inner:g} 0 {large} 0 {dx:g} {dy:g}Z"
    )


def stroke(ink: Ink, width: float = 1, dashes: str = "") -> dict[str, object]:
    """The attributes of a line."""
    return {
        "stroke": ink.value,
        "stroke_width": None if width == 1 else width,
        "stroke_dasharray": dashes or None,
        "class_": f"pic-line-{ink.name.lower()}",
    }


def surface(fill: Fill) -> dict[str, object]:
    """The attributes of what is filled: all have an edge, since a pale one is else lost on white paper."""
    plain = {Fill.SOLID: Ink.PRIMARY.value, Fill.PALE: Ink.TINT.value, Fill.EMPTY: Ink.PAPER.value}
    return {
        "fill": plain.get(fill, f"url(#{fill.value})"),
        "stroke": Ink.INK.value,
        "class_": f"pic-{fill.value}",
    }


def fitting(words: str, width: float, size: float = SIZE) -> str:
    """``words``, shortened with "…" to what ``width`` holds."""
    words = clean_line(words, _LONGEST)
    if length(words, size) <= width:
        return words
    room, kept = width - length("…", size), ""
    for letter in words:
        room -= length(letter, size)
        if room < 0 or len(kept) > width:
            break
        kept += letter
    return kept.rstrip(" \u200d") + "…"


def length(words: str, size: float = SIZE) -> float:
    """About how wide ``words`` are, rather too much than too little: nothing here can measure type."""
    return size * sum(_em(letter) for letter in words)


def _em(letter: str) -> float:
    if unicodedata.combining(letter) or letter == "\u200d":
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.1
    if letter in _NARROW:
        return 0.34
    return 0.86 if letter in _WIDE else 0.66 if letter.isupper() else 0.56


def ground(ink: Ink) -> dict[str, object]:
    """The attributes of a text, or of a surface without an edge."""
    return {"fill": ink.value, "class_": f"pic-{ink.name.lower()}"}


def _patterns(name: str) -> Node:
    """The patterns that surfaces refer to; each picture of a page has its own."""

    def pattern(fill: Fill, under: Ink, *marks: Node) -> Node:
        back = node("rect", width=8, height=8, **ground(under))
        units = {"patternUnits": "userSpaceOnUse", "width": 8, "height": 8}
        return node("pattern", back, *marks, id=f"{name}-{fill.value}", **units)

    slope = "M-2 2L2 -2M0 8L8 0M6 10L10 6"
    lattice = "M0 4H8M4 0V8"
    dots = (node("circle", cx=x, cy=x, r=1.2, **ground(Ink.INK)) for x in (2, 6))
    return node(
        "defs",
        pattern(Fill.HATCHED, Ink.PAPER, path(slope, ink=Ink.ACCENT, width=2)),
        pattern(Fill.DOTTED, Ink.PAPER, *dots),
        pattern(Fill.CROSSED, Ink.TINT, path(lattice, ink=Ink.PRIMARY)),
    )


def _name(key: str) -> str:
    if key in {"viewBox", "patternUnits"}:
        return key
    return key.rstrip("_").replace("_", "-")


def _written(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
