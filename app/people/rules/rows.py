"""Rows of a table as people with a title and an organisation, all still in the file's words."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.kernel.text import clean_line, looks_like_personnummer
from app.kernel.words import N_
from app.people.rules.addresses import Addresses, clean_addresses, is_nothing
from app.people.rules.cells import cell_text
from app.people.rules.columns import Block, Column
from app.people.rules.headings import Field, is_remark
from app.people.rules.names import Name, has_lost_letters, split_name, two_names
from app.people.rules.notes import note_line, without_secret_number
from app.people.rules.phones import clean_phone
from app.people.rules.readers import Readers
from app.people.rules.sentences import Sentence, say
from app.people.rules.skipped_rows import SkippedRow, why_skipped
from app.people.rules.surroundings import Given, GroupedOrganisation, after, only_text
from app.sheets.table import Cell, Row


@dataclass(frozen=True)
class ContactRow:
    """A person as a row writes them. ``problem``: why the row cannot be read in."""

    sheet: str
    number: int
    name: Name
    addresses: tuple[str, ...] = ()
    phone: str = ""
    role: str = ""
    organisation: str = ""
    kind: str = ""
    area: str = ""
    lines: tuple[str, ...] = ()
    warnings: tuple[Sentence, ...] = ()
    problem: Sentence | None = None


@dataclass
class _Reading:
    """One row on its way to become a ContactRow."""

    block: Block
    row: Row
    lines: list[str] = field(default_factory=list)
    warnings: list[Sentence] = field(default_factory=list)

    def cell(self, column: Column) -> Cell:
        return self.row.cells[column.index] if column.index < len(self.row.cells) else None

    def text(self, column: Column) -> str:
        """The cell as text, without anything that looks like a personnummer."""
        kept, dropped = without_secret_number(cell_text(self.cell(column)))
        if dropped:
            self.warn(say(N_("Något som liknar ett personnummer har tagits bort.")))
        return kept

    def warn(self, sentence: Sentence) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def note(self, column: Column, content: str) -> None:
        heading = "" if is_remark(column.heading) else column.heading.rstrip(" :.")
        line = note_line(heading, content)
        if line:
            self.lines.append(line)

    def first(self, field_: Field) -> str:
        """What stands in the first filled column of a field; the others' content becomes a note."""
        found = ""
        for column in self.block.of(field_):
            text = self.text(column)
            if is_nothing(text):
                continue
            if found:
                self.note(column, text)
            else:
                found = clean_line(text)
        return found


def read_rows(block: Block, given: Given, readers: Readers) -> Iterator[ContactRow | SkippedRow]:
    """Every row of a table, in order. A row with nothing but the name of an organisation or a role holds for the rows
    under it that do not say otherwise.
    """
    fill = GroupedOrganisation(block)
    section = given
    for row in block.rows:
        skip = why_skipped(block, row)
        alone = only_text(row)
        if skip is None and alone:
            section, skip = after(alone, section, given, readers)
        if skip is not None:
            yield SkippedRow(block.sheet, row.number, skip)
        else:
            yield _contact(_Reading(block, row), section, fill)


def _contact(reading: _Reading, given: Given, fill: GroupedOrganisation) -> ContactRow:
    addresses = _addresses(reading)
    name = _name(reading, addresses)
    phone = _phone(reading)
    role = reading.first(Field.ROLE) or given.role
    organisation = fill.filled(reading.first(Field.ORGANISATION)) or given.organisation
    kind = reading.first(Field.KIND) or given.kind
    area = reading.first(Field.AREA) or given.area
    for column in reading.block.of(Field.NOTE):
        reading.note(column, reading.text(column))
    for column in reading.block.of(Field.SECRET):
        if reading.cell(column) is not None:
            reading.warn(say(N_("Personnummer läses aldrig in.")))
    return ContactRow(
        reading.block.sheet, reading.row.number, name, addresses.valid, phone, role, organisation, kind, area,
        tuple(dict.fromkeys(reading.lines)), tuple(reading.warnings), _problem(name, addresses, role, organisation),
    )  # fmt: skip


def _addresses(reading: _Reading) -> Addresses:
    found = [clean_addresses(cell_text(reading.cell(column))) for column in reading.block.of(Field.EMAIL)]
    valid = tuple(dict.fromkeys(address for cell in found for address in cell.valid))
    broken = tuple(trouble for cell in found for trouble in cell.broken)
    if valid:
        for trouble in broken:
            reading.warn(trouble)
    elif not broken:
        reading.warn(say(N_("E-postadress saknas.")))
    return Addresses(valid, broken, next((cell.name for cell in found if cell.name), ""))


def _name(reading: _Reading, addresses: Addresses) -> Name:
    address = addresses.valid[0] if addresses.valid else ""
    given, family = (reading.first(part) for part in (Field.GIVEN, Field.FAMILY))
    whole = reading.first(Field.NAME)
    if given and family:
        name = two_names(given, family)
    else:
        columns = reading.block.of(Field.NAME)
        first = bool(columns) and columns[0].family_first
        name = split_name(whole or given or family or addresses.name, address, family_first=first)
    if has_lost_letters(name):
        reading.warn(say(N_("Namnet «%(name)s» har tappat en bokstav. Rätta det i registret efteråt."), name=str(name)))
    elif str(name) and not name.family:
        reading.warn(say(N_("Bara ett namn: «%(name)s»."), name=str(name)))
    return name


def _phone(reading: _Reading) -> str:
    numbers: list[str] = []
    for column in reading.block.of(Field.PHONE):
        cell = reading.cell(column)
        written = cell_text(cell)
        if looks_like_personnummer(written) and not written.startswith(("0", "+")):
            written = reading.text(column)
            cell = written
        number = clean_phone(cell if isinstance(cell, int | float) else written)
        if number is None:
            text = reading.text(column)
            reading.warn(say(N_("Telefonnumret «%(phone)s» kan inte läsas och står i anteckningen."), phone=text))
            reading.lines.append(note_line(column.heading or N_("Telefon"), text))
        elif number:
            numbers += number.split(", ")
    return ", ".join(dict.fromkeys(numbers))


def _problem(name: Name, addresses: Addresses, role: str, organisation: str) -> Sentence | None:
    """The first thing that keeps a row out, the address before all: a row is mended from left to right anyway."""
    if addresses.broken and not addresses.valid:
        return addresses.broken[0]
    if not str(name):
        return say(N_("Namn saknas."))
    if not organisation:
        return say(N_("Organisation saknas."))
    return None if role else say(N_("Roll saknas."))
