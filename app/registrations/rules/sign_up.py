"""Open sign-up: what somebody writes, and what a confirmed mail comes to. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from app.registrations.rules.verdicts import Reason

KEPT = timedelta(hours=48)
"""For how long what was written waits for its mail to be confirmed."""


@dataclass(frozen=True)
class Newcomer:
    """Who signs up, as written."""

    given_name: str
    family_name: str
    address: str
    affiliation: str = ""


@dataclass(frozen=True)
class SignedUp:
    """Confirmed: the invitation (its uid) whose page shows how it went. Confirmed again, the same."""

    invitation_uid: str


@dataclass(frozen=True)
class NotFinished:
    """The mail is confirmed, but a question or an option is no longer as it was answered: the person is invited (by
    this uid) and answers once more.
    """

    invitation_uid: str


@dataclass(frozen=True)
class ShutMeanwhile:
    """Nothing was written: the event (its uid) has closed, or filled up without a waiting list."""

    event_uid: str
    reason: Reason


@dataclass(frozen=True)
class Unknown:
    """No such link, or its time is out."""


ConfirmOutcome = SignedUp | NotFinished | ShutMeanwhile | Unknown
