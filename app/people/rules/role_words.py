"""How roles are written out there. Patterns see ``written_key`` text: lower case, no accents, no punctuation."""

import re
from dataclasses import dataclass

from app.people.rules.kinds import OrganisationKind as Kind

SCHOOL_AUTHORITIES = frozenset({Kind.KOMMUN, Kind.KOMMUNALFORBUND, Kind.FRISTAENDE})
ELECTED = frozenset({Kind.KOMMUN, Kind.KOMMUNALFORBUND})
UNIVERSITY = frozenset({Kind.FAKULTET, Kind.INSTITUTION, Kind.UTBILDNING})
GUESTS = frozenset({Kind.MYNDIGHET, Kind.REGION, Kind.KOMMUNFORBUND})
ANYWHERE = frozenset(Kind)

# A word of the title that makes it another office than the one it names after it.
NOT_THE_HOLDER = re.compile(
    r"\b\w*(assistent|sekreterare|administrator|handlaggare|vaktmastare|ekonom|receptionist)\w*\b|\badm\b|\bsekr\b"
)

CONTACT = "kontaktperson"
"""The role of those who answer for an organisation by its link (the nämnd's secretary, an administrator)."""

ELECTED_BODY = re.compile(r"^(?:\w+ )*(?:\w*namnd(?:en|er|erna)?|bun|kommunstyrelsen|kommunfullmaktige)$")
"""A title that names nothing but a body: its member, or where an officer works."""


@dataclass(frozen=True)
class RolePattern:
    """Titles that match ``pattern`` in organisations of these kinds mean the role ``key``. ``sure``: not a guess."""

    key: str
    kinds: frozenset[Kind]
    pattern: re.Pattern[str]
    sure: bool = True


def _titles(key: str, kinds: frozenset[Kind], *patterns: str, sure: bool = True) -> RolePattern:
    return RolePattern(key, kinds, re.compile(rf"\b(?:{'|'.join(patterns)})\b"), sure)


_SCHOOL = r"(?:skol|barn|utbildning|bildning|buf|bun|bou|bouf|forskol|larande)\w*"
_AU = r"arbetsutskott(?:et)?"
_INSTITUTION_HEADS = r"(?:stf|bitr\w*|vice|stallforetradande|pro) ?prefekt\w*"

