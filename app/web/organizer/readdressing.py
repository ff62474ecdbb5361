"""A letter's address is wrong: correct it, in the register too, and send the letter there."""

from typing import assert_never

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.desk.correct_address import CORRECTABLE, Corrected, SameAddress, correct_address, owner_of
from app.desk.send_again import Stale, why_stale
from app.kernel import clock
from app.kernel.db import transaction
from app.mail import mending, queries
from app.mail.model import LetterState, OutboxLetter
from app.people.model import Person
from app.web import guards
from app.web.fields import CheckField, EmailField, Form

bp = Blueprint("readdressing", __name__, url_prefix="/arrangor/utkorg/<uid>/adress")

_MOST = 20


class AddressForm(Form):
    """The right address, and what becomes of the wrong one."""

    address = EmailField(_("Rätt e-postadress"), _("Skriv den e-postadress som brevet ska gå till"))
    keep_old = CheckField(
        _("Behåll den gamla adressen också"),
        description=_("Den står kvar efter den nya, och inga brev går till den."),
    )


@bp.get("")
def show(uid: str) -> str | Response:
    """The form; a letter that has come too far leads back to itself."""
    letter = queries.get_letter(uid)
    if letter.state not in CORRECTABLE:
        return _too_late(letter)
    if letter.state is LetterState.SENT and (stale := why_stale(letter, clock.now())) is not None:
        return _stale(letter, stale)
    return _page(letter, AddressForm())


@bp.post("")
def correct(uid: str) -> str | tuple[str, int] | Response:
    """Correct it and send."""
    letter, form, who = queries.get_letter(uid), AddressForm(), guards.actor()
    if not form.validate():
        return _page(letter, form), 422
    also, keep = set(request.form.getlist("brev")[:_MOST]), bool(form.keep_old.data)
    with transaction():
        letter = queries.get_letter(uid)
        outcome = correct_address(letter, form.address.data, keep_old=keep, also=also, now=clock.now(), actor=who)
    match outcome:
        case SameAddress():
            form.address.errors = [gettext("Det är den adress som inte fungerade. Skriv en annan.")]
            return _page(letter, form), 422
        case mending.TooLate():
            return _too_late(letter)
        case Stale():
            return _stale(letter, outcome)
        case Corrected():
            _tell(outcome, form.address.data)
        case _:
            assert_never(outcome)
    return redirect(url_for("outbox.letter", uid=uid), 303)


def _tell(outcome: Corrected, address: str) -> None:
    said = {"address": address, "num": outcome.letters}
    sent = ngettext("Brevet skickas till %(address)s.", "%(num)d brev skickas till %(address)s.", **said)
    if outcome.owner is not None:
        known = gettext("%(name)s har adressen i registret från och med nu.", name=outcome.owner.name)
        sent = f"{sent} {known}"
    flash(sent, "good")


def _too_late(letter: OutboxLetter) -> Response:
    state = gettext(letter.state.label).lower()
    flash(gettext("Adressen kan inte rättas: läget är nu %(state)s.", state=state), "warning")
    return redirect(url_for("outbox.letter", uid=letter.uid), 303)


def _stale(letter: OutboxLetter, why: Stale) -> Response:
    flash(gettext("Brevet skickas inte en gång till. %(why)s", why=gettext(why.label)), "warning")
    return redirect(url_for("outbox.letter", uid=letter.uid), 303)


def _page(letter: OutboxLetter, form: AddressForm) -> str:
    owner = owner_of(letter, letter.to_address)
    person = owner if isinstance(owner, Person) else None
    return render_template(
        "organizer/outbox/address.html",
        letter=letter,
        form=form,
        person=person,
        office=owner if person is None else None,
        beside=queries.list_failed_beside(letter),
        ticked=request.form.getlist("brev"),
        others=[row.address for row in person.addresses if row.address != letter.to_address] if person else [],
    )
