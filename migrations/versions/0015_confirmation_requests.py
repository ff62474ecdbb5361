"""The question to organisations whether the register is right.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "confirmation_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation_requests")),
        sa.UniqueConstraint("uid", name=op.f("uq_confirmation_requests_uid")),
    )
    op.create_table(
        "asked_organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_asked_organisations_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["confirmation_requests.id"],
            name=op.f("fk_asked_organisations_request_id_confirmation_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_organisations")),
        sa.UniqueConstraint(
            "request_id", "organisation_id", name=op.f("uq_asked_organisations_request_id_organisation_id")
        ),
    )
    with op.batch_alter_table("asked_organisations") as table:
        table.create_index(op.f("ix_asked_organisations_organisation_id"), ["organisation_id"])
        table.create_index(op.f("ix_asked_organisations_request_id"), ["request_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("asked_organisations")
    op.drop_table("confirmation_requests")
