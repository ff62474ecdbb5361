"""Acts on many registrations, with what is needed to undo them.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_KINDS = ("confirm", "queue", "cancel", "resend", "write")
_RESULTS = ("done", "already", "no_address", "no_invitation", "not_possible")
_UNDONE = ("restored", "full", "changed")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def upgrade() -> None:
    op.create_table(
        "bulk_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("bulkkind", *_KINDS), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_bulk_acts_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_acts")),
        sa.UniqueConstraint("uid", name=op.f("uq_bulk_acts_uid")),
    )
    op.create_index(op.f("ix_bulk_acts_event_id"), "bulk_acts", ["event_id"])
    op.create_table(
        "bulk_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("result", _enum("bulkresult", *_RESULTS), nullable=False),
        sa.Column("undone", _enum("undoresult", *_UNDONE), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("letters", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_id"], ["bulk_acts.id"], name=op.f("fk_bulk_items_act_id_bulk_acts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_bulk_items_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_items")),
    )
    op.create_index(op.f("ix_bulk_items_act_id"), "bulk_items", ["act_id"])
    op.create_index(op.f("ix_bulk_items_registration_id"), "bulk_items", ["registration_id"])


def downgrade() -> None:
    op.drop_table("bulk_items")
    op.drop_table("bulk_acts")
