"""The import as a whole, on the files a secretary sends: what is created, changed, left alone and refused."""

from dataclasses import replace

import pytest

from app.people.rules.corrections import Corrections
from app.people.rules.erasures import erasure_digest
from app.people.rules.headings import Field
from app.people.rules.importing import preview_import
from app.people.rules.kinds import OrganisationKind
from app.people.rules.names import Name
from app.people.rules.organisation_candidates import NewOrganisation
from app.people.rules.persons import FieldChange
from app.people.rules.preview import (
    Changed,
    Counts,
    Created,
    Guess,
    Preview,
    Refused,
    Skipped,
    Unchanged,
    Unread,
    UnreadSheet,
)
from app.people.rules.roles import Confidence
from app.people.rules.skipped_rows import Skip
from app.people.rules.snapshot import KnownAssignment, Register
from app.sheets.table import Row, Sheet
from tests.rules.registers import BARE, DEMO, after, contacts, csv_sheets, holdings, organisation_id, read_in

CLEAN, MESSY, EXCEL = (contacts(name) for name in ("contacts.csv", "contacts-messy.xlsx", "contacts-excel.csv"))
UNIVERSITY = "Mittuniversitetet"
HEADINGS = "Namn;E-post;Roll;Kommun;Tel;Anm\n"


def preview(text: str, register: Register = DEMO) -> Preview:
    """What a list with the usual headings would do."""
    return preview_import(csv_sheets(HEADINGS + text), register)


def verdicts(text: str, register: Register = DEMO) -> list[object]:
    return [row.verdict for row in preview(text, register).rows]


def warnings(text: str, register: Register = DEMO) -> list[list[str]]:
    return [[str(warning) for warning in row.warnings] for row in preview(text, register).rows]


def known(text: str) -> Register:
    """The register after a list with the usual headings."""
    return after(DEMO, csv_sheets(HEADINGS + text))


def truth() -> set[tuple[str, str, str]]:
    """Who holds what according to the clean file."""
    rows = CLEAN[0].rows[1:]
    return {(f"{row.cells[0]} {row.cells[1]}", str(row.cells[4]), str(row.cells[5])) for row in rows}


@pytest.mark.parametrize("register", [DEMO, BARE], ids=["demo", "bare"])
def test_the_clean_file_comes_in_whole(register: Register) -> None:
    found = preview_import(CLEAN, register)
    assert found.counts == Counts(created=277, changed=0, unchanged=0, refused=0, skipped=0, new_people=271)
    assert holdings(read_in(register, found)) == truth()


def test_organisations_that_the_register_lacks_are_added_with_kind_and_area() -> None:
    assert set(preview_import(CLEAN, BARE).organisations) == {
        NewOrganisation("Friskolan Fjällvråken (påhittad)", OrganisationKind.FRISTAENDE, "Jämtlands län"),
        NewOrganisation("Montessoriskolan Ljungan (påhittad)", OrganisationKind.FRISTAENDE, "Jämtlands län"),
        NewOrganisation("Kooperativet Höga Kusten (påhittat)", OrganisationKind.FRISTAENDE, "Jämtlands län"),
        NewOrganisation(f"{UNIVERSITY}, utbildningsvetenskap (exempel)", OrganisationKind.INSTITUTION, UNIVERSITY),
        NewOrganisation(f"{UNIVERSITY}, ämnesdidaktik (exempel)", OrganisationKind.INSTITUTION, UNIVERSITY),
    }


@pytest.mark.parametrize("register", [DEMO, BARE], ids=["demo", "bare"])
def test_the_messy_workbook_comes_in_but_for_its_three_broken_addresses(register: Register) -> None:
    found = preview_import(MESSY, register)
    refused = [row for row in found.rows if isinstance(row.verdict, Refused)]
    assert found.counts == Counts(created=274, changed=0, unchanged=0, refused=3, skipped=10, new_people=268)
    assert [(row.sheet, row.number, row.person) for row in refused] == [
        ("Jämtlands län", 39, "Elin Jonsson"),
        ("Västernorrlands län", 39, "Susanne O'Brien"),
        ("Mittuniversitetet", 13, "Mikael Karlsson"),
    ]
    assert found.unread == (UnreadSheet("Läs mig", Unread.NO_CONTACTS),)
    assert truth() - holdings(read_in(register, found)) == {
        ("Elin Jonsson", "Rektor", "Krokoms kommun"),
        ("Susanne O'Brien", "Skolchef", "Sundsvalls kommun"),
        ("Mikael Karlsson", "Samordnare lärarutbildningen", "Mittuniversitetet, lärarutbildningen"),
    }
    assert holdings(read_in(register, found)) <= truth()


