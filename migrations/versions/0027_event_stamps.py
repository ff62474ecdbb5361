"""The mark of an event by which processes may keep it.

Revision ID: 0027
Revises: 0020
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0020"
branch_labels = None
depends_on = None

_EVENTS = sa.table("events", sa.column("id", sa.Integer), sa.column("stamp", sa.String))


def upgrade() -> None:
    """Give each event one of its own."""
    with op.batch_alter_table("events") as batch:
        batch.add_column(sa.Column("stamp", sa.String(), nullable=False, server_default=""))
    connection = op.get_bind()
    for event_id in list(connection.scalars(sa.select(_EVENTS.c.id))):
        connection.execute(sa.update(_EVENTS).where(_EVENTS.c.id == event_id).values(stamp=str(uuid4())))
    with op.batch_alter_table("events") as batch:
        batch.alter_column("stamp", server_default=None)


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("events") as batch:
        batch.drop_column("stamp")
