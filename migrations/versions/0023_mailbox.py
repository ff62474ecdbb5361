"""What comes back to the mailbox: addresses that take no letters, answers in calendars, how far it is read.

Revision ID: 0023
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, the tables, and an index of when letters left, which the pace asks."""
    op.create_index("ix_outbox_sent", "outbox", ["sent_at"])
    with op.batch_alter_table("person_addresses") as batch:
        batch.add_column(sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "received",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("letter_uid", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_received"),
        sa.UniqueConstraint("key", name="uq_received_key"),
    )
    op.create_index("ix_received_letter_uid", "received", ["letter_uid"])
    op.create_index("ix_received_at", "received", ["at"])
    op.create_table(
        "mailbox_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mailbox_readings"),
        sa.UniqueConstraint("mailbox", name="uq_mailbox_readings_mailbox"),
    )
    op.create_table(
        "calendar_replies",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("registration_id", name="pk_calendar_replies"),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name="fk_calendar_replies_registration_id_registrations",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Forget them."""
    for table in ("calendar_replies", "mailbox_readings", "received"):
        op.drop_table(table)
    with op.batch_alter_table("person_addresses") as batch:
        batch.drop_column("reason")
        batch.drop_column("refused_at")
    op.drop_index("ix_outbox_sent", "outbox")
