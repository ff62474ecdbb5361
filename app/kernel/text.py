"""The one gate for text that comes from outside, and Swedish sorting and searching.

Everything a person or a file gives us passes ``clean_line`` or ``clean_text`` before it is stored (trust.md): one
participant's control characters must not break a mail header, a feed, an export or a page for the others.
"""

import re
import unicodedata

LINE_LIMIT = 200
TEXT_LIMIT = 20_000
NAME_LIMIT = 100

# Bidirectional overrides and isolates, zero-width characters that hide text, the byte order mark, and the
# interlinear marks. The zero-width joiner U+200D stays: emoji and several scripts need it.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
# Year, month and day (61–91 in a samordningsnummer), four figures. Ten figures in a row that begin with 07 are a mobile
# number far more often than a person born in 2007, and are let through.
_PERSONNUMMER = re.compile(
    r"(?<!\d)(?!07\d{8}(?!\d))(?:"
    r"(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|[67]\d|8\d|9[01])\s?[-+–]?\s?\d{4}"
    r"|(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]|[67]\d|8\d|9[01])[-+–]\d{4}"
    r")(?!\d)"
)

_SORT_LETTERS = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "œ": "}", "ü": "y"})
_FOLDED_LETTERS = str.maketrans(
    {"ł": "l", "þ": "th", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ß": "ss", "ŋ": "n"}
)


def _is_plain(value: str) -> bool:
    """Whether there is nothing to take away, as in nearly every text. Only the common space is printable."""
    return value.isprintable() and "  " not in value


def _without_controls(value: str) -> str:
    value = _INVISIBLE.sub("", _LINE_BREAKS.sub("\n", value))
    value = unicodedata.normalize("NFC", value)
    return "".join(
        character
        for character in value
        if character == "\n" or character == "\t" or unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn"}
    )


def clean_line(value: str, limit: int = LINE_LIMIT) -> str:
    """One line of text: NFC, no control or bidi characters, single spaces, trimmed, at most ``limit`` characters."""
    if _is_plain(value):
        return unicodedata.normalize("NFC", value).strip()[:limit].rstrip()
    return _SPACES.sub(" ", _without_controls(value).replace("\n", " ")).strip()[:limit].rstrip()


def clean_text(value: str, limit: int = TEXT_LIMIT) -> str:
    """Text of several lines: as ``clean_line``, but line breaks stay (as ``\\n``, at most two in a row)."""
    if _is_plain(value):
        return unicodedata.normalize("NFC", value).strip()[:limit].rstrip()
    lines = [_SPACES.sub(" ", line).rstrip() for line in _without_controls(value).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:limit].rstrip()


def sort_key(*parts: str) -> str:
    """A key that sorts in Swedish order when compared by code point: å, ä, ö after z; other accents ignored.

    Give family name before given name. Stored beside the name, because no database here has a Swedish collation.
    """
    return "\x01".join(_sortable(part) for part in parts)


def _sortable(part: str) -> str:
    lowered = unicodedata.normalize("NFC", part.casefold()).translate(_SORT_LETTERS).translate(_FOLDED_LETTERS)
    decomposed = unicodedata.normalize("NFD", lowered)
    kept = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.sub(r"[\s\-–'’]+", " ", kept).strip()


def fold(value: str) -> str:
    """Lower case without accents, å ä ö folded too ("Björk" -> "bjork"): what a hurried person types."""
    if value.isascii():
        return value.casefold()
    decomposed = unicodedata.normalize("NFD", value.casefold().translate(_FOLDED_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def search_key(*parts: str) -> str:
    """What a search looks in: the words as written and folded, so that "bjork" and "björk" both find Björk."""
    written = " ".join(part.casefold() for part in parts if part)
    folded = fold(written)
    return f" {written} " if folded == written else f" {written} | {folded} "


def like_pattern(word: str) -> str:
    """A LIKE pattern (escape character ``\\``) that finds ``word`` anywhere in a search key."""
    escaped = word.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def looks_like_personnummer(value: str) -> bool:
    """Whether the text holds something shaped like a Swedish personnummer or samordningsnummer."""
    return _PERSONNUMMER.search(value) is not None


def without_personnummer(value: str) -> str:
    """The text without what ``looks_like_personnummer`` finds."""
    return _PERSONNUMMER.sub("", value)
