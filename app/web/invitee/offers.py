"""A seat that is held for somebody in line: take it, or let it be."""

from typing import assert_never

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.kernel import clock
from app.kernel.db import transaction
from app.registrations import actions
from app.registrations.rules import NoOffer, OfferDeclined, OfferTaken
from app.web import guards
from app.web.invitee.opening import lock_link, open_link

bp = Blueprint("offers", __name__, url_prefix="/i/<token>/plats")


@bp.get("")
def show(token: str) -> str | Response:
    """Yes or no; where nothing is offered, how it stands."""
    visit = open_link(token, clock.now())
    if not visit.is_open or visit.offered_until is None:
        return redirect(url_for("invitation.show", token=token))
    return render_template("invitee/offer.html", visit=visit)


@bp.post("")
def accept(token: str) -> Response | tuple[str, int]:
    """Take it. Too late, a page says so."""
    with transaction():
        locked = lock_link(token)
        actor = guards.person_actor(locked.invitation.person)
        outcome = actions.accept_offer(locked, now=clock.now(), actor=actor)
    match outcome:
        case OfferTaken() | OfferDeclined():
            return redirect(url_for("invitation.show", token=token), 303)
        case NoOffer():
            return _gone(token)
        case _:
            assert_never(outcome)


def _gone(token: str) -> Response | tuple[str, int]:
    """Sent twice, it is the person's already."""
    visit = open_link(token, clock.now())
    if visit.held.confirmed and not visit.held.waiting:
        return redirect(url_for("invitation.show", token=token), 303)
    return render_template("invitee/offer_gone.html", visit=visit), 409


@bp.post("/avsta")
def decline(token: str) -> Response:
    """Let it be: sent twice it changes nothing more."""
    with transaction():
        locked = lock_link(token)
        actor = guards.person_actor(locked.invitation.person)
        actions.decline_offer(locked, now=clock.now(), actor=actor)
    return redirect(url_for("invitation.show", token=token), 303)
