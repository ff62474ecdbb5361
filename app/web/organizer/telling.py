"""Before a change of a meeting that people know of is saved: what they will be told, and whether they are to be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.desk import tell
from app.desk.concerned import Concerned
from app.events.model import Event
from app.events.rules.kinds import EventState
from app.events.rules.news import News, is_off
from app.kernel import clock
from app.kernel.db import rehearsal, transaction
from app.kernel.words import N_
from app.mail import render
from app.mail.letter import Letter
from app.web import guards, hiding
from app.web.fields import Form, TextField
from app.web.organizer.event_page import find_or_404, show, wants
from app.web.organizer.letter_frame import Preview
from app.web.running import undo_minutes, undo_time

bp = Blueprint("telling", __name__, url_prefix="/arrangor/moten/<slug>/andringsbrev")

Outcome = TypeVar("Outcome")
_NOT_ASKED_AGAIN = frozenset({"csrf_token", "tell", "tell_note", "tell_again", "back", "preview"})
_SAMPLES = 3
_RECEIVERS = {
    "moved": N_("Anmälda och i kö"),
    "moved_invited": N_("Har inte svarat"),
    "moved_place": N_("Organisationer med platser utan namn"),
    "cancelled": N_("Anmälda, i kö eller inte svarat"),
    "cancelled_place": N_("Organisationer med platser utan namn"),
}


class TellForm(Form):
    """What goes with the letters."""

    tell_note = TextField(
        _("Några ord i brevet"), limit=1000, description=_("Till exempel varför. Står före det som är ändrat.")
    )


@dataclass(frozen=True)
class Group:
    """How many get a letter of one kind, and what it says to some of them."""

    label: str
    number: int
    samples: tuple[Preview, ...]


@dataclass(frozen=True)
class Review:
    """What is new, who hears of it, and how many cannot be reached."""

    news: tuple[News, ...]
    groups: tuple[Group, ...]
    left_out: int

    @property
    def number(self) -> int:
        """How many letters it is."""
        return sum(one.number for one in self.groups)


@dataclass(frozen=True)
class Asked:
    """Nothing is saved: the page asks whether to tell."""

    page: str


@dataclass(frozen=True)
class Done(Generic[Outcome]):
    """It is saved, or refused, as ``outcome`` says."""

    outcome: Outcome


def settle(event: Event, act: Callable[[], Outcome], *, now: datetime, back: str = "") -> Done[Outcome] | Asked:
    """Do ``act``, and write the letters about it if the organizer has chosen so. Where somebody is concerned and
    nothing has been chosen yet, nothing is done: the page that asks is given, with all that was written. ``back``:
    where it leads back to, for a form that has no page of its own.
    """
    form = TellForm()
    chosen = request.form.get("tell", "") if form.validate() else ""
    if chosen not in ("now", "not") and event.state is EventState.PUBLISHED:
        review = _foreseen(event, act, now, form.tell_note.data or "")
        if review.groups:
            return Asked(_page(event, form, review, now, back))
    actor = guards.actor()
    with transaction():
        note = form.tell_note.data or ""
        outcome, _told = tell.change(
            event, act, now=now, actor=actor, tell=chosen == "now", note=note, undo=undo_time()
        )
    return Done(outcome)


def _foreseen(event: Event, act: Callable[[], object], now: datetime, note: str) -> Review:
    """What it would come to: done, looked at, and undone, so that page and letter cannot differ. Those whom the one
    signed in may not see are counted and no sample.
    """
    with rehearsal():
        _outcome, told = tell.change(event, act, now=now, actor=guards.actor(), tell=False, note=note)
        made = {
            kind: [(one, one.write()) for one in _unlike(list(filter(_may_be_shown, ones)))]
            for kind, ones in told.groups.items()
        }
    groups = [Group(_RECEIVERS[kind], len(ones), _samples(made[kind])) for kind, ones in told.groups.items()]
    return Review(told.news, tuple(groups), told.left_out)


def _may_be_shown(one: Concerned) -> bool:
    return not hiding.is_told_by(f"{one.key} {one.name}")


def _unlike(ones: list[Concerned]) -> list[Concerned]:
    """Some who are told different things."""
    found = {one.news: one for one in reversed(ones)}
    return list(found.values())[::-1][:_SAMPLES]


def _samples(made: list[tuple[Concerned, Letter]]) -> tuple[Preview, ...]:
    shown = [Preview(one.name, one.about, render.preview(letter)) for one, letter in made]
    return tuple(one for one in shown if not hiding.is_told_by(one.rendered.text))


def _page(event: Event, form: TellForm, review: Review, now: datetime, back: str) -> str:
    return show(
        "organizer/events/telling.html",
        event,
        form=form,
        review=review,
        off=is_off(review.news),
        typed=[(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_ASKED_AGAIN],
        back=back,
        minutes=undo_minutes(),
    )


def goes_back() -> bool:
    """Whether the organizer wants to write more before anything is saved."""
    return wants("back")


@bp.post("/stoppa")
def stop(slug: str) -> Response:
    """Keep the letters about changes that have not left from being sent."""
    event, actor = find_or_404(slug), guards.actor()
    with transaction():
        number = tell.stop(event, now=clock.now(), actor=actor)
    if number:
        flash(ngettext("%(num)d brev är stoppat.", "%(num)d brev är stoppade.", number), "good")
    else:
        flash(gettext("Breven har redan skickats."), "warning")
    return redirect(url_for("events.overview", slug=slug), 303)
