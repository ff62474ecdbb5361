"""Name badges of those who come."""

from collections.abc import Callable, Iterator

from app.attendance.rules import EXPECTED_AT_DOOR
from app.documents.badges import Badge
from app.events.model import Event
from app.invitations.rules import InvitationSource
from app.kernel.words import N_
from app.lists.attending import Attending, attending, coming
from app.lists.chosen import Chosen, everybody
from app.sheets.table import Column, Table

_WITHOUT_ROLE = {
    InvitationSource.SPEAKER: N_("Medverkande"),
    InvitationSource.ACCOMPANYING: N_("Medföljande"),
}
_OTHERS = N_("Gäst")


class NoSuchBadgeError(LookupError):
    """The door of the meeting cannot find the person."""


def badges(event: Event, chosen: Chosen, address: Callable[[str], str]) -> Iterator[Badge]:
    """A badge for everybody who comes, in Swedish order. ``address`` makes what the QR code holds of the invitation's
    uid.
    """
    return (_badge(one, address) for one in coming(event, chosen))


def table(event: Event, chosen: Chosen) -> Table:
    """Namnskyltar as rows, for whoever has the badges printed elsewhere."""
    columns = (
        Column(N_("Förnamn"), width=18),
        Column(N_("Efternamn"), width=20),
        Column(N_("Roll"), width=24),
        Column(N_("Organisation"), width=30),
        Column(N_("Grupp"), width=20),
    )
    rows = badges(event, chosen, lambda _uid: "")
    return Table(
        N_("Namnskyltar"),
        columns,
        ((one.given_name, one.family_name, one.role, one.organisation, one.group) for one in rows),
    )


def badge_of(event: Event, person_uid: str, address: Callable[[str], str]) -> Badge:
    """The badge of one person whom the door can find, whatever the answer: it is lost, or is needed now. Raises
    NoSuchBadgeError.
    """
    for one in attending(event, everybody()):
        if one.person_uid == person_uid and one.state in EXPECTED_AT_DOOR:
            return _badge(one, address)
    raise NoSuchBadgeError(person_uid)


def count(event: Event, chosen: Chosen) -> int:
    """How many badges that makes."""
    return sum(1 for _ in coming(event, chosen))


def _badge(one: Attending, address: Callable[[str], str]) -> Badge:
    if one.group:
        group, band = one.group.label, one.group.value
    else:
        group, band = _WITHOUT_ROLE.get(one.source, _OTHERS), ""
    code = address(one.invitation_uid)
    return Badge(one.given_name, one.family_name, one.organisation, one.role, group, band, code)
