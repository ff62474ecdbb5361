"""The gate for text from outside."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.text import clean_line, clean_text, fold


@given(st.text(max_size=30))
def test_plain_text_takes_a_shorter_way_to_the_same_place(value: str) -> None:
    # Two spaces in a row are looked into; they end as nothing at the end of a line.
    assert clean_line(value) == clean_line(value + "  ")
    assert clean_text(value) == clean_text(value + "  ")


@given(st.text(max_size=30))
def test_nothing_that_breaks_a_line_or_hides_comes_through(value: str) -> None:
    line = clean_line(value)
    assert line == line.strip()
    assert not any(unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} for letter in line)
    assert "\n" not in line
    assert "  " not in line
    assert clean_line(line) == line


@given(st.text("abcXYZ 019-.", max_size=20))
def test_folding_ascii_is_lowering_it(value: str) -> None:
    assert fold(value) == value.lower()
