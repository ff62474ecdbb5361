"""The log, for those who answer for the system."""

from flask import Blueprint, Flask, render_template, request, url_for
from flask_babel import gettext

from app.audit import log
from app.audit.model import LogEntry
from app.events.rules.letter_texts import TEXTS
from app.kernel.words import N_
from app.organizers.rules import Right
from app.registrations.queries.erased import list_erased
from app.registrations.rules import RegistrationState
from app.registrations.rules.bulk import BulkKind
from app.registrations.rules.requests import RequestKind
from app.web import guards

bp = Blueprint("log", __name__, url_prefix="/arrangor/logg")

WORDS = {
    "access.denied": N_("Nekades tillträde"),
    "account.closed": N_("Stängde konto"),
    "account.created": N_("Lade upp konto"),
    "account.opened": N_("Öppnade konto"),
    "account.password": N_("Bytte lösenord"),
    "account.recovery_codes": N_("Skaffade nya reservkoder"),
    "account.rights": N_("Ändrade rättigheter"),
    "account.two_step_off": N_("Stängde av tvåstegsinloggning"),
    "account.two_step_on": N_("Slog på tvåstegsinloggning"),
    "assignment.added": N_("Lade till uppdrag"),
    "assignment.confirmed": N_("Bekräftade att uppdraget stämmer"),
    "assignment.edited": N_("Rättade uppdragets tid"),
    "assignment.ended": N_("Avslutade uppdrag"),
    "assignment.removed": N_("Tog bort uppdrag"),
    "contacts.read_in": N_("Läste in kontakter"),
    "contacts.asked": N_("Bad organisationer stämma av registret"),
    "contacts.reminded": N_("Påminde organisationer om registret"),
    "event.cancelled": N_("Ställde in möte"),
    "event.circle_edited": N_("Ändrade målgrupp"),
    "event.created": N_("Lade upp möte"),
    "event.documents_edited": N_("Ändrade dokument"),
    "event.done": N_("Markerade möte som genomfört"),
    "event.edited": N_("Ändrade möte"),
    "event.group_deadlines_edited": N_("Ändrade en rollgrupps datum"),
    "event.member_added": N_("Lade till medlem"),
    "event.member_removed": N_("Tog bort medlem"),
    "event.published": N_("Publicerade möte"),
    "event.rescheduled": N_("Flyttade möte"),
    "event.slots_edited": N_("Ändrade pass"),
    "event.text_edited": N_("Ändrade text i brev"),
    "event.text_restored": N_("Återställde text i brev"),
    "invitation.added": N_("Lade till inbjudan"),
    "invitation.declined": N_("Sa nej till inbjudan"),
    "invitation.link_renewed": N_("Bytte personlig länk"),
    "invitation.link_shown": N_("Visade personlig länk"),
    "invitation.named": N_("Angav någon annan i sitt ställe"),
    "invitation.proposal_declined": N_("Sa nej till den som skulle komma i stället"),
    "invitation.proposal_dropped": N_("Tog tillbaka sitt förslag om någon annan"),
    "invitation.proposal_granted": N_("Godkände den som kommer i stället"),
    "invitation.proposed": N_("Föreslog någon annan i sitt ställe"),
    "invitation.reminded": N_("Skickade påminnelse"),
    "invitation.revoked": N_("Återkallade inbjudan"),
    "invitation.sent": N_("Skickade inbjudan"),
    "invitation.sent_again": N_("Skickade inbjudan igen"),
    "invitation.signed_up": N_("Anmälde sig på den öppna sidan"),
    "invitation.taken_back": N_("Tog tillbaka att någon annan kommer"),
    "invitations.created": N_("Bjöd in"),
    "invitations.discarded": N_("Slängde utkast till inbjudningar"),
    "needs.changed": N_("Ändrade särskilda behov"),
    "needs.given": N_("Lämnade särskilda behov"),
    "needs.removed": N_("Tog bort särskilda behov"),
    "needs.viewed": N_("Läste särskilda behov"),
    "letter.all_resent": N_("Skickade flera brev igen"),
    "letter.cancelled": N_("Avbröt ett brev"),
    "letter.readdressed": N_("Rättade adressen på ett brev och skickade det"),
    "letter.resent": N_("Skickade ett brev igen"),
    "letter.trial": N_("Skickade provbrev"),
    "list.downloaded": N_("Hämtade lista"),
    "list.viewed": N_("Visade lista"),
    "organisation.created": N_("Lade upp organisation"),
    "organisation.edited": N_("Ändrade organisation"),
    "organisation.link_closed": N_("Stängde organisationens länk"),
    "organisation.link_renewed": N_("Bytte organisationens länk"),
    "organisation.link_shown": N_("Visade organisationens länk"),
    "part.added": N_("Lade till del"),
    "part.cancelled": N_("Ställde in del"),
    "part.edited": N_("Ändrade del"),
    "part.removed": N_("Tog bort del"),
    "part.restored": N_("Återtog inställd del"),
    "question.added": N_("Lade till fråga"),
    "question.edited": N_("Ändrade fråga"),
    "question.ordered": N_("Ändrade ordningen på frågorna"),
    "question.removed": N_("Tog bort fråga"),
    "question.restored": N_("Återställde fråga"),
    "library_question.saved": N_("Sparade fråga i biblioteket"),
    "library_question.removed": N_("Tog bort fråga ur biblioteket"),
    "person.address_arrived": N_("Ett brev kom fram till adressen igen"),
    "person.address_refused": N_("Adressen tog inte emot ett brev"),
    "person.address_trusted": N_("Sa att adressen fungerar"),
    "person.allowed_invitations": N_("Tog emot inbjudningar igen"),
    "person.created": N_("Lade upp person"),
    "person.declined_all": N_("Avböjde alla inbjudningar"),
    "person.edited": N_("Ändrade person"),
    "person.erased": N_("Raderade person"),
    "person.feed_renewed": N_("Bytte kalenderlänk"),
    "person.keep_consented": N_("Vill bli inbjuden till fler möten"),
    "person.keep_withdrawn": N_("Vill inte längre bli inbjuden till fler möten"),
    "person.link_sent": N_("Fick sin länk skickad"),
    "person.merged": N_("Slog ihop personer"),
    "person.succeeded": N_("Bytte innehavare av uppdrag"),
    "quota.added": N_("Lade till kvot"),
    "quota.edited": N_("Ändrade kvot"),
    "quota.removed": N_("Tog bort kvot"),
    "registration.calendar_answer": N_("Svarade i sin kalender"),
    "registration.calendar_dismissed": N_("Avfärdade svaret i kalendern"),
    "registration.changed": N_("Ändrade anmälan"),
    "registration.made": N_("Gjorde anmälan"),
    "registration.moved_up": N_("Fick plats från väntelistan"),
    "registration.offer_declined": N_("Avstod från en erbjuden plats"),
    "registration.offer_passed": N_("Svarade inte på en erbjuden plats"),
    "registration.offer_taken": N_("Tog en erbjuden plats"),
    "registration.offered": N_("Blev erbjuden en plats"),
    "registration.override": N_("Gick över gränsen för platser"),
    "registration.passed_on": N_("Tog över plats"),
    "registration.put_back": N_("Återställde anmälan"),
    "registration.queued": N_("Ställde sist i kön"),
    "registrations.bulk": N_("Gjorde samma sak med flera anmälda"),
    "registrations.undone": N_("Ångrade det för flera anmälda"),
    "registration.withdrawn": N_("Avbokade"),
    "place.added": N_("Lade till plats utan namn"),
    "place.answered": N_("Svarade inom en plats utan namn"),
    "place.confirmed": N_("Bekräftade svar inom en plats utan namn"),
    "place.refused": N_("Avböjde svar inom en plats utan namn"),
    "place.reminded": N_("Påminde om plats utan namn"),
    "place.revoked": N_("Tog tillbaka plats utan namn"),
    "place.sent": N_("Bjöd in till plats utan namn"),
    "proposal.accepted": N_("Godkände förslag från organisationen"),
    "proposal.declined": N_("Avböjde förslag från organisationen"),
    "proposal.given": N_("Föreslog ändring i registret"),
    "proposal.withdrawn": N_("Tog tillbaka förslag"),
    "request.declined": N_("Avslog en förfrågan"),
    "request.granted": N_("Beviljade en förfrågan"),
    "request.made": N_("Bad om plats eller ändring efter sista dagen"),
    "request.replaced": N_("Ändrade sin förfrågan"),
    "request.withdrawn": N_("Tog tillbaka sin förfrågan"),
    "role.created": N_("Lade upp roll"),
    "role.edited": N_("Ändrade roll"),
    "role.expected": N_("Ändrade var rollen väntas"),
    "role.not_expected": N_("Väntar inte längre rollen"),
    "sign_in.done": N_("Loggade in"),
    "sign_in.ended": N_("Loggade ut"),
    "sign_in.failed": N_("Misslyckad inloggning"),
    "sign_in.failed_code": N_("Fel kod vid inloggning"),
    "sign_in.recovery_code": N_("Använde en reservkod"),
}
"""What each action is called on screen; every action that a room records stands here."""

