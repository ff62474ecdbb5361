"""Phone numbers: readable, and the same number is the same however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.rules.phones import clean_phone, looks_like_phone, phone_keys


@pytest.mark.parametrize(
    "written",
    [
        701234567.0, 701234567, 46701234567, "701234567.0", "0701234567", "070-1234567", "070/123 45 67",
        "070–123 45 67", "+46701234567", "+46 70-123 45 67", "+46 (0)70 123 45 67", "0046 70 123 45 67",
        "tel: 070-123 45 67", "Mobil 0701234567",
    ],
)  # fmt: skip
def test_a_mobile_number_is_written_in_one_way(written: str | float) -> None:
    assert clean_phone(written) == "070-123 45 67"


@pytest.mark.parametrize(
    ("written", "readable"),
    [
        (60123456, "060-12 34 56"),
        ("0611-557500", "0611-55 75 00"),
        ("063143000", "063-14 30 00"),
        ("08-12345678", "08-123 456 78"),
        ("+47 912 34 567", "+47 912 34 567"),
        ("070-123 45 67 / 060-14 88 00", "070-123 45 67, 060-14 88 00"),
        ("070-123 45 67, +46701234567", "070-123 45 67"),
        ("", ""),
        ("-", ""),
        ("saknas", ""),
    ],
)
def test_other_numbers_are_readable_too(written: str | int, readable: str) -> None:
    assert clean_phone(written) == readable


@pytest.mark.parametrize("written", ["se hemsida", "12", "070-123 45 67 ankn 12", "via växeln"])
def test_what_is_no_number_is_said_to_be_none(written: str) -> None:
    assert clean_phone(written) is None


@given(st.integers(700_000_000, 799_999_999))
def test_a_number_survives_being_written_and_read_again(number: int) -> None:
    readable = clean_phone(number)
    assert readable is not None
    assert clean_phone(readable) == readable
    assert phone_keys(readable) == phone_keys(f"+46{number}") == {f"46{number}"}


def test_years_are_no_phone_numbers() -> None:
    assert [looks_like_phone(value) for value in ("2022-2026", "2026", 2026, "070-123 45 67", 701234567)] == [
        False, False, False, True, True,
    ]  # fmt: skip
