"""Remembering what was erased: a digest in the database, and a line in a file beside it (``RUN_ERASURE_FILE``), since a
backup taken earlier has neither. A restore reads both and erases again.
"""

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from app.kernel.db import after_commit, db
from app.people.model import Erasure
from app.people.rules.erasures import erasure_digest


class _Record:
    path = ""


def configure(path: str) -> None:
    """Set the file; empty for none."""
    _Record.path = path


def remember(kind: str, values: Iterable[str], *, now: datetime) -> None:
    """Remember that the things named by ``values`` were erased; the file is written when the transaction has
    committed.
    """
    wanted = list(dict.fromkeys(erasure_digest(value) for value in values))
    if not wanted:
        return
    asked = sa.select(Erasure.digest).where(Erasure.kind == kind, Erasure.digest.in_(wanted))
    known = set(db.session.scalars(asked))
    new = [digest for digest in wanted if digest not in known]
    if not new:
        return
    db.session.execute(sa.insert(Erasure), [{"kind": kind, "digest": digest, "erased_at": now} for digest in new])
    at = now.astimezone(UTC).isoformat()
    after_commit(partial(_append, [json.dumps({"kind": kind, "digest": digest, "erased_at": at}) for digest in new]))


def _append(lines: list[str]) -> None:
    """A line for each; durable when it returns."""
    if not _Record.path:
        return
    Path(_Record.path).parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(_Record.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as record:
        record.write("".join(f"{line}\n" for line in lines))
        record.flush()
        os.fsync(record.fileno())
