"""Names of organisations, misspelled and shortened."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.rules.kinds import OrganisationKind as Kind
from app.people.rules.organisation_candidates import NewOrganisation
from app.people.rules.organisations import (
    Mention,
    OrganisationGuess,
    OrganisationReader,
    OrganisationReading,
    OrganisationUnknown,
)
from app.people.rules.roles import Confidence
from app.people.rules.snapshot import Register
from tests.rules.registers import BARE, DEMO, organisation_id


def read(written: str, *role_keys: str, register: Register = DEMO, kind: str = "") -> OrganisationReading:
    """What a file that names nothing else makes of the name."""
    reader = OrganisationReader(register)
    reader.admit([Mention(written, kind, role_keys=role_keys)])
    return reader.read(written, role_keys)


def named(reading: OrganisationReading) -> str:
    assert isinstance(reading, OrganisationGuess)
    return reading.organisation.name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Bergs kommun", "Bergs kommun"),
        ("BERGS  KOMMUN ", "Bergs kommun"),
        ("Berg", "Bergs kommun"),
        ("Åres kommun ", "Åre kommun"),
        ("Östersund kommun", "Östersunds kommun"),
        ("Kommunen Sundsvall", "Sundsvalls kommun"),
        ("Sundvalls kommun", "Sundsvalls kommun"),
        ("Sundvall", "Sundsvalls kommun"),
        ("Hudiskvall", "Hudiksvalls kommun"),
        ("Örnskoldsvik", "Örnsköldsviks kommun"),
        ("Ragunda komun", "Ragunda kommun"),
        ("Ange", "Ånge kommun"),
        ("Härjedalen", "Härjedalens kommun"),
        ("Barn- och utbildning Sundsvalls kommun", "Sundsvalls kommun"),
        ("Gymnasieförbundet", "Jämtlands Gymnasieförbund"),
        ("Jämtlands Gymnasie förbund", "Jämtlands Gymnasieförbund"),
        ("Friskolan Fjällvråken", "Friskolan Fjällvråken (påhittad)"),
        ("Höga Kusten", "Kooperativet Höga Kusten (påhittat)"),
        ("SPSM", "Specialpedagogiska skolmyndigheten"),
        ("Skolverkt", "Skolverket"),
        ("Region JH", "Region Jämtland Härjedalen"),
        ("Regionen", "Region Jämtland Härjedalen"),
        ("MIUN lärarutbildningen", "Mittuniversitetet, lärarutbildningen"),
        ("Institutionen för utbildningsvetenskap, Miun", "Mittuniversitetet, utbildningsvetenskap (exempel)"),
        ("rektorsprogrammet", "Mittuniversitetet, rektorsprogrammet"),
    ],
)
def test_a_name_is_matched_however_it_is_written(written: str, name: str) -> None:
    assert named(read(written)) == name


def test_it_is_said_how_sure_a_match_is() -> None:
    readings = [read(written) for written in ("Bergs kommun", "Berg", "Sundvall")]
    assert [reading.confidence for reading in readings if isinstance(reading, OrganisationGuess)] == [
        Confidence.EXACT, Confidence.KNOWN, Confidence.GUESSED,
    ]  # fmt: skip


def test_a_school_beside_its_municipality_is_kept_apart() -> None:
    reading = read("Sundsvalls kommun, Hagaskolan")
    assert isinstance(reading, OrganisationGuess)
    assert (reading.organisation.name, reading.rest) == ("Sundsvalls kommun", "Hagaskolan")


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("fakultetsledning", "Mittuniversitetet, fakultetsledningarna"),
        ("utbildningschef", "Mittuniversitetet, rektorsprogrammet"),
        ("samordnare", "Mittuniversitetet, lärarutbildningen"),
        ("programansvarig", "Mittuniversitetet, lärarutbildningen"),
    ],
)
def test_the_role_tells_which_part_of_the_university_is_meant(role: str, name: str) -> None:
    assert named(read("Mittuniversitetet", role)) == name
    assert named(read("Miun", role)) == name


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("Jämtland", "Region Jämtland Härjedalen"),
        ("Tima", "Timrå kommun"),
        ("Montessoriskolan Ljungby", "Montessoriskolan Ljungan (påhittad)"),
        ("Kommunförbundet VN", "Kommunförbundet Västernorrland"),
    ],
)
def test_what_is_ambiguous_or_too_far_is_left_with_suggestions(written: str, suggestion: str) -> None:
    reading = read(written)
    assert isinstance(reading, OrganisationUnknown)
    assert suggestion in reading.suggestions


def test_of_two_departments_neither_is_chosen() -> None:
    reading = read("Mittuniversitetet", "prefekt")
    assert isinstance(reading, OrganisationUnknown)
    assert "Mittuniversitetet, ämnesdidaktik (exempel)" in reading.suggestions


@pytest.mark.parametrize(
    ("written", "roles", "kind"),
    [
        ("Strömstads kommun", (), Kind.KOMMUN),
        ("Bollnäs", (), Kind.KOMMUN),
        ("Waldorfskolan Älven", (), Kind.FRISTAENDE),
        ("Kooperativet Höga Kusten (påhittat)", (), Kind.FRISTAENDE),
        ("Kommunförbundet Dalarna", (), Kind.KOMMUNFORBUND),
        ("Mittuniversitetet, ämnesdidaktik (exempel)", ("prefekt",), Kind.INSTITUTION),
    ],
)
def test_an_organisation_that_is_plainly_another_one_is_new(written: str, roles: tuple[str, ...], kind: Kind) -> None:
    reading = read(written, *roles, register=BARE)
    assert isinstance(reading, OrganisationGuess)
    assert reading.organisation == NewOrganisation(written, kind)


def test_a_column_for_kinds_lets_any_name_be_new() -> None:
    assert isinstance(read("Kunskapens hus"), OrganisationUnknown)
    reading = read("Kunskapens hus", kind="fristående huvudman")
    assert isinstance(reading, OrganisationGuess)
    assert reading.organisation == NewOrganisation("Kunskapens hus", Kind.FRISTAENDE)


def test_ways_of_writing_a_new_organisation_are_one_organisation() -> None:
    reader = OrganisationReader(BARE)
    usual = "Friskolan Fjällvråken"
    names = [usual, f"{usual} (påhittad)", usual.lower(), usual]
    reader.admit([Mention(name) for name in names])
    assert {named(reader.read(name)) for name in names} == {usual}


def test_what_has_been_corrected_is_remembered() -> None:
    taught = replace(DEMO, aliases={"jgy": organisation_id(DEMO, "Jämtlands Gymnasieförbund")})
    assert read("JGY", register=taught) == OrganisationGuess("JGY", DEMO.organisations[19], Confidence.LEARNED)


def test_a_lost_space_leads_to_the_municipality_and_not_to_the_region_of_its_name() -> None:
    assert named(read("Härjedalenskommun")) == "Härjedalens kommun"


@given(st.sampled_from([one.name for one in DEMO.organisations]), st.data())
def test_one_slip_in_a_longer_word_never_leads_to_another_organisation(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    slipped = name[:at] + data.draw(st.sampled_from(["", name[at] * 2, "x"])) + name[at + 1 :]
    reading = read(slipped)
    found = isinstance(reading, OrganisationGuess) and not isinstance(reading.organisation, NewOrganisation)
    assert not found or named(reading) == name
