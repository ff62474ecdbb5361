"""Accounts of those who sign in, their sessions and recovery codes."""

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base
from app.organizers.rules import Right


class Account(Base):
    """Somebody who signs in."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    totp_secret: Mapped[str] = mapped_column(default="")
    """Base32; empty while two-step sign-in is off."""
    totp_last_step: Mapped[int] = mapped_column(default=0)
    """The last 30-second step whose code was used: a code works once."""
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    granted: Mapped[list["GrantedRight"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def rights(self) -> frozenset[Right]:
        """The rights given."""
        return frozenset(row.right for row in self.granted)


class GrantedRight(Base):
    """One right of one account."""

    __tablename__ = "account_rights"
    __table_args__ = (sa.UniqueConstraint("account_id", "right_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    right: Mapped[Right] = mapped_column("right_name")


class RecoveryCode(Base):
    """A code for when the telephone is lost; hashed, used once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    code_digest: Mapped[str]
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """A session, kept on this side so that it can be ended: the cookie holds a token, this row its digest."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    totp_passed: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    account: Mapped[Account] = relationship()
