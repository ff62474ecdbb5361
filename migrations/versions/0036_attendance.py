"""Records of attendance: an undo is a record too, and what stands is judged. Scans that failed, door links, and what is
chosen of arrival and self check-in.

Revision ID: 0036
Revises: 0034
"""

from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_NEXT = timedelta(microseconds=1)
_KEPT_BEFORE = ("name", "walk_in")
_TICKS = sa.table(
    "ticks",
    sa.column("id", sa.Integer),
    sa.column("uid", sa.String),
    sa.column("part_id", sa.Integer),
    sa.column("person_id", sa.Integer),
    sa.column("mark", sa.String),
    sa.column("how", sa.String),
    sa.column("at", _MOMENT),
    sa.column("received_at", _MOMENT),
    sa.column("by_uid", sa.String),
    sa.column("by_name", sa.String),
    sa.column("door", sa.String),
    sa.column("reason", sa.String),
    sa.column("standing", sa.Boolean),
    sa.column("undone_at", _MOMENT),
    sa.column("undone_by_name", sa.String),
)


def upgrade() -> None:
    """Have each tick that was undone be a tick and an undo."""
    _add_door_links()
    with op.batch_alter_table("ticks") as batch:
        batch.drop_index("uq_ticks_present")
        batch.drop_index("ix_ticks_part_id")
        batch.add_column(sa.Column("mark", sa.String(40), nullable=False, server_default="present"))
        batch.add_column(sa.Column("phone_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("received_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("door_link_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("standing", sa.Boolean(), nullable=False, server_default=sa.true()))
    connection = op.get_bind()
    connection.execute(sa.update(_TICKS).values(received_at=_TICKS.c.at, standing=_TICKS.c.undone_at.is_(None)))
    _write_undos(connection)
    with op.batch_alter_table("ticks") as batch:
        batch.drop_column("undone_at")
        batch.drop_column("undone_by_name")
        batch.alter_column("received_at", existing_type=_MOMENT, nullable=False)
        for name, kind in (("mark", sa.String(40)), ("reason", sa.String()), ("standing", sa.Boolean())):
            batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
        batch.create_foreign_key(
            op.f("fk_ticks_door_link_id_door_links"), "door_links", ["door_link_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index("ix_ticks_part_id", ["part_id", "person_id"])
        stands = {"sqlite_where": sa.text("standing"), "postgresql_where": sa.text("standing")}
        batch.create_index("uq_ticks_present", ["part_id", "person_id"], unique=True, **stands)
    _add_failed_scans()
    for table, column in (("parts", "by_arrival"), ("events", "self_check_in")):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=sa.Boolean(), existing_nullable=False, server_default=None)


def _write_undos(connection: sa.Connection) -> None:
    """But where an earlier tick stands (two people of the register who became one): there nothing was taken back."""
    first: dict[tuple[int, int], object] = {}
    stand = sa.select(_TICKS.c.part_id, _TICKS.c.person_id, _TICKS.c.at).where(_TICKS.c.undone_at.is_(None))
    for part_id, person_id, at in connection.execute(stand):
        first[part_id, person_id] = at
    for row in connection.execute(sa.select(_TICKS).where(_TICKS.c.undone_at.is_not(None))).all():
        stands_since = first.get((row.part_id, row.person_id))
        at = max(row.undone_at, row.at + _NEXT)
        if stands_since is not None and stands_since <= at:
            continue
        undo = {name: getattr(row, name) for name in ("part_id", "person_id", "how", "door")}
        undo |= {"uid": str(uuid4()), "mark": "undo", "at": at, "received_at": at, "standing": False}
        undo |= {"by_uid": "", "by_name": row.undone_by_name, "reason": "", "undone_by_name": ""}
        connection.execute(sa.insert(_TICKS).values(**undo))


def _add_door_links() -> None:
    op.create_table(
        "door_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("link_seed", sa.String(), nullable=False),
        sa.Column("link_digest", sa.String(), nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_door_links_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_links")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_door_links_link_digest")),
        sa.UniqueConstraint("uid", name=op.f("uq_door_links_uid")),
    )
    op.create_index(op.f("ix_door_links_event_id"), "door_links", ["event_id"])


def _add_failed_scans() -> None:
    op.create_table(
        "failed_scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("by_uid", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("door_link_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_failed_scans_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["parts.id"], name=op.f("fk_failed_scans_part_id_parts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["door_link_id"],
            ["door_links.id"],
            name=op.f("fk_failed_scans_door_link_id_door_links"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_scans")),
        sa.UniqueConstraint("uid", name=op.f("uq_failed_scans_uid")),
    )
    for name in ("event_id", "part_id", "door_link_id"):
        op.create_index(op.f(f"ix_failed_scans_{name}"), "failed_scans", [name])


def downgrade() -> None:
    """Have a tick and its undo be one row again. A second tick of somebody who was present leaves no trace."""
    for table, column in (("events", "self_check_in"), ("parts", "by_arrival")):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    op.drop_table("failed_scans")
    with op.batch_alter_table("ticks") as batch:
        batch.drop_index("uq_ticks_present")
        batch.drop_index("ix_ticks_part_id")
        batch.drop_constraint(op.f("fk_ticks_door_link_id_door_links"), type_="foreignkey")
        batch.add_column(sa.Column("undone_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("undone_by_name", sa.String(), nullable=False, server_default=""))
    _fold_undos(op.get_bind())
    with op.batch_alter_table("ticks") as batch:
        for name in ("mark", "phone_at", "received_at", "door_link_id", "reason", "standing"):
            batch.drop_column(name)
        batch.alter_column("undone_by_name", existing_type=sa.String(), existing_nullable=False, server_default=None)
        batch.create_index(op.f("ix_ticks_part_id"), ["part_id"])
        there = {"sqlite_where": sa.text("undone_at IS NULL"), "postgresql_where": sa.text("undone_at IS NULL")}
        batch.create_index("uq_ticks_present", ["part_id", "person_id"], unique=True, **there)
    op.drop_table("door_links")


def _fold_undos(connection: sa.Connection) -> None:
    """Each tick by itself: the first of those that an undo took back, and the one that stands."""
    order = (_TICKS.c.part_id, _TICKS.c.person_id, _TICKS.c.at, _TICKS.c.uid)
    open_row, pair, gone = None, None, []
    for row in connection.execute(sa.select(_TICKS).order_by(*order)).all():
        if pair != (row.part_id, row.person_id):
            open_row, pair = None, (row.part_id, row.person_id)
        if row.mark == "present" and open_row is None:
            open_row = row
            continue
        gone.append(row.id)
        if row.mark == "undo" and open_row is not None:
            undone = sa.update(_TICKS).where(_TICKS.c.id == open_row.id)
            connection.execute(undone.values(undone_at=row.at, undone_by_name=row.by_name))
            open_row = None
    for row_id in gone:
        connection.execute(sa.delete(_TICKS).where(_TICKS.c.id == row_id))
    connection.execute(sa.update(_TICKS).where(_TICKS.c.how.not_in(_KEPT_BEFORE)).values(how="name"))
