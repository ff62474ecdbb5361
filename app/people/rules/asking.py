"""Asking organisations whether the register is right: what is asked, in which words, and what it came to."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.words import N_
from app.mail.wording import FieldsUnknown, field_fault, fields_in

FIRST, AGAIN = "please_confirm", "please_confirm_again"
LIMIT = 3000
"""How long a text may be, in characters."""
OCCASION = "tillfälle"
FIELDS: Mapping[str, str] = {
    "namn": N_("mottagarens namn; en funktionsbrevlåda heter som organisationen"),
    "organisation": N_("organisationen, till exempel ”Ånge kommun”"),
    OCCASION: N_("det du frågar inför, till exempel ”RUN-konferens 4–5 mars 2027”"),
}
"""What a text may hold, and what each field becomes."""

_USUAL = {
    FIRST: N_("Inför {{tillfälle}} vill vi veta att nätverkets register stämmer: vem som har vilken roll hos er."),
    AGAIN: N_("Vi har inte hört av er än. Inför {{tillfälle}} vill vi veta att nätverkets register stämmer."),
}
_WITHOUT_OCCASION = {
    FIRST: N_("Vi vill veta att nätverkets register stämmer: vem som har vilken roll hos er."),
    AGAIN: N_("Vi har inte hört av er än. Vi vill veta att nätverkets register stämmer."),
}


@dataclass(frozen=True)
class Asking:
    """The question: for what ("" for nothing special), after how many days those who are silent are reminded (0:
    never), which meeting it is for, and the opening words where the coordinator has own ones.
    """

    occasion: str = ""
    remind_days: int = 0
    event_uid: str = ""
    text: str = ""
    reminder_text: str = ""

    def words(self, kind: str) -> str:
        """The opening words of the letter ``kind``: own ones, or the standard text."""
        return (self.text if kind == FIRST else self.reminder_text) or usual(kind, self.occasion)


def usual(kind: str, occasion: str) -> str:
    """The standard text of the letter ``kind``."""
    return (_USUAL if occasion else _WITHOUT_OCCASION)[kind]


def own(kind: str, written: str) -> str:
    """``written`` as it is kept: "" where it is the standard text, however its lines are broken."""
    return "" if " ".join(written.split()) in (_USUAL[kind], _WITHOUT_OCCASION[kind]) else written


@dataclass(frozen=True)
class NoOccasion:
    """The text names what it is asked for, and it is asked for nothing."""


def fault(text: str, occasion: str) -> FieldsUnknown | NoOccasion | None:
    """What is wrong with an own text; None when it can be sent."""
    if strange := field_fault(text, FIELDS):
        return strange
    return NoOccasion() if OCCASION in fields_in(text) and not occasion else None


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
