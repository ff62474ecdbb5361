"""Accounts: who may sign in, and what they may do."""

from typing import assert_never

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.audit import log
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.text import NAME_LIMIT
from app.organizers import queries
from app.organizers.actions import accounts, passwords
from app.organizers.model import Account
from app.organizers.rules import Right, codes
from app.organizers.rules.outcomes import AddressTaken, Change, Created, Done, LastAdmin
from app.web import guards
from app.web.fields import ChecksField, EmailField, Form, LineField, choices

bp = Blueprint("accounts", __name__, url_prefix="/arrangor/konton")


class AccountForm(Form):
    """Name and rights."""

    name = LineField(_("Namn"), _("Skriv namnet"), limit=NAME_LIMIT)
    rights = ChecksField(_("Rättigheter"), _("Välj minst en rättighet"), choices=lambda: choices(Right))

    def chosen(self) -> frozenset[Right]:
        """The rights ticked."""
        return frozenset(Right(value) for value in self.rights.data)


class NewAccountForm(AccountForm):
    """Address, name and rights."""

    email = EmailField(_("E-postadress"), _("Skriv e-postadressen"))


@bp.get("")
def list_accounts() -> str:
    """Everybody who may sign in."""
    return render_template("organizer/accounts/list.html", accounts=queries.list_accounts())


@bp.get("/nytt")
def show_new() -> str:
    """The form for a new account."""
    return render_template("organizer/accounts/new.html", form=NewAccountForm())


@bp.post("/nytt")
def create() -> str:
    """Make the account, and show its first password once."""
    form = NewAccountForm()
    if not form.validate():
        return render_template("organizer/accounts/new.html", form=form)
    who, password = guards.actor(), codes.new_password()
    hashed = passwords.hash_password(password)
    with transaction():
        outcome = accounts.create_account(
            form.email.data, form.name.data, form.chosen(), hashed, now=clock.now(), actor=who
        )
    match outcome:
        case Created():
            return _password_page(queries.get_account(outcome.uid), password)
        case AddressTaken():
            form.email.errors = [gettext("Det finns redan ett konto med adressen. Öppna det i listan i stället.")]
            return render_template("organizer/accounts/new.html", form=form)
        case _:
            assert_never(outcome)


@bp.get("/<uid>")
def show(uid: str) -> str:
    """One account: name, rights, history, and what can be done with it."""
    account = queries.get_account(uid)
    return _account_page(account, AccountForm(name=account.name, rights=[right.value for right in account.rights]))


@bp.post("/<uid>")
def edit(uid: str) -> str | Response:
    """Name and rights. Who loses a right is signed out."""
    form, who = AccountForm(), guards.actor()
    if not form.validate():
        return _account_page(queries.get_account(uid), form)
    with transaction():
        outcome = accounts.edit_account(uid, form.name.data, form.chosen(), now=clock.now(), actor=who)
    return _told(outcome, uid, gettext("Ändringarna är sparade."))


@bp.post("/<uid>/stang")
def close(uid: str) -> Response:
    """The account can no longer sign in."""
    who = guards.actor()
    with transaction():
        outcome = accounts.close_account(uid, now=clock.now(), actor=who)
    return _told(outcome, uid, gettext("Kontot är stängt och utloggat överallt."))


@bp.post("/<uid>/oppna")
def reopen(uid: str) -> str:
    """A closed account gets a new first password."""
    return _new_password(uid, reopened=True)


@bp.post("/<uid>/losenord")
def reset_password(uid: str) -> str:
    """A new first password, shown once."""
    return _new_password(uid, reopened=False)


@bp.post("/<uid>/tvasteg")
def reset_two_step(uid: str) -> Response:
    """Turn two-step sign-in off for somebody who has lost the telephone and the codes."""
    who = guards.actor()
    with transaction():
        outcome = accounts.turn_off_two_step(uid, now=clock.now(), actor=who)
    return _told(outcome, uid, gettext("Tvåstegsinloggning är avstängd för kontot."))


def _new_password(uid: str, *, reopened: bool) -> str:
    who, now, password = guards.actor(), clock.now(), codes.new_password()
    account = queries.get_account(uid)
    hashed = passwords.hash_password(password)
    act = accounts.open_account if reopened else accounts.set_password
    with transaction():
        act(uid, hashed, now=now, actor=who)
    return _password_page(account, password)


def _told(outcome: Change, uid: str, done: str) -> Response:
    match outcome:
        case Done():
            flash(done, "good")
        case LastAdmin():
            flash(gettext("Det måste finnas minst en administratör. Ge någon annan den rättigheten först."), "danger")
        case _:
            assert_never(outcome)
    return redirect(url_for("accounts.show", uid=uid), 303)


def _account_page(account: Account, form: AccountForm) -> str:
    history = log.list_for(("account", account.uid))
    return render_template("organizer/accounts/account.html", account=account, form=form, history=history)


def _password_page(account: Account, password: str) -> str:
    return render_template("organizer/accounts/password.html", account=account, password=password)
