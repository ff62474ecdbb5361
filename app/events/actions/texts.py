"""Changing the letters' own words."""

from datetime import datetime

from app.audit.actor import Actor
from app.events import queries
from app.events.actions import marks
from app.events.letters import text_of
from app.events.model import Event, EventText
from app.events.rules.changes import Change, shown
from app.events.rules.letter_texts import TEXTS, fault
from app.events.rules.outcomes import EditedMeanwhile, Saved
from app.mail.wording import FieldsUnknown


def edit_text(
    event: Event, kind: str, text: str, *, now: datetime, actor: Actor, seen: int | None = None
) -> Saved | EditedMeanwhile | FieldsUnknown:
    """Give letters of ``kind`` about the event words of their own; the standard text again is none of their own.
    Letters that are written already keep the words they were written with.
    """
    if (wrong := fault(kind, text)) is not None:
        return wrong
    event = queries.lock_event(event)
    standard = TEXTS[kind].usual(event.kind)
    return _write(event, kind, None if text == standard else text, now=now, actor=actor, seen=seen)


def restore_text(
    event: Event, kind: str, *, now: datetime, actor: Actor, seen: int | None = None
) -> Saved | EditedMeanwhile:
    """Give letters of ``kind`` the standard text again."""
    return _write(queries.lock_event(event), kind, None, now=now, actor=actor, seen=seen)


def _keep(event: Event, kind: str, own: str | None) -> None:
    row = next((one for one in event.texts if one.kind == kind), None)
    if own is None and row is not None:
        event.texts.remove(row)
    elif own is not None and row is None:
        event.texts.append(EventText(kind=kind, text=own))
    elif own is not None and row is not None:
        row.text = own


def _write(
    event: Event, kind: str, own: str | None, *, now: datetime, actor: Actor, seen: int | None
) -> Saved | EditedMeanwhile:
    before, after = text_of(event, kind), TEXTS[kind].usual(event.kind) if own is None else own
    if before == after:
        return Saved(())
    if (edited := marks.meanwhile(event, seen, {TEXTS[kind].field})) is not None:
        return edited
    _keep(event, kind, own)
    told = (Change(TEXTS[kind].field, shown(before), shown(after)),)
    marks.record(event, "event.text_edited" if own else "event.text_restored", told, now=now, actor=actor)
    return Saved(told)
