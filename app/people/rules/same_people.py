"""Which rows of a file are one person, and which person of the register that is.

An address is no key: two people may share one, a person may have several, or none yet, or a new one. The order is
always the same: an address together with a name that agrees; then a name together with an organisation.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.kernel.words import N_
from app.people.rules.names import Name, name_key, renamed, same_person
from app.people.rules.persons import address_key
from app.people.rules.resolving import ResolvedRow
from app.people.rules.sentences import Sentence, say
from app.people.rules.snapshot import KnownPerson, Register
from app.people.rules.written import written_key

_NAME_FIELDS = frozenset({"given_name", "family_name"})
_COMPARED = 20
"""How many people with one address a name is compared with, letter by letter: more do not share one."""


@dataclass
class FilePerson:
    """A person of the file: the rows that are about them, and the person of the register, when found."""

    name: Name
    rows: list[ResolvedRow] = field(default_factory=list)
    addresses: tuple[str, ...] = ()
    known: KnownPerson | None = None
    unseen: KnownPerson | None = None
    """The person of the register, where it is one whom the reader of the preview may not see: told as somebody new."""
    has_new_name: bool = False
    has_new_address: bool = False
    warnings: list[Sentence] = field(default_factory=list)
    refused: Sentence | None = None

    def add(self, rows: Iterable[ResolvedRow]) -> None:
        """Add rows about the person, in the order of the file."""
        for row in rows:
            self.rows.append(row)
            self.addresses = tuple(dict.fromkeys((*self.addresses, *row.row.addresses)))

    @property
    def organisations(self) -> frozenset[str]:
        """The names of the organisations where the person holds a role."""
        return frozenset(row.organisation.name for row in self.rows)

    @property
    def holdings(self) -> frozenset[tuple[str, str]]:
        """Every role with its organisation's name."""
        return frozenset((key, row.organisation.name) for row in self.rows for key in row.role_keys)


def people_of(rows: Iterable[ResolvedRow]) -> list[FilePerson]:
    """The rows put together person by person."""
    file = _File()
    for row in rows:
        file.take(row)
    return file.people


class _File:
    """The people met so far, and where to look them up."""

    def __init__(self) -> None:
        self.people: list[FilePerson] = []
        self._by_address: dict[str, list[FilePerson]] = defaultdict(list)
        self._by_address_and_name: dict[tuple[str, str], FilePerson] = {}
        self._by_place: dict[tuple[str, str], list[FilePerson]] = defaultdict(list)
        self._by_holding: dict[tuple[str, str, str], list[FilePerson]] = defaultdict(list)
        self._without_address: dict[tuple[str, str], FilePerson] = {}

    def take(self, row: ResolvedRow) -> None:
        """Put the row to the person it is about, known from an earlier row or not."""
        name, organisation = name_key(row.row.name), row.organisation.name
        place = (name, organisation)
        person = self._with_address(row, name) or self._at_place(row, place)
        if person is None:
            person = FilePerson(row.row.name)
            self._say_what_is_shared(person, row, self._by_place[place])
            self.people.append(person)
        person.add([row])
        self._remember(person, row, name, place)

    def _remember(self, person: FilePerson, row: ResolvedRow, name: str, place: tuple[str, str]) -> None:
        for address in row.row.addresses:
            _append(self._by_address[address], person)
            self._by_address_and_name.setdefault((address, name), person)
        _append(self._by_place[place], person)
        for key in row.role_keys:
            _append(self._by_holding[(*place, key)], person)
        if not person.addresses:
            self._without_address[place] = person
        elif self._without_address.get(place) is person:
            del self._without_address[place]

    def _with_address(self, row: ResolvedRow, name: str) -> FilePerson | None:
        for address in row.row.addresses:
            exact = self._by_address_and_name.get((address, name))
            if exact:
                return exact
        agreeing = (
            person
            for address in row.row.addresses
            for person in self._by_address[address][:_COMPARED]
            if same_person(person.name, row.row.name, address)
        )
        return next(agreeing, None)

    def _at_place(self, row: ResolvedRow, place: tuple[str, str]) -> FilePerson | None:
        """The namesake in the same organisation, if either has no address; with several, the one with the same role."""
        if row.row.addresses:
            return self._without_address.get(place)
        there = self._by_place[place]
        if len(there) > 1:
            there = [person for key in row.role_keys for person in self._by_holding[(*place, key)]]
        return there[0] if len(there) == 1 else None

    def _say_what_is_shared(self, person: FilePerson, row: ResolvedRow, namesakes: list[FilePerson]) -> None:
        for address in row.row.addresses:
            for other in self._by_address[address][:1]:
                sentence = N_("E-postadressen %(address)s står också på %(name)s i filen. De blir två personer.")
                person.warnings.append(say(sentence, address=address, name=str(other.name)))
        if namesakes:
            sentence = N_("%(name)s finns två gånger i %(organisation)s, med olika adresser. De blir två personer.")
            person.warnings.append(say(sentence, name=str(row.row.name), organisation=row.organisation.name))


def _append(people: list[FilePerson], person: FilePerson) -> None:
    if not people or people[-1] is not person:
        people.append(person)


def match(people: list[FilePerson], register: Register, *, hides: bool = False) -> list[FilePerson]:
    """The people with their person of the register, where there is one. Two that turn out to be one are joined.
    ``hides``: the reader of the preview may not see protected people, who match unseen.
    """
    if hides:
        return _match_unseen(people, register)
    return _match(people, _Known(register, register.persons))


