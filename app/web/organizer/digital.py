"""Reading in who took part digitally: a report is chosen, shown with what it would do, corrected, and read in. Nothing
of it is kept meanwhile: the page carries it.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.attendance import actions
from app.attendance.actions import Named
from app.attendance.rules.digital import NOBODY
from app.attendance.rules.reports import NoReportError, Participant, read_report
from app.events.model import Event, Part
from app.events.queries import get_whole_event
from app.kernel import clock, words
from app.kernel.db import transaction
from app.kernel.text import clean_line
from app.lists.attendance import attended_parts, begun
from app.lists.digital import UNSURE, Preview, Row, Verdict, preview
from app.sheets.read import read
from app.sheets.refused import SpreadsheetRefused
from app.web import guards
from app.web.fields import Form, NumberField, SelectField, pairs
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event

bp = Blueprint("digital", __name__, url_prefix="/arrangor/moten/<slug>/narvaro/digitalt")

_USUAL_LEAST = 15
_MOST_MINUTES = 24 * 60
_MOST_ROWS = 3_000
_MOST_OPTIONS = 20_000
"""So many options in all lists together: beyond that only suggestions are offered."""
_CHOICE = "vem-"
VERDICTS = {
    Verdict.BECOMES: "good",
    Verdict.ALREADY: "draft",
    Verdict.SHORT: "withdrawn",
    Verdict.KEPT_OUT: "declined",
    Verdict.UNKNOWN: "failed",
}


class ReportForm(Form):
    """Which part it was, and how long one must have been there."""

    part = SelectField(_("Del"), _("Välj vilken del rapporten gäller"))
    least = NumberField(
        _("Minsta tid för att räknas som närvarande"), _("Skriv hur många minuter"), least=0, most=_MOST_MINUTES
    )


class UploadForm(ReportForm):
    """With the file."""

    file = FileField(_("Fil"), [FileRequired(_("Välj en fil"))])


class PreviewForm(ReportForm):
    """With what the file said, and a mark of what was shown."""

    report = HiddenField()
    filename = HiddenField()
    seen = HiddenField()


@bp.get("")
def choose(slug: str) -> str:
    """The form for choosing a report."""
    event = find_or_404(slug, get_whole_event)
    parts = _parts(event)
    online = next((part.uid for part in parts if part.online_url), parts[0].uid if parts else "")
    form = _with_parts(UploadForm(data={"least": _USUAL_LEAST, "part": online}), parts)
    return _choose_page(event, form, parts)


@bp.post("")
def upload(slug: str) -> str | tuple[str, int]:
    """What reading the report in would do; nothing is written."""
    event = find_or_404(slug, get_whole_event)
    parts = _parts(event)
    form = _with_parts(UploadForm(), parts)
    if not form.validate():
        return _choose_page(event, form, parts), 422
    filename = clean_line(form.file.data.filename or "", 100)
    try:
        found = read_report(read(form.file.data.read(), filename))[:_MOST_ROWS]
    except SpreadsheetRefused as refused:
        form.file.errors = [gettext(str(refused))]
        return _choose_page(event, form, parts), 422
    except NoReportError:
        form.file.errors = [
            gettext("Filen är ingen deltagarrapport som känns igen. Hämta rapporten från Zoom eller Teams som CSV.")
        ]
        return _choose_page(event, form, parts), 422
    shown = PreviewForm(formdata=None, data={"part": form.part.data, "least": form.least.data, "filename": filename})
    return _preview_page(event, _with_parts(shown, parts), found, parts)


@bp.post("/granska")
def review(slug: str) -> str | tuple[str, int]:
    """The same with what was chosen by hand, another part or another least time."""
    event = find_or_404(slug, get_whole_event)
    parts = _parts(event)
    form = _with_parts(PreviewForm(), parts)
    found = _carried(form)
    fine = form.validate()
    if found is None:
        return _lost(event, parts)
    return _preview_page(event, form, found, parts) if fine else (_preview_page(event, form, found, parts), 422)


@bp.post("/las-in")
def read_in(slug: str) -> str | tuple[str, int] | Response:
    """Tick off those whom the preview said, unless something has changed since."""
    event = find_or_404(slug, get_whole_event)
    parts, who = _parts(event), guards.actor()
    form = _with_parts(PreviewForm(), parts)
    found = _carried(form)
    if found is None:
        return _lost(event, parts)
    if not form.validate():
        return _preview_page(event, form, found, parts), 422
    part = next(part for part in parts if part.uid == form.part.data)
    seen, chosen, least = form.seen.data, _chosen(len(found)), form.least.data or 0
    with transaction():
        shown = preview(event, part, found, chosen, least=least)
        is_same = _seal(shown, part) == seen
        if is_same:
            people = [Named(one.person_id, one.person_uid, one.name) for one in shown.becoming]
            file = clean_line(form.filename.data or "", 100)
            became = actions.read_in(part, people, file=file, now=clock.now(), actor=who)
    if not is_same:
        words_of_it = gettext(
            "Valen eller närvaron har ändrats sedan du såg listan. Inget är inläst än. Så här blir det."
        )
        flash(words_of_it, "warning")
        return _preview_page(event, form, found, parts), 409
    told = ngettext("%(num)s person är nu närvarande.", "%(num)s personer är nu närvarande.", became)
    flash(told if became else gettext("Inget är ändrat: alla var redan inlästa."), "good" if became else "info")
    kept: dict[str, Any] = {"del": part.uid}
    return redirect(url_for("attendance.people", slug=slug, **kept), 303)


def _parts(event: Event) -> list[Part]:
    return begun(attended_parts(event), clock.now())


_F = TypeVar("_F", bound="ReportForm")


def _with_parts(form: _F, parts: Sequence[Part]) -> _F:
    form.part.choices = pairs(
        (part.uid, f"{part.title}, {words.short_date(part.starts_at)} {words.clock_time(part.starts_at)}")
        for part in parts
    )
    return form


def _choose_page(event: Event, form: UploadForm, parts: Sequence[Part]) -> str:
    return show_event("organizer/attendance/digital.html", event, form=form, parts=parts)


def _lost(event: Event, parts: Sequence[Part]) -> tuple[str, int]:
    """What the page carried cannot be read: begin anew."""
    form = _with_parts(UploadForm(formdata=None, data={"least": _USUAL_LEAST}), parts)
    form.file.errors = [gettext("Rapporten kunde inte läsas längre. Välj filen igen.")]
    return _choose_page(event, form, parts), 422


def _carried(form: PreviewForm) -> list[Participant] | None:
    """What the page carries of the report; None where that is nothing we wrote."""
    try:
        rows = json.loads(form.report.data or "")
        found = [
            Participant(clean_line(name), clean_line(address), min(max(int(seconds), 0), 60 * _MOST_MINUTES))
            for name, address, seconds in rows
        ]
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    return found if len(found) <= _MOST_ROWS else None


def _chosen(count: int) -> dict[int, str]:
    named = ((place, request.form.get(f"{_CHOICE}{place}", "")) for place in range(count))
    return {place: uid for place, uid in named if uid}


def _seal(shown: Preview, part: Part) -> str:
    """A mark of whom reading in would tick off, and where."""
    whole = repr((part.uid, [one.uid for one in shown.becoming]))
    return hashlib.sha256(whole.encode()).hexdigest()


def _preview_page(event: Event, form: PreviewForm, found: Sequence[Participant], parts: Sequence[Part]) -> str:
    part = next((part for part in parts if part.uid == form.part.data), parts[0])
    least = form.least.data if form.least.data is not None else _USUAL_LEAST
    chosen = _chosen(len(found)) if request.endpoint != "digital.upload" else {}
    shown = preview(event, part, found, chosen, least=least)
    form.report.data = json.dumps([(one.name, one.address, one.seconds) for one in found])
    form.seen.data = _seal(shown, part)
    unsure = [row for row in shown.rows if row.match.fit in UNSURE]
    everybody = shown.people if len(unsure) * len(shown.people) <= _MOST_OPTIONS else ()
    return show_event(
        "organizer/attendance/digital_preview.html",
        event,
        form=form,
        part=part,
        shown=shown,
        unsure=[(row, _options(row, shown, everybody, chosen)) for row in unsure],
        sure=[row for row in shown.rows if row.match.fit not in UNSURE],
        becoming=len(shown.becoming),
        counts={verdict: shown.count(verdict) for verdict in Verdict},
        kinds=VERDICTS,
        choice=_CHOICE,
    )


def _options(
    row: Row, shown: Preview, everybody: Sequence[object], chosen: dict[int, str]
) -> list[tuple[str, str, bool]]:
    """(value, words, whether it is chosen): nobody yet, those suggested, nobody of the invited, everybody."""
    by_uid = {one.uid: one for one in shown.people}
    value = chosen.get(row.place, "")
    suggested = [by_uid[uid] for uid in row.match.suggestions if uid in by_uid]
    rest = [one for one in shown.people if everybody and one not in suggested]
    named = [(one.uid, ", ".join(filter(None, (one.name, one.organisation)))) for one in (*suggested, *rest)]
    alike = named[: len(suggested)]
    offered = [
        ("", gettext("Välj person")),
        *alike,
        (NOBODY, gettext("Ingen av de inbjudna")),
        *named[len(suggested) :],
    ]
    return [(uid, said, uid == value) for uid, said in offered]
