"""Mailings: one text to many, whom it goes to, and which letters are its own.

Revision ID: 0026
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    """Add the tables, and the outbox's column."""
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        *(_text(name) for name in ("uid", "event_uid", "ready", "subject", "text", "digest")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("audience", "left_out")),
        sa.Column("also_later", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        _moment("created_at", nullable=False),
        _text("created_by"),
        _moment("send_at"),
        _moment("decided_at"),
        _text("decided_by"),
        _moment("leaves_at"),
        _moment("ended_at"),
        _text("ended_by"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mailings"),
        sa.UniqueConstraint("uid", name="uq_mailings_uid"),
    )
    op.create_index("ix_mailings_event_uid", "mailings", ["event_uid"])
    op.create_index("ix_mailings_digest", "mailings", ["digest"])
    op.create_index("ix_mailings_due", "mailings", ["state", "leaves_at"])
    op.create_table(
        "mailing_receivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        _text("person_uid"),
        sa.Column("dealt_with", sa.Boolean(), nullable=False),
        _text("left_out"),
        sa.PrimaryKeyConstraint("id", name="pk_mailing_receivers"),
        sa.UniqueConstraint("mailing_id", "person_uid", name="uq_mailing_receivers_mailing_id_person_uid"),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailings.id"], name="fk_mailing_receivers_mailing_id_mailings", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_mailing_receivers_person_uid", "mailing_receivers", ["person_uid"])
    op.create_index("ix_mailing_receivers_left", "mailing_receivers", ["mailing_id", "dealt_with"])
    with op.batch_alter_table("outbox") as batch:
        batch.add_column(sa.Column("mailing_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "fk_outbox_mailing_id_mailings", "mailings", ["mailing_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index("ix_outbox_mailing", "outbox", ["mailing_id", "state"])


def downgrade() -> None:
    """The letters stay."""
    op.drop_index("ix_outbox_mailing", "outbox")
    with op.batch_alter_table("outbox") as batch:
        batch.drop_constraint("fk_outbox_mailing_id_mailings", type_="foreignkey")
        batch.drop_column("mailing_id")
    op.drop_table("mailing_receivers")
    op.drop_table("mailings")
