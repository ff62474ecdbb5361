"""Secrets in addresses: derived, never stored; only their SHA-256 is kept for look-up (trust.md)."""

import base64
import hashlib
import hmac
import secrets

SEED_BYTES = 32


def new_seed() -> str:
    """256 random bits as 64 hexadecimal letters: what a token is derived from, useless without the link key."""
    return secrets.token_hex(SEED_BYTES)


def derive(key: bytes, purpose: str, seed: str, generation: int) -> str:
    """The token: HMAC-SHA256 over purpose, seed and generation, in 43 letters that are safe in an address."""
    message = f"{purpose}\x00{seed}\x00{generation}".encode()
    return base64.urlsafe_b64encode(hmac.new(key, message, hashlib.sha256).digest()).rstrip(b"=").decode()


def digest(token: str) -> str:
    """SHA-256 of a token, hexadecimal: what the database holds and is asked for."""
    return hashlib.sha256(token.encode()).hexdigest()
