"""Sums of meetings that were before the system.

Revision ID: 0043
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None is entered yet."""
    op.create_table(
        "past_years",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("participants >= 0", name=op.f("ck_past_years_participants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_years")),
        sa.UniqueConstraint("year", "kind", name=op.f("uq_past_years_year_kind")),
    )
    op.create_table(
        "past_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("past_year_id", sa.Integer(), nullable=False),
        sa.Column("division", sa.String(40), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["past_year_id"], ["past_years.id"], name=op.f("fk_past_shares_past_year_id_past_years"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_shares")),
        sa.UniqueConstraint("past_year_id", "division", "key", name=op.f("uq_past_shares_past_year_id_division_key")),
    )
    op.create_index(op.f("ix_past_shares_past_year_id"), "past_shares", ["past_year_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("past_shares")
    op.drop_table("past_years")
