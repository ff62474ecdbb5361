"""An event's lists: what there is, on the screen, and as files made fresh at each download and kept nowhere."""

from collections.abc import Iterator
from itertools import islice

from flask import Blueprint, abort, request, send_file, stream_with_context
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.audit import log
from app.events.model import Event
from app.events.queries import get_event
from app.invitations.rules import InvitationState
from app.kernel import clock, words
from app.kernel.text import clean_line
from app.lists.choices import Choices, choices_for
from app.lists.chosen import Chosen
from app.lists.ready import ReadyList, ready_lists
from app.organizers.rules import Right
from app.sheets import as_csv, as_xlsx
from app.sheets.table import Kind, Table, Value
from app.web import guards
from app.web.organizer import event_page

bp = Blueprint("lists", __name__, url_prefix="/arrangor/moten/<slug>/listor")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 100


@bp.get("/")
def show(slug: str) -> str:
    """The lists there are for the one who is signed in, and what they can be narrowed to."""
    event = event_page.find_or_404(slug, get_event)
    choices = choices_for(event)
    return event_page.show(
        "organizer/lists/show.html",
        event,
        lists=[(ready, _kept(ready)) for ready in ready_lists(clock.now()).values() if _may_see(ready)],
        kept=_kept(),
        state_options=[(state.value, gettext(state.label)) for state in InvitationState],
        part_options=[(part.uid, f"{words.short_date(part.starts_at)} {part.title}") for part in choices.parts],
        role_options=[(role.key, role.name) for role in choices.roles],
        organisation_options=[(place.uid, place.name) for place in choices.organisations],
    )


@bp.get("/<name>")
def view(slug: str, name: str) -> str:
    """A list on the screen: its first rows."""
    event, ready, chosen = _asked(slug, name)
    table = ready.build(event, chosen)
    rows = [[_shown(value) for value in row] for row in islice(table.rows, _SHOWN + 1)]
    _record("list.viewed", event, ready, chosen)
    return event_page.show(
        "organizer/lists/view.html",
        event,
        ready=ready,
        columns=[{"text": c.heading, "kind": "number" if c.kind is Kind.NUMBER else ""} for c in table.columns],
        rows=rows[:_SHOWN],
        more=len(rows) > _SHOWN,
        kept=_kept(ready),
    )


@bp.get("/<name>.<any(csv, xlsx):ending>")
def download(slug: str, name: str, ending: str) -> Response:
    """A list as a file. Each download is an audit entry."""
    event, ready, chosen = _asked(slug, name)
    _record("list.downloaded", event, ready, chosen, ending)
    event = get_event(slug)  # writing the entry ended the read
    table = ready.build(event, chosen)
    filename = f"{event.slug}-{ready.name}-{words.iso_date(clock.today())}.{ending}"
    if ending == "xlsx":
        return send_file(as_xlsx.workbook(table), _XLSX, as_attachment=True, download_name=filename)
    return _streamed_csv(table, filename)


def _streamed_csv(table: Table, filename: str) -> Response:
    pieces: Iterator[bytes] = stream_with_context(as_csv.pieces(table))
    return Response(
        pieces,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def _asked(slug: str, name: str) -> tuple[Event, ReadyList, Chosen]:
    event = event_page.find_or_404(slug, get_event)
    ready = ready_lists(clock.now()).get(name)
    if ready is None:
        abort(404)
    if not _may_see(ready):
        abort(403)
    return event, ready, _chosen(choices_for(event))


def _may_see(ready: ReadyList) -> bool:
    """Readers see no health data; names with it are for those with the right to needs, who without another right see
    health data only (product.md, rule 10).
    """
    rights = guards.current_account().rights
    if ready.count_named is not None:
        return Right.NEEDS in rights
    return bool(rights & ({Right.ORGANIZER, Right.NEEDS} if ready.health else {Right.ORGANIZER, Right.READER}))


def _chosen(choices: Choices) -> Chosen:
    """The filters of the address; what this event does not have is answered by 404."""
    state = request.args.get("svar", "")
    if state and state not in list(InvitationState):
        abort(404)
    try:
        return Chosen(
            state or None,
            choices.part_id(request.args.get("del", "")),
            choices.role_id(request.args.get("roll", "")),
            choices.organisation_id(request.args.get("organisation", "")),
        )
    except LookupError:
        abort(404)


def _kept(ready: ReadyList | None = None) -> dict[str, str]:
    """The filters in force, for the next address; a list of health data knows but one: counts of few tell who it is."""
    names = ("del",) if ready is not None and ready.health else ("svar", "del", "roll", "organisation")
    return {name: clean_line(value, 60) for name in names if (value := request.args.get(name, ""))}


def _record(action: str, event: Event, ready: ReadyList, chosen: Chosen, ending: str = "") -> None:
    details: dict[str, object] = {"list": ready.name}
    details = details | ({"format": ending} if ending else {}) | ({"health": True} if ready.health else {})
    if ready.count_named is not None:  # needs by name: the fact and how many, as for their own page
        action, details = "needs.viewed", details | {"count": ready.count_named(event, chosen)}
    log.record_separately(
        guards.actor(), action, now=clock.now(), subject=("event", event.uid), event_uid=event.uid, details=details
    )


def _shown(value: Value) -> str:
    return "" if value is None else str(value)
