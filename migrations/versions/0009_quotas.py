"""Quotas; and seats that are offered for a time, in a queue that stops some days before.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

GROUPS = ("politiker", "skolledning", "utveckling", "larosate", "adjungerade")
KINDS = (
    "kommun", "kommunalforbund", "fristaende", "fakultet", "institution", "utbildning", "myndighet", "region",
    "kommunforbund",
)  # fmt: skip
OWNERS = (("event_id", "events"), ("part_id", "parts"), ("role_id", "roles"))
QUEUES = ("registrations", "registration_parts")


def upgrade() -> None:
    op.create_table(
        "quotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("role_group", sa.Enum(*GROUPS, name="rolegroup", native_enum=False, length=40), nullable=True),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column(
            "organisation_kind", sa.Enum(*KINDS, name="organisationkind", native_enum=False, length=40), nullable=True
        ),
        sa.Column("per_organisation", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("most > 0", name=op.f("ck_quotas_most")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_quotas_{column}_{table}"), ondelete="CASCADE"
            )
            for column, table in OWNERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotas")),
        sa.UniqueConstraint("uid", name=op.f("uq_quotas_uid")),
    )
    for column, _table in OWNERS:
        op.create_index(op.f(f"ix_quotas_{column}"), "quotas", [column])
    with op.batch_alter_table("events") as batch:
        batch.add_column(
            sa.Column(
                "queue_mode",
                sa.Enum("given", "offered", name="queuemode", native_enum=False, length=40),
                nullable=False,
                server_default="given",
            )
        )
        batch.add_column(sa.Column("offer_hours", sa.Integer(), nullable=False, server_default="48"))
        batch.add_column(sa.Column("queue_stop_days", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("has_quotas", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table in QUEUES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))
            batch.add_column(sa.Column("quota_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_{table}_quota_id_quotas"), "quotas", ["quota_id"], ["id"], ondelete="SET NULL"
            )
            for column in ("offered_until", "quota_id"):
                batch.create_index(op.f(f"ix_{table}_{column}"), [column])


def downgrade() -> None:
    """Whoever is offered a seat waits on in the queue."""
    for table in QUEUES:
        with op.batch_alter_table(table) as batch:
            for column in ("quota_id", "offered_until"):
                batch.drop_index(op.f(f"ix_{table}_{column}"))
            batch.drop_constraint(op.f(f"fk_{table}_quota_id_quotas"), type_="foreignkey")
            batch.drop_column("quota_id")
            batch.drop_column("offered_until")
    with op.batch_alter_table("events") as batch:
        for column in ("has_quotas", "queue_stop_days", "offer_hours", "queue_mode"):
            batch.drop_column(column)
    op.drop_table("quotas")
