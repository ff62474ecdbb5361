"""Enumerations whose members carry the word the user sees."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A string enumeration; each member is written ``NAME = "stored_value", N_("Word on screen")``.

    The label is Swedish source text: the doors and ``mail.render`` translate it.
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) pairs in the order written, for selects and radio groups."""
        return [(member.value, member.label) for member in cls]
