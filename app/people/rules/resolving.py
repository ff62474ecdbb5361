"""From a row's words to the register's: its organisation and its roles, or what keeps the row out."""

from dataclasses import dataclass, replace

from app.kernel.words import N_
from app.people.rules.notes import note_line
from app.people.rules.organisation_candidates import AnyOrganisation, NewOrganisation
from app.people.rules.organisations import Mention, OrganisationGuess, OrganisationUnknown
from app.people.rules.party import without_party
from app.people.rules.readers import Readers
from app.people.rules.roles import RoleGuess
from app.people.rules.rows import ContactRow
from app.people.rules.sentences import Sentence, say


@dataclass(frozen=True)
class ResolvedRow:
    """A row that can be read in."""

    row: ContactRow
    organisation: AnyOrganisation
    organisation_reading: OrganisationGuess
    role_reading: RoleGuess

    @property
    def role_keys(self) -> tuple[str, ...]:
        """The roles that the row's title means."""
        return self.role_reading.keys


@dataclass(frozen=True)
class RefusedRow:
    """A row that cannot be read in, why, and the names that may have been meant."""

    row: ContactRow
    reason: Sentence
    suggestions: tuple[str, ...] = ()


def mention_of(row: ContactRow, readers: Readers) -> Mention:
    """The organisation as the row names it."""
    return Mention(row.organisation, row.kind, row.area, readers.university_roles(row.role))


def resolve(row: ContactRow, readers: Readers) -> ResolvedRow | RefusedRow:
    """Look the row's words up. Call ``OrganisationReader.admit`` with all mentions of the file before."""
    if row.problem:
        return RefusedRow(row, row.problem)
    found = readers.organisations.read(row.organisation, readers.university_roles(row.role))
    if isinstance(found, OrganisationUnknown):
        return RefusedRow(row, _no_organisation(found), found.suggestions)
    role = readers.roles.read(row.role, found.organisation.kind)
    if not isinstance(role, RoleGuess):
        sentence = N_("Rollen «%(role)s» är inte känd för slaget %(kind)s.")
        return RefusedRow(row, say(sentence, role=without_party(row.role), kind=found.organisation.kind.label))
    return ResolvedRow(_told(row, found, role), found.organisation, found, role)


def _no_organisation(found: OrganisationUnknown) -> Sentence:
    if found.suggestions:
        sentence = N_("Organisationen «%(organisation)s» finns inte i registret. Menas %(names)s?")
        return say(sentence, organisation=found.written, names=" / ".join(found.suggestions))
    return say(N_("Organisationen «%(organisation)s» finns inte i registret."), organisation=found.written)


def _told(row: ContactRow, organisation: OrganisationGuess, role: RoleGuess) -> ContactRow:
    """The row with what was guessed said beside it, and with what else stood beside the organisation as a note."""
    warnings = list(row.warnings)
    if isinstance(organisation.organisation, NewOrganisation):
        sentence = N_("Organisationen «%(organisation)s» är ny och läggs upp som %(kind)s.")
        kind = organisation.organisation.kind.label
        warnings.append(say(sentence, organisation=organisation.organisation.name, kind=kind))
    lines = row.lines
    if organisation.rest:
        lines = (*lines, note_line(N_("Enhet"), organisation.rest))
    return replace(row, warnings=tuple(warnings), lines=tuple(dict.fromkeys(lines)))
