"""The letters whose opening words an organizer may change for an event, and the fields that those words may hold. One
place for all: a new kind of letter joins with one entry, and its template begins with ``{{ words(data.words) }}``.

Facts, parts, links and the lines on why somebody gets the letter are not here: they stand in the templates.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from app.events.rules.kinds import SUMMONED, EventKind
from app.kernel.words import N_
from app.mail.wording import unknown_fields

_WHO = {"vem": N_("den andra personens namn")}
LIMIT = 3000
"""How long a text may be, in characters."""

_ROLE = {
    "roll": N_("rollen, till exempel ”rektor”"),
    "organisation": N_("organisationen, till exempel ”Ånge kommun”"),
}
_MEETING = {
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
    **_ROLE,
    **_MEETING,
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
        return {**self.more, **(FIELDS if self.to_invited else _MEETING)}

    def usual(self, kind: EventKind) -> str:
        """The standard text for a meeting of ``kind``."""
        return self.summons if self.summons and kind in SUMMONED else self.text


_ALL = (
    LetterText(
        "invitation",
        N_("Inbjudan"),
        N_("När du skickar inbjudningarna"),
        N_("Du är inbjuden som {{inbjuden som}}."),
        summons=N_("Du är kallad som {{inbjuden som}}."),
    ),
    LetterText(
        "reminder",
        N_("Påminnelse"),
        N_("Till den som inte har svarat"),
        N_("Vi har inte fått något svar från dig än. Svara gärna också om du inte kan komma."),
    ),
    LetterText(
        "receipt",
        N_("Bekräftelse"),
        N_("När någon har anmält sig"),
        N_("Tack, vi har fått ditt svar. Du är anmäld."),
    ),
    LetterText(
        "changed",
        N_("Ändrad anmälan"),
        N_("När en anmälan har ändrats"),
        N_("Din anmälan är ändrad. Så här gäller den nu."),
    ),
    LetterText(
        "waiting",
        N_("Väntelista"),
        N_("När det är fullt och någon ställs i kö"),
        N_("Tack, vi har fått ditt svar. Det är fullt just nu, så du står på väntelistan."),
    ),
    LetterText(
        "promoted",
        N_("Plats från väntelistan"),
        N_("När någon i kön får en plats"),
        N_(
            "En plats har blivit ledig, och den är din. Så här gäller din anmälan nu. Kan du inte längre komma? "
            "Avboka, så går platsen till nästa."
        ),
    ),
    LetterText(
        "offered",
        N_("Erbjuden plats"),
        N_("När en plats hålls åt någon i kön en tid"),
        N_("En plats har blivit ledig, och vi håller den åt dig. Svara om du vill ha den."),
    ),
    LetterText(
        "offer_declined",
        N_("Avstod från plats"),
        N_("När någon avstår från en erbjuden plats"),
        N_("Du har avstått från platsen, och den går till nästa. Du står inte längre på väntelistan för den."),
    ),
    LetterText(
        "offer_passed",
        N_("Svarade inte om plats"),
        N_("När tiden för en erbjuden plats har gått ut"),
        N_(
            "Vi höll en plats åt dig, men fick inget svar i tid. Den går till nästa, och du står inte längre på "
            "väntelistan för den."
        ),
    ),
    LetterText(
        "declined",
        N_("Nej tack"),
        N_("När någon har tackat nej"),
        N_("Tack för ditt svar. Vi har noterat att du inte kan komma."),
    ),
    LetterText("withdrawn", N_("Avbokning"), N_("När en anmälan avbokas"), N_("Din anmälan är avbokad.")),
    LetterText(
        "request_received",
        N_("Förfrågan mottagen"),
        N_("När någon ber om en plats eller en ändring efter sista dagen"),
        N_(
            "Vi har fått din förfrågan. Den är ingen anmälan än: vi skriver till dig när vi har sett om det går att "
            "ordna."
        ),
    ),
    LetterText(
        "request_granted",
        N_("Beviljad förfrågan"),
        N_("När du beviljar en förfrågan"),
        N_("Vi har ordnat det du frågade om. Så här gäller din anmälan nu."),
    ),
    LetterText(
        "request_declined",
        N_("Avslagen förfrågan"),
        N_("När du säger nej till en förfrågan"),
        N_("Det du frågade om går tyvärr inte att ordna."),
    ),
    LetterText(
        "revoked",
        N_("Återkallad inbjudan"),
        N_("När du tar tillbaka en inbjudan från någon som är anmäld"),
        N_("Arrangören har tagit tillbaka din inbjudan, och din anmälan är avbokad."),
    ),
    LetterText(
        "named",
        N_("Tillfrågad i någons ställe"),
        N_("Till den som någon har angett i sitt ställe"),
        N_("{{vem}} kan inte komma och har bett oss fråga dig i stället."),
        more=_WHO,
    ),
    LetterText(
        "taken_over",
        N_("Plats i någons ställe"),
        N_("När någon lämnar sin plats till en annan"),
        N_("{{vem}} kan inte komma och har lämnat över till dig. Så här är du anmäld."),
        more=_WHO,
    ),
    LetterText(
        "replaced",
        N_("Någon annan kommer"),
        N_("Till den som har angett någon annan"),
        N_("Vi har noterat att {{vem}} ska komma i ditt ställe."),
        more=_WHO,
    ),
    LetterText(
        "proposal_waits",
        N_("Väntar på godkännande"),
        N_("När du ska godkänna den som kommer i stället"),
        N_("Du har angett att {{vem}} ska komma i ditt ställe. Samordnaren ska godkänna det först."),
        more=_WHO,
    ),
    LetterText(
        "proposal_declined",
        N_("Nej till den som skulle komma i stället"),
        N_("När du har sagt nej till den som skulle komma i stället"),
        N_("Samordnaren har sagt nej till att {{vem}} kommer i ditt ställe."),
        more=_WHO,
    ),
    LetterText(
        "stand_in_left",
        N_("Den som skulle komma i stället kan inte"),
        N_("När den som skulle komma i stället säger nej eller avbokar"),
        N_("{{vem}} kommer inte i ditt ställe."),
        more=_WHO,
    ),
    LetterText(
        "taken_back",
        N_("Behövs inte längre i stället"),
        N_("När den som hade angett någon annan kommer själv"),
        N_("{{vem}} kan komma ändå. Du behöver inte komma i stället."),
        more=_WHO,
    ),
    LetterText(
        "given_back",
        N_("Plats tillbaka"),
        N_("När den som hade angett någon annan kommer själv"),
        N_("Du har tagit tillbaka din plats. Så här är du anmäld."),
    ),
    LetterText(
        "not_needed",
        N_("Behövs inte i stället"),
        N_("Till den som skulle komma i stället, när du har sagt nej"),
        N_(
            "{{vem}} hade angett att du skulle komma i stället. Samordnaren har sagt nej till det. Du behöver inte "
            "göra något."
        ),
        more=_WHO,
        to_invited=False,
    ),
    LetterText(
        "sign_up",
        N_("Bekräfta anmälan"),
        N_("Till den som anmäler sig på mötets öppna sida"),
        N_("Någon har skrivit den här adressen för att anmäla sig till mötet. Är det du, bekräfta på sidan."),
        to_invited=False,
    ),
    LetterText(
        "place",
        N_("Plats utan namn"),
        N_("När du bjuder in en organisation att skicka någon"),
        N_("{{organisation}} är inbjuden med {{platser}} i rollen {{roll}}. Vilka som kommer bestämmer ni."),
        more={"platser": N_("hur många platser, till exempel ”2 platser”"), **_ROLE},
        to_invited=False,
    ),
    LetterText(
        "place_reminder",
        N_("Påminnelse om plats"),
        N_("Till en organisation som har platser utan namn"),
        N_("{{platser}} för {{organisation}} i rollen {{roll}} har inget namn än."),
        more={"platser": N_("platserna utan namn, till exempel ”2 platser”"), **_ROLE},
        to_invited=False,
    ),
    LetterText(
        "place_refused",
        N_("Avböjt svar inom plats"),
        N_("När du avböjer den som svarat på en plats utan namn"),
        N_("Platsen för {{organisation}} kunde inte ges till dig, så du är inte anmäld."),
        more=_ROLE,
        to_invited=False,
    ),
)

TEXTS: Mapping[str, LetterText] = {one.kind: one for one in _ALL}

MESSAGE = "message"
"""The letter that an organizer writes as a whole, to people chosen from a list: it has no standard text."""

BY_HAND = frozenset({MESSAGE})
"""Letters that a person wrote and had sent: all others say Auto-Submitted (RFC 3834), so that no machine answers."""
DECLINABLE = frozenset({"invitation", "reminder", "named", MESSAGE})
"""Letters that mail programs may offer to decline (List-Unsubscribe). Not what follows from an answer of one's own: a
receipt is not declined."""


@dataclass(frozen=True)
class FieldsUnknown:
    """The text holds what looks like a field and is none: nothing was written."""

    written: tuple[str, ...]


def fault(kind: str, text: str) -> FieldsUnknown | None:
    """What is wrong with ``text`` for the letter ``kind``; None when it can be kept."""
    strange = unknown_fields(text, TEXTS[kind].fields)
    return FieldsUnknown(strange) if strange else None


def message_fault(*texts: str) -> FieldsUnknown | None:
    """What is wrong with the texts of a letter that an organizer writes as a whole."""
    strange = unknown_fields(" ".join(texts), FIELDS)
    return FieldsUnknown(strange) if strange else None
