"""Reports of who took part digitally, as Zoom and Teams write them, in English or Swedish: one row a person or a stay,
or (older Teams) one each time that somebody joined or left; under headings that may stand below a summary, and above
other sections.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from app.kernel.text import clean_line, fold
from app.sheets.table import Cell, Row, Sheet


class NoReportError(ValueError):
    """No sheet has a heading for names beside one for addresses or times."""


@dataclass(frozen=True)
class Participant:
    """Somebody in a report, and for how long they were there. ``address``: "" where the report has none."""

    name: str
    address: str
    seconds: int

    @property
    def minutes(self) -> int:
        """To the nearest."""
        return (self.seconds + 30) // 60


class _What(Enum):
    NAME = r"(full |display |user |participant )?name|(fullstandigt |visnings|anvandar|deltagar)?namn"
    ADDRESS = r".*(e-?mail|e-?post).*"
    UPN = r".*\bupn\b.*"
    LASTED = r".*(duration|varaktighet|tid i mote|motestid|narvarotid|total tid|langd|minuter).*"
    JOINED = r".*(join|anslut|gick med|intrade).*"
    LEFT = r".*(leave|left|lamna|uttrade).*"
    ACTION = r"((user|participant) )?action|(anvandar|deltagar)?atgard|(anvandarens|deltagarens) atgard"
    MOMENT = r"time ?stamp|tidsstampel|tidpunkt|tid"


_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_SECTION = re.compile(r"\d+\.\s")
_LASTED = re.compile(
    r"(?:(\d+)\s*(?:h|hr|hrs|hours?|t|tim\w*)\b\.?)?\s*(?:(\d+)\s*(?:m|min\w*)\b\.?)?\s*(?:(\d+)\s*(?:s|se[ck]\w*)\b\.?)?"
)
_CAME = re.compile(r"join|ansl[ou]t|gick med|intrad")
_WENT = re.compile(r"left|leave|lamna|uttrad|gick ut")
_CLOCK = re.compile(r"(\d+):(\d{2}):(\d{2})")
_BEGINS_LIKE_A_DAY = re.compile(r"\d{1,4}[-/.]\d|[A-Za-z]{3} \d")
_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d/%m/%Y", "%d.%m.%Y", "%b %d, %Y")
_TIMES = ("%H:%M:%S", "%I:%M:%S %p", "%H:%M", "%I:%M %p")
_Columns = Mapping[_What, tuple[int, str]]
"""What stands in which column, with its heading folded."""
_AWRY = timedelta(seconds=61)
"""So much may a stay differ from what the report says it lasted: Zoom rounds to minutes."""


def read_report(sheets: Iterable[Sheet]) -> tuple[Participant, ...]:
    """Everybody in the first table of the report, in its order; who left and came again is one.

    Raises NoReportError.
    """
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            columns = _columns(row)
            if columns:
                table = list(_section(sheet.rows[at + 1 :]))
                by_action = {_What.ACTION, _What.MOMENT} <= columns.keys()
                return tuple(_put_together((_passages if by_action else _stays)(table, columns)))
    raise NoReportError


def _columns(row: Row) -> dict[_What, tuple[int, str]]:
    """What stands in which column, with its heading folded; nothing where the row is no heading."""
    found: dict[_What, tuple[int, str]] = {}
    for number, cell in enumerate(row.cells):
        if isinstance(cell, str):
            whole = " ".join(fold(clean_line(cell)).split())
            bare = _IN_BRACKETS.sub("", whole).strip()
            for what in _What:
                if what not in found and re.fullmatch(what.value, whole if what is _What.UPN else bare):
                    found[what] = number, whole
                    break
    told = {_What.ADDRESS, _What.LASTED, _What.JOINED} & found.keys() or {_What.ACTION, _What.MOMENT} <= found.keys()
    return found if _What.NAME in found and told else {}


@dataclass(frozen=True)
class _Stay:
    name: str
    address: str
    seconds: int
    joined: datetime | None
    left: datetime | None

    @property
    def is_whole(self) -> bool:
        """Whether they were there from ``joined`` to ``left``, so that two at a time can be told."""
        return (
            self.joined is not None
            and self.left is not None
            and abs(self.left - self.joined - timedelta(seconds=self.seconds)) <= _AWRY
        )


def _section(rows: Iterable[Row]) -> Iterator[Row]:
    """Until another begins."""
    for row in rows:
        filled = [one for one in row.cells if one is not None]
        if (len(filled) == 1 and _SECTION.match(str(filled[0]))) or _columns(row):
            return
        yield row


def _cell(row: Row, columns: _Columns, what: _What) -> Cell:
    number = columns.get(what, (len(row.cells), ""))[0]
    return row.cells[number] if number < len(row.cells) else None


def _who(row: Row, columns: _Columns) -> tuple[str, str]:
    """The name, and the address where the report has one."""
    name = clean_line(str(_cell(row, columns, _What.NAME) or ""))
    return name, _address(_cell(row, columns, _What.ADDRESS)) or _address(_cell(row, columns, _What.UPN))


def _stays(rows: Iterable[Row], columns: _Columns) -> Iterator[_Stay]:
    """Of rows that each tell a stay, or the sum of them."""
    for row in rows:
        name, address = _who(row, columns)
        joined, left = (_moment(_cell(row, columns, what)) for what in (_What.JOINED, _What.LEFT))
        lasted = _seconds(_cell(row, columns, _What.LASTED), columns.get(_What.LASTED, (0, ""))[1])
        if lasted is None and joined and left:
            lasted = max(0, int((left - joined).total_seconds()))
        if name or address:
            yield _Stay(name, address, lasted or 0, joined, left)


def _passages(rows: Iterable[Row], columns: _Columns) -> Iterator[_Stay]:
    """Of rows that each tell that somebody joined or left, in any order. Whoever came by two devices is there until the
    last of them has left; whoever had not left when the report was fetched was there until its last moment.
    """
    people: dict[str, tuple[str, str]] = {}
    seen: list[tuple[datetime, int, str]] = []
    for row in rows:
        name, address = _who(row, columns)
        key, moment = address or fold(name), _moment(_cell(row, columns, _What.MOMENT))
        if key:
            people.setdefault(key, (name, address))
        step = _step(_cell(row, columns, _What.ACTION))
        if key and moment and step:
            seen.append((moment, step, key))
    last = max((moment for moment, _step, _key in seen), default=None)
    for key, (name, address) in people.items():
        yield (
            _Stay(name, address, 0, None, None)
            if last is None
            else _Stay(name, address, _spent([one[:2] for one in seen if one[2] == key], last), None, None)
        )


def _step(action: Cell) -> int:
    """One more, one less, or neither."""
    written = fold(clean_line(str(action or "")))
    return 1 if _CAME.search(written) else -1 if _WENT.search(written) else 0


def _spent(seen: Iterable[tuple[datetime, int]], last: datetime) -> int:
    """In seconds, until ``last`` for what has no end; of one moment coming stands before going."""
    total, inside, since = timedelta(), 0, last
    for moment, step in sorted(seen, key=lambda one: (one[0], -one[1])):
        if step > 0:
            since = since if inside else moment
            inside += 1
        elif inside:
            inside -= 1
            total += timedelta() if inside else moment - since
    return int((total + (last - since if inside else timedelta())).total_seconds())


def _address(cell: Cell) -> str:
    written = clean_line(str(cell or "")).casefold()
    return written if "@" in written else ""


def _seconds(cell: Cell, heading: str) -> int | None:
    """How long a cell says: "1h 27m 51s", "1 tim 27 min", "01:27:51", or a number of what the heading says."""
    unit = 1 if re.search(r"se[ck]", heading) else 60
    if isinstance(cell, int | float):
        return int(cell * unit)
    written = fold(clean_line(cell)) if isinstance(cell, str) else ""
    if re.fullmatch(r"\d+(?:[.,]\d+)?", written):
        return int(float(written.replace(",", ".")) * unit)
    found = _CLOCK.fullmatch(written) or (_LASTED.fullmatch(written) if written else None)
    if found is None:
        return None
    hours, minutes, seconds = (int(one or 0) for one in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def _moment(cell: Cell) -> datetime | None:
    """A time of the report, in whichever zone it is: only how long it is between two of them is asked."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    written = clean_line(cell.replace("\u202f", " ")) if isinstance(cell, str) else ""
    if not _BEGINS_LIKE_A_DAY.match(written):  # strptime is slow, and an empty cell would try them all
        return None
    for day in _DAYS:
        for time in _TIMES:
            for between in (" ", ", "):
                try:
                    return datetime.strptime(written, f"{day}{between}{time}")  # noqa: DTZ007 - see above
                except ValueError:
                    continue
    return None


@dataclass
class _Together:
    name: str
    address: str
    stays: list[_Stay] = field(default_factory=list)

    @property
    def seconds(self) -> int:
        """Of all stays; two at a time, as with telephone and computer, count once where the report lets it be seen."""
        if not all(stay.is_whole for stay in self.stays):
            return sum(stay.seconds for stay in self.stays)
        spans = sorted((stay.joined, stay.left, stay.seconds) for stay in self.stays if stay.joined and stay.left)
        total, until = 0, datetime.min  # noqa: DTZ901 - as the moments of the report
        for joined, left, seconds in spans:
            total += seconds if joined >= until else max(0, int((left - until).total_seconds()))
            until = max(until, left)
        return total


def _put_together(stays: Iterable[_Stay]) -> Iterator[Participant]:
    """One for each address, or name where there is none."""
    found: dict[str, _Together] = {}
    for stay in stays:
        one = found.setdefault(stay.address or fold(stay.name), _Together(stay.name, stay.address))
        one.stays.append(stay)
    return (Participant(one.name, one.address, one.seconds) for one in found.values())