DETAILS = {
    "name": N_("namn"),
    "answer": N_("svar"),
    "rights": N_("rättigheter"),
    "before": N_("före"),
    "after": N_("efter"),
    "route": N_("sida"),
    "given_name": N_("förnamn"),
    "family_name": N_("efternamn"),
    "addresses": N_("e-post"),
    "phone": N_("telefon"),
    "language": N_("språk"),
    "role": N_("roll"),
    "organisation": N_("organisation"),
    "starts_on": N_("från"),
    "ends_on": N_("till"),
    "kind": N_("slag"),
    "area": N_("område"),
    "agreement": N_("avtalskommun"),
    "inhabitants": N_("invånare"),
    "inhabitants_year": N_("invånare, år"),
    "mailbox": N_("funktionsbrevlåda"),
    "contact_decides": N_("ändringar från kontakten gäller direkt"),
    "minimum": N_("minst"),
    "successor": N_("efterträdare"),
    "file": N_("fil"),
    "new_people": N_("nya personer"),
    "created": N_("nya rader"),
    "changed": N_("ändrade rader"),
    "unchanged": N_("oförändrade rader"),
    "refused": N_("vägrade rader"),
    "skipped": N_("överhoppade rader"),
    "title": N_("rubrik"),
    "changes": N_("ändrat"),
    "count": N_("antal"),
    "message": N_("meddelande"),
    "after_lock": N_("efter att deltagarlistan låsts (förhinder)"),
    "reason": N_("skäl"),
    "state": N_("läge"),
    "bulk": N_("åtgärd"),
    "needs": N_("särskilda behov"),
    "keep": N_("vill bli inbjuden igen"),
    "list": N_("lista"),
    "format": N_("filtyp"),
    "health": N_("hälsouppgifter"),
    "theme": N_("tema"),
    "body": N_("text"),
    "purpose": N_("syfte"),
    "goal": N_("mål"),
    "mandate": N_("mandat"),
    "place": N_("plats"),
    "address": N_("adress"),
    "map_url": N_("länk till karta"),
    "contact_name": N_("kontaktperson"),
    "contact_address": N_("kontaktens e-post"),
    "members": N_("medlemmar"),
    "capacity": N_("platser"),
    "room": N_("lokal"),
    "contributors": N_("medverkande"),
    "description": N_("beskrivning"),
    "online_url": N_("länk för att delta digitalt"),
    "starts_at": N_("börjar"),
    "slot": N_("pass"),
    "slots": N_("pass"),
    "circle": N_("målgrupp"),
    "documents": N_("dokument"),
    "question": N_("fråga"),
    "question_kind": N_("slag av svar"),
    "help": N_("hjälptext"),
    "required": N_("obligatorisk"),
    "options": N_("alternativ"),
    "condition": N_("del eller villkor"),
    "public": N_("syns för alla"),
    "waiting_list": N_("väntelista"),
    "queue_mode": N_("när en plats blir ledig"),
    "offer_hours": N_("timmar att svara"),
    "queue_stop_days": N_("väntelistan stannar, dagar före"),
    "quota": N_("kvot"),
    "asks_needs": N_("frågar efter särskilda behov"),
    "days": N_("sista dagar"),
    "group_deadlines": N_("rollgruppens datum"),
    "open_sign_up": N_("öppen anmälan"),
    "approve_substitutes": N_("godkänn den som kommer i stället"),
    "legal_basis": N_("rättslig grund för anmälan"),
    "needs_ground": N_("rättslig grund för särskilda behov"),
    "diet_question": N_("fråga om kost"),
    "allergy_question": N_("fråga om allergi"),
    "access_question": N_("fråga om tillgänglighet"),
    "needs_kept_days": N_("behoven raderas efter dagar"),
    "contact_kept_days": N_("kontaktuppgifter utan uppdrag raderas efter dagar"),
    **{one.field: one.label for one in TEXTS.values()},
}
"""What each detail is called on screen."""

