"""What every answer carries, also 404 and 500, and what a request must be before anybody looks at it: for our own host,
and of a reasonable shape.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, abort, request, session
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from app.kernel.settings import Settings
from app.web import running
from app.web.permissions import ANYONE, MATRIX

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # no-referrer would make Flask-WTF refuse every POST over https
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_A_YEAR = "public, max-age=31536000, immutable"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_MOST_FIELDS = 5_000
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data", ""}
_LARGEST_JSON = 256 * 1024


def install(app: Flask) -> None:
    """Trust proxies only where they are configured, look at each request, dress each answer."""
    settings: Settings = app.config["RUN"]
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    always = _ALWAYS | ({"Strict-Transport-Security": "max-age=31536000"} if settings.https else {})
    app.wsgi_app = _carrying(app.wsgi_app, always)  # type: ignore[method-assign, assignment]
    version = app.config["STATIC_VERSION"] = _static_version(app)
    app.context_processor(lambda: {"static_version": version})
    app.jinja_env.globals["url_for"] = _addresses(app)
    app.before_request(_own_host)
    app.before_request(_reasonable)
    app.after_request(_dress)


def _addresses(app: Flask) -> Callable[..., str]:
    """``url_for`` of templates: the addresses of stylesheets and scripts, half of those on a page, are made once."""
    static = cache(lambda **values: app.url_for("static", **values))

    def address(endpoint: str, **values: Any) -> str:
        return static(**values) if endpoint == "static" else app.url_for(endpoint, **values)

    return address


def _static_version(app: Flask) -> str:
    """Changes when any stylesheet or script does, so that they can be cached for a year."""
    digest = hashlib.sha256()
    for path in sorted(Path(app.static_folder or "").rglob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _carrying(inner: WSGIApplication, always: Mapping[str, str]) -> WSGIApplication:
    """Put on what the answer does not say itself, as it leaves: to set each on a response costs a poll a tenth."""
    pairs = [(name.lower(), (name, value)) for name, value in always.items()]

    def carrying(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            said = {name.lower() for name, _value in headers}
            return start_response(status, headers + [pair for name, pair in pairs if name not in said], *more)

        return inner(environ, start)

    return carrying


def _own_host() -> None:
    """Refuse requests for another host than the base address's: no link or cookie is ever made for it."""
    host = urlsplit(f"//{request.host}")
    if host.netloc.lower() == urlsplit(running.settings().base_url).netloc.lower():
        return
    local = host.hostname in _LOOPBACK
    if local and (running.settings().env != "production" or request.blueprint == "health"):
        return
    abort(400)


def _reasonable() -> None:
    """Refuse addresses that are none of ours, and bodies that are no forms of ours before anybody reads them at length.
    PostgreSQL holds no NUL, and to ask it for one is a fault: what is searched or filtered for is asked without.
    """
    if "\x00" in request.path:
        abort(404)
    if b"%00" in request.query_string:
        request.query_string = request.query_string.replace(b"%00", b"")
    if request.method not in {"POST", "PUT", "PATCH", "DELETE"} or request.endpoint is None:
        return
    if request.is_json:
        if (request.content_length or 0) > _LARGEST_JSON:
            abort(413)
    elif request.mimetype not in _FORMS:
        abort(415)
    elif len(request.form) > _MOST_FIELDS:
        abort(413)


def _dress(response: Response) -> Response:
    """Who may keep the answer."""
    if request.endpoint == "static" and response.status_code in {200, 304}:
        response.headers["Cache-Control"] = _A_YEAR if request.args.get("v") else "no-cache"
    elif MATRIX.get(request.endpoint or "") != ANYONE or response.status_code >= 400:
        _keep_private(response)
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if session.accessed else "no-cache"
    return response


def _keep_private(response: Response) -> None:
    """Nothing personal stays in a cache or a search engine. Only a feed's "private" rule is kept: send_file's own rule
    would let everybody's cache hold a list of people.
    """
    if not response.headers.get("Cache-Control", "").startswith("private"):
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("Expires", None)
    response.headers["X-Robots-Tag"] = "noindex"
    response.vary.add("Cookie")
