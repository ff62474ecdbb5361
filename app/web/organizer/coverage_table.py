"""The coverage of a meeting as a page shows it: rows, sums, and links for each cell."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import request
from flask_babel import gettext as _

from app.events.model import Event
from app.invitations.queries import Cell, Coverage, CoverageRow, coverage, sum_of
from app.kernel import clock
from app.lists.standing import offers_of
from app.people.model import Organisation, Person, Role
from app.people.queries import VacantRole, list_contacts
from app.web.organizer.coverage_links import Links
from app.web.organizer.coverage_words import ShownCell, Words, sum_words
from app.web.organizer.filtering import Entry


@dataclass(frozen=True)
class Leading:
    """A text that leads somewhere."""

    text: str
    href: str


@dataclass(frozen=True)
class ShownRow:
    """An organisation's row; ``silent`` when nobody there has answered."""

    organisation: Organisation
    href: str
    cells: tuple[ShownCell, ...]
    silent: bool
    coming: str
    contacts: tuple[Leading, ...]


@dataclass(frozen=True)
class ShownArea:
    """The rows of an area, and what they come to by role and in all."""

    name: str
    href: str
    rows: tuple[ShownRow, ...]
    sums: tuple[str, ...]


@dataclass(frozen=True)
class ShownCoverage:
    """The whole table with what stands around it. ``filters``: which rows; ``ways``: what a cell leads to, where there
    is a choice.
    """

    columns: tuple[Mapping[str, str], ...]
    areas: tuple[ShownArea, ...]
    sums: tuple[str, ...]
    filters: tuple[Entry, ...]
    ways: tuple[Entry, ...]
    writes: bool
    silent: tuple[Organisation, ...]
    without_politician: tuple[Organisation, ...] | None
    area_vacancies: tuple[VacantRole, ...]


_Keeps = Callable[[CoverageRow], bool]


def of(event: Event) -> ShownCoverage:
    """The coverage of ``event``: the number of statements does not depend on how many are invited."""
    found, words = coverage(event), Words(offers_of(event))
    views = _views(found)
    view = asked if (asked := request.args.get("visa", "")) in views else ""
    links = Links(event, view)
    keeps = views[view][1]
    rows = [row for row in found.rows if keeps(row)]
    contacts = list_contacts([row.organisation.id for row in rows], clock.today())
    return ShownCoverage(
        columns=_columns(found.roles, links),
        areas=tuple(
            _area(area, list(of_area), found.roles, links, words, contacts)
            for area, of_area in groupby(rows, lambda row: row.organisation.area)
        ),
        sums=_sums(rows, found.roles),
        filters=_filters(views, found.rows, view, links) if found.rows else (),
        ways=_ways(links) if links.may_write and found.rows else (),
        writes=links.writes,
        silent=found.without_answer,
        without_politician=found.without_politician,
        area_vacancies=found.area_vacancies,
    )


def _columns(roles: Iterable[Role], links: Links) -> tuple[Mapping[str, str], ...]:
    """As the table's macro takes them: a role's heading leads to everybody in it."""
    across = ({"text": role.name, "sort": links.people(role=role)} for role in roles)
    return ({"text": _("Organisation")}, *across, {"text": _("Kommer")}, {"text": _("Kontakt")})


def _views(found: Coverage) -> dict[str, tuple[str, _Keeps]]:
    """Which rows can be asked for: by the name in the address, what that is called, and whether a row is one."""
    views: dict[str, tuple[str, _Keeps]] = {
        "": (_("Alla"), lambda _row: True),
        "inget-svar": (_("Inget svar"), lambda row: row.silent),
    }
    if found.without_politician is not None:
        without = {one.id for one in found.without_politician}
        views["utan-politiker"] = (_("Kommuner utan politiker"), lambda row: row.organisation.id in without)
    views["vakant"] = (_("Vakanser"), lambda row: row.vacant)
    return views


def _filters(
    views: Mapping[str, tuple[str, _Keeps]], rows: Collection[CoverageRow], view: str, links: Links
) -> tuple[Entry, ...]:
    return tuple(
        Entry(text, links.page(view=name), name == view, sum(map(keeps, rows))) for name, (text, keeps) in views.items()
    )


def _ways(links: Links) -> tuple[Entry, ...]:
    return (
        Entry(_("Personerna"), links.page(writes=False), not links.writes),
        Entry(_("Ett brev till dem"), links.page(writes=True), links.writes),
    )


def _area(
    area: str,
    rows: Sequence[CoverageRow],
    roles: Sequence[Role],
    links: Links,
    words: Words,
    contacts: Mapping[int, Sequence[Person]],
) -> ShownArea:
    made = tuple(_row(row, roles, links, words, contacts.get(row.organisation.id, ())) for row in rows)
    return ShownArea(area or _("Övriga"), links.people(area=area) if area else "", made, _sums(rows, roles))


def _row(row: CoverageRow, roles: Sequence[Role], links: Links, words: Words, contacts: Iterable[Person]) -> ShownRow:
    of, empty = row.organisation, links.nobody(row.organisation)
    return ShownRow(
        of,
        links.people(of),
        tuple(words.shown(row.cells[role.id], links.people(of, role), empty) for role in roles),
        row.silent,
        sum_words(sum_of(row.cells.values())),
        tuple(Leading(one.name, links.contact(of, one)) for one in contacts),
    )


def _sums(rows: Collection[CoverageRow], roles: Iterable[Role]) -> tuple[str, ...]:
    """By role, and last in all."""
    columns: list[Iterable[Cell]] = [[row.cells[role.id] for row in rows] for role in roles]
    whole = [cell for row in rows for cell in row.cells.values()]
    return tuple(sum_words(sum_of(cells)) for cells in (*columns, whole))