def test_every_row_under_a_heading_row_has_its_verdict() -> None:
    rows = preview_import(MESSY, DEMO).rows
    first = {"Jämtlands län": 4, "Hälsingland": 4, "Nationell": 4}
    under = [(sheet.name, row.number) for sheet in MESSY[:-1] for row in sheet.rows]
    assert [(row.sheet, row.number) for row in rows] == [at for at in under if at[1] >= first.get(at[0], 2)]
    assert [row.verdict for row in rows if row.sheet == "Jämtlands län" and row.number in {8, 33, 105}] == [
        Skipped(Skip.BLANK),
        Skipped(Skip.DOUBLED, ("Jämtlands län", 32)),
        Skipped(Skip.TOTAL),
    ]


@pytest.mark.parametrize("files", [(CLEAN,), (MESSY,), (EXCEL,), (CLEAN, MESSY), (MESSY, CLEAN), (EXCEL, CLEAN)])
def test_the_same_files_again_create_and_change_nothing(files: tuple[tuple[Sheet, ...], ...]) -> None:
    register = after(BARE, *files)
    for sheets in files:
        again = preview_import(sheets, register)
        assert (again.counts.created, again.counts.changed, again.organisations) == (0, 0, ())
        assert not again.writes


@pytest.mark.parametrize("files", [(CLEAN, MESSY, EXCEL), (MESSY, EXCEL, CLEAN), (EXCEL, CLEAN, MESSY)])
def test_nobody_is_doubled_whatever_the_order_of_the_files(files: tuple[tuple[Sheet, ...], ...]) -> None:
    register = after(BARE, *files)
    assert len(register.persons) == 271
    assert holdings(register) == truth()


def test_no_name_is_recased_and_lost_letters_do_not_replace_known_ones() -> None:
    names = {str(person.name) for person in after(BARE, CLEAN, EXCEL, MESSY).persons}
    assert names == {name for name, _, _ in truth()}


def test_no_broken_address_is_accepted() -> None:
    addresses = [address for person in after(BARE, MESSY, CLEAN).persons for address in person.addresses]
    assert all(address.endswith(".example") and address == address.lower() for address in addresses)
    assert len(addresses) == len(set(addresses))


def test_missing_rows_take_nothing_away() -> None:
    register = after(BARE, CLEAN)
    shorter = (replace(CLEAN[0], rows=CLEAN[0].rows[:2]),)
    assert read_in(register, preview_import(shorter, register)) == register


def test_a_change_is_shown_field_by_field() -> None:
    register = known("Anna Berg;anna.berg@are.example;Rektor;Åre;070-123 45 67;\n")
    text = "Anna Maria Berg;anna.berg@are.example, anna@privat.example;Skolchef;Åre;063-14 30 00;slutar 31/12\n"
    assert verdicts(text, register) == [
        Changed((
            FieldChange("given_name", "Anna", "Anna Maria"),
            FieldChange("addresses", "anna.berg@are.example", "anna.berg@are.example, anna@privat.example"),
            FieldChange("phone", "070-123 45 67", "063-14 30 00"),
            FieldChange("note", "", "slutar 31/12"),
            FieldChange("assignment", "", "Skolchef, Åre kommun"),
        ))
    ]  # fmt: skip


def test_the_same_number_written_otherwise_is_no_change() -> None:
    register = known("Anna Berg;anna@are.example;Rektor;Åre;070-123 45 67;\n")
    assert verdicts("Anna Berg;ANNA@are.example;bitr. rektor;Åres kommun;+46701234567;\n", register) == [Unchanged()]


def test_two_roles_of_one_person_are_one_person() -> None:
    text = "Anna Berg;anna@are.example;Rektor;Åre;;\nAnna Berg;anna@are.example;Utv.ledare;Åre;;\n"
    assert verdicts(text) == [Created(new_person=True), Created(new_person=False)]
    assert [len(person.assignments) for person in known(text).persons] == [2]


