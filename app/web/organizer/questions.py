"""What an event asks: the questions in order, one of them, the library, and the form as others see it."""

from typing import assert_never

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk.edit_question import edit_question
from app.events import actions, queries
from app.events.model import Event, LibraryQuestion, Part, Question
from app.events.queries import questions as asking
from app.events.rules.outcomes import EditedMeanwhile
from app.events.rules.question_drafts import QuestionRefused, QuestionSaved, moved
from app.events.rules.questions import QuestionValue
from app.kernel import clock
from app.kernel.db import transaction
from app.people import queries as people
from app.registrations.queries import count_answers, count_chosen
from app.web import guards
from app.web.organizer.event_page import find_or_404, seen_version, show, wants
from app.web.organizer.question_forms import QuestionForm, empty_question, option_words, question_data

bp = Blueprint("questions", __name__, url_prefix="/arrangor/moten/<slug>/fragor")

Answer = str | tuple[str, int] | Response


def _to(event: Event, anchor: str | None = None) -> Response:
    return redirect(url_for("questions.show", slug=event.slug, _anchor=anchor), 303)


def _question(event: Event, uid: str) -> Question:
    try:
        return asking.get_question(event, uid)
    except asking.QuestionMissingError:
        abort(404)


def _asked(event: Event, uid: str) -> tuple[QuestionValue, tuple[QuestionValue, ...]]:
    """The question with ``uid``, which must be asked now, and all of them."""
    every = asking.list_questions(event.id)
    return next((one for one in every if one.uid == uid), None) or abort(404), every


def _parts(event: Event, own: int | None) -> list[Part]:
    """The parts a question can be about, and the one it is about: cancelled, it must be chosen away knowingly."""
    return [part for part in event.parts if part.cancelled_at is None or part.id == own]


@bp.get("", endpoint="show")
def show_questions(slug: str) -> str:
    """The questions in their order, and those that have been removed."""
    event = find_or_404(slug, queries.get_whole_event)
    return show(
        "organizer/questions/list.html",
        event,
        questions=asking.list_questions(event.id),
        removed=asking.list_removed(event.id),
        parts={part.id: part for part in event.parts},
        roles={role.id: role.name for role in people.list_roles()},
        answers=count_answers(event.id),
        chosen=count_chosen(event.id),
    )


@bp.route("/ny", methods=["GET", "POST"])
def add(slug: str) -> Answer:
    """A new question."""
    event = find_or_404(slug, queries.get_whole_event)
    form = QuestionForm(data=empty_question() | {"seen": event.version})
    every = asking.list_questions(event.id)
    if not _is_right(form, event, every, ""):
        return show("organizer/questions/question.html", event, form=form, question=None, meanwhile=None)
    draft, actor = form.answers(), guards.actor()
    with transaction():
        outcome = actions.add_question(event, draft, now=clock.now(), actor=actor)
    match outcome:
        case QuestionRefused(faults):
            form.blame(faults)
            return show("organizer/questions/question.html", event, form=form, question=None, meanwhile=None), 422
        case QuestionSaved():
            flash(_("Frågan ”%(question)s” är tillagd.", question=draft.label), "good")
            return _to(event)
        case _:
            assert_never(outcome)


@bp.route("/<uid>", methods=["GET", "POST"])
def edit(slug: str, uid: str) -> Answer:
    """Change a question; where there are answers they keep the old wording."""
    event = find_or_404(slug, queries.get_whole_event)
    value, every = _asked(event, uid)
    form = QuestionForm(data=question_data(asking.question_draft_of(value)) | {"seen": event.version})
    if not _is_right(form, event, every, uid):
        return _page(event, value, form)
    draft, actor = form.answers(), guards.actor()
    with transaction():
        question = _question(event, uid)
        outcome = edit_question(event, question, draft, now=clock.now(), actor=actor, seen=seen_version(form))
    match outcome:
        case EditedMeanwhile():
            form.seen.data = str(outcome.version)
            return _page(event, value, form, outcome), 409
        case QuestionRefused(faults):
            form.blame(faults)
            return _page(event, value, form), 422
        case QuestionSaved():
            _tell(draft.label, outcome)
            return _to(event)
        case _:
            assert_never(outcome)


def _tell(label: str, outcome: QuestionSaved) -> None:
    flash(_("Frågan ”%(question)s” är sparad.", question=label), "good")
    if outcome.new_version:
        flash(_("Svar som redan lämnats behåller den gamla frågan. I listorna står båda."), "info")


def _is_right(form: QuestionForm, event: Event, every: tuple[QuestionValue, ...], own: str) -> bool:
    """Whether the question was sent and can be saved; "add_line" only asks for one more option."""
    if wants("add_line"):
        form.options.append_entry({})
    part_id = next((one.part_id for one in every if one.uid == own), None)
    form.offer(_parts(event, part_id), people.list_roles(), every, own)
    fine: bool = not wants("add_line") and form.validate_on_submit()
    return fine


