"""What can be asked of the register's list."""

from dataclasses import dataclass, replace
from math import ceil

from app.kernel.enums import Labelled
from app.kernel.text import like_pattern
from app.kernel.words import N_
from app.people.rules.kinds import OrganisationKind, RoleGroup

PAGE_SIZE = 50
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

    @property
    def asks_assignment(self) -> bool:
        """Whether the filter says something of an assignment."""
        return bool(self.role or self.group or self.kind or self.area or self.organisation)


EVERYTHING = RegisterFilter()


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
