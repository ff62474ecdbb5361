"""One act on many registrations: reviewed with names and number, done by one press, undone while its letters wait."""

from typing import assert_never
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.events.model import Event
from app.events.queries import get_whole_event
from app.events.rules.letter_text import FIELDS, LIMIT
from app.events.rules.letter_texts import message_fault
from app.invitations.letters import capacity
from app.invitations.model import Invitation
from app.invitations.queries import unlike
from app.kernel import clock
from app.kernel.db import transaction
from app.mail import render
from app.mail.wording import FieldsUnknown
from app.registrations import actions, letters, queries
from app.registrations.actions import Told
from app.registrations.model import BulkAct, Registration
from app.registrations.rules import Mode
from app.registrations.rules.bulk import (
    MOST,
    BulkKind,
    BulkResult,
    LineStopped,
    LineTooShort,
    expected,
    may_be_undone,
)
from app.registrations.rules.mailings import SameLately
from app.web import guards
from app.web.fields import Form, LineField, TextField
from app.web.organizer import answers_list
from app.web.organizer.event_page import find_or_404, wants
from app.web.organizer.event_page import show as show_event
from app.web.organizer.letter_frame import unknown_fields
from app.web.running import undo_minutes, undo_time

bp = Blueprint("bulk", __name__, url_prefix="/arrangor/moten/<slug>/anmalda/atgard")

Answer = str | tuple[str, int] | Response


class BulkForm(Form):
    """What is done, with whom, and what goes with it."""

    act = HiddenField()
    chosen = HiddenField()
    nonce = HiddenField()
    again = HiddenField()
    reason = LineField(_("Skäl"), limit=300, description=_("Står i loggen."))
    subject = LineField(_("Ämne"), limit=150)
    text = TextField(_("Brev"), limit=LIMIT, description=_("En tom rad ger ett nytt stycke."))

    def told(self) -> Told:
        """What goes with the act."""
        return Told(
            self.reason.data or "", self.subject.data or "", self.text.data or "", again=self.again.data == "ja"
        )

    def fits(self, kind: BulkKind) -> bool:
        """Whether what ``kind`` needs is written."""
        needed = {
            BulkKind.CONFIRM: ((self.reason, _("Skriv varför de får plats utöver gränsen")),),
            BulkKind.WRITE: ((self.subject, _("Skriv ett ämne")), (self.text, _("Skriv brevet"))),
        }
        for field, words in needed.get(kind, ()):
            if not field.data:
                field.errors = [words]
        strange = message_fault(self.subject.data or "", self.text.data or "") if kind is BulkKind.WRITE else None
        if strange is not None:
            self.text.errors = [unknown_fields(strange)]
        return not self.errors


@bp.get("")
def review(slug: str) -> Answer:
    """Who is concerned, and what happens to them. Nothing is done."""
    event = find_or_404(slug, get_whole_event)
    kind = _kind(request.args.get("vad", ""))
    shown = answers_list.of(event).narrowed
    chosen = shown.all_ids if "alla" in request.args else _ids(request.args.getlist("anmalan"))
    back = redirect(shown.page_url(1), 303)
    if not chosen:
        flash(gettext("Markera dem det gäller först."), "info")
        return back
    if len(chosen) > MOST:
        flash(gettext("Välj högst %(most)d åt gången. Begränsa listan med ett filter.", most=MOST), "info")
        return back
    form = BulkForm(formdata=None)
    form.act.data, form.nonce.data = kind.value, str(uuid4())
    form.chosen.data = ",".join(map(str, chosen))
    return _review_page(event, kind, form)


@bp.post("")
def perform(slug: str) -> Answer:
    """Do it, once."""
    event, form, actor = find_or_404(slug, get_whole_event), BulkForm(), guards.actor()
    kind, chosen = _kind(form.act.data or ""), _ids((form.chosen.data or "").split(","))
    if not (0 < len(chosen) <= MOST and _is_nonce(form.nonce.data or "")):
        abort(400)
    if not (form.validate() and form.fits(kind)) or wants("preview"):
        return _review_page(event, kind, form), 422 if form.errors else 200
    nonce = form.nonce.data or ""
    with transaction():
        outcome = actions.perform(
            event, kind, chosen, nonce, form.told(), now=clock.now(), actor=actor, undo_time=undo_time()
        )
    match outcome:
        case FieldsUnknown():
            form.text.errors = [unknown_fields(outcome)]
            return _review_page(find_or_404(slug, get_whole_event), kind, form), 422
        case SameLately(count):
            return _review_page(find_or_404(slug, get_whole_event), kind, form, same=count), 409
        case LineTooShort() | LineStopped():
            return _review_page(find_or_404(slug, get_whole_event), kind, form), 409
        case BulkAct():
            return redirect(url_for("bulk.result", slug=slug, uid=outcome.uid), 303)
        case _:
            assert_never(outcome)


