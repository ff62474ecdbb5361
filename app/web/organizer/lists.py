"""An event's lists: what there is, on the screen, and as files made fresh at each download and kept nowhere."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, abort, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.documents.table import table_pdf
from app.events.model import Event
from app.events.queries import get_event
from app.invitations.rules import InvitationState
from app.kernel import clock, words
from app.kernel.words import N_
from app.lists import disclosure
from app.lists.choices import choices_for
from app.lists.chosen import Chosen
from app.lists.ready import OPEN, Purpose, ReadyList, ready_lists
from app.web import guards
from app.web.organizer import downloads, event_page, list_choices, list_table, own_lists

bp = Blueprint("lists", __name__, url_prefix="/arrangor/moten/<slug>/listor")


@dataclass(frozen=True)
class Way:
    """A way to have a list: what the link says, and where it leads."""

    text: str
    href: str


@dataclass(frozen=True)
class Entry:
    """A row on the page: a list, what it is for, and the ways to have it."""

    title: str
    about: str
    ways: tuple[Way, ...]


@bp.get("/")
def show(slug: str) -> str:
    """The lists there are for the one who is signed in, and what they can be narrowed to."""
    event = event_page.find_or_404(slug, get_event)
    choices = choices_for(event)
    return event_page.show(
        "organizer/lists/show.html",
        event,
        groups=[(purpose, rows) for purpose in Purpose if (rows := _entries(event, purpose))],
        own_lists=own_lists.seen(event) if _may_see_all() else None,
        kept=list_choices.kept(),
        state_options=[(state.value, gettext(state.label)) for state in InvitationState],
        part_options=[(part.uid, f"{words.short_date(part.starts_at)} {part.title}") for part in choices.parts],
        role_options=[(role.key, role.name) for role in choices.roles],
        organisation_options=[(place.uid, place.name) for place in choices.organisations],
    )


_PAPERS = {
    Purpose.DOOR_AND_PAPER: (
        (N_("Dörrskyltar"), N_("En skylt för varje del att sätta upp vid dörren."), "paper.signs"),
        (
            N_("Reservlista"),
            N_("Alla som kan komma, med en ruta för varje del. Skriv ut den kvällen före, om inget annat fungerar."),
            "paper.reserve",
        ),
    ),
    Purpose.AFTERWARDS: (
        (
            N_("Intyg"),
            N_("Ett intyg för var och en som har bockats av på en del som är slut, med timmarna."),
            "paper.certificate_file",
        ),
    ),
}
"""What there is on paper only."""


def _entries(event: Event, purpose: Purpose) -> list[Entry]:
    """The lists for ``purpose``, then what there is on paper only."""
    lists = [one for one in ready_lists(clock.now()).values() if one.purpose is purpose and _may_see(one)]
    found = [Entry(gettext(one.title), gettext(one.about), _ways(event, one)) for one in lists]
    for title, about, endpoint in _PAPERS.get(purpose, ()) if _may_see_all() else ():
        pdf = Way(gettext("PDF"), _url(endpoint, event, list_choices.kept()))
        found.append(Entry(gettext(title), gettext(about), (pdf,)))
    return found


def _ways(event: Event, ready: ReadyList) -> tuple[Way, ...]:
    kept = _kept(ready)
    own = {_ON_BADGES: gettext("Välj ark"), disclosure.NAME: gettext("Visa och pröva")}
    files = {"xlsx": gettext("Excel"), "csv": gettext("CSV"), "pdf": gettext("PDF")}
    if ready.name == _ON_BADGES:
        del files["pdf"]  # is made where the sheets are chosen
    here = Way(own.get(ready.name, gettext("Visa")), _url("lists.view", event, kept, name=ready.name))
    made = [Way(text, _url("lists.download", event, kept, name=ready.name, ending=end)) for end, text in files.items()]
    return (here, *made)


_ON_BADGES = "namnskyltar"


def _url(endpoint: str, event: Event, kept: dict[str, str], **values: str) -> str:
    return url_for(endpoint, slug=event.slug, **values, **kept)  # type: ignore[arg-type]


@bp.get("/<name>")
def view(slug: str, name: str) -> str:
    """A list on the screen: its first rows."""
    event, ready, chosen = _asked(slug, name)
    _record("list.viewed", event, ready, chosen)
    first = list_table.shown(ready.build(event, chosen))
    return event_page.show(
        "organizer/lists/view.html",
        event,
        ready=ready,
        shown=first,
        limits=list_choices.limits(event, chosen),
        kept=_kept(ready),
    )


@bp.get("/<name>.<any(csv, xlsx, pdf):ending>")
def download(slug: str, name: str, ending: str) -> Response:
    """A list as a file. Each download is an audit entry."""
    event, ready, chosen = _asked(slug, name)
    _record("list.downloaded", event, ready, chosen, ending)
    table, limits = ready.build(event, chosen), choices_for(event).in_words(chosen)
    if ending == "pdf":
        back = list_choices.address(event, _kept(ready))
        lead = downloads.fetched(*limits)
        make: Callable[[], bytes] = partial(table_pdf, table, event=event.title, lead=lead)
        if ready.on_paper is not None:
            make = partial(ready.on_paper, event, chosen, lead)
        return downloads.paper(make, event, ready.name, back)
    return downloads.sheet(table, event, ready.name, ending, limits)


def _asked(slug: str, name: str) -> tuple[Event, ReadyList, Chosen]:
    event = event_page.find_or_404(slug, get_event)
    every = ready_lists(clock.now())
    ready = every.get(name)
    if ready is not None and ready.instead and not _may_see(ready):
        ready = every[ready.instead]
    if ready is None:
        abort(404)
    if not _may_see(ready):
        abort(403)
    return event, ready, ready.only(list_choices.chosen(choices_for(event)))


def _may_see(ready: ReadyList) -> bool:
    """Readers see no health data; names with it are for those with the right to needs, who without another right see
    health data only (product.md, rule 10).
    """
    return bool(guards.current_account().rights & ready.readers)


def _may_see_all() -> bool:
    return bool(guards.current_account().rights & OPEN)


def _kept(ready: ReadyList) -> dict[str, str]:
    """The filters in force that the list knows. One of health data knows but one: counts of few tell who it is."""
    return list_choices.kept(*ready.filters)


def _record(action: str, event: Event, ready: ReadyList, chosen: Chosen, ending: str = "") -> None:
    details: dict[str, object] = {"list": ready.name}
    details = details | ({"format": ending} if ending else {}) | ({"health": True} if ready.health else {})
    if ready.count_named is not None:  # needs by name: the fact and how many, as for their own page
        action, details = "needs.viewed", details | {"count": ready.count_named(event, chosen)}
    list_choices.record(action, event, details)
