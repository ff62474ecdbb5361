"""An organizer's own words in a letter: fields such as {{förnamn}} are exchanged for their values, letter by letter and
once. Nothing is evaluated, a value that looks like a field stays what it is, and a name never becomes a link. Pure.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

_FIELD = re.compile(r"\{\{([^{}]*)\}\}")
_LINK_LIKE = re.compile(r"(?<=\S)([.:@/])(?=\S)")
_LOOKS_LIKE_LINK = re.compile(r"://|@|www\.|\w\.\w{2,}", re.IGNORECASE)
_JOINER = "\u2060"
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")


def fields_in(text: str) -> tuple[str, ...]:
    """The names of the fields in ``text``, each once, in the order written."""
    return tuple(dict.fromkeys(_name(found) for found in _FIELD.findall(text)))


def unknown_fields(text: str, allowed: Collection[str]) -> tuple[str, ...]:
    """What in ``text`` is written as a field and is none of ``allowed``: as written, braces and all."""
    strange = [found.group(0) for found in _FIELD.finditer(text) if _name(found.group(1)) not in allowed]
    left = _FIELD.sub("", text)
    return tuple(dict.fromkeys(strange + [braces for braces in ("{{", "}}") if braces in left]))


@dataclass(frozen=True)
class FieldsUnknown:
    """The text holds what looks like a field and is none; ``known``: the fields that there are."""

    written: tuple[str, ...]
    known: tuple[str, ...] = field(default=(), compare=False)


def field_fault(text: str, allowed: Collection[str]) -> FieldsUnknown | None:
    """What is wrong with the fields in ``text``; None when nothing is."""
    strange = unknown_fields(text, allowed)
    return FieldsUnknown(strange, tuple(allowed)) if strange else None


def paragraphs(text: str, values: Mapping[str, str]) -> list[list[str]]:
    """``text`` with its fields filled, as paragraphs of lines; divided first, so that no value makes a line."""
    blocks = [block.split("\n") for block in re.split(r"\n\s*\n", text.strip())]
    return [[filled(line, values) for line in block] for block in blocks]


def filled_markdown(text: str, values: Mapping[str, str]) -> str:
    """Markdown with its fields filled; no value is taken for a mark."""
    return filled(text, {name: _MARKS.sub(r"\\\1", " ".join(value.split())) for name, value in values.items()})


def filled(line: str, values: Mapping[str, str]) -> str:
    """One line with those of its fields filled that there are ``values`` for."""
    return _FIELD.sub(lambda found: values.get(_name(found.group(1)), found.group(0)), line)


def _name(written: str) -> str:
    return " ".join(written.casefold().split())


def without_links(name: str) -> str:
    """A person's name so that no mail program makes a link of it: where it looks like an address, invisible joiners
    keep its pieces apart.
    """
    return _LINK_LIKE.sub(rf"\1{_JOINER}", name) if looks_like_link(name) else name


def looks_like_link(name: str) -> bool:
    """Whether a mail program could make a link of a part of it."""
    return _LOOKS_LIKE_LINK.search(name) is not None