# The first that fits is taken. The university before schools, since both have an utbildningschef; offices before the
# elected, since "förvaltningschef, barn- och utbildningsnämnden" is an office.
PATTERNS = (
    _titles(
        "arbetsutskott", ANYWHERE, rf"(?:ledamot|ersattare|representant) (?:i |av |for )?(?:run s )?{_AU}",
        rf"run {_AU}", "run au", "^au$", f"^{_AU}$",
    ),
    _titles("adjungerad", ANYWHERE, r"adjungera\w*", "adj"),
    _titles(
        "utbildningschef", UNIVERSITY, r"rektorsprogram\w*", r"rektorsutbildning\w*", r"utb\w* ?chef\w*",
        r"utbildningsledare",
    ),
    _titles(
        "programansvarig", UNIVERSITY, r"prog\w* ?(?:ansv|led|samordn)\w*", r"kursansv\w*", r"utbildningsansv\w*",
    ),
    _titles("samordnare", UNIVERSITY, r"\w*samordn\w*", r"\w*koordinator\w*"),
    _titles("samordnare", ANYWHERE, r"samordn\w* (?:for )?lararutb\w*", r"lararutb\w* ?samordn\w*"),
    _titles("institutionsledning", UNIVERSITY, _INSTITUTION_HEADS),
    _titles("prefekt", ANYWHERE, r"prefekt(?:er|en|erna)?"),
    _titles(
        "institutionsledning", UNIVERSITY, r"inst\w* ?(?:ledning|led|chef)\w*",
        r"(?:avdelnings|amnes)\w*(?:chef|foretradare)\w*", r"studierektor\w*",
    ),
    _titles("fakultetsledning", UNIVERSITY, r"fak\w* ?(?:ledning|led|chef)\w*", r"\w*dekan\w*"),
    _titles("kvalitetsutvecklare", SCHOOL_AUTHORITIES, r"kval\w* ?utv\w*"),
    _titles(
        "kvalitetsutvecklare", SCHOOL_AUTHORITIES, r"kvalit\w* ?(?:led|strateg|samordn|chef|ansvar|controller)\w*",
        sure=False,
    ),
    _titles("utvecklingsledare", SCHOOL_AUTHORITIES, r"utv\w* ?led\w*"),
    _titles(
        "utvecklingsledare", SCHOOL_AUTHORITIES, r"utv\w* ?(?:chef|strateg|samordn|ansvar)\w*", r"\w*utvecklare",
        "processledare", r"(?:skol|utbildnings)strateg\w*", sure=False,
    ),
    _titles("skolchef", SCHOOL_AUTHORITIES, r"skolchef\w*", r"(?:skol|utb|bildnings)\w*direktor\w*"),
    _titles(
        "verksamhetschef", SCHOOL_AUTHORITIES, r"verks\w* ?chef\w*", r"vht? ?chef\w*", r"verksamhetsansvarig\w*",
        r"\w*omradeschef\w*",
    ),
    _titles(
        "verksamhetschef", SCHOOL_AUTHORITIES,
        r"(?:grundskole|gymnasie|komvux|vuxenutbildnings|avdelnings)\w*chef\w*", sure=False,
    ),
    _titles("rektor", SCHOOL_AUTHORITIES, r"\w*rektor(?:er|n|erna|s)?", r"skolledare", r"forskolechef\w*"),
    _titles(
        "skolchef", SCHOOL_AUTHORITIES, r"(?:barn|utb|bildning|skol|larande)\w*chef\w*", r"forv\w* ?chef\w*",
        r"forv\w*direktor\w*", r"forbunds(?:chef|direktor)\w*", rf"{_SCHOOL} (?:och {_SCHOOL} )?chef\w*",
        rf"chef\w* (?:for |over )?{_SCHOOL}", r"sektors?chef\w*",
    ),
    _titles(
        "skolchef", frozenset({Kind.FRISTAENDE}), "vd", "verkstallande direktor", r"huvudman\w*", "verksamhetsledare",
        "agare", sure=False,
    ),
    _titles(
        "skolpolitiker", ELECTED, r"\w*politiker\w*", r"\w*ordf\w*", r"\w*ledam\w*", r"ersatt\w*", "ers",
        r"\w*namnd\w*", "b[iu]n", "buu", r"\w*oppositionsrad\w*", r"kommunalrad\w*", r"fortroendevald\w*",
        "gruppledare", "kso?", r"kommunstyrels\w*", r"\w*fullmaktig\w*",
    ),
    _titles("skolchef", SCHOOL_AUTHORITIES, "chef", sure=False),
)  # fmt: skip

# Asked before it is asked whether the title names an assistant: a secretary of the nämnd is one.
CONTACT_PATTERNS = (
    _titles(CONTACT, ANYWHERE, r"kontaktperson\w*", r"kontakt for run"),
    _titles(CONTACT, SCHOOL_AUTHORITIES, r"(?:\w*namnds?|utskotts?|kommun)sekreterare\w*", sure=False),
)

# What a misspelled word of a title may have been.
TITLE_WORDS = (
    "politiker", "skolpolitiker", "ordforande", "ledamot", "ersattare", "skolchef", "utbildningschef", "bildningschef",
    "forvaltningschef", "verksamhetschef", "rektor", "utvecklingsledare", "kvalitetsutvecklare", "prefekt",
    "programansvarig", "samordnare", "fakultetsledning", "institutionsledning", "adjungerad", "arbetsutskottet",
)  # fmt: skip
WORDS_OF_THEIR_OWN = frozenset({"lektor", "direktor", "lektorer"})
