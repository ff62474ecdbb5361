"""Questions about accounts and sign-ins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.kernel import tokens
from app.kernel.db import ask_alone, db
from app.organizers.model import Account, GrantedRight, RecoveryCode, SignIn
from app.organizers.rules import Right


class AccountMissing(LookupError):
    """No account has this uid."""


@dataclass(frozen=True)
class Owner:
    """Whose sign-in it is, and what it opens: as much of an account as every page asks for."""

    id: int
    uid: str
    name: str
    email: str
    rights: frozenset[Right]


@dataclass(frozen=True)
class OpenSignIn:
    """A sign-in that holds."""

    id: int
    totp_passed: bool
    last_seen_at: datetime
    account: Owner


def find_sign_in(token: str, now: datetime) -> OpenSignIn | None:
    """The sign-in that ``token`` opens, with its account and rights in one statement; None when it has ended, expired
    or belongs to a closed account. Plain values: setting up the entities took a tenth of a check-in.
    """
    given = {"digest": tokens.digest(token), "now": now}
    rows = ask_alone(_open_sign_in(), given)
    if not rows:
        return None
    first = rows[0]
    rights = frozenset(row.right for row in rows if row.right is not None)
    owner = Owner(first.account_id, first.uid, first.name, first.email, rights)
    return OpenSignIn(first.id, first.totp_passed, first.last_seen_at, owner)


@cache  # before every page of somebody signed in: made once
def _open_sign_in() -> sa.Select[*tuple[Any, ...]]:
    """One row for each right, one without where there is none."""
    shown = (SignIn.id, SignIn.account_id, SignIn.totp_passed, SignIn.last_seen_at)
    asked = sa.select(*shown, Account.uid, Account.name, Account.email, GrantedRight.right.label("right")).join(
        SignIn.account
    )
    return asked.outerjoin(GrantedRight, GrantedRight.account_id == Account.id).where(
        SignIn.token_digest == sa.bindparam("digest"), SignIn.expires_at > sa.bindparam("now"), Account.active
    )


def seen(sign_in_id: int, now: datetime) -> sa.Update:
    """The statement that notes when a sign-in was last used."""
    return sa.update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now)


def email_key(email: str) -> str:
    """What an address is looked up by."""
    return email.strip().lower()


def find_account_by_email(email: str) -> Account | None:
    """The account with this address, closed or not."""
    return db.session.scalars(sa.select(Account).where(Account.email_key == email_key(email))).one_or_none()


def find_account(uid: str) -> Account | None:
    """The account, closed or not."""
    query = sa.select(Account).options(joinedload(Account.granted)).where(Account.uid == uid)
    return db.session.scalars(query).unique().one_or_none()


def get_account(uid: str) -> Account:
    """The account. Raises AccountMissing."""
    account = find_account(uid)
    if account is None:
        raise AccountMissing(uid)
    return account


def list_accounts() -> Sequence[Account]:
    """Everybody, by name; closed accounts last."""
    query = sa.select(Account).order_by(Account.active.desc(), sa.func.lower(Account.name), Account.id)
    return db.session.scalars(query).all()


def list_active_admins(*, lock: bool = False) -> Sequence[Account]:
    """Open accounts that may manage accounts. ``lock``: hold their rows, so that two admins cannot remove each other
    at the same moment and leave none.
    """
    query = (
        sa.select(Account)
        .where(Account.active, Account.granted.any(GrantedRight.right == Right.ADMIN))
        .order_by(Account.id)
    )
    return db.session.scalars(query.with_for_update() if lock else query).all()


def count_recovery_codes(account: Account) -> int:
    """How many of the account's recovery codes are left."""
    query = sa.select(sa.func.count()).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(query) or 0
