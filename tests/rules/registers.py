"""The register as it comes with the product, and what reading a preview in makes of it: all values, no database."""

import csv
from dataclasses import replace
from pathlib import Path

from app.people.rules.importing import preview_import
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.people.rules.names import Name
from app.people.rules.preview import Preview
from app.people.rules.snapshot import KnownAssignment, KnownOrganisation, KnownPerson, KnownRole, Register
from app.sheets.read import read
from app.sheets.table import Sheet

DATA = Path(__file__).parent.parent / "data"
_KINDS = {kind.label: kind for kind in OrganisationKind}

ROLES = tuple(
    KnownRole(key, name, group)
    for key, name, group in (
        ("skolpolitiker", "Skolpolitiker", RoleGroup.POLITIKER),
        ("skolchef", "Skolchef", RoleGroup.SKOLLEDNING),
        ("verksamhetschef", "Verksamhetschef", RoleGroup.SKOLLEDNING),
        ("rektor", "Rektor", RoleGroup.SKOLLEDNING),
        ("utvecklingsledare", "Utvecklingsledare", RoleGroup.UTVECKLING),
        ("kvalitetsutvecklare", "Kvalitetsutvecklare", RoleGroup.UTVECKLING),
        ("fakultetsledning", "Fakultetsledning", RoleGroup.LAROSATE),
        ("institutionsledning", "Institutionsledning", RoleGroup.LAROSATE),
        ("prefekt", "Prefekt", RoleGroup.LAROSATE),
        ("programansvarig", "Programansvarig", RoleGroup.LAROSATE),
        ("utbildningschef", "Utbildningschef rektorsprogrammet", RoleGroup.LAROSATE),
        ("samordnare", "Samordnare lärarutbildningen", RoleGroup.LAROSATE),
        ("arbetsutskott", "Ledamot i arbetsutskottet", RoleGroup.UTVECKLING),
        ("adjungerad", "Adjungerad", RoleGroup.ADJUNGERADE),
    )
)


def _organisations() -> tuple[KnownOrganisation, ...]:
    with (DATA / "organisations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        KnownOrganisation(number, row["organisation"], _KINDS[row["organisationstyp"]], row["område"])
        for number, row in enumerate(rows, start=1)
    )


DEMO = Register(_organisations(), ROLES)
"""With the invented organisations of the demo."""
BARE = replace(DEMO, organisations=tuple(one for one in DEMO.organisations if "(" not in one.name))
"""As the product is installed."""


def contacts(filename: str) -> tuple[Sheet, ...]:
    """The sheets of a file under tests/data."""
    return read((DATA / filename).read_bytes(), filename)


def csv_sheets(text: str) -> tuple[Sheet, ...]:
    """The sheet of a CSV text."""
    return read(text.encode(), "lista.csv")


def organisation_id(register: Register, name: str) -> int:
    """The id of the organisation with this name."""
    return next(one.id for one in register.organisations if one.name == name)


def read_in(register: Register, preview: Preview) -> Register:
    """The register after the preview has been confirmed."""
    first = max((one.id for one in register.organisations), default=0) + 1
    fresh = [
        KnownOrganisation(first + at, one.name, one.kind, one.area) for at, one in enumerate(preview.organisations)
    ]
    grown = replace(register, organisations=(*register.organisations, *fresh))
    persons = {person.id: person for person in register.persons}
    for planned in preview.people:
        number = planned.person_id or max(persons, default=0) + 1
        before = persons.get(number, KnownPerson(number, Name("", "")))
        added = [
            KnownAssignment(len(before.assignments) + at, one.role_key, organisation_id(grown, one.organisation.name))
            for at, one in enumerate(planned.assignments)
        ]
        draft = planned.draft
        persons[number] = replace(
            before,
            name=Name(draft.given_name, draft.family_name),
            addresses=draft.addresses,
            phone=draft.phone,
            note=draft.note,
            assignments=(*before.assignments, *added),
        )
    return replace(grown, persons=tuple(persons.values()))


def after(register: Register, *files: tuple[Sheet, ...]) -> Register:
    """The register after the files have been read in one after the other."""
    for sheets in files:
        register = read_in(register, preview_import(sheets, register))
    return register


def holdings(register: Register) -> set[tuple[str, str, str]]:
    """Who holds which role where, in words."""
    names = {one.id: one.name for one in register.organisations}
    roles = {role.key: role.name for role in register.roles}
    return {
        (str(person.name), roles[one.role_key], names[one.organisation_id])
        for person in register.persons
        for one in person.assignments
    }
