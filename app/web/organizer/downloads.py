"""What downloads of an event share: the file's name, its kinds, and the way back where paper is too small. Files are
made fresh each time and kept nowhere.
"""

import io
from collections.abc import Callable, Iterator, Sequence

from flask import flash, redirect, send_file, stream_with_context
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.documents.frame import TooLongForPaperError
from app.events.model import Event
from app.kernel import clock, words
from app.lists.about import about
from app.sheets import as_csv, as_xlsx
from app.sheets.table import Table
from app.web import guards

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def fetched(*more: str) -> str:
    """What paper says of how old it is, and ``more`` of what it shows."""
    return ". ".join([gettext("Hämtad %(when)s", when=words.moment(clock.now())), *more])


def sheet(table: Table, event: Event, name: str, ending: str, limits: Sequence[str] = ()) -> Response:
    """The table as "xlsx", which says by which ``limits`` in words it was narrowed, or piece by piece as "csv"."""
    by = guards.current_account().name
    last = about(event, gettext(table.title), by=by, now=clock.now(), limits=limits)
    return table_file(table, _filename(event, name, ending), ending, last)


def table_file(table: Table, filename: str, ending: str, last: Callable[[int], Table] | None = None) -> Response:
    """The same of no meeting, under a name of its own."""
    if ending == "xlsx":
        return send_file(as_xlsx.workbook(table, last), _XLSX, as_attachment=True, download_name=filename)
    pieces: Iterator[bytes] = stream_with_context(as_csv.pieces(table))
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(pieces, content_type="text/csv; charset=utf-8", headers=headers)


def paper(make: Callable[[], bytes], event: Event, name: str, back: str, advice: str = "") -> Response:
    """The PDF that ``make`` gives; where it would be too long, ``back`` to that address with ``advice``."""
    try:
        made = make()
    except TooLongForPaperError:
        usual = gettext("Listan är för lång för papper. Hämta den som Excel, eller begränsa den.")
        flash(advice or usual, "danger")
        return redirect(back, 303)
    filename = _filename(event, name, "pdf")
    return send_file(io.BytesIO(made), "application/pdf", as_attachment=True, download_name=filename)


def _filename(event: Event, name: str, ending: str) -> str:
    """ "run-konferens-2027-deltagare-2027-02-11.xlsx"."""
    return f"{event.slug}-{name}-{words.iso_date(clock.today())}.{ending}"
