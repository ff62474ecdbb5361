"""Downloads: Swedish Excel opens them right, nothing becomes a formula, and our reader gets back what was written."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import partial

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from app.sheets import as_csv, as_xlsx
from app.sheets.read import read
from app.sheets.table import Column, Extract, Kind, Table, Value

COLUMNS = (
    Column("Namn", width=30),
    Column("Dag", Kind.DATE),
    Column("Tid", Kind.TIME),
    Column("Anmäld", Kind.DATETIME),
    Column("Antal", Kind.NUMBER),
)
ROW: list[Value] = ['Åsa Öberg; "x"', date(2027, 3, 4), time(10, 0), datetime(2027, 3, 4, 9, 5, tzinfo=UTC), 3]


def csv_of(*rows: list[Value], columns: tuple[Column, ...] = COLUMNS) -> bytes:
    return b"".join(as_csv.pieces(Table("Lista", columns, rows)))


def xlsx_of(*rows: list[Value], title: str = "Lista", columns: tuple[Column, ...] = COLUMNS) -> bytes:
    with as_xlsx.workbook(Table(title, columns, rows)) as file:
        return file.read()


def opened(data: bytes) -> "openpyxl.worksheet.worksheet.Worksheet":
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return sheet


def test_csv_has_a_mark_semicolons_and_windows_line_ends() -> None:
    assert csv_of(ROW) == (
        '\ufeffNamn;Dag;Tid;Anmäld;Antal\r\n"Åsa Öberg; ""x""";2027-03-04;10.00;2027-03-04 10.05;3\r\n'.encode()
    )


def test_what_looks_like_a_formula_is_guarded_in_csv_and_numbers_are_not() -> None:
    columns = (Column("Text"),)
    rows: list[list[Value]] = [
        ["=1+1"],
        ["+46701234567"],
        ["-1"],
        ["@SUM"],
        ["\t=1"],
        ["'=x"],
        ["O'Brien"],
        [-5],
        [1.5],
    ]
    assert csv_of(*rows, columns=columns).decode("utf-8-sig").split("\r\n") == [
        "Text", "'=1+1", "'+46701234567", "'-1", "'@SUM", "'\t=1", "''=x", "O'Brien", "-5", "1,5", "",
    ]  # fmt: skip


def test_a_column_of_nothing_but_noughts_or_nothing_is_written_as_such() -> None:
    columns = (Column("Väntar"), Column("Andel"), Column("Telefon"))
    assert (
        csv_of([0, 0.0, None], [0, 0.0, None], columns=columns).decode("utf-8-sig").splitlines()[1:] == ["0;0,0;"] * 2
    )


def test_csv_comes_in_pieces_while_the_rows_are_still_being_made() -> None:
    made = []

    def rows() -> Iterator[list[Value]]:
        for number in range(2_000):
            made.append(number)
            yield [number]

    pieces = as_csv.pieces(Table("Lista", (Column("Nr", Kind.NUMBER),), rows()))
    assert next(pieces) == b"\xef\xbb\xbfNr\r\n"
    assert next(pieces).startswith(b"0\r\n")
    assert len(made) == 500
    assert len(b"".join(pieces).splitlines()) == 1_500


def test_xlsx_has_a_bold_frozen_heading_a_filter_and_real_dates() -> None:
    sheet = opened(xlsx_of(ROW))
    heading = [cell.value for cell in sheet[1]]
    row = [cell.value for cell in sheet[2]]
    assert heading == ["Namn", "Dag", "Tid", "Anmäld", "Antal"]
    assert all(cell.font.b for cell in sheet[1])
    assert row == ['Åsa Öberg; "x"', datetime(2027, 3, 4), time(10, 0), datetime(2027, 3, 4, 10, 5), 3]
    assert [cell.number_format for cell in sheet[2]][1:4] == ["yyyy-mm-dd", 'hh"."mm', 'yyyy-mm-dd hh"."mm']
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.title) == ("A2", "A1:E2", "Lista")
    assert sheet.column_dimensions["A"].width > 30


def test_a_sheet_is_printed_lying_down_with_all_columns_and_its_heading_on_each_page() -> None:
    sheet = opened(xlsx_of(ROW))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    fits = (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight)
    assert (fits, sheet.print_title_rows) == ((True, 0), "$1:$1")


def test_no_text_becomes_a_formula_a_link_or_a_number_in_xlsx() -> None:
    texts = ["=1+1", "http://evil.example", "0701234567", "{=1}", "@SUM(1)", "+46"]
    sheet = opened(xlsx_of(*([text] for text in texts), columns=(Column("Text"),)))
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [(text, "s", None) for text in texts]


