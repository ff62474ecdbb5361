"""The page behind the link that is meant for forwarding: one person answers as themselves within an organisation's
places. It shows the meeting and the organisation, and nobody's name.
"""

from typing import assert_never

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.audit import limits
from app.audit.actor import Actor, ActorKind
from app.audit.limits import Purpose
from app.desk.places import NotAnswered, answer_within
from app.events.queries import deadlines_of
from app.events.queries.contact import contact_of
from app.invitations.model import Place
from app.invitations.queries import find_place_by_link
from app.invitations.queries.places import why_shut
from app.invitations.rules.places import Claimed, NotThePart, PlaceClosed, PlacesTaken, Shut
from app.kernel import clock, tokens
from app.kernel.db import transaction
from app.web.answers import AnswerForm, when
from app.web.invitee.place_form import ClaimForm, answer_form, is_answered, lacks_consent, lacks_parts, rests_on_consent
from app.web.question_fields import read_replies

bp = Blueprint("place", __name__, url_prefix="/plats/<token>")

_SOMEBODY = Actor(ActorKind.PERSON, name="Vidarebefordrad länk")
"""As the log names who answers: a name there would outlive the person, whom the register does not know yet."""


def _find(token: str) -> Place:
    """The place, or the same 404 for every token that opens nothing."""
    place = find_place_by_link(token)
    if place is None:
        abort(404)
    return place


@bp.get("")
def show(token: str) -> str:
    """The form; or in words why there is none."""
    place = _find(token)
    if "tack" in request.args:
        return _words(place, "thanks")
    if shut := why_shut(place, clock.today()):
        return _words(place, shut.value)
    return _form(token, place, ClaimForm(), answer_form(place, own=True))


def _words(place: Place, state: str) -> str:
    dates = deadlines_of(place.event, {place.role.group})
    return render_template(
        "invitee/place_words.html", place=place, state=state, dates=dates, contact=contact_of(place.event)
    )


def _form(token: str, place: Place, who: ClaimForm, form: AnswerForm) -> str:
    return render_template(
        "invitee/place.html",
        token=token,
        place=place,
        who=who,
        answer=form,
        form=form.form,
        dates=deadlines_of(place.event, {place.role.group}),
        when=when,
        asks_consent=rests_on_consent(place),
    )


@bp.post("")
def answer(token: str) -> Response | tuple[str, int]:
    """Keep the answer for an organizer to confirm. Whether an address is known changes nothing of what is said."""
    place = _find(token)
    if not _within_limits(token):
        return _words(place, "wait"), 429
    who, form = ClaimForm(), answer_form(place, request.form, own=True)
    fine = (who.validate(), is_answered(form, request.form), not lacks_consent(place, form))
    if not all(fine):
        return _form(token, place, who, form), 422
    if who.is_machine:
        return _thanks(token)
    with transaction():
        replies = read_replies(request.form)
        outcome = answer_within(_find(token), who.draft(), replies, now=clock.now(), actor=_SOMEBODY)
    match outcome:
        case Claimed():
            return _thanks(token)
        case NotThePart():
            lacks_parts(form)
            return _form(token, _find(token), who, form), 422
        case NotAnswered(blame):
            form = answer_form(_find(token), request.form, own=True)
            form.explain(None, blame)
            return _form(token, _find(token), who, form), 422
        case PlacesTaken() | PlaceClosed():
            place = _find(token)
            return _words(place, (why_shut(place, clock.today()) or Shut.TAKEN).value), 409
        case _:
            assert_never(outcome)


def _thanks(token: str) -> Response:
    return redirect(url_for("place.show", token=token, tack=1), 303)


def _within_limits(token: str) -> bool:
    """Whether this link and this client may try once more; it is counted either way."""
    asked = ((Purpose.PLACE_LINK, tokens.digest(token)), (Purpose.PLACE_CLIENT, request.remote_addr or ""))
    return limits.may_try(asked, now=clock.now())
