"""The year page: its meetings on a wheel and in a table, with lov and red days."""

from typing import Any

from flask import Blueprint, abort, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.audit import log
from app.documents.pictures import wheel
from app.events.queries.years import has_meetings
from app.kernel import clock
from app.lists.year import read_year
from app.web import guards
from app.web.organizer import pictures
from app.web.organizer.breaks import FIRST_YEAR, LAST_YEAR, year_or_404
from app.web.organizer.year_wheel import about, wheel_of

bp = Blueprint("year", __name__, url_prefix="/arrangor/ar")


@bp.get("")
@bp.get("/<int:year>")
def show(year: int | None = None) -> str:
    """A year; this one where none is named."""
    today, account = clock.today(), guards.current_account()
    shown = today.year if year is None else year
    year_or_404(shown)
    found = read_year(shown)
    drawn = Markup(wheel.draw(wheel_of(found, today)))  # noqa: S704 - every text in it is escaped when it is drawn
    return render_template(
        "organizer/year/show.html",
        year=found,
        wheel=drawn,
        about=about(found),
        years=_around(shown),
        may_repeat=not found.meetings and has_meetings(shown - 1),
        may_edit=guards.may(account, "breaks.show"),
    )


@bp.get("/<int:year>/arshjul.<ending>")
def download(year: int, ending: str) -> Response:
    """The wheel as a file, without links. Each download is an audit entry."""
    year_or_404(year)
    if ending not in pictures.ENDINGS:
        abort(404)
    drawn = wheel.draw(wheel_of(read_year(year), clock.today(), links=False))
    details = {"picture": f"arshjul-{year}", "format": ending}
    log.record_separately(guards.actor(), "picture.downloaded", now=clock.now(), details=details)
    return pictures.svg_file(drawn, f"arshjul-{year}.{ending}", ending)


def _around(shown: int) -> list[dict[str, Any]]:
    years = (one for one in (shown - 1, shown, shown + 1) if FIRST_YEAR <= one <= LAST_YEAR)
    return [{"text": str(one), "href": url_for("year.show", year=one), "current": one == shown} for one in years]
