"""Markdown in plain words, for calendars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.markup import to_text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", ""),
        ("Bara text.\nPå två rader.", "Bara text.\nPå två rader."),
        ("## Om dagen\n\nEn **fet** och *lutad* `rad`.", "Om dagen\n\nEn fet och lutad rad."),
        ("Läs [programmet](https://miun.example/p).", "Läs programmet (https://miun.example/p)."),
        ("<https://miun.example> eller <sam@miun.example>", "https://miun.example eller sam@miun.example"),
        ("Ta:\n\n* dator\n* frågor\n  1. en\n  2. två\n\nSlut", "Ta:\n\n- dator\n- frågor\n  1. en\n  2. två\n\nSlut"),
        ("> Sagt av någon", "Sagt av någon"),
        ("| Tid | Sal |\n|--|--|\n| 9 | A |", "Tid Sal\n9 A"),
        ("a &amp; b \\* c", "a & b * c"),
    ],
)  # fmt: skip
def test_marks_become_words(written: str, said: str) -> None:
    assert to_text(written) == said


@given(st.text(alphabet="ab *_#>-1.[]()!`|\n<&\\", max_size=60))
def test_anything_written_becomes_something(written: str) -> None:
    assert "<strong>" not in to_text(written)
