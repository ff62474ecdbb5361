"""The doors of an event: links for those who stand there without an account, and scans that failed."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.attendance.actions.links import address, create_link, revoke_link
from app.attendance.queries import list_failures
from app.attendance.queries.links import LinkMissing, list_links
from app.attendance.queries.self_check_in import own_code as own_code_link
from app.attendance.rules.links import LinkDraft, last_days, link_state
from app.documents import qr
from app.events.model import Event
from app.events.queries import lock_event
from app.events.rules.kinds import PartKind
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.links import url
from app.kernel.text import NAME_LIMIT
from app.kernel.words import STOCKHOLM, plain_date
from app.organizers.actions import passwords
from app.web import guards
from app.web.fields import DateField, Form, LineField
from app.web.organizer.event_forms import given
from app.web.organizer.event_page import find_or_404, part_or_404
from app.web.organizer.event_page import show as page

bp = Blueprint("door_links", __name__, url_prefix="/arrangor/moten/<slug>/dorrar")

_MOST_FAILURES = 100


class LinkForm(Form):
    """Who stands at the door, and how long."""

    name = LineField(_("Namn"), _("Skriv vem eller vilken dörr länken är för"), limit=NAME_LIMIT)
    until = DateField(_("Gäller till och med"), _("Skriv sista dagen som länken gäller"))

    def __init__(self, event: Event, **more: Any) -> None:
        super().__init__(**more)
        self.first, self.last = last_days(clock.today(), event.ends_on)

    def validate(self, extra_validators: Any = None) -> bool:
        """The last day is near the event."""
        fine: bool = super().validate(extra_validators)
        day = self.until.data
        if day and not self.first <= day <= self.last:
            days = {"first": plain_date(self.first), "last": plain_date(self.last)}
            self.until.errors = [gettext("Skriv en dag från %(first)s till %(last)s", **days)]
            return False
        return fine

    def draft(self) -> LinkDraft:
        """The link. For a form that is valid."""
        return LinkDraft(self.name.data, _end_of(given(self.until.data)))


def _end_of(day: date) -> datetime:
    """Midnight after ``day`` in Sweden."""
    return datetime.combine(day + timedelta(days=1), time(), STOCKHOLM)


@bp.get("")
def show(slug: str) -> str:
    """The links, how they stand, and what could not be read at the doors."""
    event = find_or_404(slug)
    until = max(event.ends_on, clock.today())
    return _page(event, LinkForm(event, data={"until": until}))


def _page(event: Event, form: LinkForm) -> str:
    now = clock.now()
    links = [
        {"link": one, "records": count, "state": link_state(one.expires_at, one.revoked_at, now)}
        for one, count in list_links(event.id)
    ]
    parts = [part for part in event.parts if part.cancelled_at is None and part.kind is not PartKind.NIGHT]
    failures = list_failures(event.id, _MOST_FAILURES + 1)
    return page(
        "organizer/doors/links.html",
        event,
        form=form,
        links=links,
        failures=failures[:_MOST_FAILURES],
        more_failures=len(failures) > _MOST_FAILURES,
        parts=parts if event.self_check_in else [],
    )


@bp.post("")
def create(slug: str) -> str | tuple[str, int]:
    """Make a link, and show its PIN this once."""
    event, actor = find_or_404(slug), guards.actor()
    form = LinkForm(event)
    if not form.validate():
        return _page(event, form), 422
    pin = f"{secrets.randbelow(1_000_000):06d}"
    stored = passwords.hash_password(pin)
    with transaction():
        link = create_link(lock_event(event), form.draft(), stored, now=clock.now(), actor=actor)
    where = address(link)
    return page("organizer/doors/link.html", event, link=link, address=where, pin=pin, code=Markup(qr.svg(where)))  # noqa: S704 - drawn here


@bp.get("/egen/<part_uid>")
def own_code(slug: str, part_uid: str) -> str:
    """The QR by which invitees check themselves in to a part, for a screen. 404 where the event does without."""
    event = find_or_404(slug)
    part = part_or_404(event, part_uid)
    if not event.self_check_in:
        abort(404)
    where = url(own_code_link(part))
    code = Markup(qr.svg(where, fills=True))  # noqa: S704 - drawn here
    return page("organizer/doors/own_code.html", event, part=part, address=where, code=code)


@bp.get("/<uid>/aterkalla")
def show_revoke(slug: str, uid: str) -> str:
    """What happens when the link is revoked."""
    event = find_or_404(slug)
    link = next((one for one, _count in list_links(event.id) if one.uid == uid and one.revoked_at is None), None)
    return page("organizer/doors/revoke.html", event, link=link or abort(404))


@bp.post("/<uid>/aterkalla")
def revoke(slug: str, uid: str) -> Response:
    """The link opens nothing from now on."""
    event, actor = find_or_404(slug), guards.actor()
    try:
        with transaction():
            link = revoke_link(event, uid, now=clock.now(), actor=actor)
    except LinkMissing:
        abort(404)
    flash(gettext("%(name)s är återkallad. Det som bockats av med länken står kvar.", name=link.name), "good")
    return redirect(url_for("door_links.show", slug=slug), 303)
