"""A role group may have deadlines of its own at an event.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

GROUPS = ("politiker", "skolledning", "utveckling", "larosate", "adjungerade")
DAYS = ("opens_days", "answer_days", "change_days", "meals_days", "locked_days")


def upgrade() -> None:
    op.create_table(
        "group_deadlines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("role_group", sa.Enum(*GROUPS, name="rolegroup", native_enum=False, length=40), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in DAYS),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_group_deadlines_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_deadlines")),
        sa.UniqueConstraint("event_id", "role_group", name=op.f("uq_group_deadlines_event_id_role_group")),
    )
    op.create_index(op.f("ix_group_deadlines_event_id"), "group_deadlines", ["event_id"])


def downgrade() -> None:
    op.drop_table("group_deadlines")
