"""Reading PDFs as a reader's program does."""

import io
import re
from dataclasses import dataclass
from typing import NamedTuple

import segno
from pypdf import PdfReader
from pypdf.generic import DictionaryObject


@dataclass(frozen=True)
class Paper:
    """What a PDF says and what it is: its pages' text (places to break a word in taken away), title, language, whether
    it says that it follows PDF/UA-1, and which structure tags it has.
    """

    pages: tuple[str, ...]
    title: str
    language: str
    ua: bool
    tags: frozenset[str]

    @property
    def text(self) -> str:
        """All pages."""
        return "\n".join(self.pages)


def read(pdf: bytes) -> Paper:
    """The PDF as a reader's program has it."""
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    root = reader.root_object
    xmp = root["/Metadata"].get_object().get_data().decode()  # type: ignore[attr-defined]
    pages = tuple(
        page.extract_text().replace("\u200b", "").replace("\u2060", "").replace("\u00a0", " ") for page in reader.pages
    )
    marked = bool(root["/MarkInfo"]["/Marked"])  # type: ignore[index]
    tags = frozenset(_tags(root["/StructTreeRoot"].get_object())) if marked else frozenset()
    title = (reader.metadata.title if reader.metadata else None) or ""
    return Paper(pages, title, str(root["/Lang"]), "<pdfuaid:part>1</pdfuaid:part>" in xmp, tags)


class FirstPage(NamedTuple):
    """What the first page says, and what the PDF is."""

    text: str
    title: str
    language: str
    tagged: bool


def first_page(pdf: bytes) -> FirstPage:
    """As ``read``, without looking through the tags, which are many in a long list."""
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    root = reader.root_object
    tagged = bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root  # type: ignore[index]
    title = (reader.metadata.title if reader.metadata else None) or ""
    return FirstPage(reader.pages[0].extract_text(), title, str(root["/Lang"]), tagged)


def plain_pages(pdf: bytes) -> list[str]:
    """What the pages of any PDF say, whatever it is made by."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


Code = tuple[tuple[bool, ...], ...]
_RUN = re.compile(rb"\b(\d+) (\d+)\.5 m (\d+) \2\.5 l")
"""Dark modules beside each other, as typst draws a code: a line from the first to after the last, along its row."""


def codes(pdf: bytes) -> list[Code]:
    """The QR codes that are drawn, page by page and in the order they are drawn: which modules of each row are dark."""
    found: list[dict[int, set[int]]] = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        content, row = page.get_contents(), -1
        drawn = _RUN.finditer(content.get_data() if content is not None else b"")
        for first, at, end in (map(int, run.groups()) for run in drawn):
            if at < row or row == -1:
                found.append({})
            row = at
            found[-1].setdefault(row, set()).update(range(first, end))
    return [
        tuple(tuple(at in rows.get(row, ()) for at in range(_across(rows))) for row in range(_across(rows)))
        for rows in found
    ]


def _across(rows: dict[int, set[int]]) -> int:
    return max(rows) + 1


def says(code: Code, text: str) -> bool:
    """A reader gets ``text`` of it: it is one of the eight codes that say so, by mask."""
    told = (segno.make(text, error="m", micro=False, mask=mask, boost_error=False).matrix for mask in range(8))
    return code in {tuple(tuple(bool(one) for one in row) for row in matrix) for matrix in told}


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """The pages' widths and heights in millimetres."""
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(pdf)).pages]
    return [(round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in boxes]


def _tags(node: object) -> set[str]:
    found: set[str] = set()
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, DictionaryObject):
            if "/S" in one:
                found.add(str(one["/S"]))
            kids = one.get("/K", [])
            kids = kids.get_object() if hasattr(kids, "get_object") else kids
            stack += [kid.get_object() for kid in kids] if isinstance(kids, list) else [kids]
    return found
