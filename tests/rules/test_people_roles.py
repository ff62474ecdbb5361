"""Titles as people write them, read by the kind of organisation."""

from dataclasses import replace

import pytest

from app.people.rules.kinds import OrganisationKind as Kind
from app.people.rules.kinds import RoleGroup
from app.people.rules.roles import Confidence, RoleGuess, RoleReader, RoleUnknown
from app.people.rules.snapshot import KnownRole
from tests.rules.registers import DEMO

READER = RoleReader(DEMO)

IN_A_MUNICIPALITY = {
    "skolpolitiker": (
        "Skolpolitiker", "Politiker (C)", "politiker", "2:e vice ordf. BUN", "Nämndordförande", "Ledamot BUN",
        "S-politiker", "Ordf. barn- och utbildningsnämnden", "Ersättare i nämnden", "1:e vice ordförande",
        "Förtroendevald", "Kommunalråd", "Politiker, Centerpartiet", "Barn- och utbildningsnämnden, ordförande",
    ),
    "skolchef": (
        "SKOLCHEF", "skolchef ", "Barn- och utbildningschef", "Utbildningschef", "Förvaltningschef", "Bildningschef",
        "Förvaltningschef/skolchef", "Skoldirektör", "Chef barn och utbildning", "BUN-chef", "Tf. skolchef",
        "Skolcheff", "Förvaltningschef, barn- och utbildningsnämnden",
    ),
    "verksamhetschef": (
        "Verks.chef", "Verksamhetschef grundskola", "Verksamhetschef för rektorer", "Områdeschef", "Verksamhetscheef",
        "Gymnasiechef",
    ),
    "rektor": (
        "bitr. rektor", "rektor F-6", "Rektor förskola", "Rektorer", "Rektor, Torvalla skola", "Förskolechef", "Rekter",
        "Biträdande rektor",
    ),
    "utvecklingsledare": ("utv.ledare", "Utveklingsledare", "Utvecklingsstrateg", "Verksamhetsutvecklare"),
    "kvalitetsutvecklare": ("Kvalitetsutv.", "kvalitetsutvecklare"),
    "arbetsutskott": ("Ledamot i arbetsutskottet",),
}  # fmt: skip
AT_A_UNIVERSITY = {
    "utbildningschef": ("Utbildningschef", "Utbildningschef rektorsprogrammet", "Chef rektorsprogrammet"),
    "fakultetsledning": ("Dekan", "Prodekan", "Fakultetsledning"),
    "institutionsledning": ("Stf prefekt", "bitr. prefekt", "Inst.ledning", "Studierektor"),
    "prefekt": ("Prefekt", "PREFEKT"),
    "programansvarig": ("Programansv.", "Programansvarig förskollärarprogrammet", "programsamordnare"),
    "samordnare": ("Samordnare", "Samordnare lärarutbildningen"),
}


@pytest.mark.parametrize(
    ("kind", "key", "written"),
    [(Kind.KOMMUN, key, title) for key, titles in IN_A_MUNICIPALITY.items() for title in titles]
    + [(Kind.UTBILDNING, key, title) for key, titles in AT_A_UNIVERSITY.items() for title in titles],
)
def test_a_title_means_a_role(kind: Kind, key: str, written: str) -> None:
    reading = READER.read(written, kind)
    assert isinstance(reading, RoleGuess)
    assert reading.keys == (key,)


@pytest.mark.parametrize(
    "written",
    [
        "Nämndsekreterare",
        "Rektorsassistent",
        "Administratör",
        "Lärare",
        "Ekonomichef",
        "Lektor",
        "Vaktmästare",
        "xyz",
        "(C)",
    ],
)
def test_other_titles_are_not_forced_into_a_role(written: str) -> None:
    assert isinstance(READER.read(written, Kind.KOMMUN), RoleUnknown)


@pytest.mark.parametrize("written", ["Kontaktperson", "kontaktperson RUN", "Nämndsekreterare", "Nämndssekreterare BUN"])
def test_who_answers_for_the_organisation_is_found_where_the_register_has_the_role(written: str) -> None:
    contact = KnownRole("kontaktperson", "Kontaktperson", RoleGroup.KONTAKT)
    reading = RoleReader(replace(DEMO, roles=(*DEMO.roles, contact))).read(written, Kind.KOMMUN)
    assert isinstance(reading, RoleGuess)
    assert reading.keys == ("kontaktperson",)


def test_two_titles_in_a_cell_are_two_roles() -> None:
    assert READER.read("Rektor och utvecklingsledare", Kind.KOMMUN) == RoleGuess(
        "Rektor och utvecklingsledare", ("rektor", "utvecklingsledare"), Confidence.KNOWN
    )


def test_it_is_said_how_sure_a_reading_is() -> None:
    titles = ["Rektor", "bitr. rektor", "utvecklingsstrateg", "Rekter"]
    readings = [READER.read(title, Kind.KOMMUN) for title in titles]
    assert [reading.confidence for reading in readings if isinstance(reading, RoleGuess)] == [
        Confidence.EXACT, Confidence.KNOWN, Confidence.GUESSED, Confidence.GUESSED,
    ]  # fmt: skip


def test_guests_of_other_authorities_are_coopted_whatever_their_title() -> None:
    assert READER.read("Undervisningsråd", Kind.MYNDIGHET) == RoleGuess(
        "Undervisningsråd", ("adjungerad",), Confidence.GUESSED
    )


def test_what_has_been_corrected_once_is_remembered_for_that_kind_of_organisation() -> None:
    taught = RoleReader(replace(DEMO, synonyms={("utbildningschef", Kind.FRISTAENDE): "rektor"}))
    assert taught.read("Utbildningschef", Kind.FRISTAENDE) == RoleGuess(
        "Utbildningschef", ("rektor",), Confidence.LEARNED
    )
    assert taught.read("Utbildningschef", Kind.KOMMUN) == RoleGuess("Utbildningschef", ("skolchef",), Confidence.KNOWN)


def test_a_role_that_the_register_has_lost_is_never_guessed() -> None:
    without = RoleReader(replace(DEMO, roles=tuple(role for role in DEMO.roles if role.key != "rektor")))
    assert without.read("bitr. rektor", Kind.KOMMUN) == RoleUnknown("bitr. rektor")


def test_a_role_of_ones_own_is_known_by_its_name() -> None:
    own = replace(DEMO.roles[0], key="forstelarare", name="Förstelärare")
    assert RoleReader(replace(DEMO, roles=(own,))).read("förstelärare ", Kind.KOMMUN) == RoleGuess(
        "förstelärare", ("forstelarare",), Confidence.EXACT
    )
