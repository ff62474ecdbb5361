"""Vacancies: expected roles that fewer people than expected hold (product.md, rule 1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.people.rules.kinds import OrganisationKind


@dataclass(frozen=True)
class Expectation:
    """That ``minimum`` people hold a role: in one named organisation, in each organisation of a kind, or once per area
    among the organisations of a kind; perhaps only counting the agreement municipalities.
    """

    role_id: int
    minimum: int = 1
    organisation_id: int | None = None
    organisation_kind: OrganisationKind | None = None
    agreement_only: bool = False
    per_area: bool = False


@dataclass(frozen=True)
class Place:
    """An organisation, as far as expectations ask."""

    organisation_id: int
    kind: OrganisationKind
    area: str
    agreement: bool


@dataclass(frozen=True)
class Vacancy:
    """``missing`` people of the ``expected`` are not there. ``organisation_id`` is empty where an area expects them."""

    role_id: int
    organisation_id: int | None
    area: str
    expected: int
    missing: int


Holders = Mapping[tuple[int, int], frozenset[int]]
"""By (role id, organisation id): the ids of the people who hold it on the day asked about."""


def vacancies(expectations: Iterable[Expectation], places: Iterable[Place], holders: Holders) -> tuple[Vacancy, ...]:
    """Every vacancy once, with the strictest expectation that a role and organisation (or area) meets."""
    places = tuple(places)
    found: dict[tuple[int, int | None, str], Vacancy] = {}
    for expectation in expectations:
        for vacancy in _of_expectation(expectation, places, holders):
            key = (vacancy.role_id, vacancy.organisation_id, "" if vacancy.organisation_id else vacancy.area)
            if key not in found or found[key].missing < vacancy.missing:
                found[key] = vacancy
    return tuple(found.values())


def _of_expectation(expectation: Expectation, places: tuple[Place, ...], holders: Holders) -> Iterable[Vacancy]:
    concerned = [place for place in places if concerns(expectation, place)]
    if expectation.per_area:
        for area in dict.fromkeys(place.area for place in concerned if place.area):
            inside = [place for place in places if place.area == area]
            yield from _missing(expectation, None, area, inside, holders)
        return
    for place in concerned:
        yield from _missing(expectation, place.organisation_id, place.area, [place], holders)


def concerns(expectation: Expectation, place: Place) -> bool:
    """Whether the expectation asks something of this organisation."""
    if expectation.organisation_id is not None:
        return place.organisation_id == expectation.organisation_id
    of_kind = expectation.organisation_kind in (None, place.kind)
    return of_kind and (place.agreement or not expectation.agreement_only)


def _missing(
    expectation: Expectation, organisation_id: int | None, area: str, places: list[Place], holders: Holders
) -> Iterable[Vacancy]:
    people: set[int] = set()
    for place in places:
        people |= holders.get((expectation.role_id, place.organisation_id), frozenset())
    missing = expectation.minimum - len(people)
    if missing > 0:
        yield Vacancy(expectation.role_id, organisation_id, area, expectation.minimum, missing)
