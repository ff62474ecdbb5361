"""Merge two people of the register who are one: choose, see what moves, merge."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.desk import merge_persons
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.text import clean_line
from app.people import actions, queries
from app.people.rules.persons import FIELD_LABELS
from app.people.rules.register import RegisterFilter
from app.web import guards

bp = Blueprint("merging", __name__, url_prefix="/arrangor/register/personer")
_MOST_FOUND = 20


@bp.get("/<uid>/sla-ihop")
def choose(uid: str) -> str:
    """Those who are alike, or whom a search finds."""
    kept = queries.get_person(uid)
    text = clean_line(request.args.get("q", ""), 100)
    draft = actions.draft_of(kept)
    if text:
        found = list(queries.search(RegisterFilter(text=text), 1, clock.today()).people[:_MOST_FOUND])
    else:
        found = queries.list_similar(draft.given_name, draft.family_name, draft.addresses)
    others = [person for person in found if person.uid != uid]
    return render_template("organizer/register/choose_merge.html", kept=kept, others=others, text=text)


@bp.get("/<uid>/sla-ihop/<other>")
def show(uid: str, other: str) -> str:
    """What moves, what is made one, what dies."""
    if uid == other:
        abort(404)
    kept, gone = queries.get_person_whole(uid), queries.get_person_whole(other)
    return render_template(
        "organizer/register/merge.html",
        kept=kept,
        gone=gone,
        preview=merge_persons.preview(kept, gone),
        labels=FIELD_LABELS,
    )


@bp.post("/<uid>/sla-ihop/<other>")
def merge(uid: str, other: str) -> Response:
    """Merge the other into this one."""
    if uid == other:
        abort(404)
    who = guards.actor()
    with transaction():
        merge_persons.merge_persons(uid, other, now=clock.now(), actor=who)
    flash(gettext("Personerna är en. Den andras länkar har slutat fungera."), "good")
    return redirect(url_for("register.person", uid=uid), 303)
