"""Indexes that are the beginning of another go: each was written with every answer. A registration's parts are found
with how it stands on them in one index, for the lists.

Revision ID: 0045
Revises: 0042
"""

from alembic import op

revision = "0045"
down_revision = "0042"
branch_labels = None
depends_on = None

_GONE = (
    ("registrations", "event_id"),
    ("registration_parts", "part_id"),
    ("registration_parts", "registration_id"),
    ("answers", "registration_id"),
)
_HELD = ("ix_registration_parts_held", "registration_parts", ["registration_id", "part_id", "state", "mode"])


def upgrade() -> None:
    """Drop them, and make the one."""
    for table, column in _GONE:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
    op.create_index(*_HELD)


def downgrade() -> None:
    """Make them again."""
    op.drop_index(_HELD[0], _HELD[1])
    for table, column in _GONE:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
