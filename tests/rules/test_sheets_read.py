"""Reading what people upload: the right cells, and a human sentence for what cannot be read."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.sheets import refused
from app.sheets.read import MAX_BYTES, read
from app.sheets.refused import SpreadsheetRefused
from app.sheets.table import Row, Sheet
from app.sheets.unwrapped import MAX_COLUMNS, MAX_ROWS

DATA = Path(__file__).parent.parent / "data"


def workbook(write: Callable[[Any, Any], None]) -> bytes:
    """A workbook with one sheet that ``write(book, sheet)`` fills."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        write(book, book.add_worksheet("Blad"))
    return buffer.getvalue()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """The zip ``data`` with some members replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        members = {name: old.read(name) for name in old.namelist()} | changes
        for name, content in members.items():
            new.writestr(name, content)
    return buffer.getvalue()


def one_cell(text: object = "Namn") -> bytes:
    """The smallest workbook with something in it."""
    return workbook(lambda _, sheet: sheet.write(0, 0, text))


def reason(data: bytes, filename: str = "lista.xlsx") -> str:
    """What the person is told."""
    with pytest.raises(SpreadsheetRefused) as refusal:
        read(data, filename)
    return str(refusal.value)


def cells(data: bytes, filename: str = "lista.csv") -> list[tuple[object, ...]]:
    """The cells of the only sheet."""
    (sheet,) = read(data, filename)
    return [row.cells for row in sheet.rows]


def test_every_kind_of_cell_comes_as_what_it_is() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Text", 701234567, 1.5, True])
        sheet.write_datetime(2, 0, datetime(2027, 3, 4), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(2, 1, datetime(2027, 3, 4, 10, 0), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_datetime(2, 2, time(10, 0), book.add_format({"num_format": "hh:mm"}))
        sheet.write_formula(2, 3, '=HYPERLINK("http://evil.example")', None, "")
        sheet.write_string(3, 0, "@SUM(1+1)")
        sheet.write_blank(9_000, 100, None, book.add_format({"bold": True}))

    assert read(workbook(fill), "lista.xlsx") == (
        Sheet(
            "Blad",
            (
                Row(1, ("Text", 701234567, 1.5, "ja")),
                Row(2, (None, None, None, None)),
                Row(3, (date(2027, 3, 4), datetime(2027, 3, 4, 10, 0), "10.00", None)),
                Row(4, ("@SUM(1+1)", None, None, None)),
            ),
        ),
    )


def test_the_secretarys_workbook_gives_its_sheets_with_the_row_numbers_of_excel() -> None:
    sheets = read((DATA / "contacts-messy.xlsx").read_bytes(), "contacts-messy.xlsx")
    assert [(sheet.name, len(sheet.rows)) for sheet in sheets] == [
        ("Jämtlands län", 105),
        ("Västernorrlands län", 108),
        ("Hälsingland", 53),
        ("Mittuniversitetet", 24),
        ("Nationell", 6),
        ("Regional", 3),
        ("Läs mig", 1),
    ]
    assert sheets[0].rows[9] == Row(
        10, ("Andreas Engström", "andreas.engstrom@bergs.example", 769082347, "Rektor", "Bergs kommun", None)
    )


def test_a_cell_merged_downwards_counts_for_every_row_beside_it_but_not_for_blank_rows() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 2, 0, "Åre kommun")
        sheet.write_column(0, 1, ["Anna", "Erik"])
        sheet.write(3, 1, "Per")

    assert cells(workbook(fill), "lista.xlsx") == [
        ("Åre kommun", "Anna"),
        ("Åre kommun", "Erik"),
        (None, None),
        (None, "Per"),
    ]


def test_a_hidden_sheet_says_that_it_is_hidden() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "a")
        other = book.add_worksheet("Val")
        other.write(0, 0, "b")
        other.hide()

    assert [(sheet.name, sheet.hidden) for sheet in read(workbook(fill), "x.xlsx")] == [("Blad", False), ("Val", True)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_csv_is_read_whatever_its_encoding_delimiter_and_line_ends(
    encoding: str, delimiter: str, line_end: str
) -> None:
    rows = [["Namn", "Ort"], ["Åsa Öberg", "Ånge"], ["Sárá Näkkäläjärvi", "Äppelbo"]]
    text = "".join(delimiter.join(row) + line_end for row in rows)
    assert cells(text.encode(encoding)) == [tuple(row) for row in rows]


def test_excels_own_first_line_names_the_delimiter_and_is_no_row() -> None:
    assert cells(b"sep=;\r\na;b\r\n1,5;2\r\n") == [("a", "b"), ("1,5", "2")]


def test_a_semicolon_file_with_commas_in_its_cells_is_no_comma_file() -> None:
    text = "Namn;Organisation\nAnna;Mittuniversitetet, lärarutbildningen\nErik;Mittuniversitetet, prefekt, x\n"
    assert cells(text.encode())[1] == ("Anna", "Mittuniversitetet, lärarutbildningen")


def test_title_rows_do_not_confuse_the_guess_of_the_delimiter() -> None:
    text = "Kontaktlista, RUN, 2027\n\nNamn;E-post;Roll\nAnna;a@b.example;Rektor\nErik;e@b.example;Rektor\n"
    assert cells(text.encode()) == [
        ("Kontaktlista, RUN, 2027",),
        (),
        ("Namn", "E-post", "Roll"),
        ("Anna", "a@b.example", "Rektor"),
        ("Erik", "e@b.example", "Rektor"),
    ]


def test_a_line_break_inside_quotes_is_kept_and_counts_as_one_row() -> None:
    assert cells(b'"a\nb";c\nd;e\n') == [("a\nb", "c"), ("d", "e")]


def test_a_lone_quotation_mark_does_not_swallow_the_rows_after_it() -> None:
    text = 'Namn;Anm\nAnna;"kommer\n' + "Erik;x\n" * 40
    assert cells(text.encode())[:3] == [("Namn", "Anm"), ("Anna", '"kommer'), ("Erik", "x")]


def test_the_apostrophe_before_what_looks_like_a_formula_is_taken_away() -> None:
    assert cells(b"'=1+1;'+46701234567;'-1;'@x;O'Brien;'s Gravenhage;''=x\n") == [
        ("=1+1", "+46701234567", "-1", "@x", "O'Brien", "'s Gravenhage", "'=x")
    ]


def test_what_is_no_spreadsheet_is_refused_with_what_to_do() -> None:
    old_excel = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    cases = [
        (b"", "lista.xlsx", refused.EMPTY),
        (b" \r\n", "lista.csv", refused.EMPTY),
        (b"x" * (MAX_BYTES + 1), "lista.csv", refused.TOO_BIG),
        (old_excel, "lista.xls", refused.OLD_EXCEL),
        (old_excel + "EncryptedPackage".encode("utf-16-le"), "lista.xlsx", refused.PASSWORD),
        (one_cell(), "lista.xlsm", refused.MACROS),
        (repacked(one_cell(), {"xl/vbaProject.bin": b"x"}), "lista.xlsx", refused.MACROS),
        (one_cell()[:900], "lista.xlsx", refused.BROKEN),
        (one_cell()[:-40], "lista.xlsx", refused.BROKEN),
        (b"Namn;E-post\n", "lista.xlsx", refused.BROKEN),
        (b"%PDF-1.7 ...", "lista.pdf", refused.NOT_A_SPREADSHEET),
        (b"%PDF-1.7 ...", "lista.csv", refused.NOT_A_SPREADSHEET),
        (b"<html><table></table></html>", "lista.csv", refused.NOT_A_SPREADSHEET),
        (b"\x01\x02\x00\x03", "lista.csv", refused.NOT_A_SPREADSHEET),
        (b"Namn\x81\x8d", "lista.csv", refused.UNREADABLE_TEXT),
        (b";;;\r\n;;\r\n", "lista.csv", refused.NO_CELLS),
        (workbook(lambda *_: None), "lista.xlsx", refused.NO_CELLS),
    ]
    assert [reason(data, name) for data, name, _ in cases] == [sentence for _, _, sentence in cases]


def zip_of(names: list[str]) -> bytes:
    """A zip file with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return buffer.getvalue()


