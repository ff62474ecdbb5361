"""Which questions are asked of whom, and that none waits for itself."""

from typing import Any

from app.events.rules.questions import QuestionKind, QuestionValue, dependants, loop, possible, shown

DINNER, NIGHT = 1, 2
REKTOR, SKOLCHEF = 7, 8


def question(uid: str, **given: Any) -> QuestionValue:
    return QuestionValue(**({"id": len(uid), "uid": uid, "kind": QuestionKind.YES_NO, "label": uid} | given))


def asked(questions: list[QuestionValue], *, roles: Any = (REKTOR,), parts: Any = (), **answers: Any) -> list[str]:
    return [one.uid for one in shown(questions, roles, parts, answers)]


def test_a_question_without_conditions_is_for_everybody() -> None:
    assert asked([question("tag")], roles=()) == ["tag"]


def test_a_question_for_roles_is_asked_of_those_who_are_invited_in_one_of_them() -> None:
    both = question("skola", roles=frozenset({REKTOR, SKOLCHEF}))
    chefs = question("budget", roles=frozenset({SKOLCHEF}))
    assert asked([both, chefs]) == ["skola"]


def test_a_parts_question_is_asked_when_the_part_is_chosen() -> None:
    questions = [question("dryck", part_id=DINNER), question("rum", part_id=NIGHT)]
    assert asked(questions, parts=(NIGHT,)) == ["rum"]


def test_a_question_is_asked_when_another_has_the_value() -> None:
    questions = [question("buss"), question("hallplats", depends_on="buss", depends_value="ja")]
    assert asked(questions, buss=("ja",)) == ["buss", "hallplats"]
    assert asked(questions, buss=("nej",)) == ["buss"]
    assert asked(questions) == ["buss"]


def test_any_answer_will_do_where_the_condition_names_none() -> None:
    questions = [question("buss"), question("nar", depends_on="buss")]
    assert asked(questions, buss=("nej",)) == ["buss", "nar"]
    assert asked(questions) == ["buss"]


def test_one_of_several_chosen_options_is_enough() -> None:
    questions = [question("pass", kind=QuestionKind.SEVERAL), question("x", depends_on="pass", depends_value="b")]
    assert asked(questions, **{"pass": ("a", "b")}) == ["pass", "x"]


def test_a_chain_ends_where_a_question_in_it_is_not_asked() -> None:
    chain = [
        question("hotell", part_id=NIGHT),
        question("delar", depends_on="hotell", depends_value="ja"),
        question("medvem", depends_on="delar", depends_value="ja"),
    ]
    answers = {"hotell": ("ja",), "delar": ("ja",)}
    assert asked(chain, parts=(NIGHT,), **answers) == ["hotell", "delar", "medvem"]
    assert asked(chain, **answers) == []
    assert asked(chain, parts=(NIGHT,), hotell=("nej",), delar=("ja",)) == ["hotell"]


def test_a_question_that_depends_on_one_that_is_gone_is_not_asked() -> None:
    assert asked([question("x", depends_on="borta")], borta=("ja",)) == []


def test_questions_that_wait_for_each_other_are_never_asked() -> None:
    assert asked([question("a", depends_on="b"), question("b", depends_on="a")], a=("ja",), b=("ja",)) == []


def test_a_loop_is_told_by_the_questions_in_it() -> None:
    conditions = {"b": "a", "c": "b"}
    assert loop(conditions, "a", "c") == ("c", "b", "a")
    assert loop(conditions, "a", "a") == ("a",)
    assert loop(conditions, "d", "c") == ()


def test_a_loop_elsewhere_is_not_this_questions() -> None:
    assert loop({"b": "c", "c": "b"}, "a", "b") == ()


def test_what_depends_on_a_question_or_on_one_of_its_values() -> None:
    questions = [question("a"), question("b", depends_on="a", depends_value="ja"), question("c", depends_on="a")]
    assert [one.uid for one in dependants(questions, "a")] == ["b", "c"]
    assert [one.uid for one in dependants(questions, "a", "ja")] == ["b"]


def test_a_form_holds_what_can_come_to_be_asked_and_no_chain_that_begins_with_others() -> None:
    questions = [
        question("alla"),
        question("chef", roles=frozenset({SKOLCHEF})),
        question("chefs", depends_on="chef"),
        question("chefss", depends_on="chefs"),
        question("natt", part_id=NIGHT),
        question("middag", part_id=DINNER),
        question("sen", depends_on="alla", depends_value="nej"),
    ]
    assert [one.uid for one in possible(questions, (REKTOR,), (DINNER,))] == ["alla", "middag", "sen"]