def test_two_people_with_one_address_are_two_people() -> None:
    text = "Anna Berg;kansli@are.example;Rektor;Åre;;\nErik Lind;kansli@are.example;Rektor;Åre;;\n"
    assert verdicts(text) == [Created(new_person=True), Created(new_person=True)]
    assert warnings(text) == [
        [],
        ["E-postadressen kansli@are.example står också på Anna Berg i filen. De blir två personer."],
    ]
    assert verdicts(text, known(text)) == [Unchanged(), Unchanged()]


def test_two_namesakes_with_different_addresses_are_two_people() -> None:
    text = "Anna Berg;anna1@are.example;Rektor;Åre;;\nAnna Berg;anna2@are.example;Rektor;Åre;;\n"
    assert verdicts(text) == [Created(new_person=True), Created(new_person=True)]
    assert verdicts(text, known(text)) == [Unchanged(), Unchanged()]


def test_a_new_family_name_is_a_change_and_is_told() -> None:
    register = known("Anna Berg;anna.berg@are.example;Rektor;Åre;;\n")
    text = "Anna Lind;anna.berg@are.example;Rektor;Åre;;\n"
    assert verdicts(text, register) == [Changed((FieldChange("family_name", "Berg", "Lind"),))]
    assert warnings(text, register) == [["Samma e-postadress och förnamn, men nytt efternamn. I registret: Anna Berg."]]


def test_a_new_address_of_somebody_with_the_same_name_role_and_organisation_is_a_change_and_is_told() -> None:
    register = known("Anna Berg;anna@gammal.example;Rektor;Åre;;\n")
    text = "Anna Berg;anna@ny.example;Rektor;Åre;;\n"
    assert verdicts(text, register) == [
        Changed((FieldChange("addresses", "anna@gammal.example", "anna@ny.example, anna@gammal.example"),))
    ]
    assert verdicts("Anna Berg;anna@ny.example;Skolchef;Berg;;\n", register) == [Created(new_person=True)]


def test_somebody_without_an_address_comes_in_with_a_warning_and_gets_one_later() -> None:
    text = "Anna Berg;saknas;Rektor;Åre;;\n"
    assert verdicts(text) == [Created(new_person=True)]
    assert warnings(text) == [["E-postadress saknas."]]
    assert verdicts(text, known(text)) == [Unchanged()]
    assert verdicts("Anna Berg;anna@are.example;Rektor;Åre;;\n", known(text)) == [
        Changed((FieldChange("addresses", "", "anna@are.example"),))
    ]


def test_a_row_without_an_address_is_not_given_to_one_of_two_namesakes() -> None:
    register = known("Anna Berg;anna1@are.example;Rektor;Åre;;\nAnna Berg;anna2@are.example;Rektor;Åre;;\n")
    (verdict,) = verdicts("Anna Berg;;Rektor;Åre;;\n", register)
    assert isinstance(verdict, Refused)
    assert str(verdict.reason).startswith("Flera personer i registret heter Anna Berg.")


def test_what_a_person_has_changed_by_the_link_is_left_alone() -> None:
    register = known("Anna Berg;anna.berg@are.example;Rektor;Åre;070-123 45 67;\n")
    (anna,) = register.persons
    own = replace(
        anna,
        name=Name("Anna", "Lind"),
        phone="",
        addresses=("anna@privat.example",),
        own_changes=frozenset({"family_name", "phone", "addresses"}),
    )
    for addresses in (("anna@privat.example",), ("anna@privat.example", "anna.berg@are.example")):
        later = replace(register, persons=(replace(own, addresses=addresses, name=Name("Anna", "Berg")),))
        assert verdicts("Anna Berg;anna.berg@are.example;Rektor;Åre;070-123 45 67;\n", later) == [Unchanged()]
    later = replace(register, persons=(replace(own, addresses=(*own.addresses, "anna.berg@are.example")),))
    assert verdicts("Anna Berg;anna.berg@are.example;Rektor;Åre;070-123 45 67;\n", later) == [Unchanged()]


