"""Which organisation a written name means. Misspellings and short names are matched, and shown as guesses; what is
ambiguous or too far off is left to a person, with suggestions.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.text import clean_line
from app.people.rules.kinds import OrganisationKind
from app.people.rules.municipalities import MUNICIPALITIES, municipality_stem
from app.people.rules.organisation_candidates import (
    AnyOrganisation,
    Candidate,
    NewOrganisation,
    candidate_of,
    child_for,
    covers,
    letter_pairs,
    may_be,
    only,
    slips,
)
from app.people.rules.organisation_words import guess_kind, kind_named, plain_words, telling_words
from app.people.rules.roles import Confidence
from app.people.rules.snapshot import Register
from app.people.rules.written import written_key

_BETWEEN = re.compile(r"\s*[,/|;:\n()]\s*|\s+[-–—]\s+")
_SUGGESTED = 3
_LIKE_ENOUGH = 0.3
_MOST_NEW = 300
_LONGEST_NAME = 150
_MOST_GUESSES = 1_000
"""How many different names are looked at for misspellings; a list with more is something else."""


@dataclass(frozen=True)
class OrganisationGuess:
    """The organisation that a name means. ``rest``: what else stood in the cell (a school, a unit)."""

    written: str
    organisation: AnyOrganisation
    confidence: Confidence
    rest: str = ""


@dataclass(frozen=True)
class OrganisationUnknown:
    """A name that could not be matched, with the nearest names there are."""

    written: str
    suggestions: tuple[str, ...] = ()


OrganisationReading = OrganisationGuess | OrganisationUnknown


@dataclass(frozen=True)
class Mention:
    """An organisation as a row names it. ``role_keys``: what the row's title would mean at a university."""

    written: str
    kind: str = ""
    area: str = ""
    role_keys: tuple[str, ...] = ()