def test_other_zip_files_are_told_apart() -> None:
    assert reason(zip_of(["mimetype", "content.xml"]), "lista.ods") == refused.OPEN_DOCUMENT
    assert reason(zip_of(["xl/workbook.bin"]), "lista.xlsb") == refused.BINARY_EXCEL
    assert reason(zip_of(["word/document.xml"]), "lista.docx") == refused.NOT_A_SPREADSHEET


def sheet_xml(rows: str) -> bytes:
    """A worksheet's XML around ``rows``."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


SHEET = "xl/worksheets/sheet1.xml"
BIG_TEXT = b'<sst xmlns="x"><si><t>' + b"x" * 100_000 + b"</t></si></sst>"
SHARED = '<row><c t="s"><v>0</v></c></row>'


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({SHEET: sheet_xml('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')}, refused.TOO_MANY_ROWS),
        ({SHEET: sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>')}, refused.TOO_MANY_COLUMNS),
        ({SHEET: sheet_xml("<row><c><v>1</v></c></row>" * (MAX_ROWS + 1))}, refused.TOO_MANY_ROWS),
        ({SHEET: sheet_xml("<row>" + "<c><v>1</v></c>" * (MAX_COLUMNS + 1) + "</row>")}, refused.TOO_MANY_COLUMNS),
        ({SHEET: sheet_xml('<row r="19999"><c r="GA19999"><v>1</v></c></row>')}, refused.TOO_MUCH),
        ({SHEET: sheet_xml(SHARED * 1_000), "xl/sharedStrings.xml": BIG_TEXT}, refused.TOO_MUCH),
        ({"xl/media/image.png": b"\0" * 61_000_000}, refused.TOO_BIG),
        ({SHEET: b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + sheet_xml("")}, refused.BROKEN),
        ({SHEET: sheet_xml("<row><c><v>1</c></row>")}, refused.BROKEN),
        ({"xl/other.xml": BIG_TEXT, "xl/more.xml": BIG_TEXT}, refused.BROKEN),
    ],
)
def test_a_small_file_that_would_become_large_is_refused_before_it_is_parsed(
    changes: dict[str, bytes], sentence: str
) -> None:
    assert reason(repacked(one_cell(), changes)) == sentence


def test_a_sheet_cannot_hide_from_the_scales_under_another_name() -> None:
    relations = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(one_cell())) as archive:
        written = archive.read(relations).replace(b"sheet1.xml", b"sheet1.png")
    assert reason(repacked(one_cell(), {relations: written})) == refused.BROKEN


def test_too_many_rows_in_csv_are_refused() -> None:
    assert reason(b"a;b\n" * (MAX_ROWS + 1), "lista.csv") == refused.TOO_MANY_ROWS
    assert reason(b"a;" * MAX_COLUMNS + b"a\n", "lista.csv") == refused.TOO_MANY_COLUMNS
