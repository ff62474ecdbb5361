"""Names as they stand in one or two cells. They are split and trimmed, never re-cased."""

import re
from dataclasses import dataclass

from app.kernel.text import NAME_LIMIT, clean_line, fold
from app.people.rules.addresses import local_part
from app.people.rules.party import name_without_party
from app.people.rules.written import distance, misspelled, written_key

# Words that begin a family name of several words. Those of the second set are given names too when they have a capital.
_PARTICLES = {"von", "van", "de", "af", "della", "vander", "zu", "zur", "ter", "dos", "das"}
_SMALL_PARTICLES = {
    "la",
    "le",
    "der",
    "den",
    "del",
    "da",
    "di",
    "do",
    "du",
    "el",
    "al",
    "av",
    "bin",
    "ibn",
    "ben",
    "y",
    "st",
    "ten",
}
_LOST = "?\ufffd"
_EMPTY = {"", "-", "–", "?", "nn", "n n"}


@dataclass(frozen=True)
class Name:
    """A person's name, as written."""

    given: str
    family: str

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


def clean_name(written: str) -> str:
    """One part of a name: tidied, without party letters, quotation marks or punctuation around it."""
    kept = name_without_party(clean_line(written, NAME_LIMIT)).strip(' \t,;:*"“”„')
    return "" if kept.casefold() in _EMPTY else kept


def two_names(given: str, family: str) -> Name:
    """The name from a cell each."""
    return Name(clean_name(given), clean_name(family))


def split_name(written: str, address: str = "", *, family_first: bool = False) -> Name:
    """The name from one cell: "Efternamn, Förnamn", "Förnamn Efternamn", with "von", "de la" and the like.

    Where the words alone do not tell, the person's ``address`` may ("anna.berg.lind@…"). ``family_first``: the
    heading says that the family name stands first although there is no comma.
    """
    name = clean_name(written)
    family, comma, given = name.partition(",")
    if comma and given.strip()[:1].islower() and " " in family.strip() and not _starts_family(given.split()[0]):
        return split_name(family, address, family_first=family_first)  # a title after the name: "Anna Berg, rektor"
    if comma and given.strip():
        return Name(clean_name(given), clean_name(family))
    words = name.split()
    if len(words) < 2:
        return Name(name, "")
    told = _told_by_address(words, address)
    if told:
        return told
    if family_first:
        return Name(" ".join(words[-1:]), " ".join(words[:-1])) if _starts_family(words[0]) else _family_first(words)
    at = next((number for number, word in enumerate(words) if number and _starts_family(word)), len(words) - 1)
    return Name(" ".join(words[:at]), " ".join(words[at:]))


def _family_first(words: list[str]) -> Name:
    return Name(" ".join(words[1:]), words[0])


def _starts_family(word: str) -> bool:
    return word.casefold() in _PARTICLES or word in _SMALL_PARTICLES


def _told_by_address(words: list[str], address: str) -> Name | None:
    """The only split whose parts stand with a dot or the like between them before the @ of the address."""
    before_at = fold(address.partition("@")[0])
    parts = [re.sub(r"[^a-z]", "", part) for part in re.split(r"[._]", before_at)]
    if len(parts) < 2:
        return None
    splits = [(words[:at], words[at:]) for at in range(1, len(words))]
    for given, family in [*splits, *((family, given) for given, family in splits)]:
        if _letters(given).startswith(parts[0]) and _letters(family) == "".join(parts[1:]) and len(parts[0]) > 1:
            return Name(" ".join(given), " ".join(family))
    return None


def _letters(words: list[str]) -> str:
    return re.sub(r"[^a-z]", "", fold("".join(words)))


def name_key(name: Name) -> str:
    """Equal for names with the same words, whatever their order, accents, hyphens and capitals."""
    return " ".join(sorted(written_key(str(name)).split()))


