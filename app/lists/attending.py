"""Who is to stand on paper for the door: the people of a meeting in Swedish order, in one statement."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.events.model import Event
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource, InvitationState
from app.lists import statements
from app.lists.chosen import Chosen
from app.people.model import Person, Role
from app.people.rules.kinds import RoleGroup
from app.registrations.rules import Mode, RegistrationState


@dataclass(frozen=True)
class Attending:
    """Somebody as paper names them. ``on_site`` and ``online``: ids of the parts that they have a place on, by how."""

    person_id: int
    person_uid: str
    invitation_uid: str
    given_name: str
    family_name: str
    role: str
    group: RoleGroup | None
    organisation: str
    state: InvitationState
    source: InvitationSource
    on_site: frozenset[int]
    online: frozenset[int]

    @property
    def name(self) -> str:
        """ "Anna Berg"."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def listed_name(self) -> str:
        """ "Berg, Anna": as in a list that is sorted by family name."""
        return ", ".join(filter(None, (self.family_name, self.given_name)))

    @property
    def comes_to_the_place(self) -> bool:
        """Whether the person needs anything there: whoever has only digital parts does not."""
        return bool(self.on_site) or not self.online


def attending(event: Event, chosen: Chosen) -> Iterator[Attending]:
    """Everybody whom ``chosen`` leaves, by family name in Swedish order."""
    more = (Person.id.label("person_id"), Person.uid.label("person_uid"), Invitation.uid.label("invitation_uid"))
    asked = statements.with_parts(event, chosen).add_columns(*more, Role.group.label("group"), Invitation.source)
    for row in statements.stream(asked):
        held = {
            part: mode for part, state, mode in statements.standings(row.parts) if state is RegistrationState.CONFIRMED
        }
        yield Attending(
            row.person_id,
            row.person_uid,
            row.invitation_uid,
            row.given_name,
            row.family_name,
            row.role or "",
            row.group,
            row.organisation or "",
            row.state,
            row.source,
            frozenset(part for part, mode in held.items() if mode is Mode.ON_SITE),
            frozenset(part for part, mode in held.items() if mode is Mode.ONLINE),
        )


def coming(event: Event, chosen: Chosen) -> Iterator[Attending]:
    """Those who come to the place, unless ``chosen`` asks for another answer: then those who gave it."""
    asked = chosen if chosen.state else replace(chosen, state=InvitationState.COMING.value)
    return (one for one in attending(event, asked) if one.comes_to_the_place)
