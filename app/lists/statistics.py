"""The years of a kind of meeting as pictures, as tables for the page, and as one table to take along."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.documents.pictures.bars import Bar, Bars, Series
from app.documents.pictures.svg import Fill
from app.events.rules.past import Division
from app.kernel.enums import Labelled
from app.kernel.text import sort_key
from app.kernel.words import N_
from app.lists.figure import Figure
from app.lists.years import Counted, Year
from app.people.rules.kinds import RoleGroup
from app.sheets.table import Column, Kind, Table, Value

_UNKNOWN = {
    Division.GROUP: N_("Utan roll"),
    Division.AREA: N_("Utan område"),
    Division.ORGANISATION: N_("Utan organisation"),
}
_GROUPS = {
    RoleGroup.POLITIKER: Fill.SOLID,
    RoleGroup.SKOLLEDNING: Fill.EMPTY,
    RoleGroup.UTVECKLING: Fill.HATCHED,
    RoleGroup.LAROSATE: Fill.DOTTED,
    RoleGroup.ADJUNGERADE: Fill.CROSSED,
}
_OTHERS = N_("Övriga")


class Measure(Labelled):
    """What is told of each part in each year."""

    PARTICIPANTS = "deltagare", N_("Deltagare")
    ANSWERS = "svar", N_("Svarsandel")
    ATTENDANCE = "narvaro", N_("Närvaro")

    def of(self, counted: Counted) -> int | None:
        """The number, or whole per cent; None where nobody knows."""
        match self:
            case Measure.PARTICIPANTS:
                return counted.participants
            case Measure.ANSWERS:
                return counted.answer_rate
            case Measure.ATTENDANCE:
                return counted.attendance


@dataclass(frozen=True)
class Row:
    """A role group, an area or an organisation over the years: the measure in each; None where nobody knows."""

    name: str
    numbers: tuple[int | None, ...]


def by_year(found: Sequence[Year]) -> Figure | None:
    """How many took part each year, of those who were to be there. None while no meeting has been."""
    been = [one for one in found if one.whole.participants is not None]
    if not been:
        return None
    series = [Series(N_("Deltagare"), Fill.SOLID), Series(N_("Skulle vara med, men kom inte"), Fill.EMPTY)]
    bars = [Bar(str(one.year), (one.whole.participants or 0, _missing(one.whole)), _note(one.whole)) for one in been]
    columns = [Column(N_("År"), Kind.TEXT), *(Column(heading, Kind.NUMBER) for heading in _COUNTS)]
    rows = [[str(one.year), *_numbers(one.whole)] for one in been]
    return Figure("ar", N_("Deltagare år för år"), _compared(been), Bars(series, bars), columns, rows)


def _missing(one: Counted) -> int:
    return 0 if one.expected is None else one.expected - (one.participants or 0)


def _note(one: Counted) -> str:
    if one.expected is None:
        return str(one.participants)
    return N_("{number} av {of}").format(number=one.participants, of=one.expected)


def _compared(been: Sequence[Year]) -> str:
    """The latest year beside the one before it."""
    last = been[-1]
    told = N_("{year} var det {number} deltagare").format(year=last.year, number=last.whole.participants)
    if len(been) == 1:
        return f"{told}."
    before = been[-2]
    more = (last.whole.participants or 0) - (before.whole.participants or 0)
    words = N_("{number} fler än {year}.") if more > 0 else N_("{number} färre än {year}.")
    if not more:
        words = N_("lika många som {year}.")
    return f"{told}, {words.format(number=abs(more), year=before.year)}"


def by_group(found: Sequence[Year]) -> Figure | None:
    """Which role groups those belong to who took part, each year that is known."""
    rows = [(one.year, _of_groups(one)) for one in found]
    known = [(year, numbers) for year, numbers in rows if any(numbers)]
    if not known:
        return None
    series = [*(Series(group.label, fill) for group, fill in _GROUPS.items()), Series(_OTHERS, Fill.PALE)]
    bars = [Bar(str(year), numbers, str(sum(numbers))) for year, numbers in known]
    columns = [Column(N_("År")), *(Column(one.label, Kind.NUMBER) for one in series)]
    cells: list[list[Value]] = [[str(year), *numbers] for year, numbers in known]
    last, numbers = known[-1]
    label, most = max(zip((one.label for one in series), numbers, strict=True), key=lambda one: one[1])
    sentence = N_("{year} kom flest från {group}: {number} av {of}.").format(
        year=last, group=label, number=most, of=sum(numbers)
    )
    return Figure("rollgrupper", N_("Deltagare per rollgrupp"), sentence, Bars(series, bars), columns, cells)


def _of_groups(one: Year) -> list[int]:
    there = {part.key: part.counted.participants or 0 for part in one.parts.get(Division.GROUP, ())}
    own = [there.get(group.value, 0) for group in _GROUPS]
    return [*own, sum(there.values()) - sum(own)]


def over_years(found: Sequence[Year], division: Division, measure: Measure = Measure.PARTICIPANTS) -> list[Row]:
    """Each role group (in the register's order), area or organisation (in Swedish order), the unknown last."""
    names: dict[str, str] = {}
    for one in found:  # a later name before an earlier
        names |= {part.key: part.name for part in one.parts.get(division, ())}
    numbers = [{part.key: measure.of(part.counted) for part in one.parts.get(division, ())} for one in found]
    order = [group.value for group in RoleGroup]

    def place(key: str) -> tuple[bool, int, str]:
        return not key, order.index(key) if division is Division.GROUP and key else 0, sort_key(names[key])

    rows = [(key, tuple(year.get(key) for year in numbers)) for key in sorted(names, key=place)]
    return [Row(names[key] or _UNKNOWN[division], of) for key, of in rows if any(number is not None for number in of)]


_COUNTS = (
    N_("Inbjudna"),
    N_("Svarat"),
    N_("Svar i procent"),
    N_("Skulle vara med"),
    N_("Deltagare"),
    N_("Närvaro i procent"),
)
COLUMNS = (
    Column(N_("År"), Kind.NUMBER),
    Column(N_("Uppdelning"), width=16),
    Column(N_("Namn"), width=30),
    *(Column(heading, Kind.NUMBER) for heading in _COUNTS),
    Column(N_("Källa"), width=12),
)


def table(found: Iterable[Year], title: str) -> Table:
    """One row for each year, and for each role group, area and organisation in it: for a pivot table. Beside it the
    participants of each such division, a year in each column.
    """
    found = list(found)
    return Table(title, COLUMNS, _rows(found), beside=[_beside(found, division) for division in Division])


def _beside(found: Sequence[Year], division: Division) -> Table:
    columns = [Column(division.label, width=30), *(Column(str(one.year), Kind.NUMBER) for one in found)]
    return Table(division.label, columns, [(row.name, *row.numbers) for row in over_years(found, division)])


def _rows(found: Iterable[Year]) -> Iterator[Sequence[Value]]:
    for one in found:
        source = N_("Inskrivet") if one.entered else N_("Räknat")
        yield one.year, N_("Alla"), "", *_numbers(one.whole), source
        for division in Division:
            for part in sorted(one.parts.get(division, ()), key=lambda part: (not part.name, sort_key(part.name))):
                name = part.name or _UNKNOWN[division]
                yield one.year, division.label, name, *_numbers(part.counted), source


def _numbers(one: Counted) -> tuple[int | None, ...]:
    return one.invited, one.answered, one.answer_rate, one.expected, one.participants, one.attendance
