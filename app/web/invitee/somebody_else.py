"""Somebody else comes in one's stead: naming them, and taking it back. GET changes nothing."""

from typing import assert_never

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.audit import limits
from app.audit.limits import EVERYBODY, Purpose
from app.desk.somebody_else import name_somebody_else, take_back
from app.invitations import queries
from app.invitations.queries import LockedInvitation
from app.invitations.rules.substitutes import Availability, Named, NotNow, NotThem, Proposed, Replaced
from app.kernel import clock
from app.kernel.db import transaction
from app.people.queries import list_roles
from app.web import guards
from app.web.fields import EmailField, Form, NameField, SelectField, pairs
from app.web.invitee.opening import open_link
from app.web.invitee.visit import Visit

bp = Blueprint("somebody_else", __name__, url_prefix="/i/<token>/nagon-annan")

_ONESELF = "jag"


class NamingForm(Form):
    """Who comes: a name, an address, perhaps a role."""

    given_name = NameField(_("Förnamn"), _("Skriv förnamnet"))
    family_name = NameField(_("Efternamn"), _("Skriv efternamnet"))
    address = EmailField(_("E-postadress"), _("Skriv e-postadressen"))
    role = SelectField(_("Roll"), default="")

    def offer(self) -> None:
        """What can be chosen, from the register."""
        self._roles = list_roles()
        self.role.choices = pairs([("", gettext("Anges inte")), *((r.key, r.name) for r in self._roles)])

    def answers(self) -> Named:
        """Who was named; after ``validate``."""
        role = next((one.id for one in self._roles if one.key == self.role.data), None)
        return Named(self.given_name.data, self.family_name.data, self.address.data, role)


def _visit(token: str) -> Visit:
    return open_link(token, clock.now())


def _home(token: str) -> Response:
    return redirect(url_for("invitation.show", token=token), 303)


def _form(visit: Visit, form: NamingForm) -> str:
    return render_template(
        "invitee/somebody_else.html", visit=visit, form=form, oneself=_ONESELF in request.args, oneself_name=_ONESELF
    )


@bp.get("")
def ask(token: str) -> str | Response:
    """The form; where nobody can be named, the page that says why."""
    visit = _visit(token)
    if not visit.instead.may_name:
        return render_template("invitee/nobody_else.html", visit=visit)
    form = NamingForm()
    form.offer()
    return _form(visit, form)


@bp.post("")
def name(token: str) -> Response | tuple[str, int]:
    """Name somebody. Sent twice, the second finds that it is done."""
    form = NamingForm()
    form.offer()
    if not form.validate():
        return _form(_visit(token), form), 422
    visit, named = _visit(token), form.answers()
    if not _within_limits(visit, named.address):
        words = gettext("Du har angett många i dag. Försök igen i morgon, eller skriv till samordnaren.")
        form.form_errors = [words]
        return _form(visit, form), 429
    with transaction():
        locked = _locked(token)
        actor = guards.person_actor(locked.invitation.person)
        outcome = name_somebody_else(locked, named, now=clock.now(), actor=actor)
    match outcome:
        case Replaced() | Proposed() | NotNow():
            return _home(token)
        case NotThem(availability):
            _blame(form, availability)
            return _form(_visit(token), form), 422
        case _:
            assert_never(outcome)


def _blame(form: NamingForm, availability: Availability) -> None:
    form.given_name.errors = [gettext(availability.label)]


def _within_limits(visit: Visit, address: str) -> bool:
    """Whether this link, and anybody at all for this address, may give one more name today; it is counted either way:
    a link is no way to write to strangers, nor to find out who comes. Whoever is named has a link too, so that clients
    and names in all are counted as well.
    """
    asked = (
        (Purpose.NAMING_LINK, visit.invitation.uid),
        (Purpose.NAMING_ADDRESS, address.casefold()),
        (Purpose.NAMING_CLIENT, request.remote_addr or ""),
        (Purpose.NAMING_OVERALL, EVERYBODY),
    )
    return limits.may_try(asked, now=clock.now())


def _locked(token: str) -> LockedInvitation:
    locked = queries.lock_by_token(token)
    if locked is None:
        abort(404)
    return locked


@bp.get("/angra")
def ask_back(token: str) -> str | Response:
    """Ask before it is taken back."""
    visit = _visit(token)
    if visit.instead.proposal is None and not visit.instead.may_come_anyway:
        return _home(token)
    return render_template("invitee/take_back.html", visit=visit)


@bp.post("/angra")
def come_anyway(token: str) -> Response:
    """Take it back; done twice it is done once."""
    with transaction():
        locked = _locked(token)
        actor = guards.person_actor(locked.invitation.person)
        take_back(locked, now=clock.now(), actor=actor)
    return _home(token)
