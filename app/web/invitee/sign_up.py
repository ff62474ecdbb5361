"""Open sign-up to a public meeting: a form, a letter to the address written, and a page with the button that counts.
Nobody is told whether an address is known.
"""

from dataclasses import dataclass
from typing import Any, assert_never

from flask import Blueprint, abort, redirect, render_template, request
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.audit import limits
from app.audit.limits import EVERYBODY, Purpose
from app.desk import sign_up as desk
from app.events.model import Event
from app.events.queries import EventNotFoundError, get_event_by_uid, get_public_event
from app.events.rules.kinds import LegalBasis
from app.invitations import queries as invitations
from app.invitations.letters import answer_link
from app.kernel import clock, links
from app.kernel.db import transaction
from app.people.queries import list_organisations
from app.registrations import queries
from app.registrations.actions import Answers
from app.registrations.actions.sign_up import ask_to_confirm
from app.registrations.queries.sign_up import find_sign_up
from app.registrations.rules import Ask, Reason, closed
from app.registrations.rules.answering import settle
from app.registrations.rules.sign_up import Newcomer, NotFinished, ShutMeanwhile, SignedUp, Unknown
from app.web import answers
from app.web.answers import AnswerForm, Offer, when
from app.web.fields import EmailField, Form, LineField, NameField

bp = Blueprint("sign_up", __name__)


class SignUpForm(Form):
    """Who signs up. ``website`` is shown to nobody: who fills it in is a program."""

    given_name = NameField(_("Förnamn"), _("Skriv ditt förnamn"))
    family_name = NameField(_("Efternamn"), _("Skriv ditt efternamn"))
    address = EmailField(_("E-postadress"), _("Skriv din e-postadress"))
    affiliation = NameField(_("Organisation"), description=_("Till exempel Ånge kommun."))
    website = LineField(_("Lämna tomt"))

    def answers(self) -> Newcomer:
        """Who it is; after ``validate``."""
        return Newcomer(self.given_name.data, self.family_name.data, self.address.data, self.affiliation.data or "")


@dataclass(frozen=True)
class Opening:
    """A meeting as anybody can sign up to it."""

    event: Event
    offer: Offer
    shut: Reason | None

    @property
    def asks_consent(self) -> bool:
        """Whether consent is the legal basis."""
        return self.event.legal_basis is LegalBasis.CONSENT

    @staticmethod
    def when(part: Any) -> str:
        """The part's day and time."""
        return when(part)

    def form(self, posted: MultiDict[str, str] | None = None) -> AnswerForm:
        """The parts, and the boxes for consent."""
        return AnswerForm(self.offer, posted, asks_consent=self.asks_consent, asks_to_be_kept=True)


def _opening(slug: str) -> Opening:
    """The meeting, or the same 404 for every one that nobody can sign up to."""
    try:
        event = get_public_event(slug)
    except EventNotFoundError:
        abort(404)
    if not event.open_sign_up:
        abort(404)
    guest = invitations.guest_of(event)
    parts = tuple(invitations.parts_of(guest))
    offer = Offer(
        parts, queries.seats(guest, parts).on(clock.today()), asking=queries.questionnaire(event, guest, None)
    )
    return Opening(event, offer, _shut(offer))


def _shut(offer: Offer) -> Reason | None:
    full = offer.on_site_is_closed and not any(part.online_url for part in offer.parts)
    return closed(Ask(()), offer.seats, clock.now()) or (Reason.FULL_CLOSED if full else None)


def _page(opening: Opening, form: SignUpForm, parts: AnswerForm) -> str:
    return render_template(
        "public/sign_up.html",
        opening=opening,
        event=opening.event,
        form=form,
        answer=parts,
        has_errors=bool(form.errors or parts.form.errors or parts.form.form_errors),
        organisations=[place.name for place in list_organisations()],
    )


def _closed(opening: Opening) -> str:
    return render_template("public/sign_up_shut.html", event=opening.event, reason=opening.shut)


@bp.get("/moten/<slug>/anmalan")
def form(slug: str) -> str:
    """The form; where nobody can sign up, a page that says why."""
    opening = _opening(slug)
    return _closed(opening) if opening.shut else _page(opening, SignUpForm(), opening.form())


@bp.post("/moten/<slug>/anmalan")
def send(slug: str) -> str | tuple[str, int]:
    """Write to the address. The answer is the same whether it is known, and whether a limit is reached."""
    opening = _opening(slug)
    if opening.shut:
        return _closed(opening), 409
    form, parts, given = SignUpForm(), opening.form(request.form), answers.read(request.form, asks=True)
    fine = form.validate_on_submit()
    if not (_fits(opening, parts, given) and fine):
        return _page(opening, form, parts), 422
    if not form.website.data and _within_limits(form.address.data):
        with transaction():
            ask_to_confirm(opening.event, form.answers(), given, now=clock.now())
    return render_template("public/sign_up_sent.html", event=opening.event)


def _fits(opening: Opening, parts: AnswerForm, given: Answers) -> bool:
    """Whether the choice can be sent, as far as the form knows; what is wrong is said at its fields."""
    known = {part.uid for part in opening.offer.parts}
    decision = None
    if not given.parts or not {one.part_uid for one in given.parts} <= known:
        decision = answers.refused(Reason.NOTHING_CHOSEN if not given.parts else Reason.UNKNOWN_PART)
    elif opening.asks_consent and not given.consents:
        decision = answers.refused(Reason.NO_CONSENT)
    chosen = {one.part_uid for one in given.parts}
    ids = [part.id for part in opening.offer.parts if part.uid in chosen]
    blame = settle(opening.offer.asking, ids, given.replies or ()).blame
    parts.explain(decision, blame)
    return decision is None and not blame


def _within_limits(address: str) -> bool:
    asked = (
        (Purpose.SIGN_UP_ADDRESS, address.casefold()),
        (Purpose.SIGN_UP_CLIENT, request.remote_addr or ""),
        (Purpose.SIGN_UP_OVERALL, EVERYBODY),
    )
    return limits.may_try(asked, now=clock.now())


@bp.get("/bekrafta/<token>")
def ask(token: str) -> str:
    """The page that the letter leads to: only its button does something."""
    row = find_sign_up(token, clock.now())
    if row is None:
        abort(404)
    return render_template("public/sign_up_confirm.html", row=row, event=row.event)


@bp.post("/bekrafta/<token>")
def confirm(token: str) -> Response | tuple[str, int]:
    """Register. Pressed twice, it is done once."""
    with transaction():
        outcome = desk.confirm(token, now=clock.now())
    match outcome:
        case SignedUp(uid):
            return redirect(links.path(answer_link(invitations.get(uid))), 303)
        case NotFinished(uid):
            one = invitations.get(uid)
            path = links.path(answer_link(one))
            return render_template("public/sign_up_unfinished.html", event=one.event, path=path), 409
        case ShutMeanwhile(event_uid, reason):
            event = get_event_by_uid(event_uid)
            return render_template("public/sign_up_shut.html", event=event, reason=reason), 409
        case Unknown():
            return abort(404)
        case _:
            assert_never(outcome)
