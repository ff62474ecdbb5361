"""On which ground each kind of needs is asked for, and whether the setting is whole."""

from collections.abc import Sequence

from app.events.rules.kinds import NeedQuestion, NeedsGround
from app.kernel.words import N_

_OWN = {NeedQuestion.CONSENT: NeedsGround.CONSENT, NeedQuestion.LAW: NeedsGround.LAW}


def ground_of(question: NeedQuestion, shared: NeedsGround | None) -> NeedsGround | None:
    """The ground that one kind of needs rests on; None when it is not asked for, or nothing is chosen yet."""
    return shared if question is NeedQuestion.SHARED else _OWN.get(question)


def needs_fault(questions: Sequence[NeedQuestion], shared: NeedsGround | None) -> str | None:
    """Why an event that asks for needs cannot do it as it is set; None when all is chosen."""
    asked = [question for question in questions if question is not NeedQuestion.NOT_ASKED]
    if not asked:
        return N_("Fråga efter minst ett slags särskilda behov, eller inte efter några.")
    if any(ground_of(question, shared) is None for question in asked):
        return N_("Välj rättslig grund för särskilda behov, eller fråga inte efter dem.")
    return None
