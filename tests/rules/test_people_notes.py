"""What becomes a note, and what is never kept."""

import pytest

from app.kernel.text import looks_like_personnummer
from app.people.rules.notes import note_line, with_lines, without_secret_number


def test_a_remark_is_kept_as_it_is_and_other_columns_after_their_heading() -> None:
    assert note_line("", "slutar 31/12") == "slutar 31/12"
    assert note_line("Mandatperiod", "2022–2026") == "Mandatperiod: 2022–2026"
    assert note_line("Mandatperiod", " ") == ""


def test_formulas_stay_text() -> None:
    assert note_line("", "@SUM(1+1)") == "@SUM(1+1)"


@pytest.mark.parametrize("written", ["C", "(s)", "parti: C", "Centerpartiet", "Partitillhörighet = KD"])
def test_party_is_not_kept(written: str) -> None:
    assert note_line("", written) == ""


def test_party_is_taken_out_of_a_longer_note() -> None:
    assert note_line("", "parti: C, ring först") == "ring först"
    assert note_line("", "ny ordförande (S)") == "ny ordförande"


def test_lines_are_added_once() -> None:
    assert with_lines("", ["a", "b", "a"]) == "a\nb"
    assert with_lines("a\nb", ["b", "c"]) == "a\nb\nc"
    assert with_lines("a", ["a"]) == "a"


@pytest.mark.parametrize(
    "number",
    [
        "19850101-1234",
        "850101-1234",
        "8501011234",
        "198501011234",
        "850161-1234",
        "850101+1234",
        "850101 - 1234",
        "1985-01-01-1234",
    ],
)
def test_what_looks_like_a_personnummer_is_taken_away(number: str) -> None:
    assert looks_like_personnummer(number)
    assert without_secret_number(f"pnr {number} ring") == ("pnr ring", True)


@pytest.mark.parametrize(
    "text", ["0701234567", "070-123 45 67", "0611-557500", "2027-01-26", "slutar 31/12", "46701234567"]
)
def test_phone_numbers_and_dates_are_no_personnummer(text: str) -> None:
    assert without_secret_number(text) == (text, False)
