"""What every change of an event leaves behind: a version, a line in the log, and marks that calendars read.

LAST-MODIFIED rises with every change of what a calendar shows, SEQUENCE with a change of time, place or state
(calendar.md, rule 3).
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from app.audit import log
from app.audit.actor import Actor
from app.events.model import Event, Part, PublicCalendar, Question
from app.events.queries import list_edits
from app.events.rules.changes import Change
from app.events.rules.earlier import Spot, noted
from app.events.rules.kinds import EventState
from app.events.rules.outcomes import EditedMeanwhile
from app.kernel.db import db

_ONE_SECOND = timedelta(seconds=1)
_PUBLIC_ROW = 1


def mark(changed: Event | Part, now: datetime, *, sequence: bool) -> None:
    """Raise LAST-MODIFIED, by a second where the clock has not moved on, and SEQUENCE if so said."""
    changed.content_changed_at = max(now, changed.content_changed_at + _ONE_SECOND)
    if sequence:
        changed.sequence += 1


def remember(changed: Event | Part, before: Spot, event: Event, now: datetime) -> None:
    """Keep when and where the event or its part was to be ``before``, if anybody has been told."""
    if event.state is EventState.PUBLISHED:
        changed.earlier = noted(changed.earlier, before, changed.spot, now)


def is_shown_to_all(event: Event) -> bool:
    """Whether the public feed holds the event."""
    return event.public and event.state is not EventState.DRAFT


def raise_public() -> None:
    """Have the public feed built anew."""
    row = db.session.get(PublicCalendar, _PUBLIC_ROW, with_for_update=True)
    if row is None:
        db.session.add(PublicCalendar(id=_PUBLIC_ROW, version=2))
    else:
        row.version += 1


def record(
    event: Event,
    action: str,
    changes: Iterable[Change],
    *,
    now: datetime,
    actor: Actor,
    part: Part | None = None,
    question: Question | None = None,
    **details: object,
) -> None:
    """Raise the event's version and log what changed, so that the next editor can be told."""
    event.version += 1
    told = [[change.field, change.before, change.after] for change in changes]
    log.record(
        actor,
        action,
        now=now,
        subject=_subject(event, part, question),
        event_uid=event.uid,
        details={"version": event.version, "changes": told, **details},
    )


def meanwhile(
    event: Event,
    seen: int | None,
    touching: Collection[str],
    part: Part | None = None,
    question: Question | None = None,
) -> EditedMeanwhile | None:
    """What others changed of the fields ``touching`` since the editor saw version ``seen``; None when nothing."""
    if seen is None or seen >= event.version:
        return None
    edits = list_edits(_subject(event, part, question), seen, touching)
    return EditedMeanwhile(tuple(edits), event.version) if edits else None


def _subject(event: Event, part: Part | None, question: Question | None) -> tuple[str, str]:
    """What the change is of."""
    if question is not None:
        return "question", question.uid
    return ("event", event.uid) if part is None else ("part", part.uid)
