"""People may ask to be invited again; without an office and without having asked, their contact data leave.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("persons") as batch:
        batch.add_column(sa.Column("keep_consent_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("keep_consent_words", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("events") as batch:
        batch.add_column(sa.Column("contact_kept_days", sa.Integer(), nullable=False, server_default="30"))


def downgrade() -> None:
    with op.batch_alter_table("events") as batch:
        batch.drop_column("contact_kept_days")
    with op.batch_alter_table("persons") as batch:
        batch.drop_column("keep_consent_words")
        batch.drop_column("keep_consent_at")
