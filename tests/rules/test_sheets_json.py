"""A table as JSON."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from app.sheets import as_json
from app.sheets.table import Column, Kind, Table, Value


def written(*rows: list[Value], headings: tuple[str, ...] = ("Namn",)) -> object:
    return json.loads(b"".join(as_json.pieces(Table("Lista", [Column(one) for one in headings], rows))))


def test_a_row_is_an_object_by_the_headings_in_their_order() -> None:
    assert written(["Öberg", 3, None], headings=("Namn", "Antal", "Svar")) == [
        {"Namn": "Öberg", "Antal": 3, "Svar": None}
    ]


def test_dates_and_moments_are_iso_as_the_clock_shows_them_in_sweden() -> None:
    moment = datetime(2027, 7, 1, 10, 30, tzinfo=UTC)
    assert written([date(2027, 3, 4), time(10, 0), moment], headings=("a", "b", "c")) == [
        {"a": "2027-03-04", "b": "10:00:00", "c": "2027-07-01T12:30:00+02:00"}
    ]


def test_headings_of_one_name_are_told_apart() -> None:
    assert as_json.distinct(["Middag", "Middag", "Middag (2)", "Middag"]) == [
        "Middag",
        "Middag (2)",
        "Middag (2) (2)",
        "Middag (3)",
    ]


def test_an_empty_table_is_an_empty_list() -> None:
    assert written() == []


def test_letters_are_written_as_they_are_and_what_could_end_a_text_is_not() -> None:
    table = Table("Lista", [Column("Namn", Kind.TEXT)], [["王小明 🎉"], ['"}]\\'], ["=1+1"]])
    text = b"".join(as_json.pieces(table)).decode("utf-8")
    assert "王小明 🎉" in text
    assert [row["Namn"] for row in json.loads(text)] == ["王小明 🎉", '"}]\\', "=1+1"]


def test_many_rows_are_written_piece_by_piece() -> None:
    asked = []

    def rows() -> Iterator[list[Value]]:
        for number in range(1201):
            asked.append(number)
            yield [number]

    pieces = as_json.pieces(Table("Lista", [Column("n")], rows()))
    first = next(pieces)
    assert len(asked) < 600
    assert len(json.loads(first + b"".join(pieces))) == 1201