_INTERNAL = frozenset({"version"})
"""Details that the program needs and nobody else."""


def action_words(action: str) -> str:
    """An action in words."""
    return gettext(WORDS[action]) if action in WORDS else action


def detail_words(details: dict[str, object]) -> str:
    """Details in words: "namn: Sam Ordnare; före: admin, reader"."""
    shown = ((key, value) for key, value in details.items() if _is_shown(key) and value not in ("", [], None))
    return "; ".join(_changes(value) if key == "changes" else f"{_name(key)}: {_value(value)}" for key, value in shown)


def _is_shown(key: str) -> bool:
    return key not in _INTERNAL and (key != "needs" or guards.reads_needs())


def person_history(uid: str, event_uid: str = "") -> list[LogEntry]:
    """What has been done with somebody, perhaps at one event, newest first. That needs were given is for those to know
    who may read them.
    """
    entries = log.list_for(("person", uid), event_uid=event_uid)
    return [entry for entry in entries if guards.reads_needs() or not entry.action.startswith("needs.")]


def _changes(rows: object) -> str:
    """What was changed: rows of field, before, after."""
    return "; ".join(f"{_name(row[0])}: {_step(row[1], row[2])}" for row in rows) if isinstance(rows, list) else ""


def _name(key: str) -> str:
    return gettext(DETAILS[key]) if key in DETAILS else key


