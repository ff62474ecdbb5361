"""Who can reach a route: the world, the holder of a link, or somebody signed in with a right."""

from dataclasses import dataclass

from app.organizers.rules import Right


@dataclass(frozen=True)
class Anyone:
    """Open to the world: no personal data."""


@dataclass(frozen=True)
class HolderOfLink:
    """The link in the path is the key; the view looks it up. ``shows_others``: its pages name other people too, so
    that protected ones are left out; a personal link shows its own holder whole.
    """

    shows_others: bool = False


@dataclass(frozen=True)
class SignedIn:
    """Signed in with at least one of the rights; none named: any signed-in account. ``by_door_link``: or come in by a
    door link, of the event that the path names.
    """

    rights: frozenset[Right] = frozenset()
    by_door_link: bool = False


Access = Anyone | HolderOfLink | SignedIn

ANYONE = Anyone()
LINK = HolderOfLink()
OTHERS_BY_LINK = HolderOfLink(shows_others=True)
ANY_ACCOUNT = SignedIn()
ORGANIZERS = SignedIn(frozenset({Right.ORGANIZER}))
READERS = SignedIn(frozenset({Right.ORGANIZER, Right.READER}))
DOOR_STAFF = SignedIn(frozenset({Right.ORGANIZER, Right.DOOR}), by_door_link=True)
NEEDS_READERS = SignedIn(frozenset({Right.NEEDS}))
LIST_READERS = SignedIn(frozenset({Right.ORGANIZER, Right.READER, Right.NEEDS}))
PROTECTORS = SignedIn(frozenset({Right.PROTECTED}))
ADMINS = SignedIn(frozenset({Right.ADMIN}))
