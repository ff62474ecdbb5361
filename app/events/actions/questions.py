"""Questions of an event: written, changed, ordered, removed, kept in the library, carried to next year."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.events import queries
from app.events.actions import marks
from app.events.model import Event, LibraryQuestion, Question, QuestionOption, QuestionRole, QuestionVersion
from app.events.queries import questions as asking
from app.events.rules.changes import Change
from app.events.rules.outcomes import EditedMeanwhile
from app.events.rules.question_drafts import (
    DraftFault,
    Faulty,
    QuestionDraft,
    QuestionRefused,
    QuestionSaved,
    asks_more,
    faults,
    question_changes,
    reordered,
    same_wording,
)
from app.events.rules.questions import QuestionValue, dependants
from app.kernel.db import db
from app.kernel.text import sort_key

_EDITED = frozenset({"question_kind", "question", "help", "required", "legal_basis", "options", "circle", "condition"})


def add_question(event: Event, draft: QuestionDraft, *, now: datetime, actor: Actor) -> QuestionSaved | QuestionRefused:
    """Ask a new question, after the others."""
    event = queries.lock_event(event)
    known = asking.list_questions(event.id)
    if found := faults(draft, "", known, _part_ids(event)):
        return QuestionRefused(found)
    question = _new(event, draft, _after_all(event), {one.uid: one.id for one in known}, now)
    _record(event, "question.added", (Change("question", "", draft.label),), question, now, actor)
    return QuestionSaved(question.uid)


def edit_question(
    event: Event,
    question: Question,
    draft: QuestionDraft,
    *,
    answered: bool,
    now: datetime,
    actor: Actor,
    seen: int | None = None,
) -> QuestionSaved | QuestionRefused | EditedMeanwhile:
    """Write ``draft`` over a question whose event the editor saw as version ``seen``. ``answered``: somebody has
    answered it; then a new wording makes a new version, and the answers keep the old. The event is held by the caller.
    """
    known = asking.list_questions(event.id)
    value = next(one for one in known if one.uid == question.uid)
    old = asking.question_draft_of(value)
    told = question_changes(old, draft)
    if old == draft:
        return QuestionSaved(question.uid, changed=False)
    if (edited := marks.meanwhile(event, seen, _EDITED, question=question)) is not None:
        return edited
    if found := faults(draft, question.uid, known, _part_ids(event)):
        return QuestionRefused(found)
    anew = answered and not same_wording(old, draft)
    if anew:
        _keep_wording(value, now)
        question.version += 1
    if asks_more(old, draft):
        question.required_since = now
    _write(question, draft, {one.uid: one.id for one in known})
    _write_options(value, draft, now)
    _write_roles(question, draft)
    _record(event, "question.edited", told, question, now, actor)
    return QuestionSaved(question.uid, new_version=anew)


def remove_question(
    event: Event, question: Question, *, now: datetime, actor: Actor
) -> QuestionSaved | QuestionRefused:
    """Ask it no longer. The answers stay with it, and it can be restored; refused while another depends on it."""
    event = queries.lock_event(event)
    if question.removed_at is not None:
        return QuestionSaved(question.uid, changed=False)
    if others := dependants(asking.list_questions(event.id), question.uid):
        return QuestionRefused(tuple(Faulty(DraftFault.DEPENDED_UPON, one.label) for one in others))
    question.removed_at = now
    _record(event, "question.removed", (Change("question", question.label, ""),), question, now, actor)
    return QuestionSaved(question.uid)


def restore_question(
    event: Event, question: Question, *, now: datetime, actor: Actor
) -> QuestionSaved | QuestionRefused:
    """Ask it again, last. Nobody who registered meanwhile is held up by it."""
    event = queries.lock_event(event)
    if question.removed_at is None:
        return QuestionSaved(question.uid, changed=False)
    other = db.session.get(Question, question.depends_on_id) if question.depends_on_id else None
    if other is not None and other.removed_at is not None:
        return QuestionRefused((Faulty(DraftFault.REMOVED, other.label),))
    question.removed_at, question.position = None, _after_all(event)
    question.required_since = now if question.required else None
    _record(event, "question.restored", (Change("question", "", question.label),), question, now, actor)
    return QuestionSaved(question.uid)


def order_questions(event: Event, uids: Sequence[str], *, now: datetime, actor: Actor) -> None:
    """Ask in this order; questions that are not named come after, in the order they had."""
    event = queries.lock_event(event)
    before = [one.uid for one in asking.list_questions(event.id)]
    after = reordered(before, uids)
    if tuple(before) == after:
        return
    places = {uid: position for position, uid in enumerate(after)}
    for question in db.session.scalars(sa.select(Question).where(Question.event_id == event.id)):
        question.position = places.get(question.uid, question.position)
    marks.record(event, "question.ordered", (), now=now, actor=actor)


def save_to_library(event: Event, question: Question, *, now: datetime, actor: Actor) -> LibraryQuestion:
    """Keep the question for other events; one of the same words in the library is replaced."""
    value = next(one for one in asking.list_questions(event.id) if one.uid == question.uid)
    same = sa.select(LibraryQuestion).where(LibraryQuestion.label == value.label)
    kept = db.session.scalars(same).first() or LibraryQuestion(label=value.label, sort_key=sort_key(value.label))
    kept.kind, kept.help, kept.required, kept.basis = value.kind, value.help, value.required, value.basis
    kept.options = {one.label: one.capacity for one in value.options if not one.removed}
    kept.saved_at = now
    db.session.add(kept)
    db.session.flush()
    log.record(actor, "library_question.saved", now=now, details={"question": kept.label})
    return kept


def remove_from_library(question: LibraryQuestion, *, now: datetime, actor: Actor) -> None:
    """Keep it no longer; events that ask it go on asking."""
    log.record(actor, "library_question.removed", now=now, details={"question": question.label})
    db.session.delete(question)
    db.session.flush()


def carry_questions(old: Event, new: Event, parts: Mapping[int, int], *, now: datetime) -> None:
    """Have ``new`` ask what ``old`` asks, with options, circles and conditions. ``parts``: the new part's id by the
    old's; a question about a part that is not carried stays behind, and so does what depends on it.
    """
    carried: dict[str, Question] = {}
    values: dict[str, str] = {}
    for value in _first_things_first(asking.list_questions(old.id)):
        lost = value.part_id is not None and value.part_id not in parts
        if lost or (value.depends_on and value.depends_on not in carried):
            continue
        draft = asking.question_draft_of(value)
        question = _new(new, draft, 0, {uid: one.id for uid, one in carried.items()}, now)
        question.part_id = parts[value.part_id] if value.part_id is not None else None
        question.depends_value = values.get(value.depends_value, value.depends_value)
        carried[value.uid] = question
        fresh = sa.select(QuestionOption).where(QuestionOption.question_id == question.id)
        kept = [option for option in value.options if not option.removed]
        mine = db.session.scalars(fresh.order_by(QuestionOption.position)).all()
        values |= {before.uid: after.uid for before, after in zip(kept, mine, strict=True)}
    for position, value in enumerate(one for one in asking.list_questions(old.id) if one.uid in carried):
        carried[value.uid].position = position
    db.session.flush()


def forget_questions_about(event: Event, part_id: int) -> None:
    """Delete what is asked about a part of a draft, and what depends on that: nobody has answered it."""
    known = asking.list_questions(event.id)
    gone = {one.uid for one in known if one.part_id == part_id}
    while more := {one.uid for one in known if one.depends_on in gone} - gone:
        gone |= more
    mine = sa.select(Question).where(Question.event_id == event.id, Question.uid.in_(gone))
    for question in db.session.scalars(mine):
        db.session.delete(question)
    db.session.flush()


def _first_things_first(questions: Sequence[QuestionValue]) -> list[QuestionValue]:
    """In an order where what a question depends on comes before it."""
    left, found = list(questions), list[QuestionValue]()
    while left:
        waiting = {one.uid for one in left}
        ready = [one for one in left if one.depends_on not in waiting]
        found += ready
        left = [one for one in left if one not in ready] if ready else []
    return found


def _after_all(event: Event) -> int:
    last = db.session.scalar(sa.select(sa.func.max(Question.position)).where(Question.event_id == event.id))
    return 0 if last is None else last + 1


def _part_ids(event: Event) -> set[int]:
    return {part.id for part in event.parts if part.cancelled_at is None}


def _new(event: Event, draft: QuestionDraft, position: int, ids: Mapping[str, int], now: datetime) -> Question:
    question = Question(event_id=event.id, position=position, created_at=now, version=1)
    question.required_since = now if draft.required else None
    _write(question, draft, ids)
    event.asks_questions = True
    db.session.add(question)
    db.session.flush()
    options = draft.options if draft.kind.has_options else ()
    db.session.add_all(
        QuestionOption(question_id=question.id, label=one.label, capacity=one.capacity, position=place)
        for place, one in enumerate(options)
    )
    _write_roles(question, draft)
    return question


def _write(question: Question, draft: QuestionDraft, ids: Mapping[str, int]) -> None:
    question.kind, question.label, question.help = draft.kind, draft.label, draft.help
    question.required, question.basis = draft.required, draft.basis
    question.part_id = draft.part_id
    question.depends_on_id = ids[draft.depends_on] if draft.depends_on else None
    question.depends_value = draft.depends_value if draft.depends_on else ""


def _write_options(value: QuestionValue, draft: QuestionDraft, now: datetime) -> None:
    """Options that are left out are removed, and stay with those who have chosen them."""
    rows = {one.uid: one for one in db.session.scalars(sa.select(QuestionOption).filter_by(question_id=value.id))}
    wanted = draft.options if draft.kind.has_options else ()
    for row in rows.values():
        row.removed_at = row.removed_at or now
    for place, one in enumerate(wanted):
        row = rows.get(one.uid) or QuestionOption(question_id=value.id)
        row.label, row.capacity, row.position, row.removed_at = one.label, one.capacity, place, None
        db.session.add(row)


def _write_roles(question: Question, draft: QuestionDraft) -> None:
    mine = sa.select(QuestionRole).where(QuestionRole.question_id == question.id)
    written = {row.role_id: row for row in db.session.scalars(mine)}
    for role in written.keys() - draft.roles:
        db.session.delete(written[role])
    new = sorted(draft.roles - written.keys())
    db.session.add_all(QuestionRole(question_id=question.id, role_id=role) for role in new)
    db.session.flush()


def _keep_wording(value: QuestionValue, now: datetime) -> None:
    words = {"kind": value.kind, "label": value.label, "help": value.help}
    options = {option.uid: option.label for option in value.options}
    db.session.add(
        QuestionVersion(question_id=value.id, number=value.version, options=options, replaced_at=now, **words)
    )


def _record(
    event: Event, action: str, told: tuple[Change, ...], question: Question, now: datetime, actor: Actor
) -> None:
    db.session.flush()
    marks.record(event, action, told, now=now, actor=actor, question=question, title=question.label)
