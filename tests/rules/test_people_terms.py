"""Terms: both days included, None is open."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.people.rules.assignments import Term, TermState, holds_on, is_possible, overlap, term_state

TERM = Term(date(2023, 1, 1), date(2026, 12, 31))
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
terms = st.builds(Term, st.none() | days, st.none() | days).filter(is_possible)


def test_the_last_day_belongs_to_the_term_and_the_next_does_not() -> None:
    seen = [
        term_state(TERM, day) for day in (date(2022, 12, 31), date(2023, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert seen == [TermState.COMING, TermState.CURRENT, TermState.CURRENT, TermState.PAST]


def test_a_politician_whose_term_ends_with_the_election_year_does_not_hold_the_role_at_the_conference() -> None:
    assert not holds_on(TERM, date(2027, 3, 4))


def test_a_term_cannot_end_before_it_starts() -> None:
    assert not is_possible(Term(date(2027, 1, 2), date(2027, 1, 1)))
    assert is_possible(Term(date(2027, 1, 1), date(2027, 1, 1)))


@given(terms, terms, days)
def test_two_terms_that_hold_on_the_same_day_overlap_and_order_does_not_matter(
    one: Term, other: Term, day: date
) -> None:
    assert overlap(one, other) == overlap(other, one)
    assert overlap(one, other) or not (holds_on(one, day) and holds_on(other, day))
