"""What the columns of a contact list are called out there, and what each of them holds."""

import re
from collections.abc import Sequence
from functools import lru_cache

from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.people.rules.written import written_key


class Field(Labelled):
    """What a column is read as. The last three are never kept, whatever they hold (trust.md)."""

    NAME = "name", N_("Hela namnet")
    GIVEN = "given", N_("Förnamn")
    FAMILY = "family", N_("Efternamn")
    EMAIL = "email", N_("E-postadress")
    PHONE = "phone", N_("Telefon")
    ROLE = "role", N_("Roll")
    ORGANISATION = "organisation", N_("Organisation")
    KIND = "kind", N_("Slag av organisation")
    AREA = "area", N_("Område")
    NOTE = "note", N_("Anteckning")
    SKIP = "skip", N_("Läses inte in")
    PARTY = "party", N_("Parti, läses aldrig in")
    SECRET = "secret", N_("Personnummer, läses aldrig in")
    HEALTH = "health", N_("Kost och hälsa, läses aldrig in")


NEVER_KEPT = frozenset({Field.PARTY, Field.SECRET, Field.HEALTH})

_LONGEST_HEADING = 60


def _whole(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(patterns)})$")


# On written_key text; the first that fits is taken.
_HEADINGS = (
    (Field.SECRET, _whole(
        r"(?:person|pers|p|fodelse|samordnings) ?(?:nummer|nr)(?: .*)?", "ssn", "fodelsedatum", "fodd",
        "personal id.*")),
    (Field.PARTY, _whole(r"(?:politiskt )?parti\w*(?: .*)?", "party")),
    (Field.HEALTH, _whole(
        r".*(?:allergi|specialkost|matpreferens|halso|funktionsnedsattning|overkanslighet).*",
        r"(?:kost|mat|diet|halsa)(?:preferens\w*|onskemal|val|behov)?(?: .*)?", ".* kost", "sarskilda behov")),
    (Field.NAME, _whole(".*fornamn.* efternamn.*", ".*efternamn.* fornamn.*", "for och efternamn.*")),
    (Field.FAMILY, _whole(
        r"efternamn\w*(?: .*)?", "familjenamn", "enamn", "e namn", "last ?name", "surname", "family name")),
    (Field.GIVEN, _whole(r"fornamn\w*(?: .*)?", "tilltalsnamn", "fnamn", "f namn", "first ?name", "given name")),
    (Field.EMAIL, _whole(
        r"(?:\w+ )*e ?post\w*(?: .*)?", r"(?:\w+ )?\w*mail\w*(?: .*)?", r"(?:\w+ )?\w*mejl\w*(?: .*)?",
        r"e ?mail\w*(?: .*)?", "e adress", "epostadr")),
    (Field.PHONE, _whole(
        r"(?:\w+ )?(?:tel|tfn|mob|cell)\w*(?: .*)?",
        r"(?:\w+ )?\w*(?:telefon|mobil|phone)\w*(?: .*)?", r"direkt(?:nr|nummer|tel\w*)", r"vaxel\w*",
        "mobile.*")),
    (Field.KIND, _whole(
        "organisations? ?typ", "organisationsslag", "typ av organisation", "slag(?: av organisation)?", "typ",
        "huvudmannatyp", "typ av huvudman", "kategori", "organisation type")),
    (Field.AREA, _whole(
        "omrade", "lan", "region", "samverkansomrade", "geografiskt omrade", "geografi", "area", "county",
        "omrade lan", "lan omrade")),
    (Field.SKIP, _whole(
        "nr", "no", "lop ?nr", "lopnummer", "rad", "radnr", "id", "uid", "antal", "ordning", "sortering", "nummer")),
    (Field.ROLE, _whole(
        r"roll(?:en|er)?(?: .*)?", r"befattning\w*(?: .*)?", "titel(?: .*)?",
        r"(?:politiskt )?uppdrag\w*(?: (?!fr|t|slut|start).*)?", "funktion(?: .*)?",
        "tjanst(?:etitel|ebenamning)?", "yrke", "yrkes(?:roll|titel)", "position", "title", "role", "job ?title",
        "arbetstitel")),
    (Field.ORGANISATION, _whole(
        r"(?:organisation|organization|org)\w*(?: .*)?", r"kommun\w*(?: .*)?", r"(?:skol)?huvudman\w*(?: .*)?",
        r"arbetsgivare\w*", "enhet(?: .*)?", "arbetsplats", "arbetsstalle", "larosate", "universitet",
        "tillhorighet", "myndighet", "foretag", "institution", "forvaltning", "municipality", "employer", "company",
        "affiliation", "skola", "skolenhet", "verksamhet")),
    (Field.NAME, _whole(
        "namn(?: .*)?", "(?:hela|fullstandigt) namn(?:et)?", "name", "full name", "kontaktperson(?: namn)?",
        "kontakt", "person", "deltagare", "vem", "innehavare")),
    (Field.NOTE, _whole(
        r"anm(?: .*)?", r"anmarkning\w*", r"kommentar\w*", r"ovrig\w*(?: .*)?", r"notering\w*", r"anteckning\w*",
        "info(?:rmation)?", "comments?", "notes?", "not")),
)  # fmt: skip
_OWN_LISTS = frozenset({
    "lage", "svar", "del", "delar", "pass", "seminarium", "narvaro", "incheckad", "inbjuden", "inbjudan", "anmald",
    "avbokad", "svarade", "svarat", "senast andrad", "medverkar", "satt", "plats i kon", "rollgrupp", "inbjuden som",
    "kalla", "senast bekraftad", "uppdrag fran", "uppdrag till", "rum", "tid", "i stallet for", "paminnelser",
    "informerad", "anmalan", "anmald den", "pamind", "deltar", "anmalde forhinder", "ko till", "i kon sedan",
    "erbjuden plats till", "underskrift", "grupp", "sal", "syfte", "maltid", "provning",
})  # fmt: skip
_SOMEBODY_ELSES = re.compile(
    r"\b(?:\w*sekreterare|\w*assistent|registrator|ersattare|narmaste chef|funktionsbrevlada)\b"
)
_OWN_PERSON = ("efternamn", "fornamn", "roll", "organisation", "omrade")
_OWN_CONTACT = ("e post", "telefon")
_REMARKS = re.compile(r"^(?:anm|anmarkning|kommentar|ovrig|notering|anteckning|info|comment|note|not)")
_ORGANISATION_ORDER = (
    "organisation",
    "organization",
    "org",
    "kommun",
    "huvudman",
    "skolhuvudman",
    "arbetsgivare",
    "larosate",
)
_ROLE_ORDER = ("roll", "befattning", "uppdrag", "titel", "funktion")


