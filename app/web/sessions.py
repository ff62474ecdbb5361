"""The signed cookie of a session: Flask's own."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class Sessions(SecureCookieSessionInterface):
    """With one serializer for all requests: Flask would make one for each, also where no cookie comes or goes."""

    _made: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The one made from the app's secret key."""
        if self._made is None:
            self._made = super().get_signing_serializer(app)
        return self._made


def install(app: Flask) -> None:
    """Let ``app`` keep its sessions by it."""
    app.session_interface = Sessions()
