"""Addresses as they stand in cells: cleaned where it is plain what is meant, refused where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.rules.addresses import Addresses, clean_addresses, is_nothing


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("anna.berg@ange.example", "anna.berg@ange.example"),
        ("  ANNA.BERG@ANGE.EXAMPLE ", "anna.berg@ange.example"),
        ("osten.agren (at) hoga-kusten.example", "osten.agren@hoga-kusten.example"),
        ("a[at]b.example", "a@b.example"),
        ("a(a)b.example", "a@b.example"),
        ("a at b.example", "a@b.example"),
        ("a snabel-a b (punkt) example", "a@b.example"),
        ("a @ b.example", "a@b.example"),
        ("mailto:a@b.example", "a@b.example"),
        ("E-post: a@b.example", "a@b.example"),
        ("a@b.example.", "a@b.example"),
        ("<a@b.example>;", "a@b.example"),
        ("'a@b.example'", "a@b.example"),
        ("a@b.example (privat)", "a@b.example"),
        ("zainab.o'brien@b.example", "zainab.o'brien@b.example"),
        ("a@b.example, 070-123 45 67", "a@b.example"),
        ("a@östersund.example", "a@xn--stersund-m4a.example"),
    ],
)
def test_an_address_is_cleaned(written: str, address: str) -> None:
    assert clean_addresses(written) == Addresses((address,))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Anna Berg <anna.berg@b.example>", "Anna Berg"),
        ('"Berg, Anna" <anna.berg@b.example>', "Berg, Anna"),
        ("Anna Berg anna.berg@b.example", "Anna Berg"),
    ],
)
def test_a_name_beside_the_address_is_kept_apart(written: str, name: str) -> None:
    assert clean_addresses(written) == Addresses(("anna.berg@b.example",), name=name)


@pytest.mark.parametrize("between", ["; ", ", ", " / ", "\n", " eller ", " ", " | "])
def test_two_addresses_in_a_cell_are_both_kept_in_their_order(between: str) -> None:
    written = f"lars@b.example{between}lars.privat@b.example"
    assert clean_addresses(written) == Addresses(("lars@b.example", "lars.privat@b.example"))


@pytest.mark.parametrize(
    "written",
    [
        "elin.jonsson@krokoms", "anna berg@b.example", "anna@b,example", "a@@b.example", "a..b@c.example",
        ".a@b.example", "åsa@b.example", "a@b.e", "a@1.2.3.4", "a@", "@b.example", "a@-b.example", "anna",
        "a@b..example", "a@b.example ring först", "x" * 65 + "@b.example",
    ],
)  # fmt: skip
def test_a_broken_address_is_never_mended_by_guessing(written: str) -> None:
    found = clean_addresses(written)
    assert found.valid == ()
    assert len(found.broken) == 1


def test_the_reason_says_what_is_wrong() -> None:
    assert [str(trouble) for trouble in clean_addresses("elin.jonsson@krokoms").broken] == [
        "E-postadressen «elin.jonsson@krokoms» saknar slutet efter punkten, till exempel .se."
    ]


def test_a_broken_address_beside_a_good_one_is_told() -> None:
    found = clean_addresses("a@b.example; c@d")
    assert (found.valid, len(found.broken)) == (("a@b.example",), 1)


@pytest.mark.parametrize(
    "written", ["", " ", "-", "–", "?", "saknas", "Saknas.", "ingen e-post", "N/A", "kommer senare"]
)
def test_a_cell_that_says_that_there_is_none_is_empty_and_not_broken(written: str) -> None:
    assert is_nothing(written.strip())
    assert clean_addresses(written) == Addresses()


@given(st.text(max_size=60))
def test_whatever_is_written_only_plain_addresses_come_out(written: str) -> None:
    for address in clean_addresses(written).valid:
        local, at, domain = address.partition("@")
        assert local
        assert at
        assert "." in domain
        assert address.isascii()
        assert address == address.lower()
        assert not any(letter.isspace() or letter in '<>,;:"()[]\\' for letter in address)
