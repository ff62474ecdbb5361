"""How much a workbook would become, found without building it.

The parser makes a dense grid up to the last filled cell and a copy of a shared text for every cell that names it, so a
file of a few kilobytes could fill the memory. Here the XML is read as a stream and given up at the first excess.
"""

from functools import lru_cache
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

from app.sheets import refused
from app.sheets.refused import SpreadsheetRefused
from app.sheets.unwrapped import MAX_AREA, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT

MAX_UNZIPPED = 60_000_000
MAX_MEMBERS = 500
_PIECE = 65_536
_RELATIONS = "xl/_rels/workbook.xml.rels"


class _NotThisKind(Exception):
    """The member's first element is not the one looked for."""


def weigh(archive: ZipFile) -> None:
    """Raise SpreadsheetRefused if the workbook unpacks to more than we read; or ValueError if its XML is broken."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNZIPPED:
        raise SpreadsheetRefused(refused.TOO_BIG)
    texts = _SharedTexts()
    sheet = _Worksheet(texts.lengths)
    for reader, ending in ((_Relations(), _RELATIONS), (texts, ".xml"), (sheet, ".xml")):
        for member in members:
            if member.filename.casefold().endswith(ending):
                with archive.open(member) as stream:
                    reader.read(stream)


class _Reader:
    """Goes through one XML stream whose first element must be ``root``; otherwise reads it without looking."""

    root = ""

    def read(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype

        def first(name: str, _: dict[str, str]) -> None:
            if _local(name) != self.root:
                raise _NotThisKind
            self.begin()
            parser.StartElementHandler = self.start
            parser.EndElementHandler = self.end
            parser.CharacterDataHandler = self.text

        parser.StartElementHandler = first
        try:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except _NotThisKind:
            while stream.read(_PIECE):  # to its end, so that a wrong size or checksum is seen
                pass
        except expat.ExpatError as error:
            raise ValueError(str(error)) from None

    def begin(self) -> None:
        """The first element was the one looked for."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Text between elements."""


def _local(name: str) -> str:
    """The name of an element without the prefix that some programs give it ("x:row")."""
    return name if ":" not in name else name.rpartition(":")[2]


def _refuse_doctype(*_: object) -> None:
    raise SpreadsheetRefused(refused.BROKEN)


class _Relations(_Reader):
    """Sees to it that every part the workbook points at is one that the other readers look into."""

    root = "Relationships"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not attributes.get("Target", "").casefold().endswith(".xml"):
            raise SpreadsheetRefused(refused.BROKEN)


class _SharedTexts(_Reader):
    """The length of each shared text, in the order of its number."""

    root = "sst"

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.seen = False

    def begin(self) -> None:
        if self.seen:  # two lists of texts: whose lengths would count?
            raise SpreadsheetRefused(refused.BROKEN)
        self.seen = True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "si":
            self.lengths.append(0)

    def text(self, data: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(data)


class _Worksheet(_Reader):
    """Counts rows and columns of a sheet, and cells and text of all sheets together."""

    root = "worksheet"

    def __init__(self, lengths: list[int]) -> None:
        self.lengths = lengths
        self.cells = 0
        self.letters = 0
        self.row = self.column = 0
        self.last_row = self.last_column = 0
        self.area = 0
        self.shared = False
        self.value = ""
        self.at_value = False

    def begin(self) -> None:
        self.area += self.last_row * self.last_column
        self.row = self.column = self.last_row = self.last_column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "row":
            self.row = _number(attributes.get("r", ""), self.row + 1)
            self.column = 0
        elif name == "c":
            self.row, self.column = _place(attributes.get("r", ""), self.row, self.column + 1)
            self.shared = attributes.get("t") == "s"
        elif name in {"v", "is"}:
            self.at_value = True
            self.value = ""
            self._count_cell()

    def _count_cell(self) -> None:
        self.cells += 1
        if self.row > MAX_ROWS:
            raise SpreadsheetRefused(refused.TOO_MANY_ROWS)
        if self.column > MAX_COLUMNS:
            raise SpreadsheetRefused(refused.TOO_MANY_COLUMNS)
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        area = self.area + self.last_row * self.last_column
        if area > MAX_AREA or self.cells > MAX_CELLS or self.letters > MAX_TEXT:
            raise SpreadsheetRefused(refused.TOO_MUCH)

    def text(self, data: str) -> None:
        if self.at_value:
            self.letters += len(data)
            if self.shared:
                self.value += data

    def end(self, name: str) -> None:
        if _local(name) not in {"v", "is"}:
            return
        self.at_value = False
        if self.shared:
            number = _number(self.value, -1)
            self.letters += self.lengths[number] if 0 <= number < len(self.lengths) else 0


def _number(written: str, otherwise: int) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) <= len("1048576") else otherwise


def _place(written: str, row: int, column: int) -> tuple[int, int]:
    """Row and column of a cell's name ("F12"), both from 1; as counted so far where it has none."""
    letters = written.rstrip("0123456789")
    return _number(written[len(letters) :], row), _column(letters) or column


@lru_cache(maxsize=MAX_COLUMNS)
def _column(letters: str) -> int:
    """26 for "Z", 27 for "AA"; 0 for what is no column."""
    if not letters.isascii() or not letters.isalpha() or len(letters) > len("XFD"):
        return 0
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
