"""An event in pictures: drawn by the server, each with a sentence and the table behind it, and as files."""

import io

from flask import Blueprint, abort, send_file
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.documents.typeset import image
from app.events.model import Event
from app.events.queries import get_whole_event
from app.kernel import clock
from app.kernel.words import iso_date
from app.lists.figure import Figure
from app.lists.pictures import FIGURES
from app.web.organizer import event_page, list_choices

bp = Blueprint("pictures", __name__, url_prefix="/arrangor/moten/<slug>/bilder")

ENDINGS = ("svg", "png")


@bp.get("")
def show(slug: str) -> str:
    """All there are numbers for."""
    event = event_page.find_or_404(slug, get_whole_event)
    figures = [figure for make in FIGURES.values() if (figure := make(event, clock.now()))]
    return event_page.show("organizer/events/pictures.html", event, figures=[(one, drawn(one)) for one in figures])


@bp.get("/<name>.<ending>")
def download(slug: str, name: str, ending: str) -> Response:
    """One as a file. Each download is an audit entry."""
    event = event_page.find_or_404(slug, get_whole_event)
    figure = _figure(event, name) if ending in ENDINGS else abort(404)
    filename = f"{event.slug}-{name}-{iso_date(clock.today())}.{ending}"
    list_choices.record("picture.downloaded", event, {"picture": name, "format": ending})
    return file(figure, filename, ending)


def _figure(event: Event, name: str) -> Figure:
    make = FIGURES.get(name)
    figure = make(event, clock.now()) if make else None
    if figure is None:
        abort(404)
    return figure


def drawn(figure: Figure) -> Markup:
    """The picture for a page."""
    return Markup(figure.svg())  # noqa: S704 - drawn here, its texts escaped


def file(figure: Figure, filename: str, ending: str) -> Response:
    """The picture as "svg" or "png"."""
    return svg_file(figure.svg(), filename, ending)


def svg_file(svg: str, filename: str, ending: str) -> Response:
    """What is drawn, as "svg" or "png"."""
    content, kind = (image(svg), "image/png") if ending == "png" else (svg.encode(), "image/svg+xml")
    return send_file(io.BytesIO(content), kind, as_attachment=True, download_name=filename)
