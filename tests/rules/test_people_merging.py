"""Two rows that are one person, and digests of the erased."""

from datetime import date

from app.people.rules.assignments import Term
from app.people.rules.erasures import erasure_digest
from app.people.rules.merging import joined, merged
from app.people.rules.persons import PersonDraft


def test_the_kept_one_keeps_the_name_and_gets_what_is_missing() -> None:
    kept = PersonDraft("Anna", "Ek", ("anna@x.example",), "", "Ringer helst")
    gone = PersonDraft("Anna", "Eek", ("ANNA@x.example", "ek@x.example"), "070-1", "Ny på posten")
    assert merged(kept, gone) == PersonDraft(
        "Anna", "Ek", ("anna@x.example", "ek@x.example"), "070-1", "Ringer helst\nNy på posten"
    )


def test_the_same_note_is_kept_once() -> None:
    same = PersonDraft("Anna", "Ek", note="Ringer helst")
    assert merged(same, same) == same


def test_joined_terms_reach_from_the_first_day_to_the_last_and_open_stays_open() -> None:
    early, late = Term(date(2020, 1, 1), date(2024, 12, 31)), Term(date(2023, 1, 1), None)
    assert joined(early, late) == Term(date(2020, 1, 1), None)
    assert joined(early, Term(None, date(2021, 1, 1))) == Term(None, date(2024, 12, 31))


def test_a_digest_tells_nothing_and_is_always_the_same() -> None:
    assert erasure_digest("anna@x.example") == erasure_digest("anna@x.example")
    assert "anna" not in erasure_digest("anna@x.example")
    assert len(erasure_digest("")) == 64
