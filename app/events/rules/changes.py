"""What differs between two versions of an event or a part, told field by field."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from app.events.rules.deadlines import DeadlineDays
from app.events.rules.drafts import EventDetails, EventTerms, PartDraft
from app.events.rules.letter_texts import TEXTS
from app.kernel.enums import Labelled
from app.kernel.words import N_, moment, plain_date

LABELS = {
    "title": N_("Rubrik"),
    "theme": N_("Tema"),
    "body": N_("Text"),
    "purpose": N_("Syfte"),
    "goal": N_("Mål"),
    "mandate": N_("Mandat"),
    "place": N_("Plats"),
    "address": N_("Adress"),
    "map_url": N_("Länk till karta"),
    "contact_name": N_("Kontaktperson"),
    "contact_address": N_("Kontaktens e-postadress"),
    "opens": N_("Anmälan öppnar (dagar före)"),
    "answer": N_("Svara senast (dagar före)"),
    "change": N_("Ändra senast (dagar före)"),
    "meals": N_("Måltider låses (dagar före)"),
    "locked": N_("Deltagarlistan låses (dagar före)"),
    "capacity": N_("Platser"),
    "waiting_list": N_("Väntelista"),
    "queue_mode": N_("När en plats blir ledig"),
    "offer_hours": N_("Timmar att svara på ett erbjudande"),
    "queue_stop_days": N_("Väntelistan stannar (dagar före)"),
    "quota": N_("Kvot"),
    "public": N_("Publik sida"),
    "asks_needs": N_("Fråga efter särskilda behov"),
    "open_sign_up": N_("Öppen anmälan"),
    "self_check_in": N_("Egen incheckning"),
    "by_arrival": N_("Checkas in vid ankomst"),
    "approve_substitutes": N_("Godkänn den som kommer i stället"),
    "legal_basis": N_("Rättslig grund"),
    "needs_ground": N_("Grund för särskilda behov"),
    "diet_question": N_("Kost"),
    "allergy_question": N_("Allergi"),
    "access_question": N_("Tillgänglighet"),
    "needs_kept_days": N_("Behov raderas (dagar efter)"),
    "contact_kept_days": N_("Kontaktuppgifter utan uppdrag raderas (dagar efter)"),
    "kind": N_("Slag"),
    "starts_at": N_("Börjar"),
    "ends_at": N_("Slutar"),
    "description": N_("Beskrivning"),
    "contributors": N_("Medverkande"),
    "room": N_("Lokal"),
    "online_url": N_("Länk för digitalt deltagande"),
    "slot": N_("Pass"),
    "circle": N_("Målgrupp"),
    "starts_on": N_("Första dag"),
    "ends_on": N_("Sista dag"),
    "state": N_("Läge"),
    "slots": N_("Pass"),
    "documents": N_("Dokument"),
    "members": N_("Medlemmar"),
    "question_kind": N_("Slag av svar"),
    "question": N_("Fråga"),
    "help": N_("Hjälptext"),
    "required": N_("Obligatorisk"),
    "options": N_("Alternativ"),
    "condition": N_("Del eller villkor"),
    **{one.field: one.label for one in TEXTS.values()},
    "group_deadlines": N_("Andra datum för rollgrupper"),
    "reminders": N_("Påminnelser, dagar före sista svarsdag"),
}
_SHOWN_LETTERS = 200


@dataclass(frozen=True)
class Change:
    """One field's value before and after, as a person reads it."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        """The field's word on screen (source text)."""
        return LABELS.get(self.field, self.field)


Described = EventDetails | EventTerms | DeadlineDays | PartDraft


def changes(old: Described, new: Described) -> tuple[Change, ...]:
    """The fields in which ``new`` differs from ``old``, which is of the same type."""
    found: list[Change] = []
    for item in fields(old):
        before, after = getattr(old, item.name), getattr(new, item.name)
        if isinstance(before, DeadlineDays) and isinstance(after, DeadlineDays):
            found.extend(changes(before, after))
        elif before != after:
            found.append(Change(item.name, shown(before), shown(after)))
    return tuple(found)


def shown(value: object) -> str:
    """``value`` in words: dates in Swedish, yes and no, long text shortened."""
    if isinstance(value, bool):
        return N_("ja") if value else N_("nej")
    if isinstance(value, Labelled):
        return value.label
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return plain_date(value)
    if isinstance(value, tuple):
        return str(len(value))
    text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN_LETTERS else text[: _SHOWN_LETTERS - 1].rstrip() + "…"