@lru_cache(maxsize=2_000)
def heading_field(heading: str) -> Field | None:
    """What a column with this heading holds; None for a heading that tells nothing we know."""
    key = written_key(heading)
    if not key or len(heading) > _LONGEST_HEADING or "@" in heading:
        return None
    if key in _OWN_LISTS:
        return Field.SKIP
    if _SOMEBODY_ELSES.search(key):
        return None
    return next((field for field, pattern in _HEADINGS if pattern.match(key)), None)


def columns_of_own_list(headings: Sequence[str]) -> frozenset[int] | None:
    """The places of what is about a person in a list that we wrote ourselves; the rest of it is about a meeting, under
    the titles of its parts. None for a list that somebody else wrote.
    """
    keys = tuple(map(written_key, headings))
    if keys[: len(_OWN_PERSON)] != _OWN_PERSON or not _OWN_LISTS.intersection(keys):
        return None
    contact = (keys.index(key) for key in _OWN_CONTACT if key in keys)
    return frozenset({*range(len(_OWN_PERSON)), *contact})


def is_remark(heading: str) -> bool:
    """Whether the column is for remarks, so that its content needs no heading before it."""
    return _REMARKS.match(written_key(heading)) is not None


def family_comes_first(heading: str) -> bool:
    """Whether the heading says that the family name stands before the given name in one cell."""
    key = written_key(heading)
    return 0 <= key.find("efternamn") < key.find("fornamn")


def rank(field: Field, heading: str) -> int:
    """Which of several columns for the same thing comes first: the lower."""
    first = written_key(heading).partition(" ")[0]
    order = _ROLE_ORDER if field is Field.ROLE else _ORGANISATION_ORDER if field is Field.ORGANISATION else ()
    return next((place for place, word in enumerate(order) if first.startswith(word)), len(order))
