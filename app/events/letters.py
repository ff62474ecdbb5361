"""The opening words of a letter about an event: the organizer's own, or the standard text."""

from collections.abc import Mapping

from app.events.model import Event
from app.events.rules.letter_texts import TEXTS
from app.mail.letter import JSON
from app.mail.wording import fields_in


def text_of(event: Event, kind: str) -> str:
    """The text of the letter ``kind`` as the event has it."""
    own = next((one.text for one in event.texts if one.kind == kind), None)
    return TEXTS[kind].usual(event.kind) if own is None else own


def words(text: str, values: Mapping[str, str], more: Mapping[str, str]) -> dict[str, JSON]:
    """What a letter's data hold under ``words``: the text as it is now and the values of the fields it has; those of
    the letter's own fields, ``more``, also where the text has them not.
    """
    return {"text": text, "values": {name: values.get(name, "") for name in fields_in(text)} | dict(more)}
