"""What an organisation's contact may propose, and what becomes of it."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.people.rules.assignments import Term, is_possible
from app.people.rules.persons import PersonDraft

MOST_OPEN = 60
"""So many proposals of one organisation can be open at a time, and so many can it give in a day: where the contact
decides, each can write to somebody whom only the contact knows.
"""


KEPT_OPEN = timedelta(days=180)
"""For how long a proposal waits: counted from when it was given, or from the day it is about where that is later."""


class ProposalKind(Labelled):
    """What is said to change."""

    SUCCESSOR = "successor", N_("Någon annan tar över")
    VACANT = "vacant", N_("Ingen just nu")
    NEW = "new", N_("Ny i rollen")


class ProposalState(Labelled):
    """Where a proposal stands."""

    OPEN = "open", N_("Väntar på samordnaren")
    ACCEPTED = "accepted", N_("Godkänt")
    DECLINED = "declined", N_("Avböjt")
    WITHDRAWN = "withdrawn", N_("Tillbakataget")
    LAPSED = "lapsed", N_("Avslutat, ingen avgjorde det")


@dataclass(frozen=True)
class ProposalDraft:
    """A proposal as written. ``assignment_uid`` names whose assignment ends, ``role_key`` the role of somebody new;
    ``person`` is empty where nobody follows.
    """

    kind: ProposalKind
    from_on: date
    assignment_uid: str = ""
    role_key: str = ""
    person: PersonDraft | None = None


@dataclass(frozen=True)
class Proposed:
    """The proposal waits for an organizer; ``uid`` names it."""

    uid: str


@dataclass(frozen=True)
class BeforeTheTerm:
    """The day is not after the first day of the one who has the role; nothing was written."""

    starts_on: date


@dataclass(frozen=True)
class TooManyOpen:
    """So many proposals wait already, or have been given today, that no more are taken; nothing was written."""


@dataclass(frozen=True)
class AlreadyDecided:
    """The proposal has been decided or taken back; nothing was written."""

    state: ProposalState


def is_forgotten(given_on: date, from_on: date, today: date) -> bool:
    """Whether a proposal that nobody has decided on has waited so long that the name in it goes."""
    return max(given_on, from_on) + KEPT_OPEN < today


def ending(term: Term, from_on: date) -> date | None:
    """The last day of somebody whose role goes to another (or to nobody) on ``from_on``: the day before, or the end of
    the term where that comes first. None where the term would end before it begins.
    """
    last = from_on - timedelta(days=1)
    if term.ends_on is not None and term.ends_on < last:
        return term.ends_on
    return last if is_possible(Term(term.starts_on, last)) else None
