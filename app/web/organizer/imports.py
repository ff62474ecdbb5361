"""Reading contacts in: choose a file, see what it would do, correct the guesses, read in or give up."""

from typing import assert_never

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.audit import log
from app.kernel import clock
from app.kernel.db import transaction
from app.people import actions, queries
from app.people.actions import importing
from app.people.model import ContactUpload
from app.people.rules.corrections import Corrections
from app.people.rules.seal import seal
from app.sheets.read import read
from app.sheets.refused import SpreadsheetRefused
from app.web import guards
from app.web.organizer import import_preview
from app.web.organizer.import_corrections import corrected, fields_of
from app.web.organizer.import_forms import UploadForm

bp = Blueprint("imports", __name__, url_prefix="/arrangor/register/las-in")
_CHOOSE = "organizer/imports/choose.html"


@bp.get("")
def choose() -> str:
    """The form for choosing a file."""
    return render_template(_CHOOSE, form=UploadForm())


@bp.post("")
def upload() -> str | Response:
    """Keep the file for its preview, if it can be read at all."""
    form = UploadForm()
    if not form.validate():
        return render_template(_CHOOSE, form=form)
    filename, content = form.answers()
    try:
        read(content, filename)
    except SpreadsheetRefused as refused:
        form.file.errors = [gettext(str(refused))]
        return render_template(_CHOOSE, form=form)
    who = guards.actor()
    with transaction():
        kept = actions.store_upload(filename, content, now=clock.now(), actor=who)
    return redirect(url_for("imports.preview", uid=kept.uid), 303)


@bp.get("/<uid>")
def preview(uid: str) -> str | Response:
    """What reading the file in would do; nothing is written."""
    try:
        found = _upload(uid)
    except queries.UploadMissing:
        return _after(uid)
    prepared = _prepare(found)
    return render_template(
        "organizer/imports/preview.html",
        upload=found,
        seal=seal(prepared.preview),
        fields=fields_of(prepared),
        **import_preview.page(uid, prepared.preview),
    )


@bp.post("/<uid>/ratta")
def correct(uid: str) -> Response:
    """Keep what was corrected in the guesses, and show what it gives."""
    prepared = _prepare(_upload(uid))
    corrections = corrected(fields_of(prepared), prepared.corrections, request.form)
    with transaction():
        actions.correct_upload(queries.lock_upload(uid, guards.current_account().uid), corrections)
    flash(gettext("Förhandsgranskningen följer nu dina val."), "good")
    return redirect(url_for("imports.preview", uid=uid), 303)


@bp.post("/<uid>/las-in")
def read_in(uid: str) -> Response:
    """Write what the preview said, unless the register has changed since. Sent twice it is done once."""
    try:
        prepared, filename = _prepare(found := _upload(uid)), found.filename
        outcome = _written(uid, prepared, filename)
    except queries.UploadMissing:
        return _after(uid)
    match outcome:
        case importing.ReadIn():
            return redirect(url_for("imports.done", uid=uid), 303)
        case importing.RegisterMovedOn():
            flash(
                gettext(
                    "Registret har ändrats sedan du såg förhandsgranskningen. Inget är sparat. Så här blir det nu."
                ),
                "warning",
            )
            return redirect(url_for("imports.preview", uid=uid), 303)
        case _:
            assert_never(outcome)


def _written(uid: str, prepared: importing.Prepared, filename: str) -> importing.ReadIn | importing.RegisterMovedOn:
    seen, who = request.form.get("seen", ""), guards.actor()
    with transaction():
        found = queries.lock_upload(uid, who.uid)
        outcome = importing.read_in(
            prepared, seen, clock.today(), now=clock.now(), actor=who, filename=filename, upload_uid=uid
        )
        if isinstance(outcome, importing.ReadIn):
            actions.remove_upload(found)
    return outcome


@bp.post("/<uid>/avbryt")
def discard(uid: str) -> Response:
    """Give the file up; nothing of it is kept."""
    who = guards.actor()
    with transaction():
        actions.remove_upload(queries.lock_upload(uid, who.uid))
    flash(gettext("Filen är borttagen och inget är inläst."), "good")
    return redirect(url_for("register.persons"), 303)


@bp.get("/<uid>/klart")
def done(uid: str) -> str:
    """What the file came to."""
    entries = log.list_for(("upload", uid))
    if not entries:
        abort(404)
    return render_template("organizer/imports/done.html", came_to=entries[0].details)


def _upload(uid: str) -> ContactUpload:
    return queries.get_upload(uid, guards.current_account().uid)


def _prepare(found: ContactUpload) -> importing.Prepared:
    sheets = read(found.content, found.filename)
    return importing.prepare(sheets, Corrections.from_data(found.corrections), clock.today())


def _after(uid: str) -> Response:
    """To the result of a file that has been read in; 404 if there is none."""
    if not log.list_for(("upload", uid)):
        abort(404)
    return redirect(url_for("imports.done", uid=uid), 303)
