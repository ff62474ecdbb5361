"""Texts of mailings that are ready to be used and changed, and the fields that a mailing may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.events.rules.letter_text import FIELDS
from app.kernel.words import N_
from app.mail.wording import FieldsUnknown, field_fault

_TO_WRITE = re.compile(r"\[Skriv [^\[\]]*\](?!\()")
_OF_PERSON = ("förnamn", "efternamn", "namn", "roll", "organisation")


@dataclass(frozen=True)
class ReadyText:
    """``key`` names it; ``audience``: whom it is usually for; ``saves_date``: it goes with the days as a calendar file
    and tells where the address comes from (GDPR art. 14); ``also_later``: it is usually for those who register later
    too.
    """

    key: str
    label: str
    about: str
    subject: str
    text: str
    audience: str
    saves_date: bool = False
    also_later: bool = False


_ALL = (
    ReadyText(
        "save_the_date",
        N_("Spara datumet"),
        N_("Innan inbjudan går ut. Har en kalenderfil med, och säger varifrån adressen kommer."),
        N_("Spara datumet: {{möte}}, {{datum}}"),
        N_(
            "Vi vill redan nu be dig att spara **{{datum}}**. Då är det {{möte}}, {{plats}}.\n\nInbjudan med program "
            "och anmälan kommer senare. Du behöver inte svara på det här brevet."
        ),
        "register",
        saves_date=True,
    ),
    ReadyText(
        "practical",
        N_("Praktisk information"),
        N_("Till dem som är anmälda, någon vecka före."),
        N_("Praktisk information: {{möte}}, {{datum}}"),
        N_(
            "Nu är det snart dags. Här är det du behöver veta inför {{möte}}.\n\n## Att hitta dit\n\n[Skriv om vägen, "
            "parkering och lokaler.]\n\n## Om du får förhinder\n\nAvboka så snart du vet, så kan någon annan få "
            "platsen."
        ),
        "coming",
        also_later=True,
    ),
    ReadyText(
        "new_time",
        N_("Ny tid"),
        N_("När dagen, tiden eller platsen har ändrats."),
        N_("Ny tid: {{möte}}, {{datum}}"),
        N_(
            "{{möte}} har fått en ny tid. Nu gäller **{{datum}}**, {{plats}}.\n\nHar du redan svarat gäller ditt svar "
            "fortfarande. Passar den nya tiden inte ändrar du svaret på din sida."
        ),
        "invited",
    ),
    ReadyText(
        "thanks",
        N_("Tack"),
        N_("Efteråt, till dem som var anmälda."),
        N_("Tack för att du var med: {{möte}}, {{datum}}"),
        N_(
            "Tack för att du var med på {{möte}}. Vi hoppas att du fick med dig något hem.\n\nHar du tankar om "
            "innehållet eller om hur det var ordnat? Svara gärna på det här brevet."
        ),
        "coming",
    ),
)
READY: Mapping[str, ReadyText] = {one.key: one for one in _ALL}


def fields_of(*, has_event: bool) -> Mapping[str, str]:
    """What a mailing's text may hold, and what each field becomes."""
    return FIELDS if has_event else {name: FIELDS[name] for name in _OF_PERSON}


def mailing_fault(subject: str, text: str, *, has_event: bool) -> FieldsUnknown | None:
    """What is wrong with a mailing's words; None when they can be kept."""
    return field_fault(f"{subject} {text}", fields_of(has_event=has_event))


def to_write(text: str) -> tuple[str, ...]:
    """What a ready text asks the organizer to write and still stands there, brackets and all: no letter has it."""
    return tuple(dict.fromkeys(_TO_WRITE.findall(text)))
