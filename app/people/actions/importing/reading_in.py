"""Reading a file in: all of it or nothing, and only what was seen in the preview."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from app.audit import log
from app.audit.actor import Actor
from app.kernel.text import clean_line
from app.people import queries
from app.people.actions.importing.learning import remember
from app.people.actions.importing.preparing import Prepared
from app.people.actions.importing.writing import write_preview
from app.people.rules.importing import preview_import
from app.people.rules.preview import Counts, Preview
from app.people.rules.seal import seal


@dataclass(frozen=True)
class ReadIn:
    """Everything that the preview said is written."""

    counts: Counts


@dataclass(frozen=True)
class RegisterMovedOn:
    """The register has changed so that the file would do something else than was shown; nothing was written."""

    preview: Preview


def read_in(
    prepared: Prepared, seen: str, today: date, *, now: datetime, actor: Actor, filename: str, upload_uid: str = ""
) -> ReadIn | RegisterMovedOn:
    """Write what the preview with the seal ``seen`` said. The register is read again under its lock; only if it has
    changed since ``prepared`` was made is the preview made anew.
    """
    queries.lock_register()
    register = queries.read_register(today)
    preview = prepared.preview
    if register != prepared.register:
        preview = preview_import(prepared.sheets, register, prepared.corrections, hides=prepared.hides)
    if seal(preview) != seen:
        return RegisterMovedOn(preview)
    write_preview(preview, today, now=now, actor=actor)
    remember(prepared.corrections)
    details = {"file": clean_line(filename), **asdict(preview.counts)}
    log.record(actor, "contacts.read_in", now=now, subject=("upload", upload_uid), details=details)
    return ReadIn(preview.counts)