@bp.get("/<uid>")
def result(slug: str, uid: str) -> str:
    """What came of it, and the way back while there is one."""
    event = find_or_404(slug)
    act = _act_or_404(event, uid)
    now = clock.now()
    return show_event(
        "organizer/answers/result.html",
        event,
        act=act,
        until=act.at + undo_time(),
        may_undo=may_be_undone(act.at, act.undone_at, now, undo_time()),
        heading=_done_words(act),
    )


@bp.post("/<uid>/angra")
def undo(slug: str, uid: str) -> Response:
    """Put everybody back who can be put back."""
    event, actor = find_or_404(slug), guards.actor()
    _act_or_404(event, uid)
    with transaction():
        done = actions.undo(event, uid, now=clock.now(), actor=actor, undo_time=undo_time())
    if done is None:
        flash(gettext("Det går inte att ångra längre."), "warning")
    else:
        flash(gettext("Ångrat."), "good")
    return redirect(url_for("bulk.result", slug=slug, uid=uid), 303)


def _kind(value: str) -> BulkKind:
    return BulkKind(value) if value in list(BulkKind) else abort(404)


def _is_nonce(value: str) -> bool:
    """Whether it is one that a review made: it becomes the act's address."""
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def _ids(values: list[str]) -> tuple[int, ...]:
    numbers = (int(value) for value in values[: MOST + 1] if value.isascii() and value.isdecimal() and len(value) < 10)
    return tuple(dict.fromkeys(numbers))


def _act_or_404(event: Event, uid: str) -> BulkAct:
    return queries.find_act(event.id, uid) or abort(404)


def _review_page(event: Event, kind: BulkKind, form: BulkForm, *, same: int = 0) -> str:
    """``same``: how many got the same words a moment ago."""
    rows = queries.list_for_act(event.id, _ids((form.chosen.data or "").split(",")))
    told = [(one, expected(kind, one.state, **_standing(one))) for one in rows]
    ready = [one for one, why in told if why is None]
    return show_event(
        "organizer/answers/review.html",
        event,
        kind=kind,
        form=form,
        ready=ready,
        others=[(one, why) for one, why in told if why is not None],
        stopped=kind is BulkKind.QUEUE and queries.is_line_stopped(event, clock.today()),
        vain=kind is BulkKind.QUEUE and queries.is_line_too_short(event, ready),
        fields=FIELDS,
        previews=_previews(ready, form) if kind is BulkKind.WRITE and form.text.data else [],
        minutes=undo_minutes(),
        same=same,
    )


def _standing(one: Registration) -> dict[str, bool]:
    held = queries.active_parts(one)
    return {
        "waits": one.queued_at is not None or any(row.queued_at is not None for row in held),
        "in_line": one.queued_at is not None,
        "on_site": any(row.mode is Mode.ON_SITE for row in held),
        "invited": one.invitation is not None,
        "has_address": bool(one.person.address),
    }


def _previews(ready: list[Registration], form: BulkForm) -> list[tuple[Invitation, str, render.Rendered]]:
    invited = [one.invitation for one in ready if one.invitation is not None]
    told = form.told()
    return [
        (one, capacity(one), render.preview(letters.message(one, told.subject, told.text))) for one in unlike(invited)
    ]


def _done_words(act: BulkAct) -> str:
    number = sum(one.result is BulkResult.DONE for one in act.items)
    match act.kind:
        case BulkKind.CONFIRM:
            return ngettext("%(num)d har fått plats", "%(num)d har fått plats", number)
        case BulkKind.QUEUE:
            return ngettext("%(num)d står sist i kön", "%(num)d står sist i kön", number)
        case BulkKind.CANCEL:
            return ngettext("%(num)d är avbokad", "%(num)d är avbokade", number)
        case BulkKind.RESEND:
            return ngettext("%(num)d får länken igen", "%(num)d får länken igen", number)
        case BulkKind.WRITE:
            return ngettext("%(num)d får brevet", "%(num)d får brevet", number)
        case _:
            assert_never(act.kind)