def _value(value: object) -> str:
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nej")
    for words in (Right, RegistrationState, BulkKind, RequestKind):
        if value in list(words):
            return gettext(words(str(value)).label)
    if isinstance(value, dict) and value.keys() == {"old", "new"}:
        return _step(value["old"], value["new"])
    return ", ".join(_value(part) for part in value) if isinstance(value, list) else str(value)


def _step(before: object, after: object) -> str:
    return f"{before or '–'} → {after or '–'}"


def install(app: Flask) -> None:
    """Give templates the words: ``{{ entry.action|action_words }}``, ``{{ entry.details|detail_words }}``."""
    app.add_template_filter(action_words)
    app.add_template_filter(detail_words)


@bp.get("")
def show() -> str:
    """One page of the log, of one action or one person if so wished."""
    action, who = request.args.get("vad", ""), request.args.get("vem", "")
    page = min(max(1, request.args.get("sida", 1, type=int)), 1_000_000)
    entries, pages = log.list_entries(action=action, actor_uid=who, page=min(page, 1_000_000))

    def page_url(number: int) -> str:
        return url_for("log.show", vad=action or None, vem=who or None, sida=number)

    return render_template(
        "organizer/log.html",
        entries=entries,
        page=min(page, pages),
        pages=pages,
        page_url=page_url,
        known_actions=sorted(((key, action_words(key)) for key in log.list_actions()), key=lambda pair: pair[1]),
        actors=log.list_actors(),
        action=action,
        who=who,
    )


@bp.get("/raderat")
def erased() -> str:
    """The protocol of erasures: what, of which meeting, when, how many."""
    page = min(max(1, request.args.get("sida", 1, type=int)), 1_000_000)
    lines, pages = list_erased(page)

    def page_url(number: int) -> str:
        return url_for("log.erased", sida=number)

    return render_template("organizer/erased.html", lines=lines, page=min(page, pages), pages=pages, page_url=page_url)
