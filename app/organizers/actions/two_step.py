"""Turning two-step sign-in on, and new recovery codes."""

from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.kernel import tokens
from app.kernel.db import db
from app.organizers import queries
from app.organizers.model import Account, RecoveryCode
from app.organizers.rules import codes
from app.organizers.rules.outcomes import Refused, TwoStepOn, TwoStepOutcome


def turn_on(uid: str, secret: str, code: str, *, now: datetime, actor: Actor) -> TwoStepOutcome:
    """On, when ``code`` shows that the telephone has read ``secret``; with fresh recovery codes."""
    step = codes.accepted_step(secret, code, now, last_step=0)
    if step is None:
        return Refused()
    account = queries.get_account(uid)
    account.totp_secret = secret
    account.totp_last_step = step
    account.version += 1
    log.record(actor, "account.two_step_on", now=now, subject=("account", uid))
    return TwoStepOn(_fresh_codes(account))


def renew_recovery_codes(uid: str, *, now: datetime, actor: Actor) -> TwoStepOn:
    """New recovery codes; the old ones stop working."""
    log.record(actor, "account.recovery_codes", now=now, subject=("account", uid))
    return TwoStepOn(_fresh_codes(queries.get_account(uid)))


def _fresh_codes(account: Account) -> tuple[str, ...]:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    written = tuple(codes.new_recovery_code() for _ in range(codes.RECOVERY_CODES))
    db.session.add_all(
        RecoveryCode(account_id=account.id, code_digest=tokens.digest(codes.plain_recovery_code(code)))
        for code in written
    )
    return written
