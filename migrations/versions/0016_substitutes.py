"""Whom somebody has named to come in their stead, and whether a meeting wants to approve it first.

Dialogue meetings and the working committee that are there already begin to ask: that is what is usual for them.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("events") as batch:
        batch.add_column(sa.Column("approve_substitutes", sa.Boolean(), nullable=False, server_default=sa.false()))
    events = sa.table("events", sa.column("kind", sa.String), sa.column("approve_substitutes", sa.Boolean))
    asks = events.c.kind.in_(["dialogue", "working_committee"])
    op.execute(sa.update(events).where(asks).values(approve_substitutes=sa.true()))
    with op.batch_alter_table("events") as batch:
        batch.alter_column("approve_substitutes", server_default=None)
    op.create_table(
        "substitutions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "made",
                "declined",
                "taken_back",
                name="substitutionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("added_parts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_substitutions_invitation_id_invitations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"],
            ["invitations.id"],
            name=op.f("fk_substitutions_substitute_id_invitations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.id"], name=op.f("fk_substitutions_role_id_roles"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitutions")),
        sa.UniqueConstraint("uid", name=op.f("uq_substitutions_uid")),
    )
    with op.batch_alter_table("substitutions") as batch:
        batch.create_index(op.f("ix_substitutions_invitation_id"), ["invitation_id"])
        batch.create_index(op.f("ix_substitutions_substitute_id"), ["substitute_id"])
        batch.create_index(op.f("ix_substitutions_role_id"), ["role_id"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_substitutions_one_waiting",
        "substitutions",
        ["invitation_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_table("substitutions")
    with op.batch_alter_table("events") as batch:
        batch.drop_column("approve_substitutes")
