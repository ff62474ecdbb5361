"""Own lists: put together, kept, shared, and shown and downloaded as the ready ones are."""

from functools import partial
from typing import assert_never

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.documents.table import table_pdf
from app.events.model import Event
from app.events.queries import get_event
from app.events.rules.question_drafts import moved
from app.events.rules.slugs import slug_of
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.words import N_
from app.lists import keeping_own
from app.lists.catalogue import Catalogue, Offered, catalogue
from app.lists.choices import choices_for
from app.lists.keeping_own import ColumnGone, Kept, NameTaken
from app.lists.model import OwnList
from app.lists.own import USUAL, Draft, Limits, Order, OwnListMissing, draft_of, get_own, list_own, make, table_of
from app.organizers.rules import Right
from app.people.queries.sight import sees_protected
from app.web import guards
from app.web.organizer import downloads, event_page, list_choices, list_table
from app.web.organizer.list_table import Shown
from app.web.organizer.own_list_forms import OwnListForm, not_chosen, own_list_data

bp = Blueprint("own_lists", __name__, url_prefix="/arrangor/moten/<slug>/listor/egna")

_PREVIEWED = 5
_PREVIEW = N_("förhandsvisning av egen lista")
Answer = str | tuple[str, int] | Response


def seen(event: Event) -> list[OwnList]:
    """The own lists of ``event`` that the one signed in sees."""
    account = guards.current_account()
    return list(list_own(event.id, account.id, every=_cares_for_all()))


def find_or_404(event: Event, uid: str) -> OwnList:
    """One of them. Raises 404."""
    try:
        return get_own(event.id, uid, guards.current_account().id, every=_cares_for_all())
    except OwnListMissing:
        abort(404)


def _cares_for_all() -> bool:
    """Administrators who are organizers see and change all: somebody must when an account is closed."""
    return guards.current_account().rights >= {Right.ADMIN, Right.ORGANIZER}


def may_change(row: OwnList) -> bool:
    """Whether the one signed in may change or remove it."""
    account = guards.current_account()
    return Right.ORGANIZER in account.rights and (row.owner_id == account.id or _cares_for_all())


@bp.route("/ny", methods=["GET", "POST"])
def new(slug: str) -> Answer:
    """Put together a new list."""
    event = event_page.find_or_404(slug, get_event)
    draft = Draft("", False, USUAL, Limits(), Order.NAME)
    return _edited(event, None, draft)


@bp.route("/<uid>/andra", methods=["GET", "POST"])
def edit(slug: str, uid: str) -> Answer:
    """Change one's own."""
    event = event_page.find_or_404(slug, get_event)
    row = _changeable(event, uid)
    return _edited(event, row, draft_of(row))


def _changeable(event: Event, uid: str) -> OwnList:
    row = find_or_404(event, uid)
    if not may_change(row):
        abort(403)
    return row


def _edited(event: Event, row: OwnList | None, draft: Draft) -> Answer:
    """The form, looked at, put in order or saved. "upp" and "ner" name the column whose button was pressed; the script
    that lets one drag asks without a page ("tyst"): the order stands on the page until it is saved.
    """
    form, asked = OwnListForm(data=own_list_data(draft)), catalogue(event)
    form.offer(asked, choices_for(event))
    if "tyst" in request.form:
        return Response(status=204)
    if any(event_page.wants(button) for button in ("visa", "upp", "ner")):
        _put_in_order(form, asked)
    elif form.validate_on_submit():
        return _save(event, row, form)
    return _page(event, row, form)


def _put_in_order(form: OwnListForm, asked: Catalogue) -> None:
    key = request.form.get("upp") or request.form.get("ner") or ""
    columns = asked.found(dict.fromkeys(form.kolumn.data or ()))
    keys = moved(tuple(one.key for one in columns), key, -1 if "upp" in request.form else 1)
    form.kolumn.data = list(keys)
    if key in keys:
        told = {"column": asked.offered[key].column.heading, "place": keys.index(key) + 1, "number": len(keys)}
        flash(gettext("”%(column)s” är nu kolumn %(place)d av %(number)d.", **told), "good")


