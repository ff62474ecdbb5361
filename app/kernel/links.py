"""Personal addresses. A letter stores a ``Link`` (which address is meant); the address itself is made when the letter
is sent or shown, so that no stored row holds one.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from app.kernel import tokens


class Purpose(StrEnum):
    """What a personal address opens; each purpose is renewed by itself."""

    INVITATION = "invitation"
    PERSON = "person"
    FEED = "feed"
    GROUP_FEED = "group_feed"
    ORGANISATION = "organisation"
    DECLINE_ALL = "decline_all"
    SIGN_UP = "sign_up"
    PLACE = "place"
    DOOR = "door"
    CHECK_IN = "check_in"
    LIST = "list"


_PATHS = {
    Purpose.INVITATION: "/i/{}",
    Purpose.PERSON: "/min/{}",
    Purpose.FEED: "/kalender/{}.ics",
    Purpose.GROUP_FEED: "/kalender/grupp/{}.ics",
    Purpose.ORGANISATION: "/org/{}",
    Purpose.DECLINE_ALL: "/avsta/{}",
    Purpose.SIGN_UP: "/bekrafta/{}",
    Purpose.PLACE: "/plats/{}",
    Purpose.DOOR: "/dorr/lank/{}",
    Purpose.CHECK_IN: "/har/{}",
    Purpose.LIST: "/lista/{}",
}


@dataclass(frozen=True)
class Link:
    """Which personal address is meant, without the secret that opens it."""

    purpose: Purpose
    seed: str
    generation: int = 1
    below: str = ""
    """A page below the one that the link opens: "/intyg/run-konferens-2027.pdf"."""

    def as_data(self) -> dict[str, str | int]:
        """For a letter's frozen data."""
        named = {"purpose": self.purpose.value, "seed": self.seed, "generation": self.generation}
        return named | ({"below": self.below} if self.below else {})

    @classmethod
    def from_data(cls, data: dict[str, str | int]) -> Self:
        """The link that ``as_data`` wrote."""
        return cls(
            Purpose(str(data["purpose"])), str(data["seed"]), int(data["generation"]), str(data.get("below", ""))
        )


class _Maker:
    """The key and the base address, given once at start."""

    key: bytes = b""
    base_url: str = ""


def configure(link_key: str, base_url: str) -> None:
    """Set the key and the base address (no slash at its end) that every personal address is made with."""
    _Maker.key = link_key.encode()
    _Maker.base_url = base_url.rstrip("/")


def token(link: Link) -> str:
    """The secret of ``link``."""
    if not _Maker.key:
        raise RuntimeError("links.configure has not been called")
    return tokens.derive(_Maker.key, link.purpose.value, link.seed, link.generation)


def digest(link: Link) -> str:
    """What is stored for looking ``link`` up."""
    return tokens.digest(token(link))


def path(link: Link) -> str:
    """The address of ``link`` without scheme and host."""
    return _PATHS[link.purpose].format(token(link)) + link.below


def url(link: Link) -> str:
    """The whole address of ``link``, from the one configured base address, never from a request's Host."""
    return _Maker.base_url + path(link)


def absolute(path_: str) -> str:
    """``path_`` (beginning with a slash) on the configured base address."""
    return _Maker.base_url + path_
