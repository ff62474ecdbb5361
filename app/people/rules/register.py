"""What can be asked of the register's list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from app.kernel.enums import Labelled
from app.kernel.text import clean_line, like_pattern
from app.kernel.words import N_
from app.people.rules.kinds import OrganisationKind, RoleGroup

PAGE_SIZE = 50
_QUERY_LIMIT = 100
_SHORT = 2
_MOST_WORDS = 6


class Show(Labelled):
    """Which people the list shows."""

    EVERYBODY = "alla", N_("Alla")
    WITHOUT_ADDRESS = "utan-adress", N_("Utan e-postadress")
    REFUSED = "tar-inte-emot", N_("Brev kommer inte fram")
    WITHOUT_ASSIGNMENT = "utan-uppdrag", N_("Utan uppdrag nu")
    DECLINED = "avbojt", N_("Har avböjt alla inbjudningar")
    UNINFORMED = "inte-informerade", N_("Ännu inte informerade")


@dataclass(frozen=True)
class RegisterFilter:
    """A search and filters; what is said of role, group, organisation, kind and area holds for one and the same
    assignment.
    """

    text: str = ""
    role: str = ""
    group: RoleGroup | None = None
    kind: OrganisationKind | None = None
    area: str = ""
    organisation: str = ""
    show: Show = Show.EVERYBODY

    def without(self, *names: str) -> "RegisterFilter":
        """The filter without these limits."""
        return replace(self, **{name: getattr(EVERYTHING, name) for name in names})

    def of_invited(self) -> "RegisterFilter":
        """What of the filter can be said of how somebody is invited."""
        return self.without("text", "kind", "show")

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "RegisterFilter":
        """What the names of an address ask for; what is misspelt is left out."""
        return cls(
            text=clean_line(values.get("q", "")[: _QUERY_LIMIT * 4], _QUERY_LIMIT),
            role=clean_line(values.get("roll", "")),
            group=_member(RoleGroup, values.get("grupp")),
            kind=_member(OrganisationKind, values.get("slag")),
            area=clean_line(values.get("omrade", "")),
            organisation=clean_line(values.get("organisation", "")),
            show=_member(Show, values.get("visa")) or Show.EVERYBODY,
        )

    def written(self) -> dict[str, str]:
        """As it stands in an address; what limits nothing is left out."""
        values = {
            "q": self.text,
            "roll": self.role,
            "grupp": self.group.value if self.group else "",
            "slag": self.kind.value if self.kind else "",
            "omrade": self.area,
            "organisation": self.organisation,
            "visa": self.show.value if self.show is not Show.EVERYBODY else "",
        }
        return {name: value for name, value in values.items() if value}

    @property
    def asks_assignment(self) -> bool:
        """Whether the filter says something of an assignment."""
        return bool(self.role or self.group or self.kind or self.area or self.organisation)


EVERYTHING = RegisterFilter()


def _member(kind: Any, value: str | None) -> Any:
    return kind(value) if value in set(kind) else None


def words(text: str) -> tuple[str, ...]:
    """The words searched for; a person is found by all of them."""
    return tuple(text.casefold().split()[:_MOST_WORDS])


def patterns(word: str) -> tuple[str, ...]:
    """LIKE patterns for a search key. One or two letters ("Ek", "Öh") are looked for where a word begins, so that they
    do not find half the register; more letters anywhere.
    """
    inside = like_pattern(word)
    if len(word) > _SHORT:
        return (inside,)
    return tuple(f"%{before}{inside[1:]}" for before in (" ", "-"))


def matches(word: str, search_key: str) -> bool:
    """What ``patterns`` finds, for keys that are at hand."""
    if len(word) > _SHORT:
        return word in search_key
    return f" {word}" in search_key or f"-{word}" in search_key


def page_count(total: int) -> int:
    """How many pages ``total`` rows fill; at least one."""
    return max(1, ceil(total / PAGE_SIZE))
