"""E-mail addresses as people write them in a cell, and which of them a letter can be sent to.

A broken address is never mended by guessing what is missing: the letter would reach somebody else.
"""

import re
from dataclasses import dataclass

from app.kernel.text import clean_text, fold
from app.kernel.words import N_
from app.people.rules.sentences import Sentence, say

LONGEST = 254
_LONGEST_LOCAL = 64

_NOTHING = {
    "", "-", "–", "—", "?", "x", "0", "nej", "ingen", "inga", "saknas", "saknar", "okänd", "okänt", "uppgift saknas",
    "finns ej", "finns inte", "har ej", "har inte", "ej", "n/a", "na", "null", "none", "ingen e-post", "ingen mail",
    "saknar e-post", "ingen mejl", "hemligt nummer", "hemligt", "kommer", "kommer senare", "kompletteras", "se ovan",
}  # fmt: skip
_AT = re.compile(
    r"\s*[(\[{<]\s*(?:at|a|ät|snabel-?a|@)\s*[)\]}>]\s*|\s+(?:at|snabel-?a)\s+(?=[\w.-]+\.[a-z]{2})|[＠﹫]",
    re.IGNORECASE,
)
_DOT = re.compile(r"\s*[(\[{]\s*(?:dot|punkt|\.)\s*[)\]}]\s*", re.IGNORECASE)
_AROUND_AT = re.compile(r"\s*@\s*")
_ASIDE = re.compile(r"\([^()@]*\)")
_LABELS = {
    "e-post", "epost", "e-postadress", "epostadress", "email", "e-mail", "mail", "mailadress", "mejl", "mejladress",
    "mailto", "privat", "jobb", "arbete", "arb", "hem", "tjänst", "alt", "alternativt", "eller", "och", "samt", "el",
    "or", "&", "+",
}  # fmt: skip
_LABEL_BEFORE = re.compile(r"^(?:mailto|e-?post|e-?mail|mail|mejl|privat|jobb|arbete|hem):", re.IGNORECASE)
_LIKE = re.compile(r"[\w.'+-]\s*(?:@|[(\[]\s*(?:at|a)\s*[)\]])\s*\w", re.IGNORECASE)
_BRACKETED = re.compile(r"<([^<>]*@[^<>]*)>")
_SEPARATOR = re.compile(r"[;,/|\s]+")
_AROUND = " \t\n.,;:<>()[]{}\"'“”„’‘«»"
_BEFORE = _AROUND.replace(".", "")
_SHORTEST_NAME = 3
_FIGURES = re.compile(r"[\d+–-]+")
_FEWEST_FIGURES = 7
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LAST_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]+")


@dataclass(frozen=True)
class Addresses:
    """What a cell holds: the addresses that can be used, in order, lower case; and what is wrong with the rest."""

    valid: tuple[str, ...] = ()
    broken: tuple[Sentence, ...] = ()
    name: str = ""
    """The name that stands before an address in angle brackets, or empty."""


def clean_addresses(written: str) -> Addresses:
    """Read a cell: "Anna <a@b.se>", "a (at) b.se", two addresses, capitals, mailto:, punctuation after.

    A cell that says in words that there is none ("saknas", "-") is empty, not broken.
    """
    text = clean_text(written)
    if is_nothing(text):
        return Addresses()
    text = _AROUND_AT.sub("@", _AT.sub("@", _DOT.sub(".", text)))
    if "@" not in text:
        return Addresses(broken=(say(N_("«%(written)s» är ingen e-postadress."), written=text),))
    name, parts, left_over = _parts(_ASIDE.sub(" ", text))
    if left_over and not _is_name_of(left_over, parts):
        sentence = N_("E-postadressen «%(written)s» innehåller mellanslag eller andra ord.")
        return Addresses(broken=(say(sentence, written=text),))
    verdicts = [(part, _trouble(part)) for part in parts]
    valid = dict.fromkeys(_ascii_domain(part) for part, trouble in verdicts if trouble is None)
    return Addresses(tuple(valid), tuple(trouble for _, trouble in verdicts if trouble), name or " ".join(left_over))


