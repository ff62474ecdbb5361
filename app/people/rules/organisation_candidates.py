"""One organisation to compare written names with, and how near a name is to it."""

from dataclasses import dataclass

from app.people.rules.kinds import OrganisationKind
from app.people.rules.municipalities import municipality_stem
from app.people.rules.organisation_words import plain_words, telling_words
from app.people.rules.snapshot import KnownOrganisation
from app.people.rules.written import misspelled, misspelled_words, written_key

_LONGEST_BEGINNING = 6
_NEAR = 0.6
_LONGEST_INITIALS = 3
_PREFERRED_CHILD = {
    "programansvarig": "lararutbildning",
    "samordnare": "lararutbildning",
    "utbildningschef": "rektorsprogram",
}
_KINDS_OF_ROLE = {
    "fakultetsledning": {OrganisationKind.FAKULTET},
    "institutionsledning": {OrganisationKind.INSTITUTION},
    "prefekt": {OrganisationKind.INSTITUTION},
    "programansvarig": {OrganisationKind.UTBILDNING},
    "samordnare": {OrganisationKind.UTBILDNING},
    "utbildningschef": {OrganisationKind.UTBILDNING},
}


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation that the register does not have and the import adds."""

    name: str
    kind: OrganisationKind
    area: str = ""


AnyOrganisation = KnownOrganisation | NewOrganisation


@dataclass(frozen=True)
class Candidate:
    """An organisation that names are compared with."""

    organisation: AnyOrganisation
    key: str
    words: tuple[str, ...]
    parent: tuple[str, ...]
    pairs: frozenset[str]

    @property
    def is_municipality(self) -> bool:
        """Whether "Berg", "Bergs" and "Bergs kommun" are all it."""
        return self.organisation.kind is OrganisationKind.KOMMUN


def candidate_of(organisation: AnyOrganisation) -> Candidate:
    """The organisation with what it is compared by. Before a comma in its name stands what it is a part of."""
    words = plain_words(organisation.name)
    before, comma, _ = organisation.name.partition(",")
    return Candidate(
        organisation, written_key(organisation.name), words, plain_words(before) if comma else (), letter_pairs(words)
    )


def letter_pairs(words: tuple[str, ...]) -> frozenset[str]:
    """Every two letters that stand beside each other, but in "kommun": a quick measure of likeness."""
    text = " ".join(word for word in words if word != "kommun")
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def only(found: list[Candidate]) -> Candidate | None:
    """The one found, if it is the only one."""
    return found[0] if len(found) == 1 else None


def child_for(family: list[Candidate], role_keys: tuple[str, ...]) -> Candidate | None:
    """The only part of a university where somebody with these roles belongs."""
    for key in role_keys:
        fitting = [c for c in family if c.organisation.kind in _KINDS_OF_ROLE.get(key, set())]
        preferred = [c for c in fitting if any(word.startswith(_PREFERRED_CHILD.get(key, "-")) for word in c.words)]
        chosen = only(preferred) or only(fitting)
        if chosen:
            return chosen
    return None


def covers(words: tuple[str, ...], candidate: Candidate) -> bool:
    """Whether the text's words are some of the organisation's, or the organisation's all among the text's."""
    own = telling_words(candidate.words)
    if not words or not own or set(words) <= set(candidate.parent):
        return False
    initials = "".join(word[0] for word in own[1:])
    if all(word == initials or any(_alike(word, its) for its in own) for word in words):
        return any(len(word) >= _LONGEST_BEGINNING - 1 for word in words)
    return len("".join(own)) > _LONGEST_BEGINNING and all(any(_alike(word, its) for word in words) for its in own)


def _alike(one: str, other: str) -> bool:
    """Whether two words are the same but for their ending: "gymnasieförbundet" and "gymnasieförbund"."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _LONGEST_BEGINNING and long.startswith(short))


def may_be(words: tuple[str, ...], candidate: Candidate) -> bool:
    """Whether a name is so like the organisation's, beside the words they share, that it may be meant."""
    mine, its = _without(words, candidate.words), _without(candidate.words, words)
    if not mine:
        return True
    shares_words = len(mine) < len(" ".join(words))
    return _likeness(mine, its) >= _NEAR or (shares_words and len(mine) <= _LONGEST_INITIALS)


def slips(words: tuple[str, ...], candidate: Candidate) -> int | None:
    """How many slips make the name a misspelling of the organisation's; None if it is none."""
    if candidate.is_municipality:
        counts = [misspelled(municipality_stem(words), municipality_stem(candidate.words))]
        bare = tuple(word for word in words if word != "kommun")
        counts.append(misspelled_words(bare, tuple(word for word in candidate.words if word != "kommun")))
    else:
        counts = [misspelled_words(words, candidate.words)]
        if len(words) != len(candidate.words):  # a word written apart or together
            counts.append(0 if "".join(words) == "".join(candidate.words) else None)
    return min((count for count in counts if count is not None), default=None)


def _without(words: tuple[str, ...], others: tuple[str, ...]) -> str:
    return " ".join(word for word in words if word not in others)


def _likeness(one: str, other: str) -> float:
    """The share of letter pairs that two texts have in common, from 0 to 1."""
    mine, its = letter_pairs((one,)), letter_pairs((other,))
    return 2 * len(mine & its) / (len(mine) + len(its)) if mine and its else 0.0
