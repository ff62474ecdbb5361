"""What a password must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.organizers.rules.codes import new_password
from app.organizers.rules.passwords import PasswordFault, find_fault


@pytest.mark.parametrize(
    "password",
    [
        "lösenord1234",
        "Sommar2026!!!",
        "P@ssw0rd1234",
        "qwertyuiop123",
        "123456789012",
        "aaaaaaaaaaaa",
        "abcdefghijkl",
        "Välkommen2027",
        "hejhejhejhej",
        "Mittuniversitetet1",
        "RunKonferens2027",
        "1q1q1q1q1q1q1q",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert find_fault(password) is PasswordFault.COMMON


@pytest.mark.parametrize(
    "password", ["häst batteri klämma korrekt", "  inledande blanksteg räknas  ", "Öring-78-vid-Indalsälven"]
)
def test_long_and_unguessable_ones_pass(password: str) -> None:
    assert find_fault(password, "Sam Ordnare", "sam@miun.example") is None


def test_twelve_to_a_hundred_and_twenty_eight_characters() -> None:
    letters = "kastrull moln " * 10
    assert [find_fault(letters[:length]) for length in (11, 12, 128, 129)] == [
        PasswordFault.TOO_SHORT,
        None,
        None,
        PasswordFault.TOO_LONG,
    ]


def test_ones_own_name_and_address_are_refused() -> None:
    assert find_fault("ylva-ramklint-77", "Ylva Ramklint", "y@miun.example") is PasswordFault.PERSONAL
    assert find_fault("yramklint.2027!", "Ylva", "yramklint@miun.example") is PasswordFault.PERSONAL


@given(st.text(max_size=200))
def test_any_text_gets_a_verdict(password: str) -> None:
    assert find_fault(password, password) in {None, *PasswordFault}


def test_made_up_passwords_are_always_good_enough() -> None:
    assert {find_fault(new_password()) for _ in range(200)} == {None}
