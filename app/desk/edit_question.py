"""Changing a question that people may have answered."""

from datetime import datetime

from app.audit.actor import Actor
from app.events import actions, queries
from app.events.model import Event, Question
from app.events.rules.outcomes import EditedMeanwhile
from app.events.rules.question_drafts import QuestionDraft, QuestionRefused, QuestionSaved
from app.registrations.queries import has_answers


def edit_question(
    event: Event, question: Question, draft: QuestionDraft, *, now: datetime, actor: Actor, seen: int | None = None
) -> QuestionSaved | QuestionRefused | EditedMeanwhile:
    """Write the question. Where there are answers, also ones that wait for a decision, asked for with the event
    held, a new wording makes a new version.
    """
    event = queries.lock_event(event)
    answered = has_answers(question)
    return actions.edit_question(event, question, draft, answered=answered, now=now, actor=actor, seen=seen)
