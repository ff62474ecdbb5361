"""Addresses that a list is fetched at without an account.

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "list_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ready", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("sorted_by", sa.String(), nullable=False),
        sa.Column("formats", sa.JSON(), nullable=False),
        sa.Column("link_seed", sa.String(), nullable=False),
        sa.Column("link_digest", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=False),
        sa.Column("last_fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetches", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name="fk_list_addresses_event_id_events", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["maker_id"], ["accounts.id"], name="fk_list_addresses_maker_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_list_addresses"),
        sa.UniqueConstraint("uid", name="uq_list_addresses_uid"),
        sa.UniqueConstraint("link_digest", name="uq_list_addresses_link_digest"),
    )
    op.create_index("ix_list_addresses_event_id", "list_addresses", ["event_id"])
    op.create_index("ix_list_addresses_maker_id", "list_addresses", ["maker_id"])


def downgrade() -> None:
    """Take the addresses away: they open nothing any more."""
    op.drop_table("list_addresses")
