"""The guesses of an import as fields that can be corrected, and what was chosen in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from flask_babel import gettext

from app.kernel.words import N_
from app.people.actions.importing import Prepared
from app.people.rules.cells import cell_line
from app.people.rules.columns import Block, Column
from app.people.rules.corrections import Corrections
from app.people.rules.headings import NEVER_KEPT, Field
from app.people.rules.kinds import OrganisationKind
from app.people.rules.notes import without_secret_number
from app.people.rules.organisation_candidates import NewOrganisation
from app.people.rules.party import note_without_party
from app.people.rules.preview import OrganisationNaming, TitleReading
from app.people.rules.roles import Confidence
from app.people.rules.snapshot import KnownOrganisation
from app.sheets.table import Cell

_Reading = TypeVar("_Reading", TitleReading, OrganisationNaming)
_EXAMPLES, _EXAMPLE_LENGTH = 2, 40
_MOST_FIELDS = 200
_NEW = "ny:"
_ORDER = (None, Confidence.GUESSED, Confidence.LEARNED, Confidence.KNOWN, Confidence.EXACT)
_UNKNOWN = N_("Okänd, raden läses inte in")
_AGAIN = N_("Gissa igen")


@dataclass(frozen=True)
class Choice:
    """An option of a select."""

    value: str
    text: str
    selected: bool


@dataclass(frozen=True)
class Correctable:
    """A word of the file, or a column's heading, with what it is taken for. Without ``choices`` it stays so."""

    name: str
    written: str
    choices: tuple[Choice, ...]
    said: str = ""
    rows: int = 0
    needed: bool = False


@dataclass(frozen=True)
class TableFields:
    """A table of the file with its columns."""

    block: Block
    columns: tuple[Correctable, ...]


@dataclass(frozen=True)
class Fields:
    """Everything that can be corrected."""

    tables: tuple[TableFields, ...]
    titles: tuple[Correctable, ...]
    organisations: tuple[Correctable, ...]

    @property
    def unknown_titles(self) -> int:
        """How many titles are no known role."""
        return sum(field.needed for field in self.titles)

    @property
    def unknown_organisations(self) -> int:
        """How many names are no known organisation."""
        return sum(field.needed for field in self.organisations)


def fields_of(prepared: Prepared) -> Fields:
    """The guesses of the preview; what is written as the register has it needs no correcting."""
    preview, corrections = prepared.preview, prepared.corrections
    return Fields(
        tuple(_table(block, corrections) for block in preview.blocks),
        tuple(islice(_titles(prepared), _MOST_FIELDS)),
        tuple(islice(_organisations(prepared), _MOST_FIELDS)),
    )


def _table(block: Block, corrections: Corrections) -> TableFields:
    said = corrections.columns.get((block.sheet, block.header), {})
    return TableFields(block, tuple(_column(block, column, column.index in said) for column in block.columns))


def _column(block: Block, column: Column, is_corrected: bool) -> Correctable:
    name = f"kolumn:{block.header}:{column.index}:{block.sheet}"
    heading = column.heading or gettext("Kolumn %(number)s utan rubrik", number=column.index + 1)
    if column.field in NEVER_KEPT and not is_corrected:
        return Correctable(name, heading, (), gettext(column.field.label))
    options = (Choice(field.value, gettext(field.label), field is column.field) for field in Field)
    return Correctable(name, heading, tuple(options), "" if column.field in NEVER_KEPT else _examples(block, column))


def _examples(block: Block, column: Column) -> str:
    cells = (row.cells[column.index] for row in block.rows if column.index < len(row.cells))
    texts = dict.fromkeys(text[:_EXAMPLE_LENGTH] for cell in cells if (text := _example(cell)))
    return ", ".join(list(texts)[:_EXAMPLES])


def _example(cell: Cell) -> str:
    """The cell without what is never read in."""
    return note_without_party(without_secret_number(cell_line(cell))[0])


def _together(readings: Iterable[_Reading]) -> list[list[_Reading]]:
    """Those that a correction has in common, the ones that need it standing first."""
    found: dict[tuple[str, str], list[_Reading]] = {}
    for one in readings:
        kind = one.kind if isinstance(one, TitleReading) else ""
        found.setdefault((one.written_key, kind), []).append(one)
    return sorted(found.values(), key=lambda those: _ORDER.index(those[0].confidence))