def _save(event: Event, row: OwnList | None, form: OwnListForm) -> Answer:
    draft, actor, now = form.draft(), guards.actor(), clock.now()
    owner, uid = guards.current_account().id, row.uid if row else ""
    with transaction():
        if uid:
            outcome = keeping_own.change(event, uid, draft, now=now, actor=actor)
        else:
            outcome = keeping_own.keep(event, owner, draft, now=now, actor=actor)
    match outcome:
        case Kept():
            flash(gettext("Listan ”%(name)s” är sparad.", name=draft.name), "good")
            return redirect(url_for("own_lists.view", slug=event.slug, uid=outcome.uid), 303)
        case NameTaken():
            form.name.errors = [gettext("Du har redan en lista som heter så. Välj ett annat namn.")]
        case ColumnGone():
            form.kolumn.errors = [str(form.kolumn.unknown)]
        case _:
            assert_never(outcome)
    return _page(event, find_or_404(event, uid) if uid else None, form)


def _page(event: Event, row: OwnList | None, form: OwnListForm) -> Answer:
    asked = catalogue(event)
    columns = asked.found(dict.fromkeys(form.kolumn.data or ()))
    shown = _preview(asked, columns, form.draft())
    gone = [] if row is None else [h for k, h in zip(row.columns, row.headings, strict=True) if k not in asked.offered]
    page = event_page.show(
        "organizer/lists/own_form.html",
        event,
        form=form,
        own=row,
        columns=columns,
        gone=gone,
        left=not_chosen(asked, columns),
        shown=shown,
        here=request.path,
    )
    return (page, 422) if form.errors else page


def _preview(asked: Catalogue, columns: list[Offered], draft: Draft) -> Shown:
    """The first rows. That they were seen is logged."""
    if not columns:
        return Shown([], [], False)
    chosen = draft.limits.chosen(asked.event, protected=sees_protected())
    list_choices.record("list.viewed", asked.event, {"list": draft.name or gettext(_PREVIEW)})
    table = table_of(asked, draft.name, columns, chosen, draft.order, clock.now())
    return list_table.shown(table, _PREVIEWED)


@bp.get("/<uid>")
def view(slug: str, uid: str) -> str:
    """A list on the screen: its first rows."""
    event = event_page.find_or_404(slug, get_event)
    row = find_or_404(event, uid)
    list_choices.record("list.viewed", event, {"list": row.name})
    made = make(event, row, now=clock.now())
    shown = list_table.shown(made.table)
    return event_page.show(
        "organizer/lists/own_view.html",
        event,
        own=row,
        made=made,
        shown=shown,
        limits=list_choices.limits(event, made.chosen),
        may_change=may_change(row),
    )


@bp.get("/<uid>.<any(csv, xlsx, pdf):ending>")
def download(slug: str, uid: str, ending: str) -> Response:
    """A list as a file. Each download is an audit entry."""
    event = event_page.find_or_404(slug, get_event)
    row = find_or_404(event, uid)
    list_choices.record("list.downloaded", event, {"list": row.name, "format": ending})
    made = make(event, row, now=clock.now())
    name = slug_of(f"lista {row.name}", ())
    limits = choices_for(event).in_words(made.chosen) if made.chosen else []
    if ending == "pdf":
        lead = downloads.fetched(*limits)
        draw = partial(table_pdf, made.table, event=event.title, lead=lead)
        return downloads.paper(draw, event, name, url_for("own_lists.view", slug=slug, uid=uid))
    return downloads.sheet(made.table, event, name, ending, limits)


@bp.post("/<uid>/kopiera")
def copy(slug: str, uid: str) -> Response:
    """The same list as one's own, to change."""
    event, actor = event_page.find_or_404(slug), guards.actor()
    row, owner = find_or_404(event, uid), guards.current_account().id
    with transaction():
        made = keeping_own.copy(event, row, owner, gettext("Kopia av %(name)s"), now=clock.now(), actor=actor)
    flash(gettext("Kopian är din egen: ändra den som du vill."), "good")
    return redirect(url_for("own_lists.edit", slug=slug, uid=made.uid), 303)


@bp.get("/<uid>/ta-bort")
def show_remove(slug: str, uid: str) -> str:
    """What happens when the list is removed."""
    event = event_page.find_or_404(slug, get_event)
    return event_page.show("organizer/lists/own_remove.html", event, own=_changeable(event, uid))


@bp.post("/<uid>/ta-bort")
def remove(slug: str, uid: str) -> Response:
    """The list is no more; nobody on it is changed."""
    event, actor = event_page.find_or_404(slug), guards.actor()
    name = _changeable(event, uid).name
    with transaction():
        keeping_own.remove(event, uid, now=clock.now(), actor=actor)
    flash(gettext("Listan ”%(name)s” är borttagen. Inga uppgifter om personer har ändrats.", name=name), "good")
    return redirect(url_for("lists.show", slug=slug, _anchor="egna"), 303)
