"""What a letter is whose opening words an organizer may change, and the fields that those words may hold."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from app.events.rules.kinds import SUMMONED, EventKind
from app.kernel.words import N_

WHO = {"vem": N_("den andra personens namn")}
LIMIT = 3000
"""How long a text may be, in characters."""

ROLE = {
    "roll": N_("rollen, till exempel ”rektor”"),
    "organisation": N_("organisationen, till exempel ”Ånge kommun”"),
}
MEETING = {
    "möte": N_("mötets rubrik"),
    "datum": N_("mötets dagar"),
    "plats": N_("platsen"),
    "svara senast": N_("sista svarsdag"),
    "ändra senast": N_("sista dag att ändra"),
    "kontakt": N_("kontaktperson och adress"),
}
"""What every letter's text may hold, also one to somebody who has no invitation."""
FIELDS: Mapping[str, str] = {
    "förnamn": N_("mottagarens förnamn"),
    "efternamn": N_("mottagarens efternamn"),
    "namn": N_("hela namnet"),
    "inbjuden som": N_("roll och organisation, till exempel ”rektor, Ånge kommun”"),
    **ROLE,
    **MEETING,
}
"""What the text of a letter to somebody invited may hold, and what each field becomes."""


@dataclass(frozen=True)
class LetterText:
    """A letter with words that can be changed. ``kind`` names the template; ``summons`` replaces ``text`` for meetings
    that have a kallelse; ``more``: fields of this letter alone, whose values its maker gives; ``to_invited``: whether
    its receiver has an invitation, and with it a name and a role that can be told.
    """

    kind: str
    label: str
    when: str
    text: str
    summons: str = ""
    more: Mapping[str, str] = dataclasses.field(default_factory=dict)
    to_invited: bool = True

    @property
    def field(self) -> str:
        """What the log calls the text when it tells that it was changed."""
        return f"letter_{self.kind}"

    @property
    def fields(self) -> Mapping[str, str]:
        """Every field that the text may hold, with what it becomes."""
        return {**self.more, **(FIELDS if self.to_invited else MEETING)}

    def usual(self, kind: EventKind) -> str:
        """The standard text for a meeting of ``kind``."""
        return self.summons if self.summons and kind in SUMMONED else self.text
