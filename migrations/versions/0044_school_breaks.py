"""Lov in each area, as organizers enter them.

Revision ID: 0044
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty."""
    op.create_table(
        "school_breaks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_school_breaks_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_breaks")),
        sa.UniqueConstraint("uid", name=op.f("uq_school_breaks_uid")),
        sa.UniqueConstraint(
            "name", "area", "first_on", "last_on", name=op.f("uq_school_breaks_name_area_first_on_last_on")
        ),
    )
    op.create_index(op.f("ix_school_breaks_first_on"), "school_breaks", ["first_on"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("school_breaks")
