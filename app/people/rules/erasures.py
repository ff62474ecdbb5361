"""What is kept of the erased: digests, that tell nothing but let a restore and an import recognise them."""

import hashlib
from datetime import UTC, datetime

PERSON, ADDRESS, NEEDS, NEED, NEED_NAME = "person", "address", "needs", "need", "need_name"
"""Kinds of erasure: of a person (the uid), an address (its key), an event's needs (the event's uid), what one person
gave of needs at one time, and that the kitchen may have the name with it (both by ``need_mark``).
"""


def need_mark(registration_uid: str, given_at: datetime) -> str:
    """Names what was given of needs with a registration at one time."""
    return f"{registration_uid} {given_at.astimezone(UTC).isoformat()}"


def erasure_digest(value: str) -> str:
    """SHA-256 of a uid or an address key, hexadecimal."""
    return hashlib.sha256(f"erased\x00{value}".encode()).hexdigest()
