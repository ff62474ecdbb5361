"""Accounts: made, changed, closed. Hash a password before the transaction is opened."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.kernel.db import db
from app.organizers import queries
from app.organizers.actions.passwords import HashedPassword
from app.organizers.model import Account, GrantedRight, RecoveryCode, SignIn
from app.organizers.rules import Right
from app.organizers.rules.outcomes import AddressTaken, Change, Created, Creation, Done, LastAdmin


def create_account(
    email: str, name: str, rights: Collection[Right], password: HashedPassword, *, now: datetime, actor: Actor
) -> Creation:
    """Make an account that can sign in at once."""
    if queries.find_account_by_email(email) is not None:
        return AddressTaken()
    account = Account(
        email=email,
        email_key=queries.email_key(email),
        name=name,
        password_hash=password,
        created_at=now,
        granted=[GrantedRight(right=right) for right in sorted(set(rights))],
    )
    db.session.add(account)
    db.session.flush()
    _record(account, "account.created", now, actor, {"rights": sorted(account.rights)})
    return Created(account.uid)


def edit_account(uid: str, name: str, rights: Collection[Right], *, now: datetime, actor: Actor) -> Change:
    """Give the account this name and exactly these rights. Who loses a right is signed out everywhere."""
    account = queries.get_account(uid)
    wanted, before = frozenset(rights), account.rights
    if Right.ADMIN not in wanted and _is_last_admin(account):
        return LastAdmin()
    account.name = name
    account.version += 1
    if wanted != before:
        account.granted = [row for row in account.granted if row.right in wanted]
        account.granted += [GrantedRight(right=right) for right in sorted(wanted - before)]
        _record(account, "account.rights", now, actor, {"before": sorted(before), "after": sorted(wanted)})
    if before - wanted:
        end_sign_ins(account)
    return Done()


def close_account(uid: str, *, now: datetime, actor: Actor) -> Change:
    """The account can no longer sign in, and is signed out everywhere. What it did stays in the log."""
    account = queries.get_account(uid)
    if _is_last_admin(account):
        return LastAdmin()
    account.active = False
    account.version += 1
    end_sign_ins(account)
    _record(account, "account.closed", now, actor)
    return Done()


def open_account(uid: str, password: HashedPassword, *, now: datetime, actor: Actor) -> Change:
    """A closed account may sign in again, with a new password."""
    account = queries.get_account(uid)
    account.active = True
    account.password_hash = password
    account.version += 1
    _record(account, "account.opened", now, actor)
    return Done()


def set_password(uid: str, password: HashedPassword, *, now: datetime, actor: Actor) -> Change:
    """Replace the password; every sign-in of the account ends."""
    account = queries.get_account(uid)
    account.password_hash = password
    account.version += 1
    end_sign_ins(account)
    _record(account, "account.password", now, actor)
    return Done()


def turn_off_two_step(uid: str, *, now: datetime, actor: Actor) -> Change:
    """The password alone is enough again: for a lost telephone, or when the account's owner wishes."""
    account = queries.get_account(uid)
    account.totp_secret = ""
    account.version += 1
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    _record(account, "account.two_step_off", now, actor)
    return Done()


def end_sign_ins(account: Account) -> None:
    """Sign the account out everywhere."""
    db.session.execute(sa.delete(SignIn).where(SignIn.account_id == account.id))


def _is_last_admin(account: Account) -> bool:
    return [admin.id for admin in queries.list_active_admins(lock=True)] == [account.id]


def _record(
    account: Account, action: str, now: datetime, actor: Actor, details: dict[str, object] | None = None
) -> None:
    log.record(
        actor, action, now=now, subject=("account", account.uid), details={"name": account.name} | (details or {})
    )
