"""Those invited to a meeting: the list, the coverage, one invitation and what can be done with it."""

from functools import partial
from typing import assert_never

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.desk.revoke_invitation import revoke_invitation
from app.events.model import Event
from app.events.queries import get_whole_event
from app.invitations import actions, queries
from app.invitations.model import Invitation
from app.invitations.rules import UNASKED, InvitationState, NotPublished, Sent
from app.kernel import clock
from app.kernel.db import transaction
from app.lists import lines, registrations, standing
from app.mail.wanted import shown_state
from app.registrations.queries import calendar_words_of_invited
from app.registrations.rules.mailings import AudienceKind
from app.web import guards
from app.web.organizer import coverage_table
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event
from app.web.organizer.filtering import Narrowed, in_order, words_of
from app.web.organizer.log import person_history

bp = Blueprint("invitations", __name__, url_prefix="/arrangor/moten/<slug>")

_SAYS_WHO = ("grupp", "roll", "omrade", "organisation")
_FILTERS = ("svar", "grupp", "roll", "omrade", "organisation", "genom")


@bp.app_template_global()
def event_answers(event: Event) -> standing.Standing:
    """How an event stands, for the bar on its overview and on the home page."""
    return standing.standing(event)


@bp.get("/inbjudna")
def show(slug: str) -> str:
    """Everybody invited: searched, filtered, a page at a time."""
    event = find_or_404(slug)
    words = {"svar": words_of(InvitationState)}
    narrowed = Narrowed("invitations.show", slug, lines.invited(event.id), _FILTERS, words)
    return show_event(
        "organizer/invitations/list.html",
        event,
        narrowed=narrowed,
        rows=in_order(queries.list_by_ids(narrowed.ids), narrowed.ids),
        stand_ins=queries.stand_ins([event.id]),
        offers=standing.offers(event, narrowed.ids),
        in_calendar=calendar_words_of_invited(narrowed.ids),
        numbers=standing.standing(event),
        places=[one for one in queries.list_places(event.id) if one.named < one.count] if narrowed.page == 1 else [],
        letters=(letters := standing.letters_of(event.uid)),
        outbox_url=_outbox_url(event, letters),
        write_url=_write_url(event, narrowed),
    )


_MAY_BE_WRITTEN_TO = {
    "": AudienceKind.INVITED,
    InvitationState.UNANSWERED: AudienceKind.UNANSWERED,
    InvitationState.COMING: AudienceKind.COMING,
    InvitationState.WAITING: AudienceKind.WAITING,
}


def _write_url(event: Event, narrowed: Narrowed) -> str:
    """Where a letter is written to those whom the filters leave; empty where no letter is for just them."""
    limits = {name: value for name, value in narrowed.kept.items() if name in _SAYS_WHO}
    kind = _MAY_BE_WRITTEN_TO.get(narrowed.kept.get("svar", ""))
    exact = limits and not narrowed.query and narrowed.kept.keys() <= {*_SAYS_WHO, "svar"}
    if kind is None or not (exact and narrowed.total):
        return ""
    return url_for("mailings.new", mote=event.slug, till=kind.value, **limits)  # type: ignore[arg-type]


def _outbox_url(event: Event, letters: standing.Letters) -> str:
    """Where the event's letters can be read, those that failed first; empty for readers."""
    if not guards.may(guards.current_account(), "outbox.show"):
        return ""
    return url_for("outbox.show", mote=event.uid, lage="failed" if letters.failed else None)


@bp.get("/tackning")
def coverage(slug: str) -> str:
    """Organisations down, roles across, who has answered what."""
    event = find_or_404(slug)
    table = coverage_table.of(event)
    states = {} if table.filters else queries.counts(event.id)
    by_name = sum(number for state, number in states.items() if state is not InvitationState.REVOKED)
    return show_event("organizer/invitations/coverage.html", event, table=table, by_name=by_name)


@bp.get("/inbjudna/<uid>")
def person(slug: str, uid: str) -> str:
    """One invitation: state, answer, letters, history, and what can be done."""
    event = find_or_404(slug)
    return _person_page(event, queries.get(uid, event.id))


