"""Protected people: seen by name only by those with the right to it.

Revision ID: 0040
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody is protected until somebody says so."""
    with op.batch_alter_table("persons") as batch:
        batch.add_column(sa.Column("protected", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_index("ix_persons_protected", ["protected"])


def downgrade() -> None:
    """Forget it, and the right with it."""
    op.execute(sa.text("DELETE FROM account_rights WHERE right_name = 'protected'"))
    with op.batch_alter_table("persons") as batch:
        batch.drop_index("ix_persons_protected")
        batch.drop_column("protected")
