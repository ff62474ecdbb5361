"""Who in a report is whom of those invited: by address, then by name; what is not sure is chosen by hand."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.attendance.rules.reports import Participant
from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.people.rules.names import Name, has_lost_letters, name_key, same_person, split_name
from app.people.rules.persons import address_key
from app.people.rules.written import written_key

NOBODY = "-"
"""What is chosen by hand for somebody in the report who is not among those invited."""
_MOST_SUGGESTED = 5


class Fit(Labelled):
    """How somebody in a report was recognised."""

    ADDRESS = "address", N_("samma e-postadress")
    NAME = "name", N_("samma namn")
    CHOSEN = "chosen", N_("vald för hand")
    UNSURE = "unsure", N_("osäker")
    NOBODY = "nobody", N_("ingen av de inbjudna")


@dataclass(frozen=True)
class Invited:
    """Somebody invited, as far as recognising them asks. ``uid``: of the invitation."""

    uid: str
    name: Name
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    """Somebody in a report, and the invitation's uid of who that is; "" while nobody knows."""

    participant: Participant
    fit: Fit
    uid: str = ""
    suggestions: tuple[str, ...] = ()


class _Known:
    """Those invited, and where to look them up."""

    def __init__(self, people: Sequence[Invited]) -> None:
        self.people, self.by_uid = people, {one.uid: one for one in people}
        self.by_address: defaultdict[str, list[Invited]] = defaultdict(list)
        self.by_name: defaultdict[str, list[Invited]] = defaultdict(list)
        self.by_word: defaultdict[str, set[int]] = defaultdict(set)
        """Places in ``people``, by ``_keys``."""
        for place, one in enumerate(people):
            self.by_name[name_key(one.name)].append(one)
            for address in one.addresses:
                self.by_address[address_key(address)].append(one)
            for word in _keys(one.name):
                self.by_word[word].add(place)

    def near(self, names: Sequence[Name], one: Participant) -> list[Invited]:
        """Those who may be alike, in order: a report of thousands is not held against each of those invited."""
        words = _words(one.name).union(*(_words(str(name)) for name in names))
        if any(map(has_lost_letters, names)):
            return list(self.people)
        asked = words | {_BEGINS + word[0] for word in words} | {_LOST}
        return [self.people[place] for place in sorted(set().union(*(self.by_word.get(key, ()) for key in asked)))]


_BEGINS, _LOST = "begins ", "lost "


def _keys(name: Name) -> set[str]:
    """By what somebody of this name is looked up: the words; of those whose given name is an initial also by what it
    may stand for; the initial that the given name may be written with.
    """
    words = _words(str(name))
    given = written_key(name.given)[:1]
    initial = {_BEGINS + given} if given and len(written_key(name.given).split()[0]) == 1 else set()
    return words | ({given} if given else set()) | initial | ({_LOST} if has_lost_letters(name) else set())


def match_all(
    participants: Iterable[Participant], people: Sequence[Invited], chosen: Mapping[int, str] | None = None
) -> list[Match]:
    """Each in the report, in its order. ``chosen``: by the place in it, the uid that was chosen by hand, or NOBODY."""
    known, said = _Known(people), chosen or {}
    return [_match(one, known, said.get(place, "")) for place, one in enumerate(participants)]


def _match(one: Participant, known: _Known, chosen: str) -> Match:
    found = _by_itself(one, known)
    if found.uid or not chosen:
        return found
    if chosen in known.by_uid:
        return Match(one, Fit.CHOSEN, chosen, found.suggestions)
    return Match(one, Fit.NOBODY, "", found.suggestions) if chosen == NOBODY else found


def _by_itself(one: Participant, known: _Known) -> Match:
    names = _readings(one.name)
    at_address = known.by_address.get(address_key(one.address), []) if one.address else []
    agreeing = [who for who in at_address if _share_a_word(who.name, one.name) or not one.name or "@" in one.name]
    if len(agreeing) == 1:
        return Match(one, Fit.ADDRESS, agreeing[0].uid)
    called = {who.uid: who for name in names for who in known.by_name.get(name_key(name), ())}
    if len(called) == 1 and not at_address:
        return Match(one, Fit.NAME, next(iter(called)))
    alike = (who for who in known.near(names, one) if _is_alike(who.name, names, one))
    suggested = dict.fromkeys(who.uid for who in (*at_address, *called.values(), *alike))
    suggestions = tuple(suggested)[:_MOST_SUGGESTED]
    return Match(one, Fit.UNSURE if suggestions else Fit.NOBODY, "", suggestions)


def _readings(written: str) -> list[Name]:
    """What a name that somebody gave themselves may mean: "Anna (Anna Berg)", "Anna Berg - Ånge kommun"."""
    inside = re.findall(r"\(([^)]*)\)", written)
    bare = re.sub(r"\s*\([^)]*\)", "", written).strip()
    first = re.split(r"\s+[-–|/]\s*|[|/]|,\s*(?=.*\s)", bare)[0]
    texts = dict.fromkeys(text.strip() for text in (written, bare, first, *inside) if text.strip())
    return [split_name(text) for text in texts]


def _share_a_word(name: Name, written: str) -> bool:
    return bool(_words(str(name)) & _words(written))


def _is_alike(name: Name, names: Iterable[Name], one: Participant) -> bool:
    own = _words(str(name))
    if len(own) > 1 and own <= _words(one.name):
        return True
    return any(reading.family and same_person(name, reading, one.address) for reading in names)


def _words(text: str) -> set[str]:
    return set(written_key(text).split())