def test_an_ended_assignment_is_not_opened_again() -> None:
    text = "Anna Berg;anna@are.example;Rektor;Åre;;\n"
    register = known(text)
    (anna,) = register.persons
    ended = replace(anna, assignments=(KnownAssignment(1, "rektor", organisation_id(DEMO, "Åre kommun"), ended=True),))
    later = replace(register, persons=(ended,))
    assert verdicts(text, later) == [Unchanged()]
    assert warnings(text, later) == [["Uppdraget är avslutat i registret och öppnas inte igen av filen."]]


def test_no_to_further_invitations_is_remembered() -> None:
    text = "Anna Berg;anna@are.example;Rektor;Åre;;\n"
    register = known(text)
    declined = replace(register, persons=tuple(replace(person, declined=True) for person in register.persons))
    assert verdicts(text, declined) == [Unchanged()]
    assert warnings(text, declined) == [["Har tackat nej till fler inbjudningar. Det gäller fortfarande."]]


def test_the_erased_do_not_come_back() -> None:
    register = replace(DEMO, erased=frozenset({erasure_digest("anna@are.example")}))
    (verdict,) = verdicts("Anna Berg;Anna@Are.example;Rektor;Åre;;\n", register)
    assert isinstance(verdict, Refused)
    assert str(verdict.reason) == "Personens uppgifter är raderade och läses inte in igen."


def test_all_errors_are_told_at_once_each_with_its_row() -> None:
    text = (
        "Anna Berg;anna@are;Rektor;Åre;;\n;erik@are.example;Rektor;Åre;;\nPer Ek;per@are.example;;Åre;;\n"
        "Eva Al;eva@are.example;Rektor;;;\nIa Lo;ia@are.example;Lärare;Åre;;\nBo Ny;bo@are.example;Rektor;Tima;;\n"
    )
    found = [(row.number, str(row.verdict.reason)) for row in preview(text).rows if isinstance(row.verdict, Refused)]
    assert found == [
        (2, "E-postadressen «anna@are» saknar slutet efter punkten, till exempel .se."),
        (3, "Namn saknas."),
        (4, "Roll saknas."),
        (5, "Organisation saknas."),
        (6, "Rollen «Lärare» är inte känd för slaget kommun."),
        (7, "Organisationen «Tima» finns inte i registret. Menas Timrå kommun?"),
    ]


def test_guesses_are_shown_beside_the_row() -> None:
    (row,) = preview("Anna Berg;anna@are.example;Verks.chef;Sundvall;;\n").rows
    assert row.guesses == (
        Guess("Verks.chef", "Verksamhetschef", Confidence.KNOWN),
        Guess("Sundvall", "Sundsvalls kommun", Confidence.GUESSED),
    )


def test_corrections_decide_and_survive_as_json() -> None:
    text = "Namn;E-post;Roll;Kommun;Ort\nAnna Berg;a@x.example;Lärare;Tima;Duved\n"
    said = Corrections(
        {("lista", 1): {4: Field.SKIP}},
        {("larare", OrganisationKind.KOMMUN): "rektor"},
        {"tima": organisation_id(DEMO, "Timrå kommun")},
    )
    assert Corrections.from_data(said.as_data()) == said
    register = read_in(DEMO, preview_import(csv_sheets(text), DEMO, said))
    assert holdings(register) == {("Anna Berg", "Rektor", "Timrå kommun")}
    assert register.persons[0].note == ""


def test_a_new_organisation_can_be_a_correction() -> None:
    said = Corrections(organisations={"kunskapens hus": OrganisationKind.FRISTAENDE})
    text = "Namn;E-post;Roll;Organisation\nAnna Berg;a@x.example;Rektor;Kunskapens hus\n"
    found = preview_import(csv_sheets(text), DEMO, said)
    assert found.organisations == (NewOrganisation("Kunskapens hus", OrganisationKind.FRISTAENDE),)
    again = read_in(DEMO, found)
    assert not preview_import(csv_sheets(text), again, said).writes


def test_the_form_for_corrections_gets_every_title_and_name_once() -> None:
    found = preview("A B;a@x.example;Lärare;Tima;;\nC D;c@x.example;Lärare;Åre;;\nE F;e@x.example;Lärare;Åre;;\n")
    assert [(one.written, one.kind, one.keys, one.rows) for one in found.titles] == [("Lärare", "kommun", (), 2)]
    assert [(one.written, one.organisation is None, one.suggestions, one.rows) for one in found.namings] == [
        ("Tima", True, ("Timrå kommun",), 1),
        ("Åre", False, (), 2),
    ]