class OrganisationReader:
    """Reads names. ``corrections``: what the page said, by ``written_key``: an id, or the kind of a new one."""

    def __init__(self, register: Register, corrections: Mapping[str, int | OrganisationKind] | None = None) -> None:
        self._by_id = {organisation.id: organisation for organisation in register.organisations}
        self._corrections: dict[str, int | OrganisationKind] = {**register.aliases, **(corrections or {})}
        self._candidates: list[Candidate] = []
        self._by_key: dict[str, Candidate] = {}
        self._by_stem: dict[str, list[Candidate]] = {}
        self._by_words: dict[tuple[str, ...], list[Candidate]] = {}
        self._read: dict[tuple[str, tuple[str, ...]], OrganisationReading] = {}
        self._guesses = 0
        for organisation in register.organisations:
            self._add(organisation)

    def _add(self, organisation: AnyOrganisation) -> None:
        candidate = candidate_of(organisation)
        self._candidates.append(candidate)
        self._by_key.setdefault(candidate.key, candidate)
        self._by_words.setdefault(candidate.words, []).append(candidate)
        if candidate.is_municipality:
            self._by_stem.setdefault(municipality_stem(candidate.words), []).append(candidate)
        self._read.clear()

    @property
    def admitted(self) -> tuple[NewOrganisation, ...]:
        """The organisations that ``admit`` has found to be new."""
        every = (candidate.organisation for candidate in self._candidates)
        return tuple(one for one in every if isinstance(one, NewOrganisation))

    def admit(self, mentions: list[Mention]) -> None:
        """Decide which names are organisations that the register lacks, the commonest way of writing first."""
        together: dict[str, list[Mention]] = {}
        for mention in mentions:
            together.setdefault(clean_line(mention.written), []).append(mention)
        for written, those in sorted(together.items(), key=lambda item: -len(item[1])):
            role_keys = tuple(dict.fromkeys(key for mention in those for key in mention.role_keys))
            if written and isinstance(self.read(written, role_keys), OrganisationUnknown):
                self._admit(written, those, role_keys)

    def _admit(self, written: str, mentions: list[Mention], role_keys: tuple[str, ...]) -> None:
        if (
            len(self._candidates) - len(self._by_id) >= _MOST_NEW
        ):  # no list of contacts: something else is in the column
            return
        corrected = self._corrections.get(written_key(written))
        kind = corrected if isinstance(corrected, OrganisationKind) else None
        kind = kind or next(filter(None, (kind_named(mention.kind) for mention in mentions)), None)
        if kind is None:
            kind = guess_kind(written, role_keys)
            if kind is None or self._near(telling_words(plain_words(written))) or self._is_parent(written):
                return
        area = next((mention.area for mention in mentions if mention.area), "")
        self._add(NewOrganisation(written, kind, area))

    def read(self, written: str, role_keys: tuple[str, ...] = ()) -> OrganisationReading:
        """What a name means; ``role_keys`` help where only the university is named."""
        at = (written, role_keys)
        if at not in self._read:
            self._read[at] = self._fresh(clean_line(written), role_keys)
        return self._read[at]

    def _fresh(self, written: str, role_keys: tuple[str, ...]) -> OrganisationReading:
        key, words = written_key(written), plain_words(written)
        corrected = self._corrections.get(key)
        if isinstance(corrected, int) and corrected in self._by_id:
            return OrganisationGuess(written, self._by_id[corrected], Confidence.LEARNED)
        if key in self._by_key:
            return OrganisationGuess(written, self._by_key[key].organisation, Confidence.EXACT)
        if isinstance(corrected, OrganisationKind) or not words:
            return OrganisationUnknown(written)
        known = self._same(words)
        if known:
            return OrganisationGuess(written, known.organisation, Confidence.KNOWN)
        if len(written) > _LONGEST_NAME or self._guesses > _MOST_GUESSES:
            return OrganisationUnknown(written)
        return self._in_part(written) or self._guessed(written, words, role_keys)

    def _same(self, words: tuple[str, ...]) -> Candidate | None:
        """The one organisation with these words, or the municipality with this name in any form."""
        for found in (self._by_words.get(words, []), self._by_stem.get(municipality_stem(words), [])):
            if len(found) == 1:
                return found[0]
        return None

    def _in_part(self, written: str) -> OrganisationGuess | None:
        """The only organisation that a part of the text names: "Sundsvalls kommun, Hagaskolan"."""
        parts = [part for part in _BETWEEN.split(written) if part.strip()]
        found = {part: self._same(plain_words(part)) or self._by_key.get(written_key(part)) for part in parts}
        named = {part: candidate for part, candidate in found.items() if candidate}
        if len(parts) > 1 and len({candidate.key for candidate in named.values()}) == 1:
            rest = ", ".join(part.strip() for part in parts if part not in named)
            return OrganisationGuess(written, next(iter(named.values())).organisation, Confidence.GUESSED, rest)
        words = plain_words(written)
        pairs = [(words[at],) for at in range(len(words) - 1) if words[at + 1] == "kommun"]
        within = [self._by_stem.get(municipality_stem(pair), []) for pair in pairs]
        if len(words) > 2 and len(within) == 1 and len(within[0]) == 1:
            return OrganisationGuess(written, within[0][0].organisation, Confidence.GUESSED, written)
        return None

    def _guessed(self, written: str, words: tuple[str, ...], role_keys: tuple[str, ...]) -> OrganisationReading:
        self._guesses += 1
        own = telling_words(words)
        if municipality_stem(words) in MUNICIPALITIES:
            return OrganisationUnknown(written)
        family = [candidate for candidate in self._candidates if candidate.parent and set(own) <= set(candidate.parent)]
        if family and own:
            child = child_for(family, role_keys)
            names = tuple(candidate.organisation.name for candidate in family)
            return (
                OrganisationGuess(written, child.organisation, Confidence.GUESSED)
                if child
                else OrganisationUnknown(written, names)
            )
        found = only([c for c in self._candidates if not c.is_municipality and covers(own, c)])
        found = found or self._misspelled(words)
        if found:
            return OrganisationGuess(written, found.organisation, Confidence.GUESSED)
        return OrganisationUnknown(written, self._suggestions(words))

    def _misspelled(self, words: tuple[str, ...]) -> Candidate | None:
        """The candidate with the fewest slips, if it is the only one with so few."""
        pairs = letter_pairs(words)
        found: list[tuple[int, Candidate]] = []
        for candidate in self._candidates:
            if 2 * len(pairs & candidate.pairs) < min(len(pairs), len(candidate.pairs)):
                continue
            count = slips(words, candidate)
            if count is not None:
                found.append((count, candidate))
        fewest = min((count for count, _ in found), default=0)
        return only([candidate for count, candidate in found if count == fewest])

    def _near(self, words: tuple[str, ...]) -> bool:
        """Whether a name is so like one there is that it may be meant: then it is not added unasked."""
        if municipality_stem(words) in MUNICIPALITIES:
            return False
        return any(may_be(words, candidate) for candidate in self._candidates)

    def _is_parent(self, written: str) -> bool:
        """Whether only that is named which several organisations are parts of."""
        words = set(telling_words(plain_words(written)))
        return any(candidate.parent and words <= set(candidate.parent) for candidate in self._candidates)

    def _suggestions(self, words: tuple[str, ...]) -> tuple[str, ...]:
        pairs = letter_pairs(words)
        likeness = [(2 * len(pairs & c.pairs) / (len(pairs) + len(c.pairs) or 1), c) for c in self._candidates]
        best = sorted((one for one in likeness if one[0] >= _LIKE_ENOUGH), key=lambda one: -one[0])
        return tuple(candidate.organisation.name for _, candidate in best[:_SUGGESTED])
