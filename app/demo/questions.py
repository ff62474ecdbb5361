"""What the demo's conferences ask: a room for the night, the bus from Östersund, and what to talk about."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from random import Random

from app.audit.actor import Actor
from app.events import actions as events
from app.events import queries
from app.events.model import Event
from app.events.queries.questions import get_question, list_questions
from app.events.rules.kinds import PartKind
from app.events.rules.question_drafts import OptionDraft, QuestionDraft, QuestionSaved
from app.events.rules.questions import NO, YES, QuestionKind, QuestionValue, shown
from app.kernel.db import transaction
from app.registrations.rules import Questionnaire, Reply

_SINGLE, _DOUBLE = OptionDraft("Enkelrum", 60), OptionDraft("Dubbelrum som delas", 40)
_ROOM = QuestionDraft(
    QuestionKind.ONE, "Vilket rum vill du ha?", options=(_SINGLE, _DOUBLE), help="Rummen finns på hotellet."
)
_COMPANY = QuestionDraft(QuestionKind.SHORT_TEXT, "Vem delar du rum med?")
_BUS = QuestionDraft(QuestionKind.YES_NO, "Åker du med bussen från Östersund?", help="Den går klockan 8.00.")
_TOPICS = QuestionDraft(QuestionKind.LONG_TEXT, "Vad ska konferensen ta upp nästa år?")
_WRITTEN = {
    _COMPANY.label: ("En kollega från kommunen", "Vet inte än"),
    _TOPICS.label: (
        "Hur vi behåller lärare i små kommuner.",
        "Mer tid för samtal mellan kommunerna.",
        "Övningsskolor.",
    ),
}
_ANSWERS = 0.7
"""How many answer what they need not."""


def ask(slug: str, *, now: datetime, actor: Actor) -> None:
    """Add the questions, and keep the one about the bus in the library."""
    with transaction():
        event = queries.get_whole_event(slug)
        night = next(part for part in event.parts if part.kind is PartKind.NIGHT)
        _add(event, replace(_ROOM, part_id=night.id), now, actor)
        room = list_questions(event.id)[0]
        double = next(option.uid for option in room.options if option.label == _DOUBLE.label)
        _add(event, replace(_COMPANY, depends_on=room.uid, depends_value=double), now, actor)
        bus = _add(event, _BUS, now, actor)
        _add(event, _TOPICS, now, actor)
        events.save_to_library(event, get_question(event, bus), now=now, actor=actor)


def _add(event: Event, draft: QuestionDraft, now: datetime, actor: Actor) -> str:
    outcome = events.add_question(event, draft, now=now, actor=actor)
    if not isinstance(outcome, QuestionSaved):
        raise RuntimeError(f"{draft.label} could not be asked: {outcome}")  # noqa: TRY004 - an outcome, not an argument
    return outcome.uid


def replies(asking: Questionnaire, part_ids: Collection[int], chance: Random) -> tuple[Reply, ...]:
    """What somebody who comes to these parts answers; each question that is asked may follow from the one before."""
    given: dict[str, Reply] = {}
    for question in asking.questions:
        said = {uid: reply.values for uid, reply in given.items()}
        asked = shown(asking.questions, asking.roles, part_ids, said)
        if question in asked and (question.required or chance.random() < _ANSWERS):
            given[question.uid] = Reply(question.uid, (_one(question, chance),))
    return tuple(given.values())


def _one(question: QuestionValue, chance: Random) -> str:
    if question.kind.has_options:
        return chance.choice([option.uid for option in question.options])
    if question.kind is QuestionKind.YES_NO:
        return chance.choice([YES, NO, NO])
    return chance.choice(_WRITTEN[question.label])
