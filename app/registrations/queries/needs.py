"""What an event asks of needs, and on which grounds. What was given is read by ``lists`` only."""

from app.events.model import Event
from app.events.rules.kinds import NeedsGround
from app.events.rules.need_questions import ground_of
from app.registrations.rules import NeedKind


def need_grounds(event: Event) -> dict[NeedKind, NeedsGround]:
    """The kinds that can be given, each with its ground; none where needs are not asked for or have been erased."""
    if not event.asks_needs or event.needs_erased_at is not None:
        return {}
    questions = {
        NeedKind.DIET: event.diet_question,
        NeedKind.ALLERGY: event.allergy_question,
        NeedKind.ACCESS: event.access_question,
    }
    found = {kind: ground_of(question, event.needs_ground) for kind, question in questions.items()}
    return {kind: ground for kind, ground in found.items() if ground is not None}
