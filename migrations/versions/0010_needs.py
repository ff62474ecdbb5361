"""Each kind of needs is a question of its own, and an allergy may be told to the kitchen with the name, by consent.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = ("diet", "allergy", "access")


def upgrade() -> None:
    with op.batch_alter_table("events") as batch:
        for kind in KINDS:
            batch.add_column(
                sa.Column(f"{kind}_question", sa.String(length=40), nullable=False, server_default="shared")
            )
    with op.batch_alter_table("needs") as batch:
        batch.add_column(sa.Column("severe_words", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("needs") as batch:
        batch.drop_column("severe_words")
    with op.batch_alter_table("events") as batch:
        for kind in reversed(KINDS):
            batch.drop_column(f"{kind}_question")
