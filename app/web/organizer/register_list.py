"""The register's list as a page: what the address asks for, and the filters as links with counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from app.kernel import clock
from app.people import queries
from app.people.model import Organisation, Role
from app.people.rules.assignments import holds_on
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.people.rules.register import RegisterFilter, Show
from app.web import hiding
from app.web.organizer import informing


@dataclass(frozen=True)
class Entry:
    """A link of a filter."""

    text: str
    href: str
    current: bool
    count: int | None = None


def asked_filter() -> RegisterFilter:
    """What the address asks for; what it misspells is left out."""
    return RegisterFilter.read(request.args)


def page() -> dict[str, object]:
    """Everything that the template shows."""
    asked, today = asked_filter(), clock.today()
    number = min(max(request.args.get("sida", 1, type=int), 1), 1_000_000)
    found = queries.search(asked, number, today)
    roles, places = queries.list_roles(), queries.list_organisations()
    saved, limits = queries.list_saved_filters(), asked.written()
    return {
        "asked": asked,
        "found": found,
        "today": today,
        "holds_on": lambda held: holds_on(held.term, today),
        "filters": _filters(asked, queries.count_facets(asked, today), roles, places),
        "narrowed": _narrowed(asked, roles, places),
        "saved": [Entry(one.name, url_for("register.persons", **one.limits), one.limits == limits) for one in saved],
        "saved_now": next((one for one in saved if one.limits == limits), None),
        "limits": limits,
        "uninformed": asked.show is Show.UNINFORMED,
        "left_of": informing.left_of,
        "ways": informing.ways_to(asked),
        "kept": {name: value for name, value in asked.written().items() if name != "q"},
        "page_url": lambda wanted: _url(asked, sida=wanted),
        "unlisted": len(hiding.hidden()),
        "vacancy_count": sum(vacant.missing for vacant in queries.list_vacancies(today)),
    }


def _url(asked: RegisterFilter, **changed: object) -> str:
    arguments: dict[str, Any] = {**asked.written(), **changed}
    return url_for("register.persons", **{name: value for name, value in arguments.items() if value})


def _filters(
    asked: RegisterFilter, facets: queries.Facets, roles: list[Role], places: list[Organisation]
) -> dict[str, list[Entry]]:
    areas = list(dict.fromkeys(place.area for place in places if place.area))

    def group_link(value: str) -> str:
        return _url(asked, grupp=value, roll="")

    return {
        "show": [
            Entry(gettext(show.label), _url(asked, visa=_blank(show)), asked.show is show, facets.shows[show])
            for show in Show
        ],
        "group": _choices(
            [(group.value, gettext(group.label)) for group in RoleGroup], asked.group, facets.groups, group_link
        ),
        "role": _choices(
            [(role.key, role.name) for role in roles if asked.group in (None, role.group)],
            asked.role,
            facets.roles,
            lambda value: _url(asked, roll=value),
        ),
        "kind": _choices(
            [(kind.value, gettext(kind.label)) for kind in OrganisationKind],
            asked.kind,
            facets.kinds,
            lambda value: _url(asked, slag=value, organisation=""),
        ),
        "area": _choices(
            [(area, area) for area in areas],
            asked.area,
            facets.areas,
            lambda value: _url(asked, omrade=value, organisation=""),
        ),
    }


def _blank(show: Show) -> str:
    return "" if show is Show.EVERYBODY else show.value


def _choices(
    options: list[tuple[str, str]], chosen: str | None, counts: dict[Any, int], link: Callable[[str], str]
) -> list[Entry]:
    """ "Alla" first, then what somebody has, and what is chosen even when nobody has it."""
    entries = [Entry(gettext("Alla"), link(""), not chosen)]
    for value, words in options:
        count = counts.get(value, 0)
        if count or value == chosen:
            entries.append(Entry(words, link(value), value == chosen, count))
    return entries


def _narrowed(asked: RegisterFilter, roles: list[Role], places: list[Organisation]) -> list[Entry]:
    """The limits in force, each a link that takes it away."""
    names = {role.key: role.name for role in roles} | {place.uid: place.name for place in places}
    limits = [
        ("organisation", names.get(asked.organisation, asked.organisation)),
        ("roll", names.get(asked.role, asked.role)),
        ("grupp", gettext(asked.group.label) if asked.group else ""),
        ("slag", gettext(asked.kind.label) if asked.kind else ""),
        ("omrade", asked.area),
    ]
    return [Entry(words, _url(asked, **{name: ""}), current=True) for name, words in limits if words]
