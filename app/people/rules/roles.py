"""Which role a written title means in an organisation of a kind. Guesses are shown, and can be corrected."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.enums import Labelled
from app.kernel.text import clean_line
from app.kernel.words import N_
from app.people.rules.kinds import OrganisationKind
from app.people.rules.party import without_party
from app.people.rules.role_words import (
    CONTACT_PATTERNS,
    ELECTED_BODY,
    GUESTS,
    NOT_THE_HOLDER,
    PATTERNS,
    TITLE_WORDS,
    WORDS_OF_THEIR_OWN,
    RolePattern,
)
from app.people.rules.snapshot import Register
from app.people.rules.written import misspelled, written_key

_BETWEEN = re.compile(r"\s*[/;,+&|\n]\s*|\s+(?:och|samt|o\.|tillika)\s+", re.IGNORECASE)
_SHORTEST_MISSPELLED = 6
_LONGEST_TITLE = 100
_MOST_GUESSES = 1_000
"""How many different titles are looked at for misspellings; a list with more is something else."""


class Confidence(Labelled):
    """How sure a reading is. All but the first two are shown as guesses."""

    EXACT = "exact", N_("som i registret")
    LEARNED = "learned", N_("rättad förut")
    KNOWN = "known", N_("känd omskrivning")
    GUESSED = "guessed", N_("gissning")


@dataclass(frozen=True)
class RoleGuess:
    """The roles (keys) that a title means; several for "rektor och utvecklingsledare"."""

    written: str
    keys: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True)
class RoleUnknown:
    """A title that is no role of the register."""

    written: str


RoleReading = RoleGuess | RoleUnknown


def title_key(written: str) -> str:
    """What a corrected title is remembered and looked up by: without party, as ``written_key``."""
    return written_key(without_party(clean_line(written)))


class RoleReader:
    """Reads titles. ``corrections``: what the page said, by ``written_key`` and kind of organisation."""

    def __init__(
        self, register: Register, corrections: Mapping[tuple[str, OrganisationKind], str] | None = None
    ) -> None:
        self._keys = {role.key for role in register.roles}
        self._by_name = {written_key(role.name): role.key for role in register.roles}
        self._learned = {**register.synonyms, **(corrections or {})}
        self._read: dict[tuple[str, OrganisationKind | None], RoleReading] = {}

    def read(self, written: str, kind: OrganisationKind | None) -> RoleReading:
        """The reading of a title in an organisation of ``kind`` (None: not known)."""
        at = (written, kind)
        if at not in self._read:
            self._read[at] = self._fresh(written, kind)
        return self._read[at]

    def _fresh(self, written: str, kind: OrganisationKind | None) -> RoleReading:
        shown = clean_line(written)
        title = without_party(shown)
        key = written_key(title)
        found = self._told(key, kind)
        if found is None and len(key) <= _LONGEST_TITLE:
            found = self._several(title, kind) or self._misspelled(key, kind)
        if found is None and kind in GUESTS and key and "adjungerad" in self._keys:
            found = (("adjungerad",), Confidence.GUESSED)
        return RoleGuess(shown, *found) if found else RoleUnknown(shown)

    def _told(self, key: str, kind: OrganisationKind | None) -> tuple[tuple[str, ...], Confidence] | None:
        """What the register or an earlier correction says of the whole title. A correction comes first."""
        learned = self._learned.get((key, kind)) if kind else None
        if learned in self._keys and learned:
            return (learned,), Confidence.LEARNED
        named = self._by_name.get(key)
        return ((named,), Confidence.EXACT) if named else None

    def _several(self, title: str, kind: OrganisationKind | None) -> tuple[tuple[str, ...], Confidence] | None:
        """The roles that the parts of a title mean. A part that means none ("Torvalla skola") does not count, nor the
        name of an elected body beside an office.
        """
        whole = self._one(written_key(title), kind)
        keys_of_parts = [written_key(part) for part in _BETWEEN.split(title)]
        offices = [key for key in keys_of_parts if not ELECTED_BODY.match(key)]
        parts = [self._one(key, kind) for key in offices or keys_of_parts]
        found = [part for part in parts if part]
        if not found:
            return ((whole[0],), whole[1]) if whole else None
        keys = tuple(dict.fromkeys(key for key, _ in found))
        if whole and keys == (whole[0],):
            return keys, whole[1]
        sure = len(found) == len(parts) and all(how is not Confidence.GUESSED for _, how in found)
        return keys, Confidence.KNOWN if sure else Confidence.GUESSED

    def _one(self, key: str, kind: OrganisationKind | None) -> tuple[str, Confidence] | None:
        told = self._told(key, kind)
        if told:
            return told[0][0], Confidence.KNOWN
        contact = self._matching(CONTACT_PATTERNS, key, kind)
        if contact is not None or NOT_THE_HOLDER.search(key):
            return contact
        return self._matching(PATTERNS, key, kind)

    def _matching(
        self, patterns: tuple[RolePattern, ...], key: str, kind: OrganisationKind | None
    ) -> tuple[str, Confidence] | None:
        for pattern in patterns:
            if (kind is None or kind in pattern.kinds) and pattern.key in self._keys and pattern.pattern.search(key):
                return pattern.key, Confidence.KNOWN if pattern.sure else Confidence.GUESSED
        return None

    def _misspelled(self, key: str, kind: OrganisationKind | None) -> tuple[tuple[str, ...], Confidence] | None:
        """The role, if some words are misspellings of words that stand in titles."""
        if len(self._read) > _MOST_GUESSES:
            return None
        mended = " ".join(_mended(word, (*TITLE_WORDS, *self._by_name)) for word in key.split())
        found = self._one(mended, kind) if mended != key else None
        return ((found[0],), Confidence.GUESSED) if found else None


def _mended(word: str, vocabulary: tuple[str, ...]) -> str:
    if len(word) < _SHORTEST_MISSPELLED or word in WORDS_OF_THEIR_OWN:
        return word
    slips = {known: misspelled(word, known) for known in vocabulary}
    near = {known: count for known, count in slips.items() if count is not None}
    return min(near, key=lambda known: near[known]) if near else word