def _titles(prepared: Prepared) -> Iterator[Correctable]:
    names = {role.key: role.name for role in prepared.register.roles}
    for those in _together(prepared.preview.titles):
        first, kind = those[0], OrganisationKind(those[0].kind)
        chosen = prepared.corrections.roles.get((first.written_key, kind), "")
        if first.confidence is Confidence.EXACT and not chosen:
            continue
        read_as = " + ".join(names[key] for key in first.keys)
        choices = (_unchosen(read_as, first.confidence, chosen), *_options(names.items(), chosen))
        name = f"roll:{kind.value}:{first.written_key}"
        yield _correctable(name, those, choices, said=gettext(kind.label))


def _organisations(prepared: Prepared) -> Iterator[Correctable]:
    names = {str(place.id): place.name for place in prepared.register.organisations}
    kinds = {_NEW + kind: gettext("Ny: %(kind)s", kind=gettext(kind.label)) for kind in OrganisationKind}
    for those in _together(prepared.preview.namings):
        first = those[0]
        chosen = _as_value(prepared.corrections.organisations.get(first.written_key))
        if first.confidence is Confidence.EXACT and isinstance(first.organisation, KnownOrganisation) and not chosen:
            continue
        suggested = [value for value, name in names.items() if name in first.suggestions]
        ordered = [*suggested, *(value for value in names if value not in suggested)]
        options = [*((value, names[value]) for value in ordered), *kinds.items()]
        choices = (_unchosen(_read_as(first), first.confidence, chosen), *_options(options, chosen))
        yield _correctable(f"organisation:{first.written_key}", those, choices)


def _read_as(naming: OrganisationNaming) -> str:
    if isinstance(naming.organisation, NewOrganisation):
        return gettext(
            "%(name)s, ny %(kind)s", name=naming.organisation.name, kind=gettext(naming.organisation.kind.label)
        )
    return naming.organisation.name if naming.organisation else ""


def _as_value(choice: int | OrganisationKind | None) -> str:
    return "" if choice is None else str(choice) if isinstance(choice, int) else _NEW + choice.value


def _options(options: Iterable[tuple[str, str]], chosen: str) -> Iterator[Choice]:
    return (Choice(value, text, value == chosen) for value, text in options)


def _unchosen(read_as: str, confidence: Confidence | None, chosen: str) -> Choice:
    """The option that corrects nothing: what the word is taken for as it stands."""
    if chosen:
        return Choice("", gettext(_AGAIN), selected=False)
    if confidence is None:
        return Choice("", gettext(_UNKNOWN), selected=True)
    return Choice("", f"{read_as} ({gettext(confidence.label)})", selected=True)


def _correctable(name: str, those: Sequence[_Reading], choices: tuple[Choice, ...], said: str = "") -> Correctable:
    written = " / ".join(dict.fromkeys(one.written for one in those))
    rows = sum(one.rows for one in those)
    return Correctable(name, written, choices, said, rows, needed=those[0].confidence is None)


def corrected(fields: Fields, before: Corrections, posted: Mapping[str, str]) -> Corrections:
    """``before`` with what was chosen in ``fields``. What the page did not have, or that is no choice, is left out."""
    columns = {block: dict(said) for block, said in before.columns.items()}
    roles, organisations = dict(before.roles), dict(before.organisations)
    for table in fields.tables:
        at = (table.block.sheet, table.block.header)
        for field, column in zip(table.columns, table.block.columns, strict=True):
            value = _chosen(field, posted)
            if value is not None and value != column.field:
                columns.setdefault(at, {})[column.index] = Field(value)
    for field in fields.titles:
        _, kind, written = field.name.split(":", 2)
        _put(roles, (written, OrganisationKind(kind)), _chosen(field, posted))
    for field in fields.organisations:
        value = _chosen(field, posted)
        _put(organisations, field.name.partition(":")[2], value if not value else _organisation(value))
    return Corrections(columns, roles, organisations)


def _chosen(field: Correctable, posted: Mapping[str, str]) -> str | None:
    value = posted.get(field.name)
    return value if value in {choice.value for choice in field.choices} else None


def _put(corrections: dict[Any, Any], key: object, value: object) -> None:
    """None: nothing was said; empty: guess again."""
    if value:
        corrections[key] = value
    elif value is not None:
        corrections.pop(key, None)


def _organisation(value: str) -> int | OrganisationKind:
    return OrganisationKind(value.removeprefix(_NEW)) if value.startswith(_NEW) else int(value)
