"""The import of contacts, whole and pure: sheets and the register in, a preview out."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.kernel.words import N_
from app.people.rules.columns import Block, find_blocks
from app.people.rules.corrections import Corrections
from app.people.rules.kinds import OrganisationKind
from app.people.rules.organisations import OrganisationGuess, OrganisationReader
from app.people.rules.party import without_party
from app.people.rules.persons import FieldChange
from app.people.rules.plans import ASSIGNMENT, PersonPlan, is_erased, plan, told_about
from app.people.rules.preview import (
    Changed,
    Created,
    Guess,
    OrganisationNaming,
    Preview,
    PreviewRow,
    Refused,
    Skipped,
    TitleReading,
    Unchanged,
    Unread,
    UnreadSheet,
    Verdict,
)
from app.people.rules.readers import Readers
from app.people.rules.resolving import RefusedRow, ResolvedRow, mention_of, resolve
from app.people.rules.roles import Confidence, RoleGuess, RoleReader, title_key
from app.people.rules.rows import ContactRow, read_rows
from app.people.rules.same_people import FilePerson, match, people_of
from app.people.rules.sentences import Sentence, say
from app.people.rules.skipped_rows import Skip, SkippedRow
from app.people.rules.snapshot import Register
from app.people.rules.surroundings import given_by
from app.people.rules.written import written_key
from app.sheets.table import ABOUT, Sheet

_ERASED = N_("Personens uppgifter är raderade och läses inte in igen.")


def preview_import(
    sheets: Sequence[Sheet], register: Register, corrections: Corrections | None = None, *, hides: bool = False
) -> Preview:
    """Everything that reading the sheets in would do to the register. ``hides``: the reader may not see protected
    people, so that a row about one is told as any new one.
    """
    corrections = corrections or Corrections()
    readers = Readers(RoleReader(register, corrections.roles), OrganisationReader(register, corrections.organisations))
    blocks, unread = _tables(sheets, readers, corrections)
    areas = {organisation.area for organisation in register.organisations}
    read = [row for block in blocks for row in read_rows(block, given_by(block, readers, areas), readers)]
    contacts = [row for row in read if isinstance(row, ContactRow)]
    readers.organisations.admit([mention_of(row, readers) for row in contacts if row.organisation])
    resolved = [resolve(row, readers) for row in contacts]
    people = match(people_of([row for row in resolved if isinstance(row, ResolvedRow)]), register, hides=hides)
    return _Writer(register, readers).preview(blocks, unread, read, resolved, people)


def _tables(
    sheets: Sequence[Sheet], readers: Readers, corrections: Corrections
) -> tuple[tuple[Block, ...], tuple[UnreadSheet, ...]]:
    blocks: list[Block] = []
    unread: list[UnreadSheet] = []
    repeated = {sheet.name for sheet in sheets[1:]} if sheets[-1:] and sheets[-1].name == ABOUT else set()
    for sheet in sheets:
        skipped = sheet.hidden or sheet.name in repeated
        found = () if skipped else find_blocks(sheet, readers, corrections.columns)
        blocks += found
        if not found:
            why = Unread.REPEATED if sheet.name in repeated else Unread.NO_CONTACTS
            unread.append(UnreadSheet(sheet.name, Unread.HIDDEN if sheet.hidden else why))
    return tuple(blocks), tuple(unread)


class _Writer:
    """Makes the preview's rows and plans of what has been read and matched."""

    def __init__(self, register: Register, readers: Readers) -> None:
        self._register = register
        self._readers = readers
        self._role_names = {role.key: role.name for role in register.roles}
        self._rows: dict[tuple[str, int], PreviewRow] = {}
        self._plans: list[PersonPlan] = []

    def preview(
        self,
        blocks: tuple[Block, ...],
        unread: tuple[UnreadSheet, ...],
        read: Iterable[ContactRow | SkippedRow],
        resolved: Sequence[ResolvedRow | RefusedRow],
        people: Sequence[FilePerson],
    ) -> Preview:
        for row in resolved:
            if isinstance(row, RefusedRow):
                self._refuse(row.row, row.reason, row.suggestions)
        for person in people:
            self._person(person)
        rows = tuple(self._in_place(row) for row in read)
        added = {one.organisation for one_plan in self._plans for one in one_plan.assignments}
        fresh = tuple(one for one in self._readers.organisations.admitted if one in added)
        return Preview(blocks, unread, rows, tuple(self._plans), fresh, self._titles(resolved), self._namings(resolved))

    def _in_place(self, row: ContactRow | SkippedRow) -> PreviewRow:
        if isinstance(row, SkippedRow):
            return PreviewRow(row.sheet, row.number, "", Skipped(row.why))
        return self._rows[row.sheet, row.number]

    def _refuse(self, row: ContactRow, reason: Sentence, suggestions: tuple[str, ...] = ()) -> None:
        self._put(row, Refused(reason, suggestions), row.warnings, ())

    def _put(
        self, row: ContactRow, verdict: Verdict, warnings: tuple[Sentence, ...], guesses: tuple[Guess, ...]
    ) -> None:
        about = tuple(filter(None, (without_party(row.role), row.organisation, *row.addresses)))
        self._rows[row.sheet, row.number] = PreviewRow(
            row.sheet, row.number, str(row.name), verdict, tuple(dict.fromkeys(warnings)), guesses, about
        )

    def _person(self, person: FilePerson) -> None:
        refused = say(_ERASED) if is_erased(person, self._register.erased) else person.refused
        if refused:
            for row in person.rows:
                self._refuse(row.row, refused)
            return
        planned = plan(person)
        self._plans.append(planned)
        told = told_about(person)
        said_by: dict[tuple[str, str], ResolvedRow] = {}
        for number, row in enumerate(person.rows):
            fresh = [key for key in row.role_keys if (key, row.organisation.name) not in said_by]
            for key in fresh:
                said_by[key, row.organisation.name] = row
            verdict = self._verdict(planned, row, fresh, first=number == 0)
            if not fresh:
                before = said_by[row.role_keys[0], row.organisation.name].row
                verdict = Skipped(Skip.DOUBLED, (before.sheet, before.number))
            warnings = (*row.row.warnings, *(told if number == 0 else ()))
            self._put(row.row, verdict, warnings, self._guesses(row))

    def _verdict(self, planned: PersonPlan, row: ResolvedRow, fresh: list[str], *, first: bool) -> Verdict:
        if planned.person_id is None:
            return Created(new_person=first)
        added = {(one.role_key, one.organisation.name) for one in planned.assignments}
        places = [key for key in fresh if (key, row.organisation.name) in added]
        roles = [FieldChange(ASSIGNMENT, "", f"{self._role_names[key]}, {row.organisation.name}") for key in places]
        changes = (*(planned.changes if first else ()), *roles)
        return Changed(changes) if changes else Unchanged()

    def _guesses(self, row: ResolvedRow) -> tuple[Guess, ...]:
        """The words of the row that were not the register's own."""
        named, title = row.organisation_reading, row.role_reading
        roles = " + ".join(self._role_names[key] for key in title.keys)
        found = [
            Guess(without_party(title.written), roles, title.confidence),
            Guess(named.written, named.organisation.name, named.confidence),
        ]
        return tuple(guess for guess in found if guess.confidence is not Confidence.EXACT)

    def _titles(self, resolved: Sequence[ResolvedRow | RefusedRow]) -> tuple[TitleReading, ...]:
        counts: Counter[tuple[str, OrganisationKind]] = Counter()
        for row in resolved:
            named = self._organisation_of(row)
            if named and row.row.role:
                counts[row.row.role, named.organisation.kind] += 1
        return tuple(self._title(written, kind, count) for (written, kind), count in counts.items())

    def _title(self, written: str, kind: OrganisationKind, rows: int) -> TitleReading:
        reading, shown = self._readers.roles.read(written, kind), without_party(written)
        if isinstance(reading, RoleGuess):
            return TitleReading(shown, title_key(written), kind, reading.keys, reading.confidence, rows)
        return TitleReading(shown, title_key(written), kind, (), None, rows)

    def _organisation_of(self, row: ResolvedRow | RefusedRow) -> OrganisationGuess | None:
        if isinstance(row, ResolvedRow):
            return row.organisation_reading
        reading = self._readers.organisations.read(row.row.organisation, self._readers.university_roles(row.row.role))
        return reading if isinstance(reading, OrganisationGuess) else None

    def _namings(self, resolved: Sequence[ResolvedRow | RefusedRow]) -> tuple[OrganisationNaming, ...]:
        counts = Counter(row.row.organisation for row in resolved if row.row.organisation)
        return tuple(self._naming(written, count) for written, count in counts.items())

    def _naming(self, written: str, rows: int) -> OrganisationNaming:
        reading = self._readers.organisations.read(written)
        if isinstance(reading, OrganisationGuess):
            return OrganisationNaming(written, written_key(written), reading.organisation, reading.confidence, (), rows)
        return OrganisationNaming(written, written_key(written), None, None, reading.suggestions, rows)
