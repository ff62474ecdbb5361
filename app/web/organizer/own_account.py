"""One's own sign-in: password and two-step sign-in."""

from typing import assert_never

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.audit import limits
from app.audit.limits import Purpose
from app.documents import qr
from app.kernel import clock
from app.kernel.db import transaction
from app.organizers import queries
from app.organizers.actions import accounts, passwords, signing_in, two_step
from app.organizers.model import Account
from app.organizers.rules import codes
from app.organizers.rules.outcomes import Refused, TwoStepOn
from app.organizers.rules.passwords import find_fault
from app.web import guards
from app.web.fields import Form, LineField, PasswordField
from app.web.organizer.sign_in import remember, session_length

bp = Blueprint("own_account", __name__, url_prefix="/min-inloggning")

_PENDING = "two_step_secret"


def _own() -> Account:
    """The account of the one signed in, with all that a guard need not know."""
    return queries.get_account(guards.current_account().uid)


class PresentPasswordForm(Form):
    """Proof that the owner sits there."""

    present_password = PasswordField(_("Ditt lösenord"), _("Skriv ditt lösenord"))

    def is_proven(self) -> bool:
        """Whether the form is filled in and the password right; failures are counted."""
        account, now = _own(), clock.now()
        if not self.validate():
            return False
        if limits.is_blocked(Purpose.CODE, account.uid, now=now):
            self.form_errors.append(gettext("Det har blivit för många försök. Vänta en kvart och försök igen."))
            return False
        if passwords.is_right(account, self.present_password.data):
            return True
        limits.count_failure(Purpose.CODE, account.uid, now=now)
        self.present_password.errors = [gettext("Lösenordet stämmer inte. Skriv det du loggar in med.")]
        return False


class NewPasswordForm(PresentPasswordForm):
    """The present password and a new one."""

    present_password = PasswordField(_("Nuvarande lösenord"), _("Skriv det lösenord du har nu"))
    new_password = PasswordField(_("Nytt lösenord"), _("Skriv ett nytt lösenord"))

    def validate(self, extra_validators: object = None) -> bool:
        """Shape, then whether the new password is good enough."""
        if not super().validate(extra_validators):
            return False
        account = guards.current_account()
        fault = find_fault(self.new_password.data, account.name, account.email)
        if fault:
            self.new_password.errors = [gettext(fault.label)]
        return fault is None


class CodeForm(Form):
    """The first code, which shows that the telephone has read the secret."""

    code = LineField(_("Kod från telefonen"), _("Skriv de sex siffrorna från telefonen"), limit=40)


@bp.get("")
def show() -> str:
    """What is on and what can be changed."""
    account = _own()
    return render_template(
        "organizer/own_account.html", account=account, codes_left=queries.count_recovery_codes(account)
    )


@bp.get("/losenord")
def show_password() -> str:
    """The form for a new password."""
    return render_template("organizer/own_password.html", form=NewPasswordForm())


@bp.post("/losenord")
def change_password() -> str | Response:
    """A new password ends every sign-in, and gives this browser a fresh one."""
    form = NewPasswordForm()
    if not form.is_proven():
        return render_template("organizer/own_password.html", form=form)
    uid, who, now = guards.current_account().uid, guards.actor(), clock.now()
    hashed = passwords.hash_password(form.new_password.data)
    with transaction():
        accounts.set_password(uid, hashed, now=now, actor=who)
        fresh = signing_in.renew(uid, session_length(), now=now)
    remember(fresh.token)
    flash(gettext("Lösenordet är bytt. Alla andra inloggningar har avslutats."), "good")
    return redirect(url_for("own_account.show"), 303)


@bp.get("/tvasteg/borja")
def show_begin() -> str:
    """Ask for the password before two-step sign-in is turned on."""
    return _proof_page(PresentPasswordForm(), "begin")


@bp.post("/tvasteg/borja")
def begin_two_step() -> str | Response:
    """Make a secret; it counts when a code shows that the telephone has it."""
    form = PresentPasswordForm()
    if not form.is_proven():
        return _proof_page(form, "begin")
    session[_PENDING] = codes.new_secret()
    return redirect(url_for("own_account.show_two_step"), 303)


@bp.get("/tvasteg")
def show_two_step() -> str | Response:
    """The secret as a QR code and as letters."""
    return _setup_page(CodeForm()) if _PENDING in session else redirect(url_for("own_account.show"), 303)


@bp.post("/tvasteg")
def turn_on_two_step() -> str | Response:
    """Turn it on, and show the recovery codes once."""
    form, now = CodeForm(), clock.now()
    if _PENDING not in session:
        return redirect(url_for("own_account.show"), 303)
    if not form.validate():
        return _setup_page(form)
    uid, who = guards.current_account().uid, guards.actor()
    with transaction():
        outcome = two_step.turn_on(uid, session[_PENDING], form.code.data, now=now, actor=who)
    match outcome:
        case TwoStepOn():
            del session[_PENDING]
            return _codes_page(outcome)
        case Refused():
            form.code.errors = [gettext("Koden stämmer inte. Vänta på nästa kod i telefonen och skriv den.")]
            return _setup_page(form)
        case _:
            assert_never(outcome)


@bp.get("/reservkoder")
def show_codes() -> str:
    """Ask for the password before new recovery codes are made."""
    return _proof_page(PresentPasswordForm(), "codes")


@bp.post("/reservkoder")
def renew_codes() -> str:
    """New recovery codes, shown once; the old ones stop working."""
    form = PresentPasswordForm()
    if not _own().totp_secret or not form.is_proven():
        return _proof_page(form, "codes")
    uid, who = guards.current_account().uid, guards.actor()
    with transaction():
        outcome = two_step.renew_recovery_codes(uid, now=clock.now(), actor=who)
    return _codes_page(outcome)


@bp.get("/tvasteg/av")
def show_turn_off() -> str:
    """Ask for the password before two-step sign-in is turned off."""
    return _proof_page(PresentPasswordForm(), "off")


@bp.post("/tvasteg/av")
def turn_off_two_step() -> str | Response:
    """The password alone is enough again."""
    form = PresentPasswordForm()
    if not form.is_proven():
        return _proof_page(form, "off")
    uid, who = guards.current_account().uid, guards.actor()
    with transaction():
        accounts.turn_off_two_step(uid, now=clock.now(), actor=who)
    flash(gettext("Tvåstegsinloggning är avstängd."), "good")
    return redirect(url_for("own_account.show"), 303)


def _proof_page(form: PresentPasswordForm, purpose: str) -> str:
    return render_template("organizer/own_proof.html", form=form, purpose=purpose)


def _setup_page(form: CodeForm) -> str:
    secret = session[_PENDING]
    drawing = Markup(qr.svg(codes.setup_address(secret, guards.current_account().email)))  # noqa: S704 - drawn here
    return render_template("organizer/own_two_step.html", form=form, secret=secret, drawing=drawing)


def _codes_page(outcome: TwoStepOn) -> str:
    return render_template("organizer/own_codes.html", codes=outcome.recovery_codes)