def test_any_title_becomes_a_name_that_excel_accepts() -> None:
    titles = ["Deltagare: [RUN]/2027 och mycket mer än så", "'", "", "History", "o" * 400]
    assert [opened(xlsx_of(title=title)).title for title in titles] == [
        "Deltagare RUN 2027 och mycket…", "Lista", "Lista", "Lista", "o" * 30 + "…",
    ]  # fmt: skip


def test_a_table_is_parted_into_sheets_while_its_rows_are_read_once() -> None:
    columns, reads = (Column("Del"), Column("Namn", width=30)), []

    def rows() -> Iterator[list[Value]]:
        for one in (["Middag", "Anna"], ["Lunch", "Bo"], ["Middag", "Åsa"]):
            reads.append(one)
            yield one

    def own(title: str) -> Extract:
        return Extract("Måltid", columns[1:], lambda row: row[1:] if row[0] == title else None)

    beside = Table("Antal", (Column("Antal", Kind.NUMBER),), [[2], [1]])
    table = Table("Matlista", columns, rows(), [own("Middag"), own("Lunch"), own("Frukost")], [beside])
    last = partial(Table, "Om listan", (Column("Antal rader"),))
    with as_xlsx.workbook(table, lambda count: last([[count]])) as file:
        book = openpyxl.load_workbook(file)
    assert {sheet.title: [row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book} == {
        "Matlista": ["Del", "Middag", "Lunch", "Middag"],
        "Måltid": ["Namn", "Anna", "Åsa"],
        "Måltid (2)": ["Namn", "Bo"],
        "Måltid (3)": ["Namn"],
        "Antal": ["Antal", 2, 1],
        "Om listan": ["Antal rader", 3],
    }
    assert len(reads) == 3
    assert {(sheet.freeze_panes, bool(sheet.auto_filter.ref), sheet["A1"].font.b) for sheet in book} == {
        ("A2", True, True)
    }
    assert {sheet.column_dimensions["A"].width > 9 for sheet in book} == {True}


def test_a_workbook_holds_no_more_than_the_row_at_hand() -> None:
    columns = [Column("Text")]
    parted = [Extract(f"Del {number}", columns, lambda row: row) for number in range(3)]
    rows = ([f"{row} {'å' * 5_000}"] for row in range(1_000))
    tracemalloc.start()
    try:
        as_xlsx.workbook(Table("Lista", columns, rows, parted)).close()
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_an_empty_list_still_has_its_headings() -> None:
    assert csv_of() == "\ufeffNamn;Dag;Tid;Anmäld;Antal\r\n".encode()
    assert [cell.value for cell in opened(xlsx_of())[1]] == ["Namn", "Dag", "Tid", "Anmäld", "Antal"]


TEXTS = st.text(
    st.one_of(st.sampled_from("=+-@\t';,\"\nåäö "), st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))),
    max_size=20,
).filter(lambda text: text.strip() != "")
ROWS = st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=8)


@given(ROWS)
def test_csv_read_back_is_what_was_written(rows: list[list[Value]]) -> None:
    columns = (Column("Ett"), Column("Två"))
    (sheet,) = read(csv_of(*rows, columns=columns), "lista.csv")
    assert [list(row.cells) for row in sheet.rows] == [["Ett", "Två"], *rows]


PLAIN = st.text('abå;"\r\n ', max_size=4).map(lambda text: text and f"x{text}")


@given(st.lists(st.lists(PLAIN, min_size=3, max_size=3), max_size=4))
def test_quotes_stand_where_the_standard_librarys_writer_puts_them(rows: list[list[Value]]) -> None:
    expected = io.StringIO()
    csv.writer(expected, delimiter=";", lineterminator="\r\n").writerows([["a", "b", "c"], *rows])
    assert csv_of(*rows, columns=(Column("a"), Column("b"), Column("c"))).decode("utf-8-sig") == expected.getvalue()


@given(ROWS)
def test_xlsx_read_back_is_what_was_written_but_for_the_guard(rows: list[list[Value]]) -> None:
    columns = (Column("Ett"), Column("Två"))
    rows = [["x" + str(text) for text in row] for row in rows]
    (sheet,) = read(xlsx_of(*rows, columns=columns), "lista.xlsx")
    assert [list(row.cells) for row in sheet.rows] == [["Ett", "Två"], *rows]
