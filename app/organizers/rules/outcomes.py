"""What acts on accounts may come to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """It is done."""


@dataclass(frozen=True)
class LastAdmin:
    """Refused: without this account nobody could manage accounts."""


@dataclass(frozen=True)
class AddressTaken:
    """Refused: another account has this address."""


@dataclass(frozen=True)
class Created:
    """The account with this uid is made."""

    uid: str


@dataclass(frozen=True)
class SignedInTo:
    """The sign-in is made; ``token`` opens it and exists nowhere else."""

    token: str
    account_uid: str
    needs_code: bool


@dataclass(frozen=True)
class Refused:
    """Wrong password, wrong code, or no such open account: nobody is told which."""


@dataclass(frozen=True)
class TwoStepOn:
    """Two-step sign-in is on; the recovery codes exist nowhere else in this form."""

    recovery_codes: tuple[str, ...]


Change = Done | LastAdmin
Creation = Created | AddressTaken
SignInOutcome = SignedInTo | Refused
TwoStepOutcome = TwoStepOn | Refused
