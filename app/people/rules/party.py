"""Party is never kept (trust.md): it is taken out of names, roles and notes before anything else sees them."""

import re

_LETTERS = "S|M|C|L|KD|MP|V|SD|FP|FI|PP|KP|SP|HP|BP|OP|VP|SJVP|NYD"
_NAMES = (
    "socialdemokrat|moderat|centerparti|centern|liberalern|kristdemokrat|miljöparti|vänsterparti|vänstern|"
    "sverigedemokrat|folkparti|feministiskt initiativ|lokalparti|partilös|obunden|politisk vilde"
)
_PARTY = rf"(?:{_LETTERS}|(?:{_NAMES})[a-zåäö]*)"
_IN_PARENTHESES = re.compile(rf"\s*[(\[]\s*{_PARTY}(?:\s*[,/–-]\s*{_PARTY})*\s*[)\]]", re.IGNORECASE)
_CAPITALS = re.compile(r"\s*[(\[]\s*[A-ZÅÄÖ]{1,5}\s*[)\]]")
_LAST = re.compile(rf"\s*[,;/–-]\s*(?:{_LETTERS}|(?i:(?:{_NAMES})[a-zåäö]*))\.?\s*$")
_FIRST = re.compile(rf"^\s*(?:{_LETTERS})[-–](?=[a-zåäö])")
_SAID = re.compile(rf"\bparti(?:tillhörighet)?\s*[:=]\s*(?:{_PARTY}|\S+)[.,;]?", re.IGNORECASE)
_ALONE = re.compile(rf"\s*[(\[]?\s*(?:{_LETTERS}|(?i:(?:{_NAMES})[a-zåäö]*))\s*[)\]]?\.?\s*")
_ALONE_SMALL = re.compile(rf"\s*[(\[]\s*(?:{_LETTERS})\s*[)\]]\s*", re.IGNORECASE)


def without_party(text: str) -> str:
    """``text`` without "(C)" or "(s)", ", KD" at its end, "S-" at its beginning, or a party's name in their place."""
    if is_party(text):
        return ""
    return _FIRST.sub("", _LAST.sub("", _IN_PARENTHESES.sub(" ", text))).strip()


def name_without_party(name: str) -> str:
    """As ``without_party``; any few capitals in parentheses go too, since local parties have letters of their own."""
    return without_party(_CAPITALS.sub(" ", name))


def note_without_party(note: str) -> str:
    """``note`` without "(C)" and "parti: C"; empty if it says nothing else."""
    return without_party(_SAID.sub("", note))


def is_party(text: str) -> bool:
    """Whether the text is nothing but a party: "C", "(s)", "Centerpartiet"."""
    return (_ALONE.fullmatch(text) or _ALONE_SMALL.fullmatch(text)) is not None
