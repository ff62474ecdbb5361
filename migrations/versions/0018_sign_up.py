"""Open sign-up: whether a meeting has it, what waits for its mail to be confirmed, and where somebody says they are from.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("events") as batch:
        batch.add_column(sa.Column("open_sign_up", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("events") as batch:
        batch.alter_column("open_sign_up", server_default=None)
    with op.batch_alter_table("invitations") as batch:
        batch.add_column(sa.Column("affiliation", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("invitations") as batch:
        batch.alter_column("affiliation", server_default=None)
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("affiliation", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("link_seed", sa.String(), nullable=False),
        sa.Column("link_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_sign_ups_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_sign_ups_invitation_id_invitations"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ups")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_sign_ups_link_digest")),
    )
    with op.batch_alter_table("sign_ups") as batch:
        batch.create_index(op.f("ix_sign_ups_event_id"), ["event_id"])
        batch.create_index(op.f("ix_sign_ups_invitation_id"), ["invitation_id"])
        batch.create_index(op.f("ix_sign_ups_expires_at"), ["expires_at"])


def downgrade() -> None:
    op.drop_table("sign_ups")
    with op.batch_alter_table("invitations") as batch:
        batch.drop_column("affiliation")
    with op.batch_alter_table("events") as batch:
        batch.drop_column("open_sign_up")