def _person_page(event: Event, one: Invitation, link: str = "") -> str:
    answered = registrations.find_for_invitation(one.id)
    return show_event(
        "organizer/invitations/person.html",
        event,
        one=one,
        registration=answered,
        stand_in=queries.find_stand_in(one),
        letters=standing.list_letters(one.person.uid, event.uid),
        state_of=partial(shown_state, now=clock.now()),
        history=person_history(one.person.uid, event.uid),
        parts=queries.parts_of(one),
        link=link,
        alive=one.state not in UNASKED,
    )


@bp.post("/inbjudna/<uid>/lank")
def show_link(slug: str, uid: str) -> str:
    """The personal link, for giving it by telephone. That it was shown is logged."""
    event, who = find_or_404(slug), guards.actor()
    found = queries.get(uid, event.id)
    if found.state in UNASKED:
        abort(404)
    with transaction():
        link = actions.show_link(queries.get(uid), now=clock.now(), actor=who)
    event = get_whole_event(slug)
    return _person_page(event, queries.get(uid, event.id), link)


@bp.post("/inbjudna/<uid>/skicka-igen")
def resend(slug: str, uid: str) -> Response:
    """The invitation's letter once more."""
    event, who = find_or_404(slug), guards.actor()
    queries.get(uid, event.id)
    with transaction():
        outcome = actions.resend(queries.lock(uid).invitation, _seen(), now=clock.now(), actor=who)
    match outcome:
        case Sent(count=0, without_address=0):
            flash(gettext("Inget nytt brev skrevs: sidan hade hunnit ändras."), "info")
        case Sent(count=0):
            flash(gettext("Personen saknar e-postadress. Lägg till en i registret, eller visa länken."), "warning")
        case Sent():
            flash(gettext("Inbjudan skickas igen."), "good")
        case NotPublished():
            flash(gettext("Mötet är inte publicerat, så inget skickades."), "warning")
        case _:
            assert_never(outcome)
    return _back(slug, uid)


@bp.get("/inbjudna/<uid>/byt-lank")
def show_renew(slug: str, uid: str) -> str:
    """What happens when the link is changed."""
    event = find_or_404(slug)
    return show_event("organizer/invitations/renew.html", event, one=_alive(event, uid))


@bp.post("/inbjudna/<uid>/byt-lank")
def renew(slug: str, uid: str) -> Response:
    """A new link, and a letter with it: the old one opens nothing any more."""
    event, who, now = find_or_404(slug), guards.actor(), clock.now()
    _alive(event, uid)
    with transaction():
        one = queries.lock(uid).invitation
        if one.version == _seen():
            actions.renew_link(one, now=now, actor=who)
            actions.resend(one, one.version, now=now, actor=who)
    flash(gettext("Länken är bytt, och den nya är på väg i ett brev. Den gamla går inte längre att öppna."), "good")
    return _back(slug, uid)


@bp.get("/inbjudna/<uid>/aterkalla")
def show_revoke(slug: str, uid: str) -> str:
    """What happens when the invitation is revoked."""
    event = find_or_404(slug)
    one = _alive(event, uid)
    return show_event(
        "organizer/invitations/revoke.html", event, one=one, registration=registrations.find_for_invitation(one.id)
    )


@bp.post("/inbjudna/<uid>/aterkalla")
def revoke(slug: str, uid: str) -> Response:
    """Revoke it. Done twice it is done once."""
    event, who = find_or_404(slug), guards.actor()
    queries.get(uid, event.id)
    with transaction():
        one = revoke_invitation(uid, now=clock.now(), actor=who)
    flash(gettext("Inbjudan till %(name)s är återkallad.", name=one.person.name), "good")
    return _back(slug, uid)


def _alive(event: Event, uid: str) -> Invitation:
    """An invitation that is sent and not revoked. Raises 404."""
    one = queries.get(uid, event.id)
    if one.state in UNASKED:
        abort(404)
    return one


def _seen() -> int:
    """The version on the page that the form was sent from; 0 when it does not say."""
    written = request.form.get("seen", "")
    return int(written) if written.isdecimal() and len(written) < 10 else 0


def _back(slug: str, uid: str) -> Response:
    return redirect(url_for("invitations.person", slug=slug, uid=uid), 303)
