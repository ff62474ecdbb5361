"""The letters whose opening words an organizer may change for an event. One place for all: a new kind of letter joins
with one entry, and its template begins with ``{{ words(data.words) }}``.

Facts, parts, links and the lines on why somebody gets the letter are not here: they stand in the templates.
"""

from collections.abc import Mapping

from app.events.rules.letter_text import FIELDS, ROLE, WHO, LetterText
from app.events.rules.news_texts import NEWS_TEXTS
from app.kernel.words import N_
from app.mail.wording import FieldsUnknown, field_fault

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
        "day_before",
        N_("Dagen före"),
        N_("Av sig självt till de anmälda, den sista arbetsdagen före mötet"),
        N_("Snart är det dags. Här är det du behöver veta, och det du är anmäld till."),
    ),
    LetterText(
        "thanks",
        N_("Tack efteråt"),
        N_("Av sig självt till dem som var med, den första arbetsdagen efter mötet"),
        N_("Tack för att du var med."),
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
        more=WHO,
    ),
    LetterText(
        "taken_over",
        N_("Plats i någons ställe"),
        N_("När någon lämnar sin plats till en annan"),
        N_("{{vem}} kan inte komma och har lämnat över till dig. Så här är du anmäld."),
        more=WHO,
    ),
    LetterText(
        "replaced",
        N_("Någon annan kommer"),
        N_("Till den som har angett någon annan"),
        N_("Vi har noterat att {{vem}} ska komma i ditt ställe."),
        more=WHO,
    ),
    LetterText(
        "proposal_waits",
        N_("Väntar på godkännande"),
        N_("När du ska godkänna den som kommer i stället"),
        N_("Du har angett att {{vem}} ska komma i ditt ställe. Samordnaren ska godkänna det först."),
        more=WHO,
    ),
    LetterText(
        "proposal_declined",
        N_("Nej till den som skulle komma i stället"),
        N_("När du har sagt nej till den som skulle komma i stället"),
        N_("Samordnaren har sagt nej till att {{vem}} kommer i ditt ställe."),
        more=WHO,
    ),
    LetterText(
        "stand_in_left",
        N_("Den som skulle komma i stället kan inte"),
        N_("När den som skulle komma i stället säger nej eller avbokar"),
        N_("{{vem}} kommer inte i ditt ställe."),
        more=WHO,
    ),
    LetterText(
        "taken_back",
        N_("Behövs inte längre i stället"),
        N_("När den som hade angett någon annan kommer själv"),
        N_("{{vem}} kan komma ändå. Du behöver inte komma i stället."),
        more=WHO,
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
        more=WHO,
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
        more={"platser": N_("hur många platser, till exempel ”2 platser”"), **ROLE},
        to_invited=False,
    ),
    LetterText(
        "place_reminder",
        N_("Påminnelse om plats"),
        N_("Till en organisation som har platser utan namn"),
        N_("{{platser}} för {{organisation}} i rollen {{roll}} har inget namn än."),
        more={"platser": N_("platserna utan namn, till exempel ”2 platser”"), **ROLE},
        to_invited=False,
    ),
    LetterText(
        "silent_there",
        N_("Vilka som inte har svarat"),
        N_("Av sig självt till organisationers kontakter, samtidigt som påminnelserna"),
        N_("Från {{organisation}} har {{antal}} inte svarat än. Påminn gärna, eller svara på organisationens sida."),
        more={"organisation": ROLE["organisation"], "antal": N_("hur många, till exempel ”2 inbjudna”")},
        to_invited=False,
    ),
    LetterText(
        "place_refused",
        N_("Avböjt svar inom plats"),
        N_("När du avböjer den som svarat på en plats utan namn"),
        N_("Platsen för {{organisation}} kunde inte ges till dig, så du är inte anmäld."),
        more=ROLE,
        to_invited=False,
    ),
    *NEWS_TEXTS,
)

TEXTS: Mapping[str, LetterText] = {one.kind: one for one in _ALL}

MESSAGE = "message"
"""The letter that an organizer writes as a whole, to people chosen from a list: it has no standard text."""

MAILING = "mailing"
"""The letter that an organizer writes to many: a mailing's."""

BY_HAND = frozenset({MESSAGE, MAILING})
"""Letters that a person wrote and had sent: all others say Auto-Submitted (RFC 3834), so that no machine answers."""
DECLINABLE = frozenset({"invitation", "reminder", "named", "moved_invited", MESSAGE, MAILING})
"""Letters that mail programs may offer to decline (List-Unsubscribe). Not what follows from an answer of one's own: a
receipt is not declined."""


def fault(kind: str, text: str) -> FieldsUnknown | None:
    """What is wrong with ``text`` for the letter ``kind``; None when it can be kept."""
    return field_fault(text, TEXTS[kind].fields)


def message_fault(*texts: str) -> FieldsUnknown | None:
    """What is wrong with the texts of a letter that an organizer writes as a whole."""
    return field_fault(" ".join(texts), FIELDS)
