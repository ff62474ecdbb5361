"""Places without a name: made for an organisation, sent, reminded of; answers within them confirmed or refused."""

from typing import assert_never

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.desk import places
from app.events.model import Event
from app.events.queries import get_whole_event
from app.events.rules.kinds import EventState
from app.invitations import queries
from app.invitations.actions.places import is_due, make_place, refuse_claim, remind_places, revoke_place, send_places
from app.invitations.letters import organisations
from app.invitations.model import Place
from app.invitations.rules import NotPublished, WantsNone
from app.invitations.rules.places import MOST, ClaimDecided, ClaimState, PlacesSent, PlaceThere
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.words import N_, local
from app.mail import render
from app.mail.letter import Receiver
from app.people import queries as people
from app.people.letters import receivers_of
from app.people.rules.erasures import ErasedBefore
from app.web import guards
from app.web.fields import Form, NumberField, SelectField
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event
from app.web.organizer.proposals import ERASED
from app.web.organizer.register_forms import organisation_choices, role_choices

bp = Blueprint("places", __name__, url_prefix="/arrangor/moten/<slug>/platser")

_PREVIEWS = 3
_OFF = N_("Mötet är inställt eller har varit. Svaret behöver inte avgöras.")


class PlaceForm(Form):
    """Which organisation, which role, how many."""

    organisation = SelectField(_("Organisation"), _("Välj en organisation"), choices=organisation_choices)
    role = SelectField(_("Roll"), _("Välj en roll"), choices=role_choices)
    count = NumberField(_("Antal platser"), _("Skriv hur många platser"), least=1, most=MOST, default=1)


@bp.get("")
def show(slug: str) -> str:
    """The event's places with who has answered, what is vacant, and a form for one more."""
    return _page(find_or_404(slug, get_whole_event), PlaceForm())


def _page(event: Event, form: PlaceForm) -> str:
    there = queries.list_places(event.id)
    meant = {line.role_id for line in event.circle}
    taken = {(one.organisation_id, one.role_id) for one in there}
    now = clock.now()
    return show_event(
        "organizer/invitations/places.html",
        event,
        form=form,
        places=there,
        unsent=[one for one in there if one.sent_at is None],
        waiting=(waiting := [claim for one in there for claim in one.claims if claim.state is ClaimState.OPEN]),
        erased=places.list_erased(waiting),
        decides=event.takes_answers(local(now).date()),
        due={one.uid for one in there if event.state is EventState.PUBLISHED and is_due(one, now)},
        vacant=[
            one
            for one in people.list_vacancies(event.starts_on)
            if one.organisation and one.role.id in meant and (one.organisation.id, one.role.id) not in taken
        ],
    )


@bp.post("")
def add(slug: str) -> Response | tuple[str, int]:
    """One more place; its letter is not sent yet."""
    event, form, who = find_or_404(slug, get_whole_event), PlaceForm(), guards.actor()
    if not form.validate():
        return _page(event, form), 422
    with transaction():
        outcome = make_place(
            event,
            people.get_organisation(form.organisation.data),
            people.get_role(form.role.data),
            form.count.data or 1,
            now=clock.now(),
            actor=who,
        )
    match outcome:
        case Place():
            flash(gettext("Platsen är tillagd. Brevet är inte skickat än."), "good")
        case PlaceThere():
            flash(gettext("Organisationen har redan platser i den rollen. Ta tillbaka dem för att ändra."), "info")
        case _:
            assert_never(outcome)
    return _back(slug)


@bp.get("/granska")
def review(slug: str) -> str | Response:
    """The letter as three receivers will get it."""
    event = find_or_404(slug, get_whole_event)
    unsent = [one for one in queries.list_places(event.id) if one.sent_at is None]
    if not unsent:
        return _back(slug)
    rows, nobody = _receivers(unsent)
    return show_event(
        "organizer/invitations/places_review.html",
        event,
        count=len(rows),
        nobody=nobody,
        previews=[(one, to, render.preview(organisations.place(one, to))) for one, to in rows[:_PREVIEWS]],
        published=event.state is EventState.PUBLISHED,
    )


