"""Lists fetched at a secret address: by Excel, a hotel, a colleague, without an account. Fetching changes nothing of
what is listed; it writes that it was fetched, which is what the log is for. Unknown, expired, revoked, or of somebody
who is no organizer any more: one and the same 404, which says whom to ask: no page gives a new address.
"""

from collections.abc import Iterator
from typing import NoReturn

from flask import Blueprint, abort, render_template, request, send_file, stream_with_context
from flask_babel import gettext
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from app.audit import limits
from app.audit.limits import Purpose
from app.events.model import Event
from app.events.queries import get_event
from app.events.queries.contact import contact_of
from app.kernel import clock, words
from app.kernel.db import transaction
from app.lists.about import about
from app.lists.addresses import Opened, find_open, note_fetched
from app.lists.choices import choices_for
from app.lists.frozen import Content, content_of, frozen_table
from app.sheets import as_csv, as_json, as_xlsx

bp = Blueprint("list_fetching", __name__)

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/lista/<token>.<any(csv, xlsx, json):ending>")
def fetch(token: str, ending: str) -> Response:
    """The list as it is now. HEAD gives nothing of it and so is no fetch."""
    opened = find_open(token, clock.now())
    if opened is None or ending not in opened.row.formats:
        _refuse()
    if request.method == "HEAD":
        return _answer(opened, ending, None)
    with transaction():
        note_fetched(opened, ending, now=clock.now())
    return _answer(opened, ending, get_event(opened.slug))


def _answer(opened: Opened, ending: str, event: Event | None) -> Response:
    name = f"{opened.slug}-lista-{words.iso_date(clock.today())}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if event is None:
        return Response(content_type=_TYPES[ending], headers=headers)
    content = content_of(opened.row)
    table = frozen_table(event, content, now=clock.now())
    if ending == "xlsx":
        last = about(event, gettext(table.title), by=opened.row.name, now=clock.now(), limits=_limits(event, content))
        return send_file(as_xlsx.workbook(table, last), _TYPES[ending], as_attachment=True, download_name=name)
    pieces: Iterator[bytes] = as_csv.pieces(table) if ending == "csv" else as_json.pieces(table)
    return Response(stream_with_context(pieces), content_type=_TYPES[ending], headers=headers)


def _limits(event: Event, content: Content) -> list[str]:
    chosen = content.limits.chosen(event)
    return choices_for(event).in_words(chosen) if chosen else []


def _refuse() -> NoReturn:
    """What does not open is counted by the network address that asked; one that asks for many is not answered more. An
    address that opens is not held up by what others behind the same network do: no guess comes upon one.
    """
    asked, now = request.remote_addr or "", clock.now()
    if limits.is_blocked(Purpose.LIST_CLIENT, asked, now=now):
        raise TooManyRequests(retry_after=limits.LIMITS[Purpose.LIST_CLIENT].minutes * 60)
    limits.count_failure(Purpose.LIST_CLIENT, asked, now=now)
    page = render_template("errors/no_list.html", contact=contact_of(None))
    abort(Response(page, 404, mimetype="text/html"))
