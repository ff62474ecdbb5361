"""Calendars: feeds that are polled, downloads of one meeting, and a new address for one's own feed.

An unchanged feed costs one statement. Fetching one that is stale builds and keeps its bytes: a cache, no fact.
"""

from datetime import date, datetime
from typing import Protocol

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from app.calendar import ical
from app.calendar.entry import Calendar, Entry
from app.events.queries import get_public_event
from app.feeds import actions, queries
from app.feeds.queries import Draft, Stored, Wanted, groups
from app.invitations.queries import find_by_token
from app.kernel import clock, links
from app.kernel.db import transaction
from app.people.model import Person
from app.people.queries import find_person_by_link
from app.web import guards
from app.web.packing import PACKED, prefers_gzip

bp = Blueprint("feeds", __name__)

_PERSONAL = "private, no-cache"
_PUBLIC = "no-cache"


@bp.get("/kalender/run.ics")
def public() -> Response:
    """The public feed: no personal data."""
    stored = queries.find_public(_wanted())
    if stored.fresh:
        return _answer(stored, _PUBLIC)
    return _answer(_kept(queries.build_public(today=clock.today(), now=clock.now())), _PUBLIC)


@bp.get("/kalender/<token>.ics")
def personal(token: str) -> Response:
    """A person's feed. Unknown, renewed, erased: one and the same 404."""
    return _secret(queries.find_personal(token, _wanted()), queries.build_personal)


@bp.get("/kalender/grupp/<token>.ics")
def group(token: str) -> Response:
    """A group's feed. Unknown, renewed, taken away: the same 404."""
    return _secret(groups.find_group(token, _wanted()), groups.build_group)


class _Builds(Protocol):
    def __call__(self, owner_id: int, /, *, today: date, now: datetime) -> Draft | None: ...


def _secret(stored: Stored | None, build: _Builds) -> Response:
    """What a secret address opens."""
    if stored is None or stored.owner_id is None:
        abort(404)
    if stored.fresh:
        return _answer(stored, _PERSONAL)
    draft = build(stored.owner_id, today=clock.today(), now=clock.now())
    if draft is None:
        abort(404)
    return _answer(_kept(draft), _PERSONAL)


def _kept(draft: Draft) -> Stored:
    """Built outside the writing transaction, which is as short as can be."""
    with transaction():
        actions.store(draft)
    built = draft.built
    body = built.body_gzip if prefers_gzip() else built.body
    return Stored(None, True, built.etag, built.last_modified, body)


def _wanted() -> Wanted:
    """The one ETag that the client says it has, when it is one of those bytes that it would get now."""
    packed, seen = prefers_gzip(), request.if_none_match.as_set(include_weak=True)
    etag = next(iter(seen)) if len(seen) == 1 and "If-Match" not in request.headers else ""
    return Wanted(packed, etag.removesuffix(PACKED) if etag.endswith(PACKED) is packed else "")


def _answer(stored: Stored, caching: str) -> Response:
    """The stored bytes, or 304 for a client that has them: the look-up has compared already where it read none."""
    packed = prefers_gzip()
    response = Response(stored.body, None if stored.body else 304, content_type="text/calendar; charset=utf-8")
    if packed:
        response.content_encoding = "gzip"
    response.set_etag(stored.etag + (PACKED if packed else ""))
    if stored.body is None:
        return _kept_by(response, caching)
    return _conditional(response, stored.last_modified, caching)


def _conditional(response: Response, last_modified: datetime | None, caching: str) -> Response:
    response.last_modified = last_modified
    return _kept_by(response, caching).make_conditional(request.environ)


def _kept_by(response: Response, caching: str) -> Response:
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = caching
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/moten/<slug>.ics")
def public_meeting(slug: str) -> Response:
    """A public meeting to put into one's calendar. Raises EventNotFoundError for what is not public."""
    return _download(slug, queries.public_entries(get_public_event(slug)), _PUBLIC)


@bp.get("/i/<token>/kalender.ics")
def one_meeting(token: str) -> Response:
    """The meeting of an invitation, for the one who comes: the same entries as in the feed. Otherwise 404."""
    invitation = find_by_token(token)
    present = queries.find_present(invitation) if invitation else None
    entries = queries.personal_entries(present) if present else ()
    if present is None or not entries:
        abort(404)
    return _download(present.event.slug, entries, _PERSONAL)


def _download(name: str, entries: tuple[Entry, ...], caching: str) -> Response:
    response = Response(ical.download(Calendar("", entries)), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'  # telephones open it, others save it
    response.add_etag()
    return _conditional(response, max(entry.last_modified for entry in entries), caching)


@bp.get("/min/<token>/ny-kalenderadress")
def ask_renew(token: str) -> str:
    """Ask before the feed gets a new address."""
    return render_template("invitee/new_feed_address.html", back=links.path(_person_link(_holder(token))))


@bp.post("/min/<token>/ny-kalenderadress")
def renew(token: str) -> Response:
    """Give the feed a new address. Asked twice, it is renewed twice."""
    with transaction():
        person = _holder(token)
        actions.renew_address(person, now=clock.now(), actor=guards.person_actor(person))
        back = links.path(_person_link(person))
    return redirect(back, 303)


def _holder(token: str) -> Person:
    person = find_person_by_link(token)
    if person is None:
        abort(404)
    return person


def _person_link(person: Person) -> links.Link:
    return links.Link(links.Purpose.PERSON, person.link_seed, person.link_generation)
