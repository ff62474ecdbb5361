"""Lists in layouts that nobody has seen before come in right, whatever is in the register already."""

import pytest

from app.people.rules.importing import preview_import
from app.people.rules.snapshot import Register
from tests.rules.registers import BARE, DEMO, after, contacts, holdings, read_in
from tests.rules.secretary import Secretary, clean_rows

SEEDS = range(8)


def expected(broken: set[int]) -> set[tuple[str, str, str]]:
    """Who holds what, but for the rows whose address is broken."""
    rows = [row for number, row in enumerate(clean_rows()) if number not in broken]
    return {(f"{row['förnamn']} {row['efternamn']}", row["roll"], row["organisation"]) for row in rows}


def in_small_letters(held: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """As ``held``; a new organisation's name is written as the list writes it most often."""
    return {(name, role, organisation.casefold()) for name, role, organisation in held}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("register", "knows_all"), [(DEMO, True), (BARE, False)], ids=["demo", "bare"])
def test_everybody_with_a_good_address_comes_in_and_nobody_else(seed: int, register: Register, knows_all: bool) -> None:
    parcel = Secretary(seed, knows_every_organisation=knows_all).send()
    filled = read_in(register, preview_import(parcel.sheets, register))
    assert in_small_letters(holdings(filled)) == in_small_letters(expected(parcel.broken))
    addresses = [row["epost"] for number, row in enumerate(clean_rows()) if number not in parcel.broken]
    assert len(filled.persons) == len(set(addresses))
    assert not preview_import(parcel.sheets, filled).writes


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_who_is_there_is_doubled(seed: int) -> None:
    full = after(BARE, contacts("contacts.csv"))
    parcel = Secretary(seed, knows_every_organisation=True).send()
    filled = read_in(full, preview_import(parcel.sheets, full))
    assert (len(filled.persons), holdings(filled)) == (271, holdings(full))
    assert not preview_import(parcel.sheets, filled).writes


@pytest.mark.parametrize("seed", SEEDS)
def test_what_must_never_be_kept_is_nowhere(seed: int) -> None:
    filled = after(DEMO, tuple(Secretary(seed, knows_every_organisation=True).send().sheets))
    kept = "\n".join(f"{person.name} {person.phone} {person.note}" for person in filled.persons)
    assert not any(word in kept for word in ("(C)", "(S)", "Parti", "nötter", "19810203"))
