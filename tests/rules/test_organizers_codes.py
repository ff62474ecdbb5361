"""Codes of two-step sign-in."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from app.organizers.rules import codes

NOON = datetime(2027, 3, 4, 12, tzinfo=UTC)
STEP = int(NOON.timestamp()) // 30
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(SECRET).at(moment)


@pytest.mark.parametrize(("seconds", "step"), [(-60, None), (-30, -1), (0, 0), (30, 1), (60, None)])
def test_a_clock_may_be_one_step_off(seconds: int, step: int | None) -> None:
    accepted = codes.accepted_step(SECRET, code_at(NOON + timedelta(seconds=seconds)), NOON, last_step=0)
    assert accepted == (None if step is None else STEP + step)


def test_a_step_that_has_been_used_is_refused_and_so_are_those_before_it() -> None:
    present, earlier = code_at(NOON), code_at(NOON - timedelta(seconds=30))
    assert codes.accepted_step(SECRET, present, NOON, last_step=STEP) is None
    assert codes.accepted_step(SECRET, earlier, NOON, last_step=STEP) is None
    assert codes.accepted_step(SECRET, present, NOON, last_step=STEP - 1) == STEP


@pytest.mark.parametrize("written", ["", "abc", "１２３４５６", "0" * 40, "١٢٣٤٥٦"])
def test_nonsense_is_no_code(written: str) -> None:
    assert codes.accepted_step(SECRET, written, NOON, last_step=0) is None


def test_spaces_in_a_code_do_not_matter() -> None:
    code = code_at(NOON)
    assert codes.accepted_step(SECRET, f" {code[:3]} {code[3:]} ", NOON, last_step=0) == STEP


def test_recovery_codes_differ_and_are_read_as_people_write_them() -> None:
    made = {codes.new_recovery_code() for _ in range(100)}
    assert len(made) == 100
    assert {codes.plain_recovery_code(code.upper().replace("-", " ")) for code in made} == {
        code.replace("-", "") for code in made
    }
