"""A registration's history is told part by part, and never what was answered."""

from app.events.rules.questions import QuestionKind, QuestionValue
from app.registrations.rules import Confirmed, Decision, Held, HeldPart, Mode, PartVerdict, RegistrationState, Waiting
from app.registrations.rules.answering import Given, Settled
from app.registrations.rules.changes import answer_changes, part_changes

TITLES = {1: "Konferens", 2: "Middag", 3: "Seminarium", 4: "Lunch"}


def test_a_first_registration_tells_what_is_new() -> None:
    decision = Decision(
        Confirmed(), (PartVerdict(1, Mode.ONLINE, Confirmed()), PartVerdict(3, Mode.ON_SITE, Waiting(2)))
    )
    assert part_changes(None, decision, TITLES) == [("Konferens", "", "Digitalt"), ("Seminarium", "", "Väntelista")]


def test_a_change_tells_what_came_what_went_and_what_stands_otherwise() -> None:
    on_site, confirmed, waiting = Mode.ON_SITE, RegistrationState.CONFIRMED, RegistrationState.WAITING
    held = Held((HeldPart(1, on_site, confirmed), HeldPart(2, on_site, confirmed), HeldPart(3, on_site, waiting)))
    kept = (PartVerdict(number, on_site, Confirmed()) for number in (1, 3, 4))
    assert part_changes(held, Decision(Confirmed(), tuple(kept)), TITLES) == [
        ("Middag", "På plats", ""),
        ("Seminarium", "Väntelista", "På plats"),
        ("Lunch", "", "På plats"),
    ]


def test_an_answer_is_told_of_and_not_told() -> None:
    question = QuestionValue(id=1, uid="q", kind=QuestionKind.SHORT_TEXT, label="Kommer med bil")
    told = answer_changes(Settled(given=(Given(question, ("hemligt",)),), gone=(question,)))
    assert told == [("Kommer med bil", "", "nytt svar"), ("Kommer med bil", "svar", "")]
