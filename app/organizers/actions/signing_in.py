"""Signing in and out. A sign-in is a row on this side, so that it can be ended from here; the cookie holds its token,
the row only a digest.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor, ActorKind
from app.kernel import tokens
from app.kernel.db import db
from app.organizers import queries
from app.organizers.model import Account, RecoveryCode, SignIn
from app.organizers.queries import Owner
from app.organizers.rules import codes
from app.organizers.rules.outcomes import Refused, SignedInTo, SignInOutcome

CODE_WAITS = timedelta(minutes=10)
"""So long a sign-in waits for its second step."""


def start(uid: str, lasts: timedelta, *, now: datetime) -> SignInOutcome:
    """A sign-in for an account whose password was right; it waits for a code where two-step sign-in is on."""
    account = queries.find_account(uid)
    if account is None or not account.active:
        return Refused()
    _forget_expired(now)
    if account.totp_secret:
        return _made(account, CODE_WAITS, now, needs_code=True)
    return _completed(account, lasts, now)


def pass_second_step(token: str, code: str, lasts: timedelta, *, now: datetime) -> SignInOutcome:
    """A code from the telephone or a recovery code completes the sign-in, which gets a new token."""
    waiting = queries.find_sign_in(token, now)
    if waiting is None:
        return Refused()
    account = _locked(waiting.account.id)
    if not (_uses_code(account, code, now) or _uses_recovery_code(account, code, now)):
        return Refused()
    _forget(waiting.id)
    return _completed(account, lasts, now)


def renew(uid: str, lasts: timedelta, *, now: datetime) -> SignedInTo:
    """A fresh sign-in for somebody who has just proved to be the owner, as after a new password."""
    return _made(queries.get_account(uid), lasts, now, needs_code=False)


def end(token: str, *, now: datetime) -> None:
    """Sign out: the token opens nothing any more."""
    sign_in = queries.find_sign_in(token, now)
    if sign_in is None:
        return
    log.record(_actor(sign_in.account), "sign_in.ended", now=now)
    _forget(sign_in.id)


def _locked(account_id: int) -> Account:
    """The account with its row held: two requests with the same code must not both pass."""
    query = sa.select(Account).where(Account.id == account_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _uses_code(account: Account, code: str, now: datetime) -> bool:
    step = codes.accepted_step(account.totp_secret, code, now, account.totp_last_step) if account.totp_secret else None
    if step is None:
        return False
    account.totp_last_step = step
    return True


def _uses_recovery_code(account: Account, code: str, now: datetime) -> bool:
    digest = tokens.digest(codes.plain_recovery_code(code))
    used = db.session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id, RecoveryCode.code_digest == digest, RecoveryCode.used_at.is_(None)
        )
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        return False
    log.record(_actor(account), "sign_in.recovery_code", now=now, subject=("account", account.uid))
    return True


def _completed(account: Account, lasts: timedelta, now: datetime) -> SignedInTo:
    account.signed_in_at = now
    log.record(_actor(account), "sign_in.done", now=now)
    return _made(account, lasts, now, needs_code=False)


def _made(account: Account, lasts: timedelta, now: datetime, *, needs_code: bool) -> SignedInTo:
    token = tokens.new_seed()
    db.session.add(
        SignIn(
            account_id=account.id,
            token_digest=tokens.digest(token),
            totp_passed=not needs_code,
            created_at=now,
            last_seen_at=now,
            expires_at=now + lasts,
        )
    )
    return SignedInTo(token, account.uid, needs_code)


def _forget(sign_in_id: int) -> None:
    db.session.execute(sa.delete(SignIn).where(SignIn.id == sign_in_id))


def _forget_expired(now: datetime) -> None:
    db.session.execute(sa.delete(SignIn).where(SignIn.expires_at < now))


def _actor(account: Account | Owner) -> Actor:
    return Actor(ActorKind.ACCOUNT, account.uid, account.name)
