"""The signed cookie of a session: Flask's own."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, URLSafeTimedSerializer

_KNOWN = 1_000
"""Cookies that each process knows again: of those who are at work here at the same time."""


class _Reading(URLSafeTimedSerializer):
    """What was signed well once is so the next time too: it is known again by every letter of it, and only its age is
    looked at anew. To check it at each request took a twentieth of a tick at the door.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._read = lru_cache(_KNOWN)(self._unsigned)
        self._seconds: Callable[[], int] = next(self.iter_unsigners()).get_timestamp

    def _unsigned(self, signed: str | bytes) -> tuple[str, float]:
        payload, at = super().loads(signed, return_timestamp=True)
        return self.serializer.dumps(payload), at.timestamp()

    def loads(  # type: ignore[override]
        self,
        s: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,
        salt: str | bytes | None = None,
    ) -> Any:
        """The payload, made anew each time. Raises BadSignature, SignatureExpired among them, as the class does."""
        if return_timestamp or salt is not None:
            return super().loads(s, max_age, return_timestamp, salt)
        written, at = self._read(s)
        if max_age is not None and not 0 <= self._seconds() - at <= max_age:
            raise SignatureExpired("not of this time")
        return self.serializer.loads(written)


class Sessions(SecureCookieSessionInterface):
    """With one serializer for all requests: Flask would make one for each, also where no cookie comes or goes."""

    _made: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The one made from the app's secret key."""
        if self._made is None and (usual := super().get_signing_serializer(app)) is not None:
            keys, kwargs = usual.secret_keys, usual.signer_kwargs
            self._made = _Reading(keys, salt=usual.salt, serializer=usual.serializer, signer_kwargs=kwargs)
        return self._made


def install(app: Flask) -> None:
    """Let ``app`` keep its sessions by it."""
    app.session_interface = Sessions()
