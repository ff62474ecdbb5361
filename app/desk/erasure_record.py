"""The record of erasures in a file beside the database (``RUN_ERASURE_FILE``): a backup taken earlier does not have
them, and a restore reads them here. Called at the doors, after the commit.
"""

import json
import os
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path

from app.people.model import Erasure


def append(path: str, rows: Iterable[Erasure]) -> None:
    """Add a line for each row; durable when it returns. Nothing when no file is configured."""
    lines = [
        json.dumps({"kind": row.kind, "digest": row.digest, "erased_at": row.erased_at.astimezone(UTC).isoformat()})
        for row in rows
    ]
    if not path or not lines:
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as record:
        record.write("".join(f"{line}\n" for line in lines))
        record.flush()
        os.fsync(record.fileno())
