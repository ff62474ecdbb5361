"""What has become of a circle since last year's meeting."""

from datetime import date

from app.events.rules.circles import CircleLineValue, HoldingValue
from app.invitations.rules.since import Known, Since, since
from app.people.rules.assignments import Term
from app.people.rules.kinds import OrganisationKind

SKOLCHEF, REKTOR, ANGE, BERG = 1, 2, 10, 20
ANNA, BO = 100, 200
CIRCLE = (CircleLineValue(SKOLCHEF, OrganisationKind.KOMMUN, agreement_only=True),)
THEN, NOW = date(2026, 9, 24), date(2027, 9, 30)
BEFORE, SINCE = date(2026, 1, 10), date(2027, 1, 10)


def _held(
    number: int,
    who: int = ANNA,
    role: int = SKOLCHEF,
    where: int = ANGE,
    *,
    term: Term | None = None,
    entered: date = BEFORE,
    confirmed: date | None = SINCE,
    agreement: bool = True,
) -> Known:
    holding = HoldingValue(role, OrganisationKind.KOMMUN, agreement)
    return Known(number, who, role, where, holding, term or Term(date(2023, 1, 1)), entered, confirmed)


def test_who_had_the_role_then_and_has_it_now_and_is_confirmed_is_only_counted() -> None:
    assert since(CIRCLE, [_held(1)], NOW, THEN) == Since((1,), (), (), ())


def test_a_successor_is_new_and_who_left_is_gone() -> None:
    left = _held(1, term=Term(date(2023, 1, 1), date(2026, 12, 31)))
    came = _held(2, BO, term=Term(date(2027, 1, 1)), entered=SINCE)
    assert since(CIRCLE, [left, came], NOW, THEN) == Since((2,), (2,), (1,), ())


def test_a_term_that_goes_on_in_another_row_is_neither_new_nor_gone() -> None:
    first = _held(1, term=Term(date(2023, 1, 1), date(2026, 12, 31)))
    second = _held(2, term=Term(date(2027, 1, 1), date(2030, 12, 31)))
    assert since(CIRCLE, [first, second], NOW, THEN) == Since((2,), (), (), ())


def test_the_same_person_in_another_municipality_is_new_there_and_gone_here() -> None:
    here = _held(1, term=Term(None, date(2026, 12, 31)))
    there = _held(2, where=BERG, term=Term(date(2027, 1, 1)))
    assert since(CIRCLE, [here, there], NOW, THEN) == Since((2,), (2,), (1,), ())


def test_a_term_without_a_first_day_counts_from_when_it_was_entered() -> None:
    assert since(CIRCLE, [_held(1, term=Term(), entered=SINCE)], NOW, THEN).new == (1,)
    assert since(CIRCLE, [_held(1, term=Term(), entered=BEFORE)], NOW, THEN).new == ()


def test_whom_nobody_has_confirmed_since_last_years_meeting_is_told() -> None:
    never, long_ago = _held(1, confirmed=None), _held(2, BO, confirmed=date(2026, 9, 23))
    on_the_day = _held(3, 300, confirmed=THEN)
    assert since(CIRCLE, [never, long_ago, on_the_day], NOW, THEN).unconfirmed == (1, 2)


def test_who_was_entered_since_is_known_since_then() -> None:
    assert since(CIRCLE, [_held(1, entered=SINCE, confirmed=None)], NOW, THEN).unconfirmed == ()


def test_the_new_are_not_told_again_as_unconfirmed() -> None:
    came = _held(1, term=Term(date(2026, 10, 1)), confirmed=None)
    assert since(CIRCLE, [came], NOW, THEN) == Since((1,), (1,), (), ())


def test_others_than_the_circle_means_are_left_out() -> None:
    others = [_held(1, role=REKTOR), _held(2, agreement=False)]
    assert since(CIRCLE, others, NOW, THEN) == Since((), (), (), ())


def test_without_a_meeting_last_year_nobody_is_new_and_a_year_is_long() -> None:
    came = _held(1, term=Term(date(2027, 9, 1)), entered=date(2027, 9, 1))
    old = _held(2, BO, confirmed=date(2026, 9, 29))
    assert since(CIRCLE, [came, old], NOW, None) == Since((1, 2), (), (), (2,))
