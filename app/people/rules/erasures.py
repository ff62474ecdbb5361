"""What is kept of the erased: digests, that tell nothing but let a restore and an import recognise them."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

PERSON, ADDRESS, NEEDS, NEED, NEED_NAME = "person", "address", "needs", "need", "need_name"
ANSWER, LIST_ADDRESS = "answer", "list_address"
"""Kinds of erasure: of a person (the uid), an address (its key), an event's needs (the event's uid), what one person
gave of needs at one time, and that the kitchen may have the name with it (both by ``need_mark``), an answer on a
consent of its own (by ``answer_mark``), a revoked address of a list (the uid).
"""


@dataclass(frozen=True)
class ErasedBefore:
    """Whoever had the address was erased, and comes back only when an organizer knows that and says so; nothing was
    written.
    """


def need_mark(registration_uid: str, given_at: datetime) -> str:
    """Names what was given of needs with a registration at one time."""
    return f"{registration_uid} {given_at.astimezone(UTC).isoformat()}"


def answer_mark(registration_uid: str, question_id: int, consented_at: datetime) -> str:
    """Names what was answered to a question on a consent given at one time."""
    return f"{question_id} {need_mark(registration_uid, consented_at)}"


def erasure_digest(value: str) -> str:
    """SHA-256 of a uid or an address key, hexadecimal."""
    return hashlib.sha256(f"erased\x00{value}".encode()).hexdigest()
