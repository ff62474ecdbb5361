"""End an assignment and name the successor in one step."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.desk import succeed
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.text import clean_line
from app.kernel.words import date_span
from app.people import actions, queries
from app.people.model import Assignment, Person
from app.people.rules.assignments import Term, is_possible
from app.people.rules.register import RegisterFilter
from app.web import guards
from app.web.fields import pairs
from app.web.organizer.register_forms import NEW, NOBODY, SuccessionForm

bp = Blueprint("succession", __name__, url_prefix="/arrangor/register/uppdrag")
_MOST_FOUND = 10


@bp.get("/<uid>/avsluta")
def show(uid: str) -> str:
    """What ending the assignment concerns, and who may come after."""
    held = queries.get_assignment(uid)
    form, concerned = _form(held, _find(held))
    if not form.last_day.data:
        form.last_day.data = held.ends_on or clock.today()
    form.successor.data = form.successor.data or NEW
    _tick_proposed(form, concerned)
    return _page(held, form, concerned)


@bp.post("/<uid>/avsluta")
def end(uid: str) -> str | Response:
    """End it, and do what was chosen."""
    held = queries.get_assignment(uid)
    form, concerned = _form(held, _find(held))
    if form.validate() and not is_possible(Term(held.starts_on, form.last_day.data)):
        form.last_day.errors = [gettext("Skriv en dag som inte är före uppdragets första dag")]
    last_day = form.last_day.data
    if form.errors or last_day is None:
        return _page(held, form, concerned)
    who, now = guards.actor(), clock.now()
    chosen = succeed.Choices(form.revoke.data, form.invite.data, form.pass_on.data)
    with transaction():
        held = queries.get_assignment(uid)
        successor = _successor(form, who, now)
        done = succeed.succeed(held, last_day, successor, chosen, now=now, actor=who)
    flash(told(done, successor), "good")
    return redirect(url_for("register.person", uid=(successor or held.person).uid), 303)


def _successor(form: SuccessionForm, who: Any, now: Any) -> Person | None:
    if form.successor.data == NOBODY:
        return None
    if form.successor.data == NEW:
        return actions.create_person(form.new_person(), now=now, actor=who)
    return queries.lock_person(form.successor.data)


def _find(held: Assignment) -> Sequence[Person]:
    """Those whom the search finds, but for the old holder; and the one chosen before, so that the choice stays."""
    text = clean_line(request.args.get("q", ""), 100)
    found = list(queries.search(RegisterFilter(text=text), 1, clock.today()).people[:_MOST_FOUND]) if text else []
    chosen = queries.find_person(request.form.get("successor", "")) if request.form else None
    if chosen is not None and chosen not in found:
        found.append(chosen)
    return [person for person in found if person.uid != held.person.uid]


def _form(held: Assignment, found: Sequence[Person]) -> tuple[SuccessionForm, list[succeed.Concerned]]:
    form = SuccessionForm()
    last_day = form.last_day.data or held.ends_on or clock.today()
    concerned = succeed.list_concerned(held, last_day)
    form.successor.choices = pairs(
        [
            *((person.uid, _words(person)) for person in found),
            (NEW, gettext("En ny person")),
            (NOBODY, gettext("Ingen än, rollen blir vakant")),
        ]
    )
    alone = [one for one in concerned if one.alone]
    form.revoke.choices = _meetings(alone)
    form.invite.choices = _meetings(concerned)
    form.pass_on.choices = _meetings([one for one in alone if one.seated])
    return form, concerned


def _words(person: Person) -> str:
    """Enough to tell two of the same name apart."""
    held = [f"{one.role.name}, {one.organisation.name}" for one in person.assignments]
    return ", ".join([person.name, *(held[:1] or [person.address or gettext("utan uppdrag")])])


def _meetings(concerned: list[succeed.Concerned]) -> Any:
    return pairs([(one.invitation.uid, _meeting(one)) for one in concerned])


def _meeting(one: succeed.Concerned) -> str:
    event = one.invitation.event
    return f"{event.title}, {date_span(event.starts_on, event.ends_on)}"


def _tick_proposed(form: SuccessionForm, concerned: list[succeed.Concerned]) -> None:
    form.revoke.data = [one.invitation.uid for one in concerned if one.alone]
    form.invite.data = [one.invitation.uid for one in concerned]
    form.pass_on.data = [one.invitation.uid for one in concerned if one.alone and one.seated]


def _page(held: Assignment, form: SuccessionForm, concerned: list[succeed.Concerned]) -> str:
    return render_template(
        "organizer/register/succession.html",
        held=held,
        form=form,
        concerned=concerned,
        text=clean_line(request.args.get("q", ""), 100),
        shared=[one for one in concerned if not one.alone],
    )


def told(done: succeed.Succeeded, successor: Person | None, sent: int = 0) -> str:
    """What ending the assignment came to, in words. ``sent``: of the invitations made, those that have been sent."""
    words = [gettext("Uppdraget är avslutat.")]
    if successor is not None:
        words.append(gettext("%(name)s tar över.", name=successor.name))
    if done.revoked:
        words.append(gettext("Återkallade inbjudningar: %(count)d.", count=done.revoked))
    if done.passed:
        words.append(gettext("Platser som gick över: %(count)d.", count=done.passed))
    if sent:
        words.append(gettext("Skickade inbjudningar: %(count)d.", count=sent))
    if (left := done.invited - done.passed - sent) > 0:
        words.append(gettext("Nya inbjudningar att skicka: %(count)d.", count=left))
    return " ".join(words)