def _match_unseen(people: list[FilePerson], register: Register) -> list[FilePerson]:
    """First whom the address and the name say, then what is left beside those who are shown, then the rest beside the
    protected: nothing that is told of the file depends on them.
    """
    hidden = _Known(register, [one for one in register.persons if one.protected])
    for person in people:
        person.unseen = hidden.with_address_and_name(person)
    shown = _Known(register, [one for one in register.persons if not one.protected])
    there = {id(person) for person in people if person.unseen}
    told = _match([person for person in people if id(person) not in there], shown)
    taken = {person.unseen.id for person in people if person.unseen}
    for person in told:
        if person.known is None and person.refused is None:
            person.unseen = hidden.otherwise(person, taken)
    kept = {id(person) for person in told} | there
    return [person for person in people if id(person) in kept]


def _match(people: list[FilePerson], known: "_Known") -> list[FilePerson]:
    for person in people:
        person.known = known.with_address_and_name(person)
    taken = {person.known.id for person in people if person.known}
    for person in people:
        if person.known is None:
            _match_otherwise(person, known, taken)
    return _together(people)


def _match_otherwise(person: FilePerson, known: "_Known", taken: set[int]) -> None:
    married = known.renamed(person, taken)
    if married:
        person.known, person.has_new_name = married, True
    else:
        namesakes = known.namesakes(person, taken)
        if len(namesakes) == 1:
            person.known = namesakes[0]
            person.has_new_address = bool(person.addresses and person.known.addresses)
        elif len(namesakes) > 1 and not person.addresses:
            sentence = N_("Flera personer i registret heter %(name)s. Skriv e-postadressen, så framgår vem som menas.")
            person.refused = say(sentence, name=str(person.name))
    if person.known:
        taken.add(person.known.id)
    else:
        _say_whose_address(person, known)


def _say_whose_address(person: FilePerson, known: "_Known") -> None:
    for address in person.addresses:
        for other in known.by_address[address_key(address)][:1]:
            sentence = N_("E-postadressen %(address)s finns i registret hos %(name)s. De blir två personer.")
            person.warnings.append(say(sentence, address=address, name=str(other.name)))


class _Known:
    """The register's people, and where to look them up."""

    def __init__(self, register: Register, persons: Iterable[KnownPerson]) -> None:
        names = {organisation.id: organisation.name for organisation in register.organisations}
        self.by_address: dict[str, list[KnownPerson]] = defaultdict(list)
        self._by_name: dict[str, list[KnownPerson]] = defaultdict(list)
        self._holdings: dict[int, set[tuple[str, str]]] = {}
        for person in persons:
            for address in person.addresses:
                self.by_address[address_key(address)].append(person)
            self._by_name[name_key(person.name)].append(person)
            self._holdings[person.id] = {(a.role_key, names.get(a.organisation_id, "")) for a in person.assignments}

    def with_address_and_name(self, person: FilePerson) -> KnownPerson | None:
        """Somebody with one of the addresses and a name that agrees; of several, the one whose name is nearest."""
        found = [
            (self._distance(person, other), other.id, other)
            for address in person.addresses
            for other in self.by_address[address_key(address)]
            if same_person(other.name, person.name, address) or _has_own_name(other, person.name)
        ]
        return min(found, key=lambda one: one[:2])[2] if found else None

    def _distance(self, person: FilePerson, other: KnownPerson) -> tuple[bool, bool]:
        return name_key(other.name) != name_key(person.name), not person.holdings & self._holdings[other.id]

    def renamed(self, person: FilePerson, taken: set[int]) -> KnownPerson | None:
        """The only one with the same address and given name but another family name."""
        found = {
            other.id: other
            for address in person.addresses
            for other in self.by_address[address_key(address)]
            if other.id not in taken and renamed(other.name, person.name, address)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def otherwise(self, person: FilePerson, taken: set[int]) -> KnownPerson | None:
        """The only one whom the file means by the address and another name, or by the name alone."""
        namesakes = self.namesakes(person, taken)
        found = self.renamed(person, taken) or (namesakes[0] if len(namesakes) == 1 else None)
        if found:
            taken.add(found.id)
        return found

    def namesakes(self, person: FilePerson, taken: set[int]) -> list[KnownPerson]:
        """Those of the same name whom the file may mean without one of their addresses.

        Where the file or the register has no address at all, the same organisation is enough. Otherwise the address is
        a new one, and the role must be the same too.
        """
        there = [o for o in self._by_name[name_key(person.name)] if self._organisations(o) & person.organisations]
        if not person.addresses:
            same_role = [other for other in there if self._holdings[other.id] & person.holdings]
            return same_role if len(same_role) == 1 else there
        there = [other for other in there if other.id not in taken]
        without = [other for other in there if not other.addresses]
        return without or [other for other in there if self._holdings[other.id] & person.holdings]

    def _organisations(self, person: KnownPerson) -> set[str]:
        return {organisation for _, organisation in self._holdings[person.id]}


def _has_own_name(known: KnownPerson, name: Name) -> bool:
    """Whether the person has changed name by the link, so that half of the name in the file is enough."""
    if not known.own_changes & _NAME_FIELDS:
        return False
    if known.own_changes >= _NAME_FIELDS:
        return True
    same_given = written_key(known.name.given) == written_key(name.given)
    return same_given or written_key(known.name.family) == written_key(name.family)


def _together(people: list[FilePerson]) -> list[FilePerson]:
    """The people, those who are the same person of the register put into the first of them."""
    first: dict[int, FilePerson] = {}
    kept: list[FilePerson] = []
    for person in people:
        if person.known and person.known.id in first:
            first[person.known.id].add(person.rows)
            continue
        if person.known:
            first[person.known.id] = person
        kept.append(person)
    return kept
