"""The rule that somebody else in one's stead would break.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add its words."""
    with op.batch_alter_table("substitutions") as batch:
        batch.add_column(sa.Column("breaks", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("substitutions") as batch:
        batch.alter_column("breaks", server_default=None)


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("substitutions") as batch:
        batch.drop_column("breaks")