def _page(event: Event, value: QuestionValue, form: QuestionForm, meanwhile: EditedMeanwhile | None = None) -> str:
    return show(
        "organizer/questions/question.html",
        event,
        form=form,
        question=value,
        meanwhile=meanwhile,
        answered=count_answers(event.id).get(value.id, 0),
        versions=asking.list_versions(value.id),
    )


@bp.post("/ordning")
def order(slug: str) -> Answer:
    """Put the questions in order: "ordning" names them all, "upp" or "ner" the one whose button was pressed. The script
    that lets one drag them asks for an answer without a page ("tyst").
    """
    event, actor = find_or_404(slug), guards.actor()
    wanted = tuple(request.form.getlist("ordning")) or tuple(one.uid for one in asking.list_questions(event.id))
    uid = request.form.get("upp") or request.form.get("ner") or ""
    if uid:
        wanted = moved(wanted, uid, -1 if "upp" in request.form else 1)
    with transaction():
        actions.order_questions(event, wanted, now=clock.now(), actor=actor)
    if "tyst" in request.form:
        return Response(status=204)
    every = asking.list_questions(event.id)
    place = next((number for number, one in enumerate(every, 1) if one.uid == uid), 0)
    if place:
        told = {"question": every[place - 1].label, "place": place, "number": len(every)}
        flash(_("”%(question)s” är nu fråga %(place)d av %(number)d.", **told), "good")
    return _to(event, f"fraga-{uid}" if place else None)


@bp.post("/<uid>/ta-bort")
def remove(slug: str, uid: str) -> Response:
    """Ask it no longer; its answers stay."""
    event, actor = find_or_404(slug), guards.actor()
    with transaction():
        question = _question(event, uid)
        outcome = actions.remove_question(event, question, now=clock.now(), actor=actor)
    _tell_or_refuse(outcome, _("Frågan ”%(question)s” är borttagen.", question=question.label))
    return _to(event)


@bp.post("/<uid>/aterstall")
def restore(slug: str, uid: str) -> Response:
    """Ask it again."""
    event, actor = find_or_404(slug), guards.actor()
    with transaction():
        question = _question(event, uid)
        outcome = actions.restore_question(event, question, now=clock.now(), actor=actor)
    _tell_or_refuse(outcome, _("Frågan ”%(question)s” ställs igen, sist.", question=question.label))
    return _to(event)


def _tell_or_refuse(outcome: QuestionSaved | QuestionRefused, said: str) -> None:
    match outcome:
        case QuestionSaved():
            flash(said, "good")
        case QuestionRefused(faults):
            for one in faults:
                flash(_(one.fault.label, what=one.what), "warning")
        case _:
            assert_never(outcome)


@bp.get("/bibliotek")
def library(slug: str) -> str:
    """The questions that have been kept for other meetings."""
    event = find_or_404(slug)
    return show("organizer/questions/library.html", event, kept=asking.list_library(), option_words=option_words)


@bp.post("/<uid>/bibliotek")
def keep(slug: str, uid: str) -> Response:
    """Keep a question in the library."""
    event, actor = find_or_404(slug), guards.actor()
    _asked(event, uid)
    with transaction():
        kept = actions.save_to_library(event, _question(event, uid), now=clock.now(), actor=actor)
    flash(_("”%(question)s” finns nu i biblioteket.", question=kept.label), "good")
    return _to(event)


@bp.post("/bibliotek/<uid>/lagg-till")
def add_kept(slug: str, uid: str) -> Response:
    """Ask a question of the library, of everybody; it can be changed afterwards."""
    event, actor = find_or_404(slug), guards.actor()
    with transaction():
        kept = _kept(uid)
        outcome = actions.add_question(event, asking.library_draft_of(kept), now=clock.now(), actor=actor)
    _tell_or_refuse(outcome, _("Frågan ”%(question)s” är tillagd.", question=kept.label))
    return _to(event)


@bp.post("/bibliotek/<uid>/ta-bort")
def forget(slug: str, uid: str) -> Response:
    """Take a question out of the library; meetings that ask it go on."""
    event, actor = find_or_404(slug), guards.actor()
    with transaction():
        kept = _kept(uid)
        actions.remove_from_library(kept, now=clock.now(), actor=actor)
    flash(_("”%(question)s” är borttagen ur biblioteket.", question=kept.label), "good")
    return redirect(url_for("questions.library", slug=event.slug), 303)


def _kept(uid: str) -> LibraryQuestion:
    try:
        return asking.get_library_question(uid)
    except asking.QuestionMissingError:
        abort(404)
