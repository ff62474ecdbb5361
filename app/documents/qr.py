"""QR codes as SVG, drawn here: nothing is fetched."""

import segno


def svg(text: str, *, scale: int = 5) -> str:
    """An <svg> element for a page: dark on white with the quiet zone around it, whatever the page's colours."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_inline(scale=scale, light="#fff", dark="#000", svgclass="qr", lineclass=None))