def is_nothing(text: str) -> bool:
    """Whether a cell says in words or signs that there is nothing: "-", "saknas", "?"."""
    return text.casefold().strip(" .") in _NOTHING


def looks_like_address(text: str) -> bool:
    """Whether there is an address in the text, broken ones with a name after the @ too; no formula ("@SUM(1+1)")."""
    return _LIKE.search(text) is not None


def local_part(address: str) -> str:
    """What stands before the @, folded and with only letters: "Björn.O-Brien@x" gives "bjornobrien"."""
    return re.sub(r"[^a-z]", "", fold(address.partition("@")[0]))


def _parts(text: str) -> tuple[str, list[str], list[str]]:
    """The name before brackets, the words with an @, and the words without one."""
    bracketed = _BRACKETED.findall(text)
    if bracketed:
        name = text.partition("<")[0].strip(_AROUND)
        outside = [word for word in _SEPARATOR.split(_BRACKETED.sub(" ", text)) if "@" in word]
        found = [_LABEL_BEFORE.sub("", piece) for inside in bracketed for piece in _SEPARATOR.split(inside)]
        return name, _stripped([*found, *outside]), []
    words = [_LABEL_BEFORE.sub("", word) for word in _SEPARATOR.split(text)]
    with_at = [word for word in words if "@" in word]
    others = [word.strip(_AROUND) for word in words if "@" not in word]
    left_over = [word for word in others if word and word.casefold() not in _LABELS]
    return "", _stripped(with_at), _without_phone(left_over)


def _without_phone(words: list[str]) -> list[str]:
    """The words but for the groups of figures, where they are many enough for a phone number."""
    others = [word for word in words if not _FIGURES.fullmatch(word)]
    figures = sum(letter.isdigit() for word in words for letter in word)
    return others if figures >= _FEWEST_FIGURES else words


def _stripped(words: list[str]) -> list[str]:
    # A dot after an address ends a sentence; one before it is a part of it, and makes it a broken one.
    return [word for word in (word.rstrip(_AROUND).lstrip(_BEFORE).casefold() for word in words) if word]


def _is_name_of(words: list[str], addresses: list[str]) -> bool:
    """Whether every word is part of one of the addresses' own name: "Anna Berg anna.berg@x.se" is no broken address,
    but "anna berg@x.se" may well be "anna.berg@x.se" and is one.
    """
    locals_ = [local_part(address) for address in addresses]
    names = [local_part(word) for word in words]
    return all(len(name) >= _SHORTEST_NAME and any(name in local for local in locals_) for name in names)


def _trouble(address: str) -> Sentence | None:
    local, at, domain = address.rpartition("@")
    labels = domain.split(".")
    if not at or not local or not domain:
        return say(N_("E-postadressen «%(address)s» är inte hel."), address=address)
    if "@" in local:
        return say(N_("E-postadressen «%(address)s» har två @."), address=address)
    if len(labels) < 2:
        return say(N_("E-postadressen «%(address)s» saknar slutet efter punkten, till exempel .se."), address=address)
    if not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL or len(address) > LONGEST:
        return say(N_("E-postadressen «%(address)s» har tecken före @ som inte kan användas."), address=address)
    if not all(map(_is_label, labels[:-1])) or not _LAST_LABEL.fullmatch(_as_ascii(labels[-1])):
        return say(N_("E-postadressen «%(address)s» har inget riktigt namn efter @."), address=address)
    return None


def _is_label(label: str) -> bool:
    return _DOMAIN_LABEL.fullmatch(_as_ascii(label)) is not None


def _as_ascii(label: str) -> str:
    """A domain label with å ä ö as the network writes it ("xn--…"); empty where that cannot be done."""
    try:
        return label if label.isascii() else label.encode("idna").decode()
    except UnicodeError:
        return ""


def _ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{'.'.join(map(_as_ascii, domain.split('.')))}"