def _receivers(unsent: list[Place]) -> tuple[list[tuple[Place, Receiver]], list[Place]]:
    """Each letter's place and receiver, and the places with nobody to write to."""
    contacts = people.list_contacts({one.organisation_id for one in unsent}, clock.today())
    found = [(one, receivers_of(one.organisation, contacts.get(one.organisation_id, []))) for one in unsent]
    return [(one, to) for one, all_of in found for to in all_of], [one for one, all_of in found if not all_of]


@bp.post("/granska")
def send(slug: str) -> Response:
    """Write the letters of all that are unsent."""
    event, who = find_or_404(slug), guards.actor()
    with transaction():
        outcome = send_places(event, now=clock.now(), actor=who)
    match outcome:
        case PlacesSent(places=0):
            flash(gettext("Inget nytt att skicka."), "info")
        case PlacesSent():
            flash(ngettext("%(num)d brev skickas nu.", "%(num)d brev skickas nu.", outcome.letters), "good")
        case NotPublished():
            flash(gettext("Publicera mötet innan du bjuder in. Platserna är sparade."), "warning")
        case _:
            assert_never(outcome)
    return _back(slug)


@bp.post("/<uid>/paminn")
def remind(slug: str, uid: str) -> Response:
    """Write once more about a place that is not all answered for."""
    event, who = find_or_404(slug), guards.actor()
    with transaction():
        count = remind_places(event, now=clock.now(), actor=who, uids={uid})
    flash(
        gettext("Påminnelsen skickas nu.") if count else gettext("Ingen påminnelse skrevs."),
        "good" if count else "info",
    )
    return _back(slug)


@bp.post("/<uid>/ta-tillbaka")
def revoke(slug: str, uid: str) -> Response:
    """The place is gone; those who are confirmed stay invited."""
    event, who = find_or_404(slug), guards.actor()
    with transaction():
        revoke_place(queries.get_place(uid, event_id=event.id), now=clock.now(), actor=who)
    flash(gettext("Platsen är tillbakatagen. Länken i brevet fungerar inte längre."), "good")
    return _back(slug)


@bp.post("/svar/<uid>/bekrafta")
def confirm(slug: str, uid: str) -> Response:
    """Somebody within a place is known, invited and registered."""
    event, who = find_or_404(slug), guards.actor()
    with transaction():
        knowing = "raderad" in request.form
        outcome = places.confirm_claim(uid, event.id, now=clock.now(), actor=who, knowing=knowing)
    match outcome:
        case places.ClaimConfirmed(invitation, refused, blame):
            why = [gettext(reason.label) for reason in refused]
            _tell(invitation.person.name, why + [gettext(one.fault.label, what=one.what) for one in blame])
        case ClaimDecided(state):
            flash(gettext("Svaret är redan avgjort: %(state)s.", state=gettext(state.label).lower()), "info")
        case NotPublished():
            flash(gettext(_OFF), "info")
        case ErasedBefore():
            flash(gettext(ERASED), "warning")
            return redirect(url_for("places.show", slug=slug), 303)
        case WantsNone():
            flash(
                gettext("Personen har avböjt alla inbjudningar. Ändra det i registret först, eller avböj."), "warning"
            )
        case _:
            assert_never(outcome)
    return _back(slug)


def _tell(name: str, refused: list[str]) -> None:
    if refused:
        words = gettext("%(name)s är inbjuden men kunde inte anmälas. %(why)s", name=name, why=" ".join(refused))
        flash(words, "warning")
    else:
        flash(gettext("%(name)s är anmäld och får sin bekräftelse.", name=name), "good")


@bp.post("/svar/<uid>/avboj")
def refuse(slug: str, uid: str) -> Response:
    """Somebody within a place is not wanted: a letter tells them."""
    event, who = find_or_404(slug), guards.actor()
    with transaction():
        late = refuse_claim(queries.lock_claim(uid, event.id), now=clock.now(), actor=who)
    match late:
        case None:
            flash(gettext("Svaret är avböjt. Ett brev säger det."), "good")
        case NotPublished():
            flash(gettext(_OFF), "info")
        case ClaimDecided(state):
            flash(gettext("Svaret är redan avgjort: %(state)s.", state=gettext(state.label).lower()), "info")
        case _:
            assert_never(late)
    return _back(slug)


def _back(slug: str) -> Response:
    """The places, or home where the button stood there."""
    if request.form.get("tillbaka") == "hem":
        return redirect(url_for("home.show"), 303)
    return redirect(url_for("places.show", slug=slug), 303)
