"""The colours of tokens.css keep WCAG 2.2 AA in both schemes, computed from the file itself."""

import re
from itertools import product

import pytest

from tests.web.gallery import ROOT

TOKENS = (ROOT / "app" / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
GROUNDS = ("paper", "surface", "sunken")
TINTS = ("primary-tint", "good-tint", "warning-tint", "danger-tint")

# Ink on ground, as components.css uses them. Text needs 4.5 to 1.
TEXT = [
    *product(("ink", "quiet", "primary", "primary-hover", "danger", "accent-ink"), GROUNDS),
    *product(("ink", "quiet"), TINTS),
    ("danger-hover", "surface"),
    ("good", "paper"),
    ("on-primary", "primary"),
    ("on-primary", "primary-hover"),
    ("on-danger", "danger"),
    ("primary-hover", "primary-tint"),
    ("surface", "good"),
]
# Shapes, edges of fields, parts of bars and the focus ring need 3 to 1.
SHAPES = [
    *product(("edge", "focus", "primary"), GROUNDS),
    ("good", "good-tint"),
    ("warning", "warning-tint"),
    ("danger", "danger-tint"),
    ("primary", "primary-tint"),
    ("accent-ink", "surface"),
    ("focus", "focus-gap"),
    ("focus-gap", "primary"),
    *product(("good", "accent", "warning"), ("paper",)),
]


def colours(scheme: str) -> dict[str, str]:
    """The colours of one scheme, by name."""
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    named = dict(COLOUR.findall(light))
    return named if scheme == "light" else named | dict(COLOUR.findall(dark))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_weak(scheme: str, pairs: list[tuple[str, str]], least: float) -> dict[tuple[str, str], float]:
    """The pairs that fall under ``least``, with their ratios."""
    named = colours(scheme)
    ratios = {pair: round(contrast(named[pair[0]], named[pair[1]]), 2) for pair in pairs}
    return {pair: ratio for pair, ratio in ratios.items() if ratio < least}


def test_the_ratio_is_the_one_that_wcag_gives() -> None:
    assert (contrast("#000000", "#ffffff"), round(contrast("#767676", "#ffffff"), 2)) == (21.0, 4.54)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_on_every_ground_it_stands_on(scheme: str) -> None:
    assert too_weak(scheme, TEXT, 4.5) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_edges_and_focus_are_seen(scheme: str) -> None:
    assert too_weak(scheme, SHAPES, 3.0) == {}


def test_the_dark_scheme_changes_every_colour() -> None:
    light, dark = colours("light"), colours("dark")
    assert sorted(name for name in light if light[name] == dark[name]) == []
