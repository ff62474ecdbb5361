"""Somebody else in one's stead, and oneself in somebody else's, as an invitation's pages tell it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.events.rules.deadlines import Deadlines
from app.events.rules.kinds import EventState
from app.invitations import queries as invitations
from app.invitations.letters import in_stead_of
from app.invitations.model import Invitation, Substitution
from app.invitations.queries import StandIn
from app.invitations.rules.substitutes import Obstacle, may_come_anyway, obstacle


@dataclass(frozen=True)
class Instead:
    """``today`` is the date in Europe/Stockholm."""

    invitation: Invitation
    dates: Deadlines
    today: date
    registered: bool

    @property
    def of(self) -> str:
        """ "Anna Berg, rektor, Ånge kommun": in whose stead the person comes, if in somebody's."""
        return in_stead_of(self.invitation)

    @cached_property
    def proposal(self) -> Substitution | None:
        """The name that waits for the organizer."""
        event = self.invitation.event
        asked = event.approve_substitutes or event.has_quotas
        return invitations.find_waiting(self.invitation.id) if asked else None

    @cached_property
    def stand_in(self) -> StandIn | None:
        """Who comes instead, for somebody who is replaced."""
        return invitations.find_stand_in(self.invitation)

    @property
    def obstacle(self) -> Obstacle | None:
        """Why nobody can be named to come instead."""
        return obstacle(
            self.invitation.state,
            self.dates,
            self.invitation.event.ends_on,
            self.today,
            registered=self.registered,
            waiting=self.proposal is not None,
            open_=self._is_published,
        )

    @property
    def may_name(self) -> bool:
        """Whether somebody can be named to come instead."""
        return self.obstacle is None

    @property
    def may_come_anyway(self) -> bool:
        """Whether that can be taken back."""
        ends_on = self.invitation.event.ends_on
        return may_come_anyway(self.invitation.state, self.dates, ends_on, self.today, open_=self._is_published)

    @property
    def _is_published(self) -> bool:
        return self.invitation.event.state is EventState.PUBLISHED
