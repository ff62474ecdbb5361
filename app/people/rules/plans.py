"""What an import would write about one person, and what that changes."""

from dataclasses import dataclass

from app.kernel.words import N_
from app.people.rules.erasures import erasure_digest
from app.people.rules.names import Name, better_name
from app.people.rules.notes import with_lines
from app.people.rules.organisation_candidates import AnyOrganisation, NewOrganisation
from app.people.rules.persons import FIELD_LABELS, FieldChange, PersonDraft, address_key, changes
from app.people.rules.phones import phone_keys
from app.people.rules.same_people import FilePerson
from app.people.rules.sentences import Sentence, say
from app.people.rules.snapshot import KnownPerson

ASSIGNMENT = "assignment"
CHANGE_LABELS = {**FIELD_LABELS, ASSIGNMENT: N_("Uppdrag")}
"""What the fields of a ``FieldChange`` of an import are called on screen."""


@dataclass(frozen=True)
class NewAssignment:
    """A role in an organisation that the import adds. ``organisation`` may itself be new."""

    role_key: str
    organisation: AnyOrganisation

    @property
    def place(self) -> tuple[str, int]:
        """What an assignment of the register is looked up by; no known one has a new organisation's."""
        return self.role_key, 0 if isinstance(self.organisation, NewOrganisation) else self.organisation.id


@dataclass(frozen=True)
class PersonPlan:
    """What to write. ``person_id`` None: a new person. ``draft`` is the person as it will be; ``changes`` is empty
    where nothing of the person itself changes. ``confirmed``: ids of assignments that the file confirms. ``unseen``:
    what is written instead where the register has the person and the reader may not know it: offices only, since who
    may not see somebody changes no name and no address of theirs.
    """

    person_id: int | None
    draft: PersonDraft
    changes: tuple[FieldChange, ...]
    assignments: tuple[NewAssignment, ...]
    confirmed: tuple[int, ...] = ()
    unseen: "PersonPlan | None" = None

    @property
    def writes(self) -> bool:
        """Whether anything shown as created or changed is written."""
        return self.person_id is None or bool(self.changes or self.assignments)


def draft_of(known: KnownPerson) -> PersonDraft:
    """The person of the register as it is."""
    return PersonDraft(known.name.given, known.name.family, known.addresses, known.phone, known.note, known.language)


def is_erased(person: FilePerson, erased: frozenset[str]) -> bool:
    """Whether somebody unknown has an address whose owner has been erased and must not come back."""
    return person.known is None and any(erasure_digest(address_key(one)) in erased for one in person.addresses)


def plan(person: FilePerson) -> PersonPlan:
    """What to write about a person of the file."""
    lines = [line for row in person.rows for line in row.row.lines]
    wanted = wanted_by(person)
    if person.known is None:
        draft = PersonDraft(
            person.name.given, person.name.family, person.addresses, _phones(person), with_lines("", lines)
        )
        unseen = _offices(person.unseen, draft_of(person.unseen), wanted) if person.unseen else None
        return PersonPlan(None, draft, (), wanted, unseen=unseen)
    return _offices(person.known, _after(person, person.known, lines), wanted)


def _offices(known: KnownPerson, after: PersonDraft, wanted: tuple[NewAssignment, ...]) -> PersonPlan:
    """What becomes of somebody known: ``after``, the assignments that are new, those that the file confirms."""
    held = {(a.role_key, a.organisation_id): a for a in known.assignments}
    fresh = tuple(one for one in wanted if one.place not in held)
    confirmed = tuple(held[one.place].id for one in wanted if one.place in held and not held[one.place].ended)
    return PersonPlan(known.id, after, changes(draft_of(known), after), fresh, confirmed)


def wanted_by(person: FilePerson) -> tuple[NewAssignment, ...]:
    """Every role in an organisation that the rows say, each once."""
    found = [NewAssignment(key, row.organisation) for row in person.rows for key in row.role_keys]
    return tuple(dict.fromkeys(found))


def _after(person: FilePerson, known: KnownPerson, lines: list[str]) -> PersonDraft:
    """The person of the register with what the file says, but for what the person has changed by the link."""
    own = known.own_changes
    name = _name(person, known)
    return PersonDraft(
        known.name.given if "given_name" in own else name.given,
        known.name.family if "family_name" in own else name.family,
        known.addresses if "addresses" in own else _addresses(person, known),
        known.phone if "phone" in own else _phone(person, known),
        with_lines(known.note, lines),
        known.language,
    )


def _name(person: FilePerson, known: KnownPerson) -> Name:
    if person.has_new_name:
        return person.name
    return better_name(known.name, person.name, next(iter(person.addresses), ""))


def _addresses(person: FilePerson, known: KnownPerson) -> tuple[str, ...]:
    there = {address_key(address) for address in known.addresses}
    fresh = tuple(address for address in person.addresses if address_key(address) not in there)
    return (*fresh, *known.addresses) if person.has_new_address else (*known.addresses, *fresh)


def _phone(person: FilePerson, known: KnownPerson) -> str:
    """The file's number, unless the register has it, however it is written."""
    phones = _phones(person)
    return known.phone if phone_keys(phones) <= phone_keys(known.phone) else phones


def _phones(person: FilePerson) -> str:
    numbers = [number for row in person.rows for number in row.row.phone.split(", ") if number]
    distinct: dict[frozenset[str], str] = {}
    for number in numbers:
        distinct.setdefault(phone_keys(number), number)
    return ", ".join(distinct.values())


def told_about(person: FilePerson) -> tuple[Sentence, ...]:
    """What to know about the person before reading in."""
    said = list(person.warnings)
    known = person.known
    if known is None:
        return tuple(said)
    if person.has_new_name:
        said.append(
            say(N_("Samma e-postadress och förnamn, men nytt efternamn. I registret: %(name)s."), name=str(known.name))
        )
    if person.has_new_address and "addresses" not in known.own_changes:
        said.append(say(N_("Samma namn, roll och organisation som i registret, men ny e-postadress.")))
    if known.declined:
        said.append(say(N_("Har tackat nej till fler inbjudningar. Det gäller fortfarande.")))
    ended = {(a.role_key, a.organisation_id) for a in known.assignments if a.ended}
    if any(one.place in ended for one in wanted_by(person)):
        said.append(say(N_("Uppdraget är avslutat i registret och öppnas inte igen av filen.")))
    return tuple(said)
