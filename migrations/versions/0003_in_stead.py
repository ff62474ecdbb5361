"""Invitations say in whose stead and in whose company somebody comes, and may have deadlines of their own.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invitations") as batch:
        batch.add_column(sa.Column("answer_by_on", sa.Date()))
        batch.add_column(sa.Column("change_by_on", sa.Date()))
        for name in ("in_stead_of", "accompanies"):
            batch.add_column(sa.Column(f"{name}_id", sa.Integer()))
            batch.create_foreign_key(
                op.f(f"fk_invitations_{name}_id_invitations"),
                "invitations",
                [f"{name}_id"],
                ["id"],
                ondelete="SET NULL",
            )
            batch.create_index(op.f(f"ix_invitations_{name}_id"), [f"{name}_id"])


def downgrade() -> None:
    """The sources that this step brought become the nearest one there was."""
    op.execute(
        "UPDATE invitations SET source = 'by_hand' "
        "WHERE source IN ('substitute', 'sign_up', 'accompanying', 'speaker')"
    )
    with op.batch_alter_table("invitations") as batch:
        for name in ("accompanies", "in_stead_of"):
            batch.drop_index(op.f(f"ix_invitations_{name}_id"))
            batch.drop_constraint(op.f(f"fk_invitations_{name}_id_invitations"), type_="foreignkey")
            batch.drop_column(f"{name}_id")
        batch.drop_column("change_by_on")
        batch.drop_column("answer_by_on")
