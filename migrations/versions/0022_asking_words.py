"""The opening words of the question to organisations, and the meeting that it is asked for.

Revision ID: 0022
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0026"
branch_labels = None
depends_on = None

_NAMES = ("text", "reminder_text", "event_uid")


def upgrade() -> None:
    """Those asked before have the standard text and name no meeting that is looked up."""
    with op.batch_alter_table("confirmation_requests") as batch:
        for name in _NAMES:
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("confirmation_requests") as batch:
        for name in _NAMES:
            batch.alter_column(name, server_default=None)


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("confirmation_requests") as batch:
        for name in reversed(_NAMES):
            batch.drop_column(name)
