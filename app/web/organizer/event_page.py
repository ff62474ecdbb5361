"""What the pages of one event share: finding it, its head and tabs, and telling the second editor."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask_babel import ngettext

from app.events import queries
from app.events.model import Event, Part
from app.lists.protected import count_unlisted
from app.web import guards
from app.web.organizer.navigation import event_tabs


def find_or_404(slug: str, find: Callable[[str], Event] = queries.get_event) -> Event:
    """The event at ``slug``, read by ``find``. Raises 404."""
    try:
        return find(slug)
    except queries.EventNotFoundError:
        abort(404)


def part_or_404(event: Event, uid: str) -> Part:
    """The part with ``uid`` of this very event. Raises 404, also for another event's."""
    try:
        return queries.get_part(event, uid)
    except queries.EventNotFoundError:
        abort(404)


def show(template: str, event: Event, **context: Any) -> str:
    """A page of ``event`` with its head and tabs. ``may_edit``: whether the one signed in is an organizer."""
    return render_template(
        template,
        event=event,
        event_title=event.title,
        event_href=_home(event),
        event_tabs=event_tabs(event.slug),
        may_edit=guards.may(guards.current_account(), "events.settings"),
        unlisted=partial(count_unlisted, event.id),
        **context,
    )


def _home(event: Event) -> str:
    """The event's first page for the one signed in: who may only read needs has no overview."""
    may_see = guards.may(guards.current_account(), "events.overview")
    return url_for("events.overview" if may_see else "lists.show", slug=event.slug)


def seen_version(form: Any) -> int:
    """Which version of the event the editor saw; 0 when the form does not say: then everything was changed since."""
    written = form.seen.data or ""
    return int(written) if written.isdecimal() and len(written) < 10 else 0


def wants(button: str) -> bool:
    """Whether the form was sent by the button of that name."""
    return button in request.form


def tell_over(title: str, number: int) -> None:
    """Tell the organizer, who has changed the places, how many more people there are than places."""
    if number:
        words = ngettext(
            "%(title)s har %(num)s fler anmäld än platser. Ingen förlorar sin plats, och ingen flyttas upp från "
            "väntelistan förrän det finns plats igen.",
            "%(title)s har %(num)s fler anmälda än platser. Ingen förlorar sin plats, och ingen flyttas upp från "
            "väntelistan förrän det finns plats igen.",
            number,
            title=title,
        )
        flash(words, "warning")
