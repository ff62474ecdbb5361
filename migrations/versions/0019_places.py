"""Places without a name, and answers within them.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("link_seed", sa.String(), nullable=False),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("link_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_places_count")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_places_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_places_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_places_role_id_roles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint(
            "event_id", "organisation_id", "role_id", name=op.f("uq_places_event_id_organisation_id_role_id")
        ),
        sa.UniqueConstraint("link_digest", name=op.f("uq_places_link_digest")),
        sa.UniqueConstraint("uid", name=op.f("uq_places_uid")),
    )
    op.create_table(
        "place_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("online", sa.JSON(), nullable=False),
        sa.Column("consents", sa.Boolean(), nullable=False),
        sa.Column("by_contact", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_place_claims_invitation_id_invitations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_place_claims_place_id_places"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_claims")),
        sa.UniqueConstraint("uid", name=op.f("uq_place_claims_uid")),
    )
    with op.batch_alter_table("places") as table:
        for name in ("event_id", "organisation_id", "role_id"):
            table.create_index(op.f(f"ix_places_{name}"), [name])
    with op.batch_alter_table("place_claims") as table:
        table.create_index(op.f("ix_place_claims_invitation_id"), ["invitation_id"])
        table.create_index(op.f("ix_place_claims_place_id"), ["place_id"])
        table.create_index("ix_place_claims_state", ["state", "place_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("place_claims")
    op.drop_table("places")
