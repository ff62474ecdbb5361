"""The log: who did what, when, to which thing. Never health text, tokens or letters' addresses."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.model import LogEntry
from app.kernel.db import db, run_within, write_alone

PAGE_SIZE = 50


_INSERT = sa.insert(cast(sa.Table, LogEntry.__table__))
"""Into the table, past the unit of work: every answer is logged, while others wait."""


def _row(
    actor: Actor,
    action: str,
    now: datetime,
    subject: tuple[str, str],
    event_uid: str,
    details: Mapping[str, Any] | None,
) -> dict[str, Any]:
    return {
        "at": now,
        "actor_kind": actor.kind,
        "actor_uid": actor.uid,
        "actor_name": actor.name,
        "action": action,
        "subject_kind": subject[0],
        "subject_uid": subject[1],
        "event_uid": event_uid,
        "details": dict(details or {}),
    }


def record(
    actor: Actor,
    action: str,
    *,
    now: datetime,
    subject: tuple[str, str] = ("", ""),
    event_uid: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write the fact in the open transaction: it stays if the work stays. ``action`` is a key such as
    "account.created"; its Swedish words stand in ``app.web.organizer.log_words``. ``subject`` is (kind, uid).
    """
    run_within(_INSERT, _row(actor, action, now, subject, event_uid, details))


def record_many(
    actor: Actor,
    action: str,
    facts: Iterable[tuple[tuple[str, str], Mapping[str, Any]]],
    *,
    now: datetime,
    event_uid: str = "",
) -> None:
    """As ``record``, of many things at once in one statement; ``facts`` are (subject, details)."""
    rows = [_row(actor, action, now, subject, event_uid, details) for subject, details in facts]
    if len(rows) == 1:
        run_within(_INSERT, rows[0])
    elif rows:
        db.session.execute(_INSERT, rows)


def record_separately(
    actor: Actor,
    action: str,
    *,
    now: datetime,
    subject: tuple[str, str] = ("", ""),
    event_uid: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write a denial, or that something was viewed: it stays whatever becomes of the request, and what the request has
    read stays as it was read. Not inside ``transaction()``.
    """
    write_alone(_INSERT, _row(actor, action, now, subject, event_uid, details), keep_read=True)


def forget_person(uid: str) -> None:
    """Take the name and the words out of everything the log holds about a person who is erased; that something was
    done, and when, stays.
    """
    about = sa.and_(LogEntry.subject_kind == "person", LogEntry.subject_uid == uid)
    db.session.execute(sa.update(LogEntry).where(about).values(details={}, subject_uid=""))
    db.session.execute(sa.update(LogEntry).where(LogEntry.actor_uid == uid).values(actor_name="", actor_uid=""))


def follow_person(old_uid: str, new_uid: str) -> None:
    """Two people were one: the history of both is read under ``new_uid``."""
    about = sa.and_(LogEntry.subject_kind == "person", LogEntry.subject_uid == old_uid)
    db.session.execute(sa.update(LogEntry).where(about).values(subject_uid=new_uid))
    db.session.execute(sa.update(LogEntry).where(LogEntry.actor_uid == old_uid).values(actor_uid=new_uid))


def list_for(subject: tuple[str, str], limit: int = 100, event_uid: str = "") -> Sequence[LogEntry]:
    """The history of one thing, newest first; what concerns one event, if so said."""
    kind, uid = subject
    query = sa.select(LogEntry).where(LogEntry.subject_kind == kind, LogEntry.subject_uid == uid)
    if event_uid:
        query = query.where(LogEntry.event_uid == event_uid)
    return db.session.scalars(query.order_by(LogEntry.id.desc()).limit(limit)).all()


def _filtered(action: str, actor_uid: str, event_uid: str, without: Collection[str]) -> list[sa.ColumnElement[bool]]:
    wanted = ((LogEntry.action, action), (LogEntry.actor_uid, actor_uid), (LogEntry.event_uid, event_uid))
    found: list[sa.ColumnElement[bool]] = [column == value for column, value in wanted if value]
    if without:
        found += [LogEntry.actor_uid.not_in(without), LogEntry.subject_uid.not_in(without)]
    return found


def list_entries(
    *, action: str = "", actor_uid: str = "", event_uid: str = "", page: int = 1, without: Collection[str] = ()
) -> tuple[Sequence[LogEntry], int]:
    """One page of the log, newest first, and how many pages there are (at least one); nothing that those with the uids
    ``without`` did, or that was done with them.
    """
    conditions = _filtered(action, actor_uid, event_uid, without)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(LogEntry).where(*conditions)) or 0
    query = sa.select(LogEntry).where(*conditions).order_by(LogEntry.id.desc())
    rows = db.session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return rows, max(1, -(-total // PAGE_SIZE))


def list_actions() -> Sequence[str]:
    """Every action that the log knows."""
    return db.session.scalars(sa.select(LogEntry.action).distinct().order_by(LogEntry.action)).all()


def list_actors(without: Collection[str] = ()) -> Sequence[tuple[str, str]]:
    """(uid, latest name) of everybody who has acted signed in or by a personal link, but for those ``without``."""
    query = (
        sa.select(LogEntry.actor_uid, sa.func.max(LogEntry.actor_name))
        .where(LogEntry.actor_uid != "", LogEntry.actor_uid.not_in(without))
        .group_by(LogEntry.actor_uid)
        .order_by(sa.func.max(LogEntry.actor_name))
    )
    return [(uid, name) for uid, name in db.session.execute(query)]
