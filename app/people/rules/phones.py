"""Phone numbers as they come out of a spreadsheet, written so that they can be read and dialled."""

import re

from app.kernel.text import clean_line
from app.people.rules.addresses import is_nothing

# Area codes of three figures (Post- och telestyrelsen's numbering plan); 08 has two, all others have four.
_THREE = {
    "010", "011", "013", "016", "018", "019", "020", "021", "023", "026", "031", "033", "035", "036", "040", "042",
    "044", "046", "054", "060", "063", "077", "090",
}  # fmt: skip
_GROUPS = {5: (3, 2), 6: (2, 2, 2), 7: (3, 2, 2), 8: (3, 3, 2)}
_FEWEST, _MOST = 7, 15
_SEPARATOR = re.compile(r"\s*(?:[;,|\n]|\s/\s|/(?=\s*[+0])|\beller\b|\boch\b)\s*")
_LABEL = re.compile(
    r"^\s*(?:tel(?:efon)?|mob(?:il)?|arb(?:ete)?|hem|dir(?:ekt)?|vx|växel|t|m)\s*[.:]*\s*", re.IGNORECASE
)
_ALLOWED = re.compile(r"[\d\s()+./–—-]+")
_DECIMAL = re.compile(r"(\d{7,15})[.,]0+")


def clean_phone(written: str | float) -> str | None:
    """The numbers in a cell, readable, with ", " between ("070-123 45 67"); empty for none; None if it is no number.

    A number cell has lost its first zero: 701234567 is 070-123 45 67.
    """
    text = _as_digits(written) if isinstance(written, int | float) else clean_line(written)
    if is_nothing(text):
        return ""
    numbers = [_readable(part) for part in _SEPARATOR.split(text) if part.strip()]
    if not numbers or None in numbers:
        return None
    return ", ".join(dict.fromkeys(number for number in numbers if number))


def phone_keys(written: str) -> frozenset[str]:
    """What the numbers are compared by: figures with country code, however they are written."""
    return frozenset(_international(part) for part in _SEPARATOR.split(written) if part.strip())


def looks_like_phone(written: object) -> bool:
    """Whether a cell holds a phone number; for guessing what a column without a heading is."""
    if isinstance(written, int | float):
        return len(_as_digits(written)) in {9, 11} and _as_digits(written)[0] in "1456789"
    return isinstance(written, str) and _LABEL.sub("", written)[:1] in {"0", "+", "("} and bool(clean_phone(written))


def _as_digits(number: float) -> str:
    return f"{number:.0f}"


def _readable(written: str) -> str | None:
    text = _LABEL.sub("", written).strip()
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        text = decimal[1]
    if not _ALLOWED.fullmatch(text):
        return None
    national = _national(text)
    if not _FEWEST <= len(re.sub(r"\D", "", text)) <= _MOST:
        return None
    return _grouped(national) if national else _foreign(text)


def _foreign(text: str) -> str:
    kept = re.sub(r"\s+", " ", text).strip()
    return "+" + kept[2:].strip() if kept.startswith("00") else kept


def _national(text: str) -> str:
    """The figures of a Swedish number with its first zero, or empty for a foreign one."""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    if text.strip().startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        return "0" + digits.removeprefix("46").lstrip("0") if digits.startswith("46") else ""
    if digits.startswith("0"):
        return digits
    if digits.startswith("46") and len(digits) in {10, 11}:
        return "0" + digits.removeprefix("46").lstrip("0")
    return "0" + digits


def _grouped(national: str) -> str:
    """ "070-123 45 67", "060-12 34 56", "0611-55 75 00"."""
    code = 2 if national.startswith("08") else 3 if national[:2] == "07" or national[:3] in _THREE else 4
    rest = national[code:]
    groups = _GROUPS.get(len(rest))
    if not groups:
        return f"{national[:code]}-{rest}" if rest else national
    pieces, at = [], 0
    for size in groups:
        pieces.append(rest[at : at + size])
        at += size
    return f"{national[:code]}-{' '.join(pieces)}"


def _international(written: str) -> str:
    national = _national(written)
    return "46" + national[1:] if national else re.sub(r"\D", "", written).removeprefix("00")
