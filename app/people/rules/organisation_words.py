"""Words in the names of organisations: what kind they tell, which ones say nothing, and short forms."""

import re
from collections.abc import Iterable

from app.people.rules.kinds import OrganisationKind as Kind
from app.people.rules.municipalities import MUNICIPALITIES, municipality_stem
from app.people.rules.written import written_key

_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_SHORT_FORMS = {
    "miun": "mittuniversitetet", "mittuniv": "mittuniversitetet", "mittuniversitet": "mittuniversitetet",
    "mitthogskolan": "mittuniversitetet",
    "spsm": "specialpedagogiska skolmyndigheten",
    "komun": "kommun", "kommmun": "kommun", "kommum": "kommun", "komunen": "kommun", "kommunen": "kommun",
    "kommuns": "kommun", "kmn": "kommun", "kn": "kommun",
    "inst": "institutionen", "fak": "fakulteten",
}  # fmt: skip
_GLUED = re.compile(r"(\w{3,})(kommun(?:en)?)\b")
_SAYS_NOTHING = {
    "institutionen", "institution", "for", "och", "i", "vid", "av", "avdelningen", "enheten", "amnet", "fakulteten",
    "forvaltningen", "programmet", "utbildningen",
}  # fmt: skip

_BY_WORD = (
    (Kind.KOMMUNFORBUND, re.compile(r"\bkommunforbund\w*")),
    (Kind.KOMMUNALFORBUND, re.compile(r"\b(?:\w*gymnasie|kommunal|utbildnings)\w*forbund\w*")),
    (Kind.FRISTAENDE, re.compile(
        r"friskol|fristaende|montessori|waldorf|\bkooperativ|foraldrakoop|stiftelse|\bab\b|\bek for\b"
        r"|\bekonomisk forening|engelska skol|internationella skol|kunskapsskolan|academedia|\bpysslingen|\bforening")),
    (Kind.KOMMUN, re.compile(r"\bkommun\b|\bstad$")),
    (Kind.REGION, re.compile(r"^region(?:en)?\b|\blandsting")),
    (Kind.MYNDIGHET, re.compile(r"myndighet|\b\w+verket\b|inspektion|departement|lansstyrelse|^skolforsk")),
    (Kind.FAKULTET, re.compile(r"\bfakultet")),
    (Kind.INSTITUTION, re.compile(r"\binstitution")),
    (Kind.UTBILDNING, re.compile(r"(?:universitet|hogskola).*(?:programmet|utbildningen)\b")),
)  # fmt: skip
_BY_ROLE = (
    ({"fakultetsledning"}, Kind.FAKULTET),
    ({"utbildningschef", "samordnare"}, Kind.UTBILDNING),
    ({"prefekt", "institutionsledning", "programansvarig"}, Kind.INSTITUTION),
)
_UNIVERSITY = re.compile(r"universitet|hogskola")
_KIND_LABELS = {written_key(kind.label): kind for kind in Kind} | {
    "kommuner": Kind.KOMMUN, "fristaende": Kind.FRISTAENDE, "friskola": Kind.FRISTAENDE, "friskolor": Kind.FRISTAENDE,
    "fristaende skola": Kind.FRISTAENDE, "fristaende skolor": Kind.FRISTAENDE, "fristaende huvudman": Kind.FRISTAENDE,
    "enskild huvudman": Kind.FRISTAENDE, "gymnasieforbund": Kind.KOMMUNALFORBUND, "larosate": Kind.INSTITUTION,
    "statlig myndighet": Kind.MYNDIGHET, "kommunal": Kind.KOMMUN, "kommunal huvudman": Kind.KOMMUN,
    "program": Kind.UTBILDNING,
}  # fmt: skip


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a name: lower case, without accents and remarks in brackets, short forms spelled out, and a lost
    space before "kommun" put back ("Härjedalenskommun").
    """
    words = _apart(_REMARK.sub(" ", text)) or _apart(text)
    return tuple(" ".join(_SHORT_FORMS.get(word, word) for word in words).split())


def _apart(text: str) -> list[str]:
    return _GLUED.sub(r"\1 \2", written_key(text)).split()


def telling_words(words: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that tell one organisation from another."""
    return tuple(word for word in words if word not in _SAYS_NOTHING)


def kind_named(written: str) -> Kind | None:
    """The kind that a cell of a column for kinds names, or None."""
    return _KIND_LABELS.get(written_key(written))


def guess_kind(name: str, role_keys: Iterable[str]) -> Kind | None:
    """The kind that an organisation's name, and the roles held in it, tell; None where they tell nothing."""
    words = plain_words(name)
    text = " ".join(words)
    if _UNIVERSITY.search(text):
        roles = set(role_keys)
        told = next((kind for keys, kind in _BY_ROLE if keys & roles), None)
        if told:
            return told
    by_word = next((kind for kind, pattern in _BY_WORD if pattern.search(text)), None)
    return by_word or (Kind.KOMMUN if municipality_stem(words) in MUNICIPALITIES else None)
