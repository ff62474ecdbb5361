"""What answers to questions come to."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.events.rules.kinds import LegalBasis
from app.events.rules.questions import OptionValue, QuestionKind, QuestionValue
from app.registrations.rules.answering import (
    Blame,
    Given,
    HeldAnswer,
    OptionSeats,
    Questionnaire,
    ReplyFault,
    Settled,
    Wording,
    normal,
    said,
    settle,
    told,
)
from app.registrations.rules.replies import Reply, as_asked, as_data, of_data

MADE = datetime(2027, 1, 20, tzinfo=UTC)
LATER = MADE + timedelta(days=3)
NIGHT = 5
SINGLE, DOUBLE = OptionValue(1, "enkel", "Enkelrum", 1), OptionValue(2, "dubbel", "Dubbelrum")


def question(uid: str = "q", kind: QuestionKind = QuestionKind.SHORT_TEXT, **given: Any) -> QuestionValue:
    return QuestionValue(**({"id": 9, "uid": uid, "kind": kind, "label": "Vad?"} | given))


ROOM = question("rum", QuestionKind.ONE, options=(SINGLE, DOUBLE))
OLD = HeldAnswer(("tåg",), 1, "Hur reser du?", "tåg")


def held(*questions: QuestionValue, **answers: HeldAnswer) -> Questionnaire:
    return Questionnaire(questions, held=answers, registered_at=MADE)


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        (QuestionKind.SHORT_TEXT, "en\nrad", ("en rad",)),
        (QuestionKind.LONG_TEXT, "två\nrader", ("två\nrader",)),
        (QuestionKind.NUMBER, "1 200", ("1200",)),
        (QuestionKind.NUMBER, "−3", ("-3",)),
        (QuestionKind.DATE, "20270304", ("2027-03-04",)),
        (QuestionKind.YES_NO, "ja", ("ja",)),
        (QuestionKind.NUMBER, "", ()),
    ],
)
def test_an_answer_has_one_form_however_it_is_written(kind: QuestionKind, written: str, kept: tuple[str, ...]) -> None:
    assert normal(question(kind=kind), (written,)) == kept


@pytest.mark.parametrize(
    ("kind", "written", "fault"),
    [
        (QuestionKind.SHORT_TEXT, "x" * 201, ReplyFault.TOO_LONG),
        (QuestionKind.LONG_TEXT, "mitt nummer: 811218-9876", ReplyFault.PERSONNUMMER),
        (QuestionKind.NUMBER, "198112189876", ReplyFault.PERSONNUMMER),
        (QuestionKind.NUMBER, "två", ReplyFault.NOT_NUMBER),
        (QuestionKind.NUMBER, "99999999999", ReplyFault.NOT_NUMBER),
        (QuestionKind.DATE, "31 februari", ReplyFault.NOT_DATE),
        (QuestionKind.YES_NO, "kanske", ReplyFault.UNKNOWN),
        (QuestionKind.ONE, "finns inte", ReplyFault.UNKNOWN),
    ],
)
def test_what_is_no_answer_is_refused_with_its_reason(kind: QuestionKind, written: str, fault: ReplyFault) -> None:
    found = normal(question(kind=kind, options=(SINGLE,)), (written,))
    assert isinstance(found, Blame)
    assert (found.question_uid, found.fault) == ("q", fault)


def test_one_option_is_chosen_of_one_and_any_number_of_several_in_the_order_of_the_options() -> None:
    several = question("rum", QuestionKind.SEVERAL, options=(SINGLE, DOUBLE))
    assert normal(several, ("dubbel", "enkel", "dubbel")) == ("enkel", "dubbel")
    assert normal(ROOM, ("dubbel", "enkel")) == Blame("rum", ReplyFault.UNKNOWN)


def test_a_removed_option_is_only_for_those_who_have_it() -> None:
    gone = question("rum", QuestionKind.ONE, options=(OptionValue(1, "enkel", "Enkelrum", removed=True), DOUBLE))
    assert normal(gone, ("enkel",)) == Blame("rum", ReplyFault.UNKNOWN)
    assert normal(gone, ("enkel",), HeldAnswer(("enkel",), 1, "Rum", "Enkelrum")) == ("enkel",)


def test_a_required_question_must_be_answered_when_it_is_asked() -> None:
    asked = Questionnaire((question(required=True, required_since=MADE, part_id=NIGHT),))
    assert settle(asked, (NIGHT,), ()).blame == (Blame("q", ReplyFault.REQUIRED, "Vad?"),)
    assert settle(asked, (), ()) == Settled()


def test_whoever_registered_before_a_question_was_required_is_not_locked_out() -> None:
    new = question(required=True, required_since=LATER)
    assert settle(held(new), (), ()) == Settled()
    assert settle(held(question(required=True, required_since=MADE)), (), ()).blame != ()


def test_whoever_chooses_a_new_part_is_asked_what_it_requires() -> None:
    assert settle(held(question(required=True, required_since=LATER, part_id=NIGHT)), (NIGHT,), ()).blame != ()


def test_an_answer_that_says_the_same_keeps_the_words_it_was_given_to() -> None:
    rephrased = question(version=2)
    assert settle(held(rephrased, q=OLD), (), (Reply("q", ("tåg",)),)) == Settled(kept={"q": OLD})
    assert settle(held(rephrased, q=OLD), (), (Reply("q", ("buss",)),)) == Settled(given=(Given(rephrased, ("buss",)),))


def test_an_answer_that_is_emptied_goes() -> None:
    asked = question()
    assert settle(held(asked, q=OLD), (), ()) == Settled(gone=(asked,))


def test_an_answer_to_a_question_of_another_kind_since_stays_until_it_is_answered_anew() -> None:
    now_a_date = question(kind=QuestionKind.DATE, required=True, required_since=MADE, version=2)
    assert settle(held(now_a_date, q=OLD), (), ()) == Settled(kept={"q": OLD})


def test_answers_to_what_is_not_asked_any_longer_go() -> None:
    about_night = question(part_id=NIGHT)
    assert settle(held(about_night, q=OLD), (), (Reply("q", ("tåg",)),)) == Settled(gone=(about_night,))


def test_nobody_is_locked_out_by_a_required_question_whose_options_are_all_full() -> None:
    only_single = question("rum", QuestionKind.ONE, options=(SINGLE,), required=True, required_since=MADE)
    assert settle(Questionnaire((only_single,), seats=(OptionSeats(1, 1, 1),)), (), ()) == Settled()
    assert settle(Questionnaire((only_single,), seats=(OptionSeats(1, 1, 0),)), (), ()).blame != ()


def test_an_option_without_places_left_is_refused_by_name() -> None:
    asking, wish = Questionnaire((ROOM,), seats=(OptionSeats(1, 1, 1),)), (Reply("rum", ("enkel",)),)
    assert settle(asking, (), wish) == Settled(blame=(Blame("rum", ReplyFault.FULL, "Enkelrum"),))
    assert settle(asking, (), wish, override=True) == Settled(given=(Given(ROOM, ("enkel",)),))


def test_whoever_has_a_place_keeps_it_when_the_option_is_full_or_made_smaller() -> None:
    mine = HeldAnswer(("enkel",), 1, "Rum", "Enkelrum")
    asking = Questionnaire((ROOM,), held={"rum": mine}, registered_at=MADE, seats=(OptionSeats(1, 1, 4),))
    assert settle(asking, (), (Reply("rum", ("enkel",)),)) == Settled(kept={"rum": mine})


def test_an_answer_on_the_ground_of_consent_wants_its_own_consent_and_a_kept_one_does_not_ask_again() -> None:
    asked = question(basis=LegalBasis.CONSENT)
    assert settle(Questionnaire((asked,)), (), (Reply("q", ("tåg",)),)).blame == (Blame("q", ReplyFault.NO_CONSENT),)
    given = settle(Questionnaire((asked,)), (), (Reply("q", ("tåg",), consents=True),))
    assert given == Settled(given=(Given(asked, ("tåg",), True),))
    assert settle(held(asked, q=OLD), (), (Reply("q", ("tåg",)),)) == Settled(kept={"q": OLD})
    assert settle(Questionnaire((asked,)), (), ()) == Settled()


def test_answers_in_words() -> None:
    labels = {"enkel": "Enkelrum", "dubbel": "Dubbelrum"}
    assert said(QuestionKind.SEVERAL, ("enkel", "dubbel"), labels) == "Enkelrum, Dubbelrum"
    assert said(QuestionKind.YES_NO, ("nej",), {}) == "Nej"
    assert said(QuestionKind.DATE, ("2027-03-04",), {}) == "4 mars 2027"
    assert said(QuestionKind.NUMBER, ("12",), {}) == "12"


WAS = Wording(1, QuestionKind.ONE, "Vilket rum?", {"enkel": "Eget rum"})


def reworded(kind: QuestionKind = QuestionKind.ONE, **given: Any) -> Questionnaire:
    now = question("rum", kind, label="Rum?", version=2, options=(SINGLE, DOUBLE), **given)
    return Questionnaire((now,), earlier={("rum", 1): WAS})


def test_an_answer_that_has_waited_is_to_the_words_it_was_given_to() -> None:
    asking = reworded()
    settled = settle(asking, [], [Reply("rum", ("enkel",), version=1)])
    assert [(one.version, one.words) for one in settled.given] == [(1, ("Vilket rum?", "Eget rum"))]
    assert told(asking, settled) == (("Vilket rum?", "Eget rum"),)


@pytest.mark.parametrize("version", [0, 2])
def test_one_given_now_is_to_the_question_as_it_is(version: int) -> None:
    settled = settle(reworded(), [], [Reply("rum", ("enkel",), version=version)])
    assert [(one.version, one.words) for one in settled.given] == [(2, ("Rum?", "Enkelrum"))]


@pytest.mark.parametrize(
    ("asking", "version"),
    [(reworded(QuestionKind.SHORT_TEXT), 1), (reworded(), 3)],
    ids=["another kind", "words that are not known"],
)
def test_one_that_does_not_fit_any_more_is_asked_for_again(asking: Questionnaire, version: int) -> None:
    settled = settle(asking, [], [Reply("rum", ("enkel",), version=version)])
    assert settled.blame == (Blame("rum", ReplyFault.REWORDED, "Rum?"),)


def test_what_waits_has_the_versions_of_what_was_asked_and_no_empty_answers() -> None:
    asked = [question("a", version=3), question("b")]
    waits = as_asked([Reply("a", ("x",), consents=True), Reply("b", ("",)), Reply("c", ("y",))], asked)
    assert waits == (Reply("a", ("x",), consents=True, version=3), Reply("c", ("y",)))
    assert of_data(as_data(waits)) == waits


def test_what_was_kept_before_versions_were_is_read() -> None:
    assert of_data([["a", ["x", "y"], True]]) == (Reply("a", ("x", "y"), consents=True),)
