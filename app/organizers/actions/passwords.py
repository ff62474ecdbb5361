"""Hashing of passwords by argon2id. Slow on purpose: never inside ``transaction()``."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import ARGON2_VERSION

from app.organizers import queries
from app.organizers.model import Account

HashedPassword = NewType("HashedPassword", str)


@dataclass(frozen=True)
class _Hashing:
    """The hasher, and a hash of nobody's password: an unknown account takes as long as a known one."""

    hasher: PasswordHasher
    nobody: str


class _Configured:
    """Set once at start."""

    hashing: _Hashing | None = None


def configure(time_cost: int, memory_kib: int) -> None:
    """Set what a password costs, in argon2's passes and KiB."""
    hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
    _Configured.hashing = _Hashing(hasher, _of_nobody(hasher))


def _of_nobody(hasher: PasswordHasher) -> str:
    """A hash that costs as much to check as any and was made of no password: to make a real one delays each start."""
    salt, digest = secrets.token_bytes(hasher.salt_len), secrets.token_bytes(hasher.hash_len)
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${_unpadded(salt)}${_unpadded(digest)}"


def _unpadded(octets: bytes) -> str:
    return b64encode(octets).decode().rstrip("=")


def _hashing() -> _Hashing:
    if _Configured.hashing is None:
        raise RuntimeError("passwords.configure has not been called")
    return _Configured.hashing


def hash_password(password: str) -> HashedPassword:
    """What is stored of ``password``."""
    return HashedPassword(_hashing().hasher.hash(password))


def is_right(account: Account | None, password: str) -> bool:
    """Whether ``password`` is the account's. Takes as long when there is no account, or a closed one."""
    usable = account is not None and account.active and account.password_hash.startswith("$argon2")
    stored = account.password_hash if account is not None and usable else _hashing().nobody
    return matches(stored, password) and usable


def matches(stored: str, secret: str) -> bool:
    """Whether ``stored`` was made of ``secret``."""
    try:
        return _hashing().hasher.verify(stored, secret)
    except (VerifyMismatchError, InvalidHashError):
        return False


def recognise(email: str, password: str) -> Account | None:
    """The open account with this address and password."""
    account = queries.find_account_by_email(email)
    return account if is_right(account, password) else None
