"""What organisations' contacts have proposed: seen, accepted, declined."""

from typing import assert_never

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.desk import proposals
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.words import N_, plain_date
from app.people import actions, queries
from app.people.rules.erasures import ErasedBefore
from app.people.rules.proposals import AlreadyDecided, BeforeTheTerm, ProposalState
from app.web import guards
from app.web.organizer.succession import told

ERASED = N_("Den som hade adressen är raderad ur registret. Inget är ändrat. Fråga personen först.")
"""Said where a name would come back into the register, of proposals and of answers within places."""

bp = Blueprint("proposals", __name__, url_prefix="/arrangor/register/forslag/<uid>")


@bp.get("")
def show(uid: str) -> str:
    """What is proposed, and what accepting it does."""
    proposal = queries.get_proposal(uid)
    known = queries.find_same(proposal.given_name, proposal.family_name, proposal.address)
    similar = queries.list_similar(proposal.given_name, proposal.family_name, (proposal.address,))
    return render_template(
        "organizer/register/proposal.html",
        proposal=proposal,
        known=known,
        similar=[person for person in similar if person is not known] if proposal.name else [],
        affected=proposals.list_affected(proposal),
        erased=proposal.state is ProposalState.OPEN and proposals.names_erased(proposal),
    )


@bp.post("/godkann")
def accept(uid: str) -> Response:
    """Carry it out."""
    who = guards.actor()
    with transaction():
        outcome = proposals.accept(uid, now=clock.now(), actor=who, knowing="raderad" in request.form)
    match outcome:
        case proposals.Accepted():
            flash(_told(outcome), "good")
        case ErasedBefore():
            flash(gettext(ERASED), "warning")
            return redirect(url_for("proposals.show", uid=uid), 303)
        case AlreadyDecided(state):
            flash(gettext("Förslaget är redan avgjort: %(state)s.", state=gettext(state.label).lower()), "info")
        case BeforeTheTerm(starts_on):
            words = gettext(
                "Dagen i förslaget är före %(day)s, då uppdraget börjar. Rätta uppdraget i registret, eller avböj.",
                day=plain_date(starts_on),
            )
            flash(words, "warning")
        case _:
            assert_never(outcome)
    return _back(uid)


def _told(outcome: proposals.Accepted) -> str:
    if outcome.done == proposals.NOTHING and outcome.person is not None:
        name, day = outcome.person.name, outcome.from_on
        if day <= clock.today():
            return gettext("%(name)s har rollen nu. Ingen inbjudan är skickad: bjud in från mötets sida.", name=name)
        return gettext(
            "%(name)s får rollen den %(day)s. Ingen inbjudan är skickad. Till möten från och med den dagen bjuder du "
            "in från mötets sida.",
            name=name,
            day=plain_date(day),
        )
    return told(outcome.done, outcome.person, sent=outcome.sent)


@bp.post("/avboj")
def decline(uid: str) -> Response:
    """Leave the register as it is."""
    who = guards.actor()
    with transaction():
        late = actions.decline_proposal(queries.lock_proposal(uid), now=clock.now(), actor=who)
    if late is not None:
        words = gettext("Förslaget är redan avgjort: %(state)s.", state=gettext(late.state.label).lower())
        flash(words, "info")
    else:
        flash(gettext("Förslaget är avböjt. Kontakten ser det på sin sida."), "good")
    return _back(uid)


def _back(uid: str) -> Response:
    """Home, or the organisation's page where the button stood there."""
    if request.form.get("tillbaka") == "organisation":
        place = queries.get_proposal(uid).organisation
        return redirect(url_for("organisations.show", uid=place.uid), 303)
    return redirect(url_for("home.show"), 303)
