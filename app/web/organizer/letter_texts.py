"""Brev: the opening words of a meeting's automatic letters, as the coordinator wants them."""

from typing import assert_never

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.events import actions
from app.events.letters import text_of
from app.events.model import Event
from app.events.queries import get_whole_event
from app.events.rules.letter_text import LIMIT, LetterText
from app.events.rules.letter_texts import TEXTS, fault
from app.events.rules.outcomes import EditedMeanwhile, Saved
from app.kernel import clock
from app.kernel.db import transaction
from app.mail.wording import FieldsUnknown
from app.web import guards
from app.web.fields import Form, LineField, TextField
from app.web.organizer import letter_samples
from app.web.organizer.event_page import find_or_404, seen_version, wants
from app.web.organizer.event_page import show as show_event
from app.web.organizer.letter_frame import unknown_fields

bp = Blueprint("letter_texts", __name__, url_prefix="/arrangor/moten/<slug>/brev")

Answer = str | tuple[str, int] | Response


class LetterTextForm(Form):
    """A letter's opening words, and whom they are shown for."""

    text = TextField(
        _("Brevets inledning"),
        _("Skriv hur brevet ska börja, eller återställ standardtexten"),
        limit=LIMIT,
        description=_("En tom rad ger ett nytt stycke."),
    )
    shown_for = LineField(
        _("Visa brevet för"), limit=100, description=_("Namn eller organisation. Tomt: tre som skiljer sig åt.")
    )
    seen = HiddenField()


@bp.get("")
def show(slug: str) -> str:
    """Every letter that goes by itself: when, and with whose words."""
    event = find_or_404(slug, get_whole_event)
    own = {one.kind for one in event.texts}
    return show_event("organizer/letters/list.html", event, letters=list(TEXTS.values()), own=own)


@bp.route("/<kind>", methods=["GET", "POST"])
def edit(slug: str, kind: str) -> Answer:
    """The words of one letter, what they become for three receivers, and the standard text again."""
    event, letter = find_or_404(slug, get_whole_event), _letter_or_404(kind)
    form = LetterTextForm(data={"text": gettext(text_of(event, kind)), "seen": event.version})
    fine = form.validate_on_submit()
    if fine and (strange := fault(kind, form.text.data)):
        form.text.errors = [unknown_fields(strange)]
    if wants("preview") or not fine or form.errors:
        return _page(event, letter, form), 422 if form.errors else 200
    actor = guards.actor()
    with transaction():
        outcome = actions.edit_text(event, kind, form.text.data, now=clock.now(), actor=actor, seen=seen_version(form))
    match outcome:
        case FieldsUnknown():
            form.text.errors = [unknown_fields(outcome)]
            return _page(find_or_404(slug, get_whole_event), letter, form), 422
        case EditedMeanwhile():
            form.seen.data = str(outcome.version)
            return _page(find_or_404(slug, get_whole_event), letter, form, meanwhile=outcome), 409
        case Saved():
            flash(gettext("Texten är sparad.") if outcome.changed else gettext("Inget var ändrat."), "good")
            return redirect(url_for("letter_texts.edit", slug=slug, kind=kind), 303)
        case _:
            assert_never(outcome)


@bp.post("/<kind>/aterstall")
def restore(slug: str, kind: str) -> Response:
    """The standard text again."""
    event, actor, seen = find_or_404(slug), guards.actor(), request.form.get("seen", "0")
    _letter_or_404(kind)
    with transaction():
        outcome = actions.restore_text(
            event, kind, now=clock.now(), actor=actor, seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0
        )
    match outcome:
        case EditedMeanwhile():
            flash(gettext("Någon annan har ändrat texten. Läs den innan du återställer."), "warning")
        case Saved():
            flash(gettext("Standardtexten är återställd."), "good")
        case _:
            assert_never(outcome)
    return redirect(url_for("letter_texts.edit", slug=slug, kind=kind), 303)


def _letter_or_404(kind: str) -> LetterText:
    return TEXTS[kind] if kind in TEXTS else abort(404)


def _page(event: Event, letter: LetterText, form: LetterTextForm, *, meanwhile: EditedMeanwhile | None = None) -> str:
    text = form.text.data or gettext(text_of(event, letter.kind))
    return show_event(
        "organizer/letters/edit.html",
        event,
        letter=letter,
        form=form,
        meanwhile=meanwhile,
        present=text_of(event, letter.kind),
        is_own=letter.kind in {one.kind for one in event.texts},
        previews=letter_samples.previews(event, letter.kind, form.shown_for.data or "", text),
    )
