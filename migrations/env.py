"""How migrations run: on the app's own engine, in one transaction, with SQLite's foreign keys off and checked after.

With foreign keys on, a batch rebuild of a table on SQLite deletes every child row without a word (stack.md).
"""

from alembic import context
from flask import current_app
from sqlalchemy import text

from app.kernel.db import Base, UtcDateTime, db

QUEUE_TABLES = ("huey_", "kv", "schedule", "task")


def _include(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """The queue's own tables are not ours."""
    return not (kind == "table" and name is not None and name.startswith(QUEUE_TABLES))


def _render(kind: str, item: object, _context: object) -> str | bool:
    """Our time type is written as the column it is, so that old migrations do not need today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run_migrations() -> None:
    """Migrate up or down."""
    sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect() as connection:
        if sqlite:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=sqlite,
            transactional_ddl=True,
            compare_type=True,
            include_object=_include,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
                raise RuntimeError(f"the migration broke {len(broken)} references: {broken[:5]}")
        if sqlite:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; there is no offline mode.")
if current_app:
    run_migrations()
