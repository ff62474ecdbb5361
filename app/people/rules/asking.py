"""What asking organisations whether the register is right came to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AskedAll:
    """So many organisations got the question; those with nobody to write to did not."""

    organisations: int


@dataclass(frozen=True)
class AskedAlready:
    """This very question has been sent: nothing was written."""


@dataclass(frozen=True)
class RemindedAll:
    """So many organisations were reminded."""

    organisations: int
