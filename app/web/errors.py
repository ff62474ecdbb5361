"""Pages for what goes wrong: calm, in Swedish, with what one can do. A form that could not be taken keeps its
answers.
"""

import logging
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, got_request_exception, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.kernel.words import N_
from app.web import guards
from app.web.running import settings

logger = logging.getLogger(__name__)

_NOT_KEPT = ("password", "code", "csrf_token")
_CHALLENGES = ("Allow", "Retry-After", "WWW-Authenticate")
_TOO_OLD = (
    N_("Sidan har varit öppen för länge"),
    N_("Inget är sparat än, men det du skrev finns kvar. Tryck på knappen så skickas det igen."),
)
_SIGNED_OUT = (
    N_("Du har blivit utloggad"),
    N_(
        "Inget är sparat än, men det du skrev finns kvar. Logga in i en ny flik, gå sedan tillbaka hit och skicka igen."
    ),
)
_BUSY = (
    N_("Tjänsten är upptagen"),
    N_("Inget är sparat än, men det du skrev finns kvar. Vänta en stund och skicka igen."),
)


def install(app: Flask) -> None:
    """Put the error pages on ``app``."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _too_old)
    app.register_error_handler(401, _signed_out)
    app.register_error_handler(InternalServerError, _broken)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(InterfaceError, _busy)
    app.register_error_handler(LookupError, _missing)
    app.register_error_handler(RecursionError, _too_deep)
    got_request_exception.connect(_number, app, weak=False)


def _page(code: int, **more: object) -> Response:
    return Response(render_template("errors/error.html", code=code, **more), code, mimetype="text/html")


def _http(error: HTTPException) -> Response:
    """Redirects are no errors; the rest gets a page, with the headers that belong to the status."""
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    page = _page(error.code)
    for name, value in error.get_headers():
        if name in _CHALLENGES:
            page.headers[name] = value
    return page


def _too_old(_error: CSRFError) -> Response:
    """The form's token is of another session: the browser was closed, or somebody signed in or out in another tab."""
    return _kept(_TOO_OLD, 400) or _page(400)


def _signed_out(_error: HTTPException) -> Response:
    return _kept(_SIGNED_OUT, 401, sign_in=True) or _page(401, heading=gettext(_SIGNED_OUT[0]), sentence="")


def _busy(error: OperationalError | InterfaceError) -> Response:
    """The database is locked, full or away."""
    _number(current_app, error)
    logger.error("the database did not answer", exc_info=error)
    guards.forget()
    page = _kept(_BUSY, 503) or _page(503)
    page.headers["Retry-After"] = "30"
    return page


def _kept(words: tuple[str, str], code: int, *, sign_in: bool = False) -> Response | None:
    """A page with the same answers in a form with a fresh token; None for what was not posted from one of our own
    pages (another site's form must not be sent by a press on our button), or held a file or only secrets.
    """
    if request.method != "POST" or not _from_our_own_page():
        return None
    kept = [(name, value) for name, value in request.form.items(multi=True) if not _is_secret(name)]
    if not kept or request.files:
        return None
    page = render_template(
        "errors/kept.html", heading=gettext(words[0]), lead=gettext(words[1]), kept=kept, sign_in=sign_in
    )
    return Response(page, code, mimetype="text/html")


def _from_our_own_page() -> bool:
    """Browsers say where a form was sent from, and a page cannot make them lie."""
    origin = urlsplit(request.headers.get("Origin") or request.referrer or "")
    ours = {urlsplit(settings().base_url).netloc.lower(), request.host.lower()}
    return origin.netloc.lower() in ours and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _is_secret(name: str) -> bool:
    return any(word in name for word in _NOT_KEPT)


def _missing(error: LookupError) -> Response:
    """A room did not find what the address names. Other LookupErrors (a missing key, a missing template) are faults."""
    if not type(error).__module__.startswith("app."):
        raise error
    return _page(404)


def _too_deep(error: RecursionError) -> Response:
    """JSON nested thousands deep; anywhere else it is a fault."""
    if not request.is_json:
        raise error
    return _page(400)


def _number(_app: Flask, exception: BaseException, **_more: object) -> None:
    """Give the incident its number before it is logged, so that page and log tell the same."""
    g.incident = secrets.token_hex(4)


def _broken(_error: InternalServerError) -> Response:
    guards.forget()
    return _page(500, incident=g.get("incident", ""))
