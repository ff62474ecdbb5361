"""From which day something goes by itself at an event: set when a backup is restored.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("events", sa.Column("reminders_since", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("events", "reminders_since")
