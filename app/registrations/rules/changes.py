"""What a change of a registration comes to, told part by part and question by question: for its history. Pure."""

from collections.abc import Mapping

from app.kernel.words import N_
from app.registrations.rules.answering import Settled
from app.registrations.rules.deciding import Held
from app.registrations.rules.states import Mode, RegistrationState
from app.registrations.rules.verdicts import Decision

Told = tuple[str, str, str]
"""What, before, after: in words; empty where there was or is nothing."""


def part_changes(held: Held | None, decision: Decision, titles: Mapping[int, str]) -> list[Told]:
    """The parts that come, go or stand otherwise than before, by their ``titles``."""
    before = {part.part_id: _words(part.mode, part.state) for part in held.parts} if held else {}
    after = {part.part_id: _words(part.mode, part.state) for part in decision.parts}
    return [
        (titles[number], before.get(number, ""), after.get(number, ""))
        for number in titles
        if before.get(number) != after.get(number)
    ]


def _words(mode: Mode, state: RegistrationState) -> str:
    return mode.label if state is RegistrationState.CONFIRMED else state.label


def answer_changes(settled: Settled) -> list[Told]:
    """The questions that are answered anew, or no longer: never what was answered."""
    return [
        *((one.question.label, "", N_("nytt svar")) for one in settled.given),
        *((one.label, N_("svar"), "") for one in settled.gone),
    ]
