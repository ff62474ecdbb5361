"""That an organisation's contact has answered an invitation.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: until now everybody answered for themselves."""
    with op.batch_alter_table("invitations") as table:
        table.add_column(sa.Column("answered_for", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("invitations") as table:
        table.drop_column("answered_for")
