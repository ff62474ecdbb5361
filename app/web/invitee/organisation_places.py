"""An organisation's contact names people for the places that the organisation is invited to fill."""

from typing import assert_never

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.desk import places
from app.invitations.model import Place
from app.invitations.queries import get_place
from app.invitations.queries.places import why_shut
from app.invitations.rules.places import Claimed, NotThePart, PlaceClosed, PlacesTaken
from app.kernel import clock
from app.kernel.db import transaction
from app.people.model import Organisation
from app.web import guards
from app.web.answers import AnswerForm, when
from app.web.invitee.organisation import find_or_404
from app.web.invitee.place_form import ClaimForm, answer_form, lacks_parts, rests_on_consent

bp = Blueprint("organisation_places", __name__, url_prefix="/org/<token>/plats/<uid>")


def _place(organisation: Organisation, uid: str) -> Place:
    """A place of this very organisation that it has been told of. Raises PlaceMissing."""
    return get_place(uid, organisation_id=organisation.id, told=True)


def _page(token: str, place: Place, who: ClaimForm, form: AnswerForm) -> str:
    return render_template(
        "invitee/organisation_place.html",
        token=token,
        place=place,
        who=who,
        answer=form,
        form=form.form,
        when=when,
        rests_on_consent=rests_on_consent(place),
        may_name=why_shut(place, clock.today()) is None and not rests_on_consent(place),
    )


@bp.get("")
def ask(token: str, uid: str) -> str:
    """Who comes, and to which parts."""
    place = _place(find_or_404(token), uid)
    return _page(token, place, ClaimForm(), answer_form(place))


@bp.post("")
def name(token: str, uid: str) -> Response | tuple[str, int]:
    """Keep it for an organizer to confirm, or have it confirmed where the contact decides."""
    place = _place(find_or_404(token), uid)
    who, form = ClaimForm(), answer_form(place, request.form)
    if rests_on_consent(place) or not who.validate():
        return _page(token, place, who, form), 422
    with transaction():
        organisation = find_or_404(token)
        actor = guards.organisation_actor(organisation)
        outcome = places.name_for_place(_place(organisation, uid), who.draft(), now=clock.now(), actor=actor)
    match outcome:
        case Claimed() | places.ClaimConfirmed():
            anchor = f"mote-{place.event.slug}"
            return redirect(url_for("organisation.show", token=token, _anchor=anchor), 303)
        case NotThePart():
            lacks_parts(form)
        case PlacesTaken() | PlaceClosed():
            return redirect(url_for("organisation_places.ask", token=token, uid=uid), 303)
        case _:
            assert_never(outcome)
    return _page(token, _place(find_or_404(token), uid), who, form), 422
