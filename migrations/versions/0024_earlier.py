"""When and where meetings and parts were to be before they were changed; one sequence for what stands for a meeting.

Revision ID: 0024
Revises: 0023
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_EVENTS = sa.table(
    "events", sa.column("id", sa.Integer), sa.column("sequence", sa.Integer), sa.column("content_changed_at", _MOMENT)
)
_PARTS = sa.table("parts", sa.column("event_id", sa.Integer), sa.column("sequence", sa.Integer))


def upgrade() -> None:
    """Add the columns. The entry that stands for a meeting of one part no longer counts the part's own sequence: the
    meeting's is raised by it, so that no calendar sees the number fall, and with it LAST-MODIFIED.
    """
    for table in ("events", "parts"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("earlier", sa.JSON(), nullable=False, server_default="[]"))
    own = sa.select(sa.func.max(_PARTS.c.sequence)).where(_PARTS.c.event_id == _EVENTS.c.id)
    only = own.having(sa.func.count() == 1, sa.func.max(_PARTS.c.sequence) > 0).scalar_subquery()
    raised = {"sequence": _EVENTS.c.sequence + only, "content_changed_at": datetime.now(UTC).replace(microsecond=0)}
    op.execute(sa.update(_EVENTS).where(only.is_not(None)).values(raised))
    for table in ("events", "parts"):
        with op.batch_alter_table(table) as batch:
            batch.alter_column("earlier", server_default=None)


def downgrade() -> None:
    """Forget them; the sequences stay as high as they are."""
    for table in ("events", "parts"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("earlier")
