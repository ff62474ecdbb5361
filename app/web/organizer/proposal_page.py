"""The proposal as the page "Bjud in" shows it: areas, organisations, people, who is ticked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.events.model import Event
from app.invitations.model import Invitation
from app.invitations.queries import Candidate, Group, Proposal, list_in_state, propose
from app.invitations.rules import InvitationState, Standing
from app.people.model import Assignment
from app.people.queries import VacantRole


@dataclass(frozen=True)
class Choice:
    """Somebody who can be ticked. ``drafted``: chosen before, not sent yet."""

    candidate: Candidate
    ticked: bool
    drafted: bool


@dataclass(frozen=True)
class ShownGroup:
    """An organisation: who can be ticked, who has no address, what is vacant, how many are invited already."""

    name: str
    choices: tuple[Choice, ...]
    without_address: tuple[Candidate, ...]
    vacancies: tuple[VacantRole, ...]
    invited: int


@dataclass(frozen=True)
class ShownArea:
    """An area's organisations, but for those where nothing is left to do; ``done`` counts these."""

    name: str
    groups: tuple[ShownGroup, ...]
    done: int

    @property
    def choices(self) -> int:
        """How many can be ticked."""
        return sum(len(group.choices) for group in self.groups)


@dataclass(frozen=True)
class ShownProposal:
    """The whole page. ``others``: unsent invitations of people whom the circles do not point out (by hand)."""

    areas: tuple[ShownArea, ...]
    declined: tuple[Candidate, ...]
    ending: tuple[Assignment, ...]
    area_vacancies: tuple[VacantRole, ...]
    others: tuple[Invitation, ...]
    ready: int
    ticked: int
    without_address: int
    vacant: int
    invited: int


def of(event: Event, today: date) -> ShownProposal:
    """The proposal for ``event``; the number of statements does not depend on how many people there are."""
    found = propose(event, today)
    unsent = list_in_state(event.id, InvitationState.NOT_SENT)
    pointed_out = {candidate.person.id for candidate in found.candidates}
    drafted = {one.person_id for one in unsent} & pointed_out
    invited = len(found.standing(Standing.INVITED)) - len(drafted)
    areas = _areas(found, drafted, ticked=not drafted and not invited)
    choices = [choice for area in areas for group in area.groups for choice in group.choices]
    return ShownProposal(
        areas=areas,
        declined=found.standing(Standing.DECLINED_ALL),
        ending=found.ending,
        area_vacancies=found.area_vacancies,
        others=tuple(one for one in unsent if one.person_id not in pointed_out),
        ready=len(choices),
        ticked=sum(choice.ticked for choice in choices),
        without_address=len(found.standing(Standing.WITHOUT_ADDRESS)),
        vacant=sum(vacant.missing for group in found.groups for vacant in group.vacancies),
        invited=invited,
    )


def _areas(found: Proposal, drafted: Collection[int], *, ticked: bool) -> tuple[ShownArea, ...]:
    """By area, those without one last. ``ticked``: all are, until somebody has chosen: then those of the draft, and
    when it is sent nobody, since those who are left were left out.
    """
    names = {_area(group) for group in found.groups}
    return tuple(
        _shown_area(name, [group for group in found.groups if _area(group) == name], drafted, ticked=ticked)
        for name in sorted(names, key=lambda name: (not name, name))
    )


def _area(group: Group) -> str:
    return group.organisation.area if group.organisation else ""


def _shown_area(name: str, groups: Iterable[Group], drafted: Collection[int], *, ticked: bool) -> ShownArea:
    shown = [_shown_group(group, drafted, ticked=ticked) for group in groups]
    todo = tuple(group for group in shown if group.choices or group.without_address or group.vacancies)
    return ShownArea(name or _("Övriga"), todo, len(shown) - len(todo))


def _shown_group(group: Group, drafted: Collection[int], *, ticked: bool) -> ShownGroup:
    choices = tuple(_choice(one, drafted, ticked=ticked) for one in group.candidates if _can_be_ticked(one, drafted))
    return ShownGroup(
        name=group.organisation.name if group.organisation else _("Medlemmar utan organisation"),
        choices=choices,
        without_address=tuple(one for one in group.candidates if one.standing is Standing.WITHOUT_ADDRESS),
        vacancies=group.vacancies,
        invited=sum(one.standing is Standing.INVITED and one.person.id not in drafted for one in group.candidates),
    )


def _can_be_ticked(one: Candidate, drafted: Collection[int]) -> bool:
    return one.standing is Standing.READY or one.person.id in drafted


def _choice(one: Candidate, drafted: Collection[int], *, ticked: bool) -> Choice:
    is_drafted = one.person.id in drafted
    return Choice(one, ticked=ticked or is_drafted, drafted=is_drafted)
