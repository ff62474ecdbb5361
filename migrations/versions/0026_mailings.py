"""Mailings: one text to many. And choices of people in the register that are kept by name.

Revision ID: 0026
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0027"
branch_labels = None
depends_on = None

_STATES = ("draft", "scheduled", "held", "sent", "cancelled", "skipped")


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        *(_text(name) for name in ("uid", "event_uid", "kind", "subject", "text", "digest")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("audience", "receivers", "left_out")),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum(*_STATES, name="mailingstate", native_enum=False, length=40), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=True),
        sa.Column("also_later", sa.Boolean(), nullable=False),
        _moment("created_at", nullable=False),
        _text("created_by"),
        *(_moment(name) for name in ("send_at", "decided_at")),
        _text("decided_by"),
        *(_moment(name) for name in ("leaves_at", "sent_at", "ended_at")),
        _text("ended_by"),
        _moment("looked_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sa.UniqueConstraint("uid", name=op.f("uq_mailings_uid")),
        sa.UniqueConstraint("occasion", name=op.f("uq_mailings_occasion")),
    )
    op.create_index(op.f("ix_mailings_event_uid"), "mailings", ["event_uid"])
    op.create_index(op.f("ix_mailings_digest"), "mailings", ["digest"])
    op.create_index("ix_mailings_due", "mailings", ["state", "leaves_at"])
    with op.batch_alter_table("outbox") as batch:
        batch.add_column(sa.Column("mailing_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_outbox_mailing_id_mailings"), "mailings", ["mailing_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index("ix_outbox_mailing", "outbox", ["mailing_id", "state"])
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        *(_text(name) for name in ("uid", "name")),
        sa.Column("limits", sa.JSON(), nullable=False),
        _moment("created_at", nullable=False),
        _text("created_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("uid", name=op.f("uq_saved_filters_uid")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_filters_name")),
    )


def downgrade() -> None:
    """The letters stay."""
    op.drop_table("saved_filters")
    op.drop_index("ix_outbox_mailing", table_name="outbox")
    with op.batch_alter_table("outbox") as batch:
        batch.drop_constraint(op.f("fk_outbox_mailing_id_mailings"), type_="foreignkey")
        batch.drop_column("mailing_id")
    op.drop_table("mailings")
