"""Requests to the organizer after a last day, and whether somebody withdrew when the list was locked.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATES = ("open", "granted", "declined", "withdrawn")


def upgrade() -> None:
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("late", "change", name="requestkind", native_enum=False, length=40), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="requeststate", native_enum=False, length=40), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_requests_invitation_id_invitations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint("uid", name=op.f("uq_requests_uid")),
    )
    op.create_index(op.f("ix_requests_invitation_id"), "requests", ["invitation_id"])
    still_open = sa.text("state = 'open'")
    op.create_index(
        "uq_requests_open",
        "requests",
        ["invitation_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    with op.batch_alter_table("invitations") as batch:
        batch.add_column(sa.Column("asks_since", sa.DateTime(timezone=True), nullable=True))
        batch.create_index(op.f("ix_invitations_asks_since"), ["asks_since"])
    with op.batch_alter_table("registrations") as batch:
        batch.add_column(
            sa.Column("withdrawn_after_lock", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("registrations") as batch:
        batch.drop_column("withdrawn_after_lock")
    with op.batch_alter_table("invitations") as batch:
        batch.drop_index(op.f("ix_invitations_asks_since"))
        batch.drop_column("asks_since")
    op.drop_table("requests")
