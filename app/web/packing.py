"""Answers packed with gzip, for clients that would rather have them so."""

import gzip

from flask import Response, request

PACKED = "-gzip"
"""What the ETag of the packed bytes ends with: other bytes, another name."""
_WORTH = 1000
"""Bytes; what is shorter goes in one packet anyhow."""
_LEVEL = 5


def prefers_gzip() -> bool:
    """Whether the client would rather have gzip."""
    accepted = request.accept_encodings
    return accepted.quality("gzip") > 0 and accepted.quality("gzip") >= accepted.quality("identity")


def packed(response: Response, etag: str = "") -> Response:
    """``response`` as the client would rather have it, or 304 where it has the bytes of that ``etag``.

    How long packed bytes are tells whether a guess stands in them twice (BREACH). So nothing goes through here that
    holds a secret of the session or gives back what was asked: the token against forged posts is a header, which is
    not packed, and cookies are SameSite=Lax, so that no other site can have the answer asked for over and over.
    """
    response.vary.add("Accept-Encoding")
    wanted = prefers_gzip() and len(response.get_data()) > _WORTH
    if etag:
        response.set_etag(etag + (PACKED if wanted else ""))
        response.make_conditional(request)
    if wanted and response.status_code != 304:
        response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))
        response.content_encoding = "gzip"
    return response