def test_party_personnummer_and_health_are_never_kept() -> None:
    text = (
        "Namn;Personnummer;E-post;Roll;Kommun;Parti;Allergier;Anm;Tel\n"
        "Anna Berg (C);19850101-1234;anna@x.example;Politiker (C);Åre;C;nötter;parti: C, ring 0701234567;8501011234\n"
        "Bo Ek, KD;;bo@x.example;Ledamot, KD;Åre;KD;;pnr 850101-1234 ring;\n"
    )
    register = after(DEMO, csv_sheets(text))
    assert [(str(p.name), p.phone, p.note) for p in register.persons] == [
        ("Anna Berg", "", "ring 0701234567"),
        ("Bo Ek", "", "pnr ring"),
    ]
    said = [[str(warning) for warning in row.warnings] for row in preview_import(csv_sheets(text), DEMO).rows]
    assert said == [
        ["Något som liknar ett personnummer har tagits bort.", "Personnummer läses aldrig in."],
        ["Något som liknar ett personnummer har tagits bort."],
    ]


def test_unknown_columns_become_a_note_with_their_heading_never_an_end_date() -> None:
    text = "Namn;E-post;Roll;Kommun;Uppdrag t.o.m.;Övrigt\nAnna Berg;a@x.example;Rektor;Åre;2026-12-31;@SUM(1+1)\n"
    (anna,) = after(DEMO, csv_sheets(text)).persons
    assert anna.note == "Uppdrag t.o.m: 2026-12-31\n@SUM(1+1)"


def table(name: str, *rows: tuple[str | None, ...]) -> Sheet:
    return Sheet(name, tuple(Row(number, cells) for number, cells in enumerate(rows, start=1)))


def test_what_the_rows_do_not_say_the_sheet_and_its_title_may() -> None:
    sheets = (
        table("Krokom", ("Namn", "E-post", "Befattning"), ("Anna Berg", "anna@x.example", "Rektor")),
        table("Blad2", ("Rektorer i Åre kommun",), ("Namn", "E-post"), ("Erik Lind", "erik@x.example")),
    )
    assert holdings(after(DEMO, sheets)) == {
        ("Anna Berg", "Rektor", "Krokoms kommun"),
        ("Erik Lind", "Rektor", "Åre kommun"),
    }


def test_a_row_with_only_an_organisation_or_a_role_heads_the_rows_under_it() -> None:
    text = (
        "Namn;E-post;Roll;Kommun\nÅre kommun:;;;\nAnna Berg;anna@x.example;Rektor;\n"
        "Krokom;;;\nSkolchefer;;;\nErik Lind;erik@x.example;;\nUppdaterad 2026-10-01;;;\n"
    )
    found = preview_import(csv_sheets(text), DEMO)
    assert holdings(read_in(DEMO, found)) == {
        ("Anna Berg", "Rektor", "Åre kommun"),
        ("Erik Lind", "Skolchef", "Krokoms kommun"),
    }
    assert [row.verdict for row in found.rows if row.number in {2, 4, 5, 7}] == [Skipped(Skip.REMARK)] * 4


def test_an_organisation_written_once_a_group_holds_for_the_whole_group() -> None:
    text = (
        "Kommun;Namn;E-post;Roll\nÅre;Anna Berg;anna@x.example;Rektor\n;Erik Lind;erik@x.example;Skolchef\n"
        "Berg;Per Ek;per@x.example;Rektor\n;Eva Al;eva@x.example;Rektor\n"
    )
    assert {place for _, _, place in holdings(after(DEMO, csv_sheets(text)))} == {"Åre kommun", "Bergs kommun"}


def test_a_vacancy_is_no_person() -> None:
    assert verdicts("Vakant;;Skolchef;Åre;;\nN.N.;;Rektor;Åre;;\n") == [Skipped(Skip.VACANT), Skipped(Skip.VACANT)]


def test_a_hidden_sheet_is_not_read_and_that_is_said() -> None:
    sheet = table("Dolt", ("Namn", "E-post", "Roll"), ("Anna Berg", "anna@x.example", "Rektor"))
    found = preview_import((replace(sheet, hidden=True),), DEMO)
    assert (found.rows, found.unread) == ((), (UnreadSheet("Dolt", Unread.HIDDEN),))
