"""Showing a letter as it is sent: its HTML has styles of its own, which our pages' policy stops, so it stands in a
frame with a policy of its own: no scripts, no forms, nothing fetched.
"""

from dataclasses import dataclass

from flask import Response
from flask_babel import gettext

from app.mail.render import Rendered
from app.mail.wording import FieldsUnknown

_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_LETTER = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


@dataclass(frozen=True)
class Preview:
    """A letter as one receiver gets it; personal links are masked."""

    name: str
    about: str
    rendered: Rendered


def unknown_fields(outcome: FieldsUnknown) -> str:
    """What is said where a text holds what looks like a field and is none."""
    return gettext(
        "%(written)s är inget fält. De fält som finns är %(fields)s.",
        written=", ".join(outcome.written),
        fields=", ".join(f"{{{{{name}}}}}" for name in outcome.known),
    )


def with_frames(html: str, code: int = 200) -> Response:
    """A page of ours that holds such frames."""
    return Response(html, code, {"Content-Security-Policy": _PAGE}, mimetype="text/html")


def letter(html: str) -> Response:
    """The letter itself. Inline styles are allowed to it and to nothing else: mail programs know no other kind."""
    headers = {"Content-Security-Policy": _LETTER, "X-Frame-Options": "SAMEORIGIN"}
    return Response(html, 200, headers, mimetype="text/html")
