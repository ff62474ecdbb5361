"""What is kept of the erased: digests, that tell nothing but let a restore and an import recognise them."""

import hashlib

PERSON, ADDRESS, NEEDS = "person", "address", "needs"
"""Kinds of erasure: of a person (the uid), an address (its key), an event's needs (the event's uid)."""


def erasure_digest(value: str) -> str:
    """SHA-256 of a uid or an address key, hexadecimal."""
    return hashlib.sha256(f"erased\x00{value}".encode()).hexdigest()