def same_person(one: Name, other: Name, address: str) -> bool:
    """Whether two names at the same ``address`` are one person's.

    Two people may share an address (an office's), so a different name is another person. One person: the same words
    in any order; letters lost in a conversion ("?ukasz"); more given or family names in one place than in the other;
    initials; a misspelled family name; a misspelled given name, where the address is made of the name.
    """
    if name_key(one) == name_key(other) or _fits_lost(one, other) or _fits_lost(other, one):
        return True
    if _one_has_more(one.given, other.given):
        return _families_agree(written_key(one.family), written_key(other.family))
    same_family = written_key(one.family) == written_key(other.family)
    return same_family and _misspelled_given(one.given, other.given, address)


def renamed(one: Name, other: Name, address: str) -> bool:
    """Whether it is one person with a new family name: the same given name, which the ``address`` is made of."""
    given = written_key(one.given).split()
    if not given or given != written_key(other.given).split():
        return False
    return len(given[0]) > 1 and local_part(given[0]) in local_part(address)


def _families_agree(one: str, other: str) -> bool:
    mine, its = set(one.split()), set(other.split())
    return mine <= its or its <= mine or misspelled(one, other) is not None


def _one_has_more(one: str, other: str) -> bool:
    """Whether the first given names agree: the same, or one of them only its initial."""
    mine, its = written_key(one).split(), written_key(other).split()
    if not mine or not its:
        return False
    if set(mine) <= set(its) or set(its) <= set(mine):
        return True
    return mine[0][0] == its[0][0] and 1 in {len(mine[0]), len(its[0])}


def _misspelled_given(one: str, other: str, address: str) -> bool:
    mine, its = written_key(one), written_key(other)
    local = local_part(address)
    return distance(mine, its, 1) == 1 and min(len(mine), len(its)) > 3 and (mine in local or its in local)


def _fits_lost(broken: Name, whole: Name) -> bool:
    """Whether ``broken`` is ``whole`` with question marks for letters that a conversion has lost."""
    if not has_lost_letters(broken):
        return False
    pattern = "".join(".?" if letter in _LOST else re.escape(letter) for letter in str(broken).casefold())
    return re.fullmatch(pattern, str(whole).casefold()) is not None


def has_lost_letters(name: Name) -> bool:
    """Whether the name holds the question mark that an older program leaves for a letter it does not know."""
    return any(mark in str(name) for mark in _LOST)


def better_name(known: Name, read: Name, address: str) -> Name:
    """Which way of writing one person's name to keep, when a file has another than the register.

    The register's stays where the file's is poorer: letters lost, accents missing, capitals only, fewer names, or in
    another order. Otherwise the file is newer.
    """
    if name_key(known) == name_key(read):
        return known if _is_poorer(read, known) else read
    if has_lost_letters(read) or _has_fewer(read, known):
        return known
    if has_lost_letters(known) or _has_fewer(known, read):
        return read
    local = local_part(address)
    fits_known, fits_read = (_letters([name.given, name.family]) in local for name in (known, read))
    return known if fits_known and not fits_read else read


def _has_fewer(one: Name, other: Name) -> bool:
    """Whether ``one`` has only some of the words of ``other``, or initials for them."""
    mine, its = written_key(str(one)).split(), written_key(str(other)).split()
    return (len(mine) < len(its) and all(any(word.startswith(part) for word in its) for part in mine)) or _is_initial(
        mine, its
    )


def _is_initial(mine: list[str], its: list[str]) -> bool:
    return (
        len(mine) == len(its) and mine[1:] == its[1:] and len(mine[0]) == 1 < len(its[0]) and its[0].startswith(mine[0])
    )


def _is_poorer(one: Name, other: Name) -> bool:
    """Whether ``one``, of the same words, says less than ``other`` or has them in another order."""
    if written_key(str(one)) != written_key(str(other)) or one == other:
        return True
    mine, its = str(one), str(other)
    if mine.isupper() or mine.islower():
        return True
    return fold(mine) == mine.casefold() != its.casefold()
