"""The last in line is found at the end of an index, also where a thousand wait.

Revision ID: 0031
Revises: 0021
"""

from alembic import op

revision = "0031"
down_revision = "0021"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_registrations_line", "registrations", ["event_id", "queue_number"]),
    ("ix_registration_parts_line", "registration_parts", ["part_id", "queue_number"]),
)


def upgrade() -> None:
    """Make the indexes."""
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Drop them."""
    for name, table, _columns in _INDEXES:
        op.drop_index(name, table)
