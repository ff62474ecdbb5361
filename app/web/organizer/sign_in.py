"""Signing in and out. Unknown address, wrong password and closed account get the same answer in the same time."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.routing import BuildError
from werkzeug.wrappers import Response

from app.audit import limits, log
from app.audit.actor import SYSTEM
from app.audit.limits import Purpose
from app.kernel import clock
from app.kernel.db import transaction
from app.organizers.actions import passwords, signing_in
from app.organizers.queries import Owner
from app.organizers.rules.outcomes import Refused, SignedInTo
from app.web import guards
from app.web.fields import EmailField, Form, LineField, PasswordField
from app.web.running import settings

bp = Blueprint("sign_in", __name__)

_LANDINGS = (
    "home.show",
    "events.list_events",
    "door.choose",
    "needs.list_events",
    "accounts.list_accounts",
    "own_account.show",
)


class SignInForm(Form):
    """Address and password."""

    email = EmailField(_("E-postadress"), _("Skriv din e-postadress"))
    password = PasswordField(_("Lösenord"), _("Skriv ditt lösenord"))


class CodeForm(Form):
    """The second step."""

    code = LineField(_("Kod"), _("Skriv koden från din telefon, eller en reservkod"), limit=40)


@bp.get("/logga-in")
def show() -> str | Response:
    """The form; somebody already signed in goes on."""
    account = guards.find_account()
    return redirect(_destination(account), 303) if account else _page(SignInForm())


@bp.post("/logga-in")
def enter() -> str | Response | tuple[str, int]:
    """Try the password. Failures are counted for the address written and for the network address it came from."""
    form, now = SignInForm(), clock.now()
    if not form.validate():
        return _page(form)
    counted = (
        (Purpose.SIGN_IN_ACCOUNT, form.email.data.lower()),
        (Purpose.SIGN_IN_CLIENT, request.remote_addr or ""),
    )
    if any(limits.is_blocked(purpose, key, now=now) for purpose, key in counted):
        return _blocked(form)
    account = passwords.recognise(form.email.data, form.password.data)
    if account is None:
        for purpose, key in counted:
            limits.count_failure(purpose, key, now=now)
        log.record_separately(SYSTEM, "sign_in.failed", now=now)
        return _wrong(form, gettext("Adressen eller lösenordet stämmer inte. Försök igen."))
    with transaction():
        outcome = signing_in.start(account.uid, session_length(), now=now)
    match outcome:
        case SignedInTo(needs_code=True):
            remember(outcome.token)
            return redirect(url_for("sign_in.show_code", **guards.asked_for()), 303)  # type: ignore[arg-type]
        case SignedInTo():
            return _signed_in(outcome)
        case Refused():
            return _wrong(form, gettext("Adressen eller lösenordet stämmer inte. Försök igen."))


@bp.get("/logga-in/kod")
def show_code() -> str | Response:
    """Ask for the code; only between the password and the end of its ten minutes."""
    waiting = guards.find_sign_in()
    if waiting is None or waiting.totp_passed:
        return redirect(url_for("sign_in.show"), 303)
    return render_template("organizer/sign_in_code.html", form=CodeForm())


@bp.post("/logga-in/kod")
def enter_code() -> str | Response | tuple[str, int]:
    """Try the code, or a recovery code."""
    waiting, form, now = guards.find_sign_in(), CodeForm(), clock.now()
    if waiting is None or waiting.totp_passed:
        return redirect(url_for("sign_in.show"), 303)
    uid = waiting.account.uid
    if not form.validate():
        return render_template("organizer/sign_in_code.html", form=form)
    if limits.is_blocked(Purpose.CODE, uid, now=now):
        return _blocked(form, "organizer/sign_in_code.html")
    with transaction():
        outcome = signing_in.pass_second_step(session[guards.SESSION_KEY], form.code.data, session_length(), now=now)
    match outcome:
        case SignedInTo():
            return _signed_in(outcome)
        case Refused():
            limits.count_failure(Purpose.CODE, uid, now=now)
            log.record_separately(SYSTEM, "sign_in.failed_code", now=now, subject=("account", uid))
            message = gettext("Koden stämmer inte, eller har redan använts. Vänta på nästa kod och skriv den.")
            return _wrong(form, message, "organizer/sign_in_code.html")


@bp.post("/logga-ut")
def sign_out() -> Response:
    """End the sign-in on this side and forget the cookie."""
    token = session.get(guards.SESSION_KEY)
    if token:
        with transaction():
            signing_in.end(token, now=clock.now())
    session.clear()
    flash(gettext("Du är utloggad."), "good")
    return redirect(url_for("sign_in.show"), 303)


def remember(token: str) -> None:
    """Give the browser a new session that holds ``token`` and nothing of the old one."""
    session.clear()
    session[guards.SESSION_KEY] = token
    session.permanent = True


def session_length() -> timedelta:
    """How long a sign-in lasts."""
    return timedelta(hours=settings().session_hours)


def _signed_in(outcome: SignedInTo) -> Response:
    remember(outcome.token)
    guards.look_again()
    return redirect(_destination(guards.current_account()), 303)


def _destination(account: Owner) -> str:
    """Where the account wanted to go, named by a route and what it takes and never by an address; else its first own
    page.
    """
    wanted = guards.asked_for()
    for endpoint, taken in ((wanted.pop("next", ""), wanted), *((landing, {}) for landing in _LANDINGS)):
        if guards.may(account, endpoint):
            try:
                return url_for(endpoint, **taken)  # type: ignore[arg-type]
            except (BuildError, ValueError):  # something is missing, or is no number
                continue
    return url_for("own_account.show")


def _page(form: Form, template: str = "organizer/sign_in.html") -> str:
    return render_template(template, form=form)


def _wrong(form: Form, message: str, template: str = "organizer/sign_in.html") -> str:
    form.form_errors.append(message)
    return _page(form, template)


def _blocked(form: Form, template: str = "organizer/sign_in.html") -> tuple[str, int]:
    return _wrong(form, gettext("Det har blivit för många försök. Vänta en kvart och försök igen."), template), 429
