"""QR codes as SVG, drawn here: nothing is fetched."""

import io
from functools import lru_cache

import segno

_MASK = 3
"""Readers undo any of the eight; trying which looks best takes five times as long, and there are hundreds of codes."""


def svg(text: str, *, scale: int = 5, fills: bool = False) -> str:
    """An <svg> element for a page: dark on white with the quiet zone around it, whatever the page's colours. ``fills``:
    as large as what is around it leaves it, else of a size for a telephone held to the screen.
    """
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_inline(scale=scale, light="#fff", dark="#000", svgclass="qr", lineclass=None, omitsize=fills))


@lru_cache(maxsize=2048)  # a sheet of badges is printed more than once
def for_paper(text: str) -> str:
    """A whole SVG file for a document, black, without the quiet zone: what is around it must leave white."""
    code, drawn = segno.make(text, error="m", micro=False, mask=_MASK, boost_error=False), io.BytesIO()
    code.save(drawn, kind="svg", border=0, xmldecl=False, dark="#000", svgclass=None, lineclass=None)
    return drawn.getvalue().decode()
