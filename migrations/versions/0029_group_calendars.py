"""Calendars that groups subscribe to, with an address that the organizer gives.

Revision ID: 0029
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; no group has a calendar until it is given one."""
    op.create_table(
        "group_calendars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("link_seed", sa.String(), nullable=False),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("link_digest", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_group_calendars"),
        sa.UniqueConstraint("uid", name="uq_group_calendars_uid"),
        sa.UniqueConstraint("audience", name="uq_group_calendars_audience"),
        sa.UniqueConstraint("link_digest", name="uq_group_calendars_link_digest"),
    )


def downgrade() -> None:
    """Take the addresses away, and the stored bytes, of a kind that the older release does not know."""
    op.execute("DELETE FROM feeds WHERE kind = 'group'")
    op.drop_table("group_calendars")
