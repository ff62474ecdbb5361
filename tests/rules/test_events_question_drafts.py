"""What a question may be, and what a change of it is."""

from dataclasses import replace
from typing import Any

from app.events.rules.kinds import LegalBasis
from app.events.rules.question_drafts import (
    DraftFault,
    Faulty,
    OptionDraft,
    QuestionDraft,
    asks_more,
    faults,
    moved,
    question_changes,
    reordered,
    same_wording,
)
from app.events.rules.questions import OptionValue, QuestionKind, QuestionValue

SINGLE, DOUBLE = OptionDraft("Enkel", 40, "e"), OptionDraft("Dubbel", None, "d")
ROOM = QuestionDraft(QuestionKind.ONE, "Rum?", options=(SINGLE, DOUBLE))


def yes_no(uid: str, label: str, **given: Any) -> QuestionValue:
    return QuestionValue(len(uid), uid, QuestionKind.YES_NO, label, **given)


def test_a_question_that_is_in_order_has_no_faults() -> None:
    assert faults(ROOM, "", (), ()) == ()


def test_a_choice_wants_two_options_of_different_names() -> None:
    one = replace(ROOM, options=(OptionDraft("Enkel"),))
    twice = replace(ROOM, options=(OptionDraft("Enkel"), OptionDraft("Enkel")))
    assert faults(one, "", (), ()) == (Faulty(DraftFault.FEW_OPTIONS),)
    assert faults(twice, "", (), ()) == (Faulty(DraftFault.SAME_OPTIONS, "Enkel"),)
    assert faults(replace(one, kind=QuestionKind.NUMBER), "", (), ()) == ()


def test_consent_cannot_be_required() -> None:
    asked = replace(ROOM, required=True, basis=LegalBasis.CONSENT)
    assert faults(asked, "", (), ()) == (Faulty(DraftFault.REQUIRED_CONSENT),)


def test_a_part_and_a_question_that_are_gone_are_refused() -> None:
    asked = replace(ROOM, part_id=3, depends_on="borta")
    assert faults(asked, "", (), (1, 2)) == (Faulty(DraftFault.UNKNOWN_QUESTION), Faulty(DraftFault.UNKNOWN_PART))


def test_a_condition_asks_for_an_answer_that_can_be_given() -> None:
    bus = yes_no("b", "Buss?")
    assert faults(replace(ROOM, depends_on="b", depends_value="ja"), "", (bus,), ()) == ()
    assert faults(replace(ROOM, depends_on="b", depends_value=""), "", (bus,), ()) == ()
    wrong = replace(ROOM, depends_on="b", depends_value="kanske")
    assert faults(wrong, "", (bus,), ()) == (Faulty(DraftFault.UNKNOWN_VALUE, "Buss?"),)


def test_an_option_that_was_removed_cannot_be_a_condition() -> None:
    options = (OptionValue(1, "x", "X", removed=True), OptionValue(2, "y", "Y"))
    other = QuestionValue(1, "q", QuestionKind.ONE, "Vad?", options=options)
    refused = (Faulty(DraftFault.UNKNOWN_VALUE, "Vad?"),)
    assert faults(replace(ROOM, depends_on="q", depends_value="x"), "", (other,), ()) == refused
    assert faults(replace(ROOM, depends_on="q", depends_value="y"), "", (other,), ()) == ()


def test_a_loop_is_refused_with_the_questions_in_it() -> None:
    questions = (yes_no("a", "A?"), yes_no("b", "B?", depends_on="a"), yes_no("c", "C?", depends_on="b"))
    looped = QuestionDraft(QuestionKind.YES_NO, "A?", depends_on="c")
    assert faults(looped, "a", questions, ()) == (Faulty(DraftFault.LOOP, "A? → C? → B? → A?"),)
    itself = QuestionDraft(QuestionKind.YES_NO, "A?", depends_on="a")
    assert faults(itself, "a", questions, ()) == (Faulty(DraftFault.LOOP, "A? → A?"),)


def test_what_another_question_waits_for_cannot_be_taken_away() -> None:
    after = yes_no("b", "Med vem?", depends_on="r", depends_value="d")
    assert faults(ROOM, "r", (after,), ()) == ()
    without = replace(ROOM, options=(OptionDraft("Enkel", 40, "e"), OptionDraft("Svit")))
    refused = (Faulty(DraftFault.DEPENDED_UPON, "Med vem?"),)
    assert faults(without, "r", (after,), ()) == refused
    assert faults(replace(ROOM, kind=QuestionKind.SHORT_TEXT), "r", (after,), ()) == refused


def test_words_options_and_kind_are_the_wording_and_places_and_conditions_are_not() -> None:
    fewer = (DOUBLE, replace(SINGLE, capacity=2))
    assert same_wording(ROOM, replace(ROOM, options=fewer, required=True, depends_on="x"))
    assert not same_wording(ROOM, replace(ROOM, help="Hotellet är nytt."))
    assert not same_wording(ROOM, replace(ROOM, options=(replace(SINGLE, label="Enkelrum"), DOUBLE)))
    assert not same_wording(ROOM, replace(ROOM, kind=QuestionKind.SEVERAL))


def test_a_question_asks_more_when_it_becomes_required_or_reaches_others() -> None:
    required = replace(ROOM, required=True)
    assert asks_more(ROOM, required)
    assert asks_more(required, replace(required, roles=frozenset({1})))
    assert not asks_more(required, replace(required, label="Vilket rum?"))
    assert not asks_more(required, ROOM)


def test_a_change_is_told_field_by_field_in_words() -> None:
    new = replace(ROOM, label="Vilket rum?", required=True, options=ROOM.options[:1])
    told = [(change.field, change.before, change.after) for change in question_changes(ROOM, new)]
    assert told == [
        ("question", "Rum?", "Vilket rum?"),
        ("required", "nej", "ja"),
        ("options", "Enkel (40) · Dubbel", "Enkel (40)"),
    ]


def test_a_question_moves_up_and_down_and_not_beyond_the_ends() -> None:
    assert moved("abc", "b", -1) == ("b", "a", "c")
    assert moved("abc", "b", 1) == ("a", "c", "b")
    assert moved("abc", "a", -1) == ("a", "b", "c")
    assert moved("abc", "c", 5) == ("a", "b", "c")
    assert moved("abc", "x", 1) == ("a", "b", "c")


def test_an_order_that_names_only_some_leaves_the_others_after_in_their_order() -> None:
    assert reordered("abcd", ["c", "x", "a", "c"]) == ("c", "a", "b", "d")
