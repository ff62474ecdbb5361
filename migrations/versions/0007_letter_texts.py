"""The opening words of an event's letters may be its own.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_texts_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_texts")),
        sa.UniqueConstraint("event_id", "kind", name=op.f("uq_event_texts_event_id_kind")),
    )
    op.create_index(op.f("ix_event_texts_event_id"), "event_texts", ["event_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_event_texts_event_id"), table_name="event_texts")
    op.drop_table("event_texts")
