"""The permission matrix: who may reach which route. A route that is not here is refused, and fails the build."""

from dataclasses import dataclass

from app.organizers.rules import Right


@dataclass(frozen=True)
class Anyone:
    """Open to the world: no personal data."""


@dataclass(frozen=True)
class HolderOfLink:
    """The personal link in the path is the key; the view looks it up."""


@dataclass(frozen=True)
class SignedIn:
    """Signed in with at least one of the rights; none named: any signed-in account."""

    rights: frozenset[Right] = frozenset()


Access = Anyone | HolderOfLink | SignedIn

ANYONE = Anyone()
LINK = HolderOfLink()
ANY_ACCOUNT = SignedIn()
ORGANIZERS = SignedIn(frozenset({Right.ORGANIZER}))
READERS = SignedIn(frozenset({Right.ORGANIZER, Right.READER}))
DOOR_STAFF = SignedIn(frozenset({Right.ORGANIZER, Right.DOOR}))
ADMINS = SignedIn(frozenset({Right.ADMIN}))

MATRIX: dict[str, Access] = {
    "static": ANYONE,
    "health.alive": ANYONE,
}
