"""Finding the table in a sheet, and what its columns hold."""

import pytest

from app.people.rules.columns import Block, find_blocks
from app.people.rules.headings import Field, heading_field
from app.people.rules.organisations import OrganisationReader
from app.people.rules.readers import Readers
from app.people.rules.roles import RoleReader
from tests.rules.registers import BARE, contacts, csv_sheets

READERS = Readers(RoleReader(BARE), OrganisationReader(BARE))


def blocks(text: str) -> tuple[Block, ...]:
    (sheet,) = csv_sheets(text)
    return find_blocks(sheet, READERS, {})


def fields(block: Block) -> list[str]:
    return [column.field.value for column in block.columns]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Namn", Field.NAME), ("Efternamn, förnamn", Field.NAME), ("För- och efternamn", Field.NAME),
        ("Förnamn", Field.GIVEN), ("Efternamn", Field.FAMILY), ("Mailadress ", Field.EMAIL),
        ("E-post (privat)", Field.EMAIL), ("Jobbmejl", Field.EMAIL), ("Tfn arb.", Field.PHONE),
        ("Mobilnr", Field.PHONE), ("Befattning", Field.ROLE), ("Roll/befattning", Field.ROLE), ("Titel", Field.ROLE),
        ("Kommun/Enhet", Field.ORGANISATION), ("Skolhuvudman", Field.ORGANISATION), ("organisationstyp", Field.KIND),
        ("Län", Field.AREA), ("Anm.", Field.NOTE), ("Övrigt", Field.NOTE), ("Nr", Field.SKIP), ("Parti", Field.PARTY),
        ("Personnr", Field.SECRET), ("Allergier", Field.HEALTH), ("Specialkost", Field.HEALTH),
        ("Mandatperiod", None), ("Till och med", None), ("Uppdrag t.o.m.", None), ("Postadress", None),
        ("E-post sekreterare", None), ("Telefon till assistent", None),
    ],
)  # fmt: skip
def test_headings_are_known_in_many_shapes(heading: str, field: Field | None) -> None:
    assert heading_field(heading) is field


def test_the_table_is_found_below_titles_and_blank_rows() -> None:
    (block,) = find_blocks(contacts("contacts-messy.xlsx")[0], READERS, {})
    assert (block.header, block.titles, len(block.rows)) == (3, ("Kontaktlista RUN – Jämtlands län",), 102)
    assert fields(block) == ["name", "email", "phone", "role", "organisation", "note"]


def test_a_sheet_without_contacts_has_no_table() -> None:
    assert find_blocks(contacts("contacts-messy.xlsx")[-1], READERS, {}) == ()
    assert blocks("Kommun;Invånare;Område\nÅre kommun;12693;Jämtlands län\n") == ()


def test_unknown_headings_are_told_by_what_stands_under_them() -> None:
    (block,) = blocks(
        "A1;A2;A3;A4;A5;A6;A7\n"
        "Berg;Anna;anna.berg@x.example;070-123 45 67;Rektor;Åre kommun;C\n"
        "Lind;Erik;erik.lind@x.example;;Skolchef;Bergs kommun;S\n"
    )
    assert block.header == 1
    assert fields(block) == ["family", "given", "email", "phone", "role", "organisation", "party"]
    assert all(column.by_content for column in block.columns)


def test_a_table_without_headings_is_read_too() -> None:
    (block,) = blocks("Anna Berg;anna.berg@x.example;Rektor;Åre\nErik Lind;erik.lind@x.example;Skolchef;Berg\n")
    assert (block.header, len(block.rows)) == (0, 2)
    assert fields(block) == ["name", "email", "role", "organisation"]


def test_two_heading_rows_belong_together() -> None:
    (block,) = blocks("Namn;;E-post;Telefon;Roll;Kommun\nFörnamn;Efternamn;;;;\nAnna;Berg;anna@x.example;;Rektor;Åre\n")
    assert fields(block) == ["given", "family", "email", "phone", "role", "organisation"]


def test_a_second_table_with_other_columns_has_its_own_reading() -> None:
    found = blocks(
        "Namn;E-post;Roll;Kommun\nAnna Berg;anna@x.example;Rektor;Åre\n\n"
        "Kommun;Efternamn;Förnamn;Mejl;Titel\nÅre;Lind;Erik;erik@x.example;Skolchef\n"
    )
    assert [fields(block) for block in found] == [
        ["name", "email", "role", "organisation"],
        ["organisation", "family", "given", "email", "role"],
    ]


def test_namn_beside_efternamn_is_the_given_name() -> None:
    (block,) = blocks("Namn;Efternamn;Mail;Roll;Kommun\nAnna;Berg;anna@x.example;Rektor;Åre\n")
    assert fields(block) == ["given", "family", "email", "role", "organisation"]


def test_of_two_columns_for_one_thing_the_plainer_comes_first() -> None:
    (block,) = blocks("Namn;Titel;Roll;Enhet;Kommun;E-post\nAnna Berg;fil. dr;Rektor;Hagaskolan;Åre;a@x.example\n")
    assert [column.heading for column in block.of(Field.ROLE)] == ["Roll", "Titel"]
    assert [column.heading for column in block.of(Field.ORGANISATION)] == ["Kommun", "Enhet"]


def test_a_column_for_contact_details_may_hold_addresses() -> None:
    (block,) = blocks("Namn;Kontakt;Roll;Kommun\nAnna Berg;a@x.example 070-123 45 67;Rektor;Åre\n")
    assert fields(block) == ["name", "email", "role", "organisation"]


def test_an_assistants_address_under_a_heading_of_its_own_is_not_taken_for_the_persons() -> None:
    (block,) = blocks("Namn;E-post;Roll;Kommun;Bokas via\nAnna Berg;a@x.example;Rektor;Åre;eva@x.example\n")
    assert fields(block) == ["name", "email", "role", "organisation", "note"]


def test_a_correction_decides() -> None:
    (sheet,) = csv_sheets("Namn;E-post;Roll;Kommun;Ort\nAnna Berg;a@x.example;Rektor;Åre;Duved\n")
    (block,) = find_blocks(sheet, READERS, {("lista", 1): {4: Field.SKIP}})
    assert fields(block)[4] == "skip"
