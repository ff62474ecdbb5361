"""What a column holds, told by what stands in it, where its heading tells nothing."""

import re
from collections.abc import Callable, Mapping, Sequence

from app.kernel.text import fold, looks_like_personnummer
from app.people.rules.addresses import looks_like_address
from app.people.rules.cells import cell_line
from app.people.rules.headings import Field
from app.people.rules.party import is_party
from app.people.rules.phones import looks_like_phone
from app.people.rules.readers import Readers
from app.sheets.table import Cell

_MOST = 0.6
_NEARLY_ALL = 0.8
_HALF = 0.5
_LONGEST_NAME = 5
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")


def guess_field(values: Sequence[Cell], readers: Readers) -> Field | None:
    """What a column with these values holds; None if that cannot be told."""
    texts = [text for text in map(cell_line, values) if text]
    if not texts:
        return None
    tests: tuple[tuple[Field, float, Callable[[str], bool]], ...] = (
        (Field.EMAIL, _HALF, looks_like_address),
        (Field.SECRET, _HALF, looks_like_personnummer),
        (Field.PARTY, _NEARLY_ALL, is_party),
        (Field.ROLE, _MOST, readers.is_role),
        (Field.ORGANISATION, _MOST, readers.is_organisation),
    )
    found = next((field for field, least, test in tests if _share(texts, test) >= least), None)
    if found is None and sum(map(looks_like_phone, values)) >= _MOST * len(values):
        return Field.PHONE
    return found or (Field.SKIP if _counts(values) else None)


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, texts)) / len(texts)


def _counts(values: Sequence[Cell]) -> bool:
    """Whether the column only numbers its rows."""
    return (
        len(values) > 1
        and all(isinstance(value, int) for value in values)
        and list(values) == list(range(int(str(values[0])), int(str(values[0])) + len(values)))
    )


def guess_name_columns(columns: Mapping[int, Sequence[Cell]], addresses: Sequence[str]) -> dict[int, Field]:
    """Which of the columns (cells by place, row by row) hold names. ``addresses``: the rows' first ones, or empty; they
    tell given and family names apart.
    """
    named = {index: values for index, values in columns.items() if _are_names(values)}
    whole = [index for index, values in named.items() if _share_of_words(values) >= _HALF]
    if whole:
        return {whole[0]: Field.NAME}
    parts = list(named)[:2]
    if len(parts) < 2:
        return dict.fromkeys(parts, Field.NAME)
    first, second = parts
    if _begins(columns[second], addresses) > _begins(columns[first], addresses):
        first, second = second, first
    return {first: Field.GIVEN, second: Field.FAMILY}


def _are_names(values: Sequence[Cell]) -> bool:
    texts = [text for text in map(cell_line, values) if text]
    return bool(texts) and _share(texts, _is_name) >= _NEARLY_ALL


def _is_name(text: str) -> bool:
    words = text.replace(",", " ").split()
    return (
        0 < len(words) <= _LONGEST_NAME and text[:1].isupper() | (len(words) > 1) and all(map(_WORD.fullmatch, words))
    )


def _share_of_words(values: Sequence[Cell]) -> float:
    texts = [text for text in map(cell_line, values) if text]
    return _share(texts, lambda text: " " in text)


def _begins(values: Sequence[Cell], addresses: Sequence[str]) -> int:
    """In how many rows the address begins with the value."""
    pairs = zip(map(cell_line, values), addresses, strict=True)
    return sum(bool(text) and fold(address).startswith(fold(text)) for text, address in pairs)
