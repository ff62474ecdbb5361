"""Lists on paper: typst in a process of its own, and what a reader's program finds in the PDF."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import pytest

from app.documents import typeset
from app.documents.frame import MOST_CELLS, TooLongForPaperError
from app.documents.table import table_pdf
from app.documents.typeset import NotTypesetError
from app.sheets.table import Column, Kind, Table, Value
from tests import paper

NAMES = (Column("Efternamn", width=18), Column("Förnamn"))


def _printed(*rows: Sequence[Value], columns: Sequence[Column] = NAMES) -> paper.Paper:
    return paper.read(table_pdf(Table("Deltagare", columns, rows), event="RUN-konferens 2027", lead="Hämtad i dag"))


def test_a_list_is_a_tagged_swedish_pdf_with_its_heading_on_each_page() -> None:
    made = _printed(*[("Öberg", f"Anna {number}") for number in range(100)])
    assert (made.language, made.ua, made.title) == ("sv-SE", True, "Deltagare – RUN-konferens 2027")
    assert made.tags >= {"/H1", "/Table", "/TH", "/TD", "/THead"}
    assert len(made.pages) > 2
    assert all("Efternamn" in page for page in made.pages)
    assert "Sida 2 av" in made.pages[1]


def test_dates_and_times_are_written_as_in_the_other_files() -> None:
    columns = (Column("Dag", Kind.DATE), Column("Tid", Kind.TIME), Column("När", Kind.DATETIME), Column("Antal"))
    row = (date(2027, 3, 4), time(9, 30), datetime(2027, 3, 4, 12, 0, tzinfo=UTC), 7)
    assert all(word in _printed(row, columns=columns).text for word in ("2027-03-04", "09.30", "2027-03-04 13.00", "7"))


def test_an_empty_list_says_so() -> None:
    assert "Listan är tom" in _printed().text


NASTY = (
    "=1+1",
    "#strong[x] $x^2$ \\ *b* _i_ @ref <l>",
    "Al\u2011Hakim",
    "محمد علي",
    "שלום",
    "A" * 400,
    "a\x0bb\x00c\x1bd",
)


@pytest.mark.parametrize("name", NASTY, ids=ascii)
def test_no_name_is_read_as_markup_or_breaks_the_document(name: str) -> None:
    made = _printed((name, "Anna"), ("Ek", "Bo"))
    assert made.ua
    assert "Bo" in made.text
    if name.isascii() and name.isprintable():
        assert name.replace(" ", "") in "".join(made.text.split())


def test_a_hyphen_that_must_not_be_broken_at_is_one_that_the_type_has() -> None:
    made = _printed(("Al\u2011Hakim", "Anna"))
    assert ("Al-Hakim" in made.text, made.ua) == (True, True)


@pytest.mark.parametrize("name", ["王小明", "Anna 🎉", "\ue000\ufeff\ud800x"], ids=ascii)
def test_a_letter_that_no_font_has_does_not_keep_the_others_from_their_list(name: str) -> None:
    made = _printed((name, "Anna"), ("Ek", "Bo"))
    assert ("Bo" in made.text, made.language) == (True, "sv-SE")
    assert "/Table" in made.tags


def test_a_long_word_stays_on_the_paper() -> None:
    made = _printed(("A" * 400, "b" * 60 + "@" + "c" * 60))
    lines = [line for line in made.text.splitlines() if "AA" in line or "bb" in line]
    assert sum(line.count("A") for line in lines) == 400
    assert max(line.count("A") for line in lines) < 110  # letters that fit beside the other column, in nine points


def test_more_than_paper_holds_is_refused_before_anything_is_typeset() -> None:
    before = getrusage(RUSAGE_CHILDREN)
    rows = (("Ek", "Bo") for _ in range(MOST_CELLS))
    with pytest.raises(TooLongForPaperError):
        table_pdf(Table("Deltagare", NAMES, rows), event="RUN-konferens 2027")
    assert len(list(rows)) == MOST_CELLS // 2 - 1
    assert getrusage(RUSAGE_CHILDREN) == before  # no process has come and gone


def test_typst_is_given_its_time_and_no_more() -> None:
    with pytest.raises(NotTypesetError, match=r"table took more than 0\.001 seconds"):
        typeset.typeset("table", {}, seconds=0.001)


def test_a_template_that_fails_says_why() -> None:
    with pytest.raises(NotTypesetError, match='does not contain key "lead"'):
        typeset.typeset("table", {"paper": "a4", "size": 9, "title": "Deltagare", "event": "RUN", "author": "RUN"})


def test_the_process_knows_nothing_of_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Python is started by a script that first writes down what it was given."""
    python, given = tmp_path / "python", tmp_path / "given"
    noted = f"shutil.copyfile('/proc/self/environ', {str(given)!r})"
    then = f"os.execv({sys.executable!r}, [{sys.executable!r}, *sys.argv[1:]])"
    python.write_text(f"#!{sys.executable} -I\nimport os, shutil, sys\n{noted}\n{then}\n")
    python.chmod(0o755)
    monkeypatch.setenv("RUN_SECRET_KEY", "hemligt")
    monkeypatch.setattr(sys, "executable", str(python))
    assert "Bo" in _printed(("Ek", "Bo")).text
    assert given.read_bytes() == b""
