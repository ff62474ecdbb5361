"""Lists on paper: typst in a process of its own, and what a reader's program finds in the PDF."""

import re
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import pytest

from app.documents import typeset
from app.documents.at_door import ReserveDay, ReserveRow, SignatureList, reserve_pdf, signatures_pdf
from app.documents.frame import MOST_CELLS, TooLongForPaperError
from app.documents.minutes import Group, minutes_pdf
from app.documents.representation import MealPage, representation_pdf
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


@pytest.mark.parametrize("name", ["王小明", "Anna 🎉", "山田太郎", "김철수", "สมชาย", "\ue000\ufeff\ud800x"], ids=ascii)
def test_a_name_in_any_writing_stands_on_its_list(name: str) -> None:
    table = Table(f"Lista {name}", NAMES, [(name, "Anna"), ("Ek", "Bo")])
    made = paper.read(table_pdf(table, event=f"RUN {name}"))
    assert ("Bo" in made.text, made.language, made.ua) == (True, "sv-SE", True)
    assert made.text.count(name if len(name) > 1 and name.isprintable() else "x") >= 5  # row, heading and foot


def test_a_letter_that_no_font_has_is_marked_as_missing_and_the_rest_is_kept() -> None:
    made = _printed(("Berg \U00013000", "Anna"), ("Ek", "Bo"))
    assert ("Berg \ufffd" in made.text, "Bo" in made.text, made.ua) == (True, True, True)


FULL = (
    *(Column("Efternamn", width=18), Column("Förnamn", width=16), Column("Roll", width=22)),
    *(Column("Organisation", width=28), Column("E-post", width=32), Column("Telefon", width=16)),
    *(Column("Utbildningsförvaltning", width=10), Column("Meddelande", width=24), Column("Telefon till assistent")),
)


def _as_copied(
    *rows: Sequence[Value], columns: Sequence[Column] = FULL, title: str = "Deltagare", lead: str = ""
) -> str:
    """What a reader's program gives of it, with nothing taken away."""
    made = table_pdf(Table(title, columns, rows), event="RUN-konferens 2027", lead=lead)
    return "\n".join(paper.plain_pages(made))


@pytest.mark.parametrize(
    "address",
    [
        "osten.bengtsson@are.example",
        "anna-karin.hallstrom-lindqvist@utbildning.ornskoldsvik.example",
        "b" * 60 + "@" + "c" * 60 + ".example",
    ],
    ids=len,
)
def test_an_address_is_never_hyphenated_and_is_copied_as_it_is(address: str) -> None:
    row = ("Bengtsson", "Östen", "Förvaltningschef", "Åre kommun", address, "070-123 45 67", address, "", address)
    said = _as_copied(row, lead=f"Frågor besvaras av {address}. " * 6)
    assert "".join(said.split()).count(address) == 3 + 6
    assert all(sign not in said for sign in "\u200b\u00ad\u2060")


def test_names_and_telephone_numbers_stand_whole_where_their_column_has_room() -> None:
    row = ("Bengtsson", "Maximilian", "Skolchef", "", "", "0910-123 456 78", "", "", "+46701234567")
    numbered = [(*row[:5], f"0{'71' * number}-123 45 6", *row[6:]) for number in range(4)]
    lines = _as_copied(row, ("Hammarskjöldsson", "Ann-Kristin", *row[2:]), *numbered)
    for whole in ("Bengtsson", "Maximilian", "Hammarskjöldsson", "Ann-Kristin", "0910-123 456 78", "+46701234567"):
        assert whole in lines


def test_a_column_has_room_for_its_longest_word() -> None:
    row = ("Hägglund-Öst", "Anna", "Utvecklingsledare", "Örnsköldsviks kommun", "", "", "Västernorrlands län", "", "")
    assert {"Hägglund-Öst", "Utvecklingsledare", "Västernorrlands"} <= set(_as_copied(row).split())


def test_a_name_that_its_column_has_no_room_for_is_broken_without_a_hyphen_and_stays_in_it() -> None:
    name = "Hammarskjöldssondottersdotter"
    row = (name, "", "", "", "", "", name, "", name)
    said = _as_copied(row)
    assert "\n".join(["Hammarskjöldssondottersdott\ner"] * 3) in said


def test_headings_are_hyphenated_in_swedish_and_no_hyphen_of_theirs_is_taken_for_one_of_an_address() -> None:
    address, title = "anna-karin@are.example", "Deltagare i " + "utbildningsförvaltningarnas nätverkskonferens " * 4
    said = _as_copied(
        ("Ek-Ås", *[""] * 3, address, "070-1234567", "", "tillgänglighetsanpassning " * 9, ""), title=title
    )
    assert "Utbild-\nningsför-\nvaltning" in said
    assert re.search("utbildningsförvalt[-\u00ad]\nningarnas", said)
    assert all(whole in said for whole in ("Ek-Ås", address, "070-1234567", "RUN-konferens 2027 ·"))


@pytest.mark.parametrize("make", ["signatures", "minutes", "reserve", "representation"])
def test_no_name_is_hyphenated_on_other_papers(make: str) -> None:
    name = "Östen Hallströmberg Bengtsson Lindqvistson Wennerbergsson Hammarskjöld Andersson Gyllenhammarström"
    papers = {
        "signatures": lambda: signatures_pdf([SignatureList("Del", "I dag", "", [(name, name)])], event="RUN", lead=""),
        "minutes": lambda: minutes_pdf([Group("Med", [(name, name)])], event="RUN", of="Del", when="I dag", lead=""),
        "reserve": lambda: reserve_pdf(
            [ReserveDay("I dag", [("10", "Del")], [ReserveRow(name, name, "", [True])])], event="RUN", lead=""
        ),
        "representation": lambda: representation_pdf(
            [MealPage("Middag", [], [(name, "", name)])], title="Representation", event="RUN", lead=""
        ),
    }
    said = "\n".join(paper.plain_pages(papers[make]()))
    assert "\u00ad" not in said
    assert " ".join(said.split()).count(name) == 2 or all(word in said for word in name.split())
    assert "-\n" not in said


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
