"""What is written about a person, as values."""

from dataclasses import dataclass

from app.kernel.words import N_


@dataclass(frozen=True)
class PersonDraft:
    """A person as written in a form or found in a file. The first of ``addresses`` is the one letters go to."""

    given_name: str
    family_name: str
    addresses: tuple[str, ...] = ()
    phone: str = ""
    note: str = ""
    language: str = "sv"


@dataclass(frozen=True)
class FieldChange:
    """One field's old and new value, in words that can be shown. ``field`` is a name of ``PersonDraft``."""

    field: str
    old: str
    new: str


FIELD_LABELS = {
    "given_name": N_("Förnamn"),
    "family_name": N_("Efternamn"),
    "addresses": N_("E-postadresser"),
    "phone": N_("Telefon"),
    "note": N_("Anteckning"),
    "language": N_("Språk"),
}
"""What the fields of ``PersonDraft`` are called on screen."""


def changes(old: PersonDraft, new: PersonDraft) -> tuple[FieldChange, ...]:
    """Field by field, what differs between two drafts."""
    return tuple(
        FieldChange(name, _shown(getattr(old, name)), _shown(getattr(new, name)))
        for name in FIELD_LABELS
        if getattr(old, name) != getattr(new, name)
    )


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def address_key(address: str) -> str:
    """What an address is looked up by: addresses that differ only in capitals are one."""
    return address.casefold()


def distinct_addresses(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The addresses in the order given, each once, whatever its capitals; empty ones left out."""
    kept: dict[str, str] = {}
    for address in addresses:
        if address:
            kept.setdefault(address_key(address), address)
    return tuple(kept.values())
