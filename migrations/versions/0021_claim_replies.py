"""What somebody answers to the event's questions within a place without a name, until an organizer decides.

Revision ID: 0021
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: until now nothing was asked there."""
    with op.batch_alter_table("place_claims") as table:
        table.add_column(sa.Column("replies", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("place_claims") as table:
        table.drop_column("replies")
