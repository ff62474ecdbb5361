"""Letters to an organisation's function mailbox come back: since when, and why.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("organisations") as batch:
        batch.add_column(sa.Column("mailbox_refused_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("mailbox_reason", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("organisations") as batch:
        batch.drop_column("mailbox_reason")
        batch.drop_column("mailbox_refused_at")
