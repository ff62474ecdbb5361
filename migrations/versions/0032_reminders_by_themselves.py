"""What goes by itself at an event: reminders, the day before, and thanks. Events that are there get none.

Revision ID: 0032
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty."""
    with op.batch_alter_table("events") as batch:
        batch.add_column(sa.Column("reminder_days", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("tells_day_before", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("thanks_afterwards", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("tells_contacts", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("reminders_skipped", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("events") as batch:
        for name in ("reminders_skipped", "tells_contacts", "thanks_afterwards", "tells_day_before", "reminder_days"):
            batch.drop_column(name)
