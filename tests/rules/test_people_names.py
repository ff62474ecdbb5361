"""Names: split, trimmed, never re-cased; and when two of them are one person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.rules.names import Name, better_name, renamed, same_person, split_name, two_names


@pytest.mark.parametrize(
    ("written", "given_name", "family_name"),
    [
        ("Sören Axelsson", "Sören", "Axelsson"),
        ("Marie de la Cruz", "Marie", "de la Cruz"),
        ("de la Cruz, Mikael", "Mikael", "de la Cruz"),
        ("von Essen, Hans", "Hans", "von Essen"),
        ("Ludwig van der Berg", "Ludwig", "van der Berg"),
        ("Anna Von Essen", "Anna", "Von Essen"),
        ("Karl af Geijerstam", "Karl", "af Geijerstam"),
        ("Hägglund-Öst, Björn", "Björn", "Hägglund-Öst"),
        ("Anna Maria Berg", "Anna Maria", "Berg"),
        ("Zainab O'Brien", "Zainab", "O'Brien"),
        ("ANNA BERG", "ANNA", "BERG"),
        ("anna berg", "anna", "berg"),
        ("  Anna   Berg * ", "Anna", "Berg"),
        ("Anna", "Anna", ""),
        ("Anna Berg, rektor", "Anna", "Berg"),
    ],
)
def test_one_cell_is_split(written: str, given_name: str, family_name: str) -> None:
    assert split_name(written) == Name(given_name, family_name)


@pytest.mark.parametrize(
    "written",
    [
        "Anna Berg (C)",
        "Anna Berg (s)",
        "Berg, Anna (KD)",
        "Anna Berg, S",
        "Anna Berg (SJVP)",
        "Anna Berg (Centerpartiet)",
    ],
)
def test_party_is_dropped(written: str) -> None:
    assert split_name(written) == Name("Anna", "Berg")


def test_the_address_tells_where_the_words_do_not() -> None:
    assert split_name("Anna Berg Lind", "anna.berg-lind@x.example") == Name("Anna", "Berg Lind")
    assert split_name("Anna Maria Berg", "anna-maria.berg@x.example") == Name("Anna Maria", "Berg")
    assert split_name("Berg Anna", "anna.berg@x.example") == Name("Anna", "Berg")


def test_a_heading_may_say_that_the_family_name_stands_first() -> None:
    assert split_name("Berg Anna Maria", family_first=True) == Name("Anna Maria", "Berg")


def test_two_cells_are_two_names() -> None:
    assert two_names(" Anna (C)", "de la Cruz ") == Name("Anna", "de la Cruz")


@given(st.lists(st.text("aBåÄöÉłÞ", min_size=1, max_size=6), min_size=2, max_size=4))
def test_no_letter_is_changed(words: list[str]) -> None:
    name = split_name(" ".join(words))
    assert str(name).split() == words


PERSONAL, OFFICE = "anna.berg@x.example", "kansli@x.example"


@pytest.mark.parametrize(
    ("one", "other", "address", "same"),
    [
        (Name("Anna", "Berg"), Name("Anna", "Berg"), OFFICE, True),
        (Name("ANNA", "BERG"), Name("Anna", "Berg"), OFFICE, True),
        (Name("Berg", "Anna"), Name("Anna", "Berg"), OFFICE, True),
        (Name("Anna-Maria", "Berg"), Name("Anna Maria", "Berg"), OFFICE, True),
        (Name("Anna Maria", "Berg"), Name("Anna", "Berg"), OFFICE, True),
        (Name("Anna", "Berg Lind"), Name("Anna", "Berg"), OFFICE, True),
        (Name("A.", "Berg"), Name("Anna", "Berg"), OFFICE, True),
        (Name("?ukasz", "Berg"), Name("Łukasz", "Berg"), OFFICE, True),
        (Name("Thora", "Berg"), Name("Þóra", "Berg"), OFFICE, True),
        (Name("Anna", "Jonson"), Name("Anna", "Jonsson"), OFFICE, True),
        (Name("Annna", "Berg"), Name("Anna", "Berg"), PERSONAL, True),
        (Name("Erik", "Berg"), Name("Erika", "Berg"), OFFICE, False),
        (Name("Anna", "Berg"), Name("Erik", "Berg"), OFFICE, False),
        (Name("Anna", "Berg"), Name("Anna", "Lind"), PERSONAL, False),
        (Name("Anna", "Berg"), Name("Erik", "Lind"), OFFICE, False),
    ],
)
def test_names_at_one_address_are_one_persons_only_if_they_agree(
    one: Name, other: Name, address: str, same: bool
) -> None:
    assert same_person(one, other, address) is same
    assert same_person(other, one, address) is same


def test_a_new_family_name_is_seen_where_the_address_is_made_of_the_given_name() -> None:
    assert renamed(Name("Anna", "Berg"), Name("Anna", "Lind"), PERSONAL)
    assert not renamed(Name("Anna", "Berg"), Name("Anna", "Lind"), OFFICE)
    assert not renamed(Name("Anna", "Berg"), Name("Erik", "Berg"), PERSONAL)


@pytest.mark.parametrize(
    ("known", "read", "kept"),
    [
        (Name("Þóra", "Berg"), Name("Thora", "Berg"), Name("Þóra", "Berg")),
        (Name("Thora", "Berg"), Name("Þóra", "Berg"), Name("Þóra", "Berg")),
        (Name("Anna", "Berg"), Name("ANNA", "BERG"), Name("Anna", "Berg")),
        (Name("ANNA", "BERG"), Name("Anna", "Berg"), Name("Anna", "Berg")),
        (Name("Łukasz", "Berg"), Name("?ukasz", "Berg"), Name("Łukasz", "Berg")),
        (Name("?ukasz", "Berg"), Name("Łukasz", "Berg"), Name("Łukasz", "Berg")),
        (Name("Anna Maria", "Berg"), Name("Anna", "Berg"), Name("Anna Maria", "Berg")),
        (Name("Anna", "Berg"), Name("Anna Maria", "Berg"), Name("Anna Maria", "Berg")),
        (Name("Anna", "Berg"), Name("Berg", "Anna"), Name("Anna", "Berg")),
    ],
)
def test_the_fuller_way_of_writing_a_name_is_kept(known: Name, read: Name, kept: Name) -> None:
    assert better_name(known, read, OFFICE) == kept
