"""Vacancies: who is expected and not there."""

from app.people.rules.kinds import OrganisationKind
from app.people.rules.vacancies import Expectation, Place, Vacancy, vacancies

SKOLCHEF, POLITIKER, PREFEKT, UTSKOTT = 1, 2, 3, 4
ANGE = Place(10, OrganisationKind.KOMMUN, "Västernorrlands län", agreement=True)
BERG = Place(11, OrganisationKind.KOMMUN, "Jämtlands län", agreement=True)
GAVLE = Place(12, OrganisationKind.KOMMUN, "Gästrikland", agreement=False)
INSTITUTION = Place(20, OrganisationKind.INSTITUTION, "Mittuniversitetet", agreement=False)
PLACES = (ANGE, BERG, GAVLE, INSTITUTION)
ONE_SKOLCHEF = Expectation(SKOLCHEF, 1, organisation_kind=OrganisationKind.KOMMUN, agreement_only=True)
TWO_POLITICIANS = Expectation(POLITIKER, 2, organisation_kind=OrganisationKind.KOMMUN, agreement_only=True)


def test_each_agreement_municipality_without_a_skolchef_is_a_vacancy_and_other_municipalities_are_not() -> None:
    assert vacancies([ONE_SKOLCHEF], PLACES, {(SKOLCHEF, 10): frozenset({1})}) == (
        Vacancy(SKOLCHEF, 11, "Jämtlands län", 1, 1),
    )


def test_one_politician_of_two_leaves_one_missing() -> None:
    held = {(POLITIKER, 10): frozenset({1}), (POLITIKER, 11): frozenset({2, 3})}
    assert vacancies([TWO_POLITICIANS], PLACES, held) == (Vacancy(POLITIKER, 10, "Västernorrlands län", 2, 1),)


def test_a_named_organisation_is_expected_by_itself() -> None:
    assert vacancies([Expectation(PREFEKT, 1, organisation_id=20)], PLACES, {}) == (
        Vacancy(PREFEKT, 20, "Mittuniversitetet", 1, 1),
    )


def test_an_area_is_satisfied_by_anybody_from_it() -> None:
    one_per_area = Expectation(
        UTSKOTT, 1, organisation_kind=OrganisationKind.KOMMUN, agreement_only=True, per_area=True
    )
    assert vacancies([one_per_area], PLACES, {(UTSKOTT, 10): frozenset({1})}) == (
        Vacancy(UTSKOTT, None, "Jämtlands län", 1, 1),
    )


def test_of_two_expectations_for_the_same_role_the_stricter_is_told_once() -> None:
    general = Expectation(SKOLCHEF, 1, organisation_id=10)
    assert vacancies([general, Expectation(SKOLCHEF, 2, organisation_id=10)], PLACES, {}) == (
        Vacancy(SKOLCHEF, 10, "Västernorrlands län", 2, 2),
    )


def test_where_nothing_is_expected_nothing_is_vacant() -> None:
    assert vacancies([], PLACES, {}) == ()
