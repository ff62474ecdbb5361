"""Narrowing a list, and the counts beside its filters."""

from app.lists.narrowing import Line, counts, kinds_of, narrow

ANNA = Line(1, " anna berg ", {"svar": frozenset({"coming"}), "roll": frozenset({"rektor", "skolchef"})})
KARIN = Line(2, " karin öh | karin oh ", {"svar": frozenset({"coming"}), "roll": frozenset({"rektor"})})
NILS = Line(3, " nils ek ", {"svar": frozenset({"unanswered"}), "roll": frozenset({"rektor"})})
EVERYBODY = (ANNA, KARIN, NILS)


def test_every_chosen_value_and_every_word_must_fit() -> None:
    assert narrow(EVERYBODY, {"svar": "coming", "roll": "rektor"}, "Öh") == [KARIN]


def test_an_empty_choice_limits_nothing() -> None:
    assert narrow(EVERYBODY, {"svar": ""}) == list(EVERYBODY)


def test_a_value_that_nobody_has_shows_nobody() -> None:
    assert narrow(EVERYBODY, {"del": "7"}) == []


def test_a_count_is_what_the_choice_would_show_with_the_other_filters() -> None:
    chosen = {"svar": "coming", "roll": "skolchef"}
    assert counts(kinds_of(EVERYBODY), chosen, "svar") == {"coming": 1}
    assert counts(kinds_of(EVERYBODY), chosen, "roll") == {"rektor": 2, "skolchef": 1}
