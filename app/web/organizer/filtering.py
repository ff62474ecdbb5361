"""An event's list narrowed by its address: what is asked for, the filters as links with counts, one page of ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from app.invitations.rules import InvitationSource
from app.kernel.enums import Labelled
from app.kernel.text import clean_line
from app.kernel.words import N_
from app.lists.narrowing import Found, counts, kinds_of, narrow
from app.people.rules.kinds import RoleGroup

PAGE = 50
_LIMIT = 100
_LABELS = {
    "svar": N_("Svar"),
    "lage": N_("Läge"),
    "del": N_("Del"),
    "grupp": N_("Grupp"),
    "roll": N_("Roll"),
    "omrade": N_("Område"),
    "organisation": N_("Organisation"),
    "genom": N_("Inbjuden genom"),
}


@dataclass(frozen=True)
class Entry:
    """A link of a filter."""

    text: str
    href: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Filter:
    """One filter: its label and its links, "Alla" first."""

    label: str
    entries: tuple[Entry, ...]


class Narrowed:
    """The list ``found`` as the request's address asks for it. ``names`` are the filters; ``words`` says what their
    values are called where ``found`` does not, ``labels`` what filters are called that every list does not have;
    ``view`` is what else of the address stays as it is, such as the order.
    """

    def __init__(
        self,
        endpoint: str,
        slug: str,
        found: Found,
        names: Iterable[str],
        words: Mapping[str, Mapping[str, str]],
        *,
        labels: Mapping[str, str] = MappingProxyType({}),
        view: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._endpoint, self._slug = endpoint, slug
        self._words = {"grupp": words_of(RoleGroup), "genom": words_of(InvitationSource), **found.words, **words}
        self._labels = labels
        self.view: dict[str, Any] = {name: value for name, value in view.items() if value}
        self.query = clean_line(request.args.get("q", "")[: _LIMIT * 4], _LIMIT)
        self.kept = {name: value for name in names if (value := clean_line(request.args.get(name, ""), _LIMIT))}
        self._searched = narrow(found.lines, {}, self.query)
        self._lines = narrow(self._searched, self.kept)
        self._kinds = kinds_of(self._searched)
        self.total = len(self._lines)
        self.pages = max(1, -(-self.total // PAGE))
        self.page = min(max(request.args.get("sida", 1, type=int), 1), self.pages)
        self.filters = {name: self._filter(name) for name in names}

    @property
    def ids(self) -> tuple[int, ...]:
        """The rows of this page, in order."""
        first = (self.page - 1) * PAGE
        return tuple(line.id for line in self._lines[first : first + PAGE])

    @property
    def all_ids(self) -> tuple[int, ...]:
        """The rows of every page."""
        return tuple(line.id for line in self._lines)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything limits the list."""
        return bool(self.kept or self.query)

    def removals(self, apart_from: str) -> list[Entry]:
        """What is chosen in other filters than ``apart_from``, each as a link that takes it away."""
        chosen = [(name, self.kept[name]) for name in self.filters if name in self.kept and name != apart_from]
        return [
            Entry(self._words.get(name, {}).get(value, value), self._url(**{name: ""}), current=True)
            for name, value in chosen
        ]

    def page_url(self, page: int) -> str:
        """The address of another page of the same list."""
        return self._url(sida=page)

    def clear_url(self) -> str:
        """The address of the whole list."""
        return url_for(self._endpoint, slug=self._slug, **self.view)

    def view_url(self, **changed: str) -> str:
        """The address of the same rows seen in another way."""
        return self._url(**changed)

    def _url(self, **changed: Any) -> str:
        wanted = {"q": self.query, **self.kept, **self.view, **changed}
        return url_for(self._endpoint, slug=self._slug, **{name: value for name, value in wanted.items() if value})

    def _filter(self, name: str) -> Filter:
        """ "Alla" first, then what somebody has, and what is chosen even when nobody has it."""
        number, chosen = counts(self._kinds, self.kept, name), self.kept.get(name)
        options = self._words.get(name) or {value: value for value in sorted(number)}
        entries = [
            Entry(text, self._url(**{name: value}), chosen == value, number[value])
            for value, text in options.items()
            if number[value] or chosen == value
        ]
        label = self._labels.get(name) or gettext(_LABELS[name])
        return Filter(label, (Entry(gettext("Alla"), self._url(**{name: ""}), not chosen), *entries))


def words_of(members: Iterable[Labelled]) -> dict[str, str]:
    """The words of an enumeration's members, by value."""
    return {member.value: gettext(member.label) for member in members}


def in_order(rows: Iterable[Any], ids: Iterable[int]) -> list[Any]:
    """``rows`` in the order of ``ids``."""
    by_id = {row.id: row for row in rows}
    return [by_id[number] for number in ids if number in by_id]
