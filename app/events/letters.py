"""The opening words of a letter about an event: the organizer's own, or the standard text."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.events.model import Event
from app.events.rules.letter_texts import TEXTS
from app.kernel.words import day_date, weekday_span
from app.mail.letter import JSON
from app.mail.wording import fields_in


def text_of(event: Event, kind: str) -> str:
    """The text of the letter ``kind`` as the event has it."""
    own = next((one.text for one in event.texts if one.kind == kind), None)
    return TEXTS[kind].usual(event.kind) if own is None else own


def worded(
    kind: str, event: Event, data: Mapping[str, Any], own: Mapping[str, str], text: str | None = None
) -> dict[str, JSON]:
    """``data``, which tell of the event, with the opening words of a letter to somebody who has no invitation. ``own``:
    the values of the fields that letters of this kind alone have; ``text`` instead of the event's, to try it out.
    """
    return {**data, "words": words(text_of(event, kind) if text is None else text, data, {}, own)}


def words(
    text: str, data: Mapping[str, Any], given: Mapping[str, str], own: Mapping[str, str] | None = None
) -> dict[str, JSON]:
    """What a letter's data hold under ``words``: the text as it is now and the values of the fields it has. Those about
    the meeting come out of ``data``, those about the receiver are ``given``; the letter's ``own`` stand there anyhow.
    """
    values = {**values_of_meeting(data), **given}
    return {"text": text, "values": {name: values.get(name, "") for name in fields_in(text)} | dict(own or {})}


def values_of_meeting(data: Mapping[str, Any]) -> dict[str, str]:
    """What the fields about the meeting become, told as the rest of the letter tells it."""
    first, last, answer_by, change_by = (
        date.fromisoformat(data[name]) for name in ("starts_on", "ends_on", "answer_by", "change_by")
    )
    return {
        "möte": data["event"],
        "datum": weekday_span(first, last),
        "plats": data["place"],
        "svara senast": day_date(answer_by),
        "ändra senast": day_date(change_by),
        "kontakt": ", ".join(filter(None, (data["contact_name"], data["contact_address"]))),
    }
