"""Showing a letter as it is sent: its HTML has styles of its own, which our pages' policy stops, so it stands in a
frame with a policy of its own: no scripts, no forms, nothing fetched.
"""

from flask import Response

_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_LETTER = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


def with_frames(html: str, code: int = 200) -> Response:
    """A page of ours that holds such frames."""
    return Response(html, code, {"Content-Security-Policy": _PAGE}, mimetype="text/html")


def letter(html: str) -> Response:
    """The letter itself. Inline styles are allowed to it and to nothing else: mail programs know no other kind."""
    headers = {"Content-Security-Policy": _LETTER, "X-Frame-Options": "SAMEORIGIN"}
    return Response(html, 200, headers, mimetype="text/html")
