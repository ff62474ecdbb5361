"""The tables, emptied before each test."""

from functools import cache

import sqlalchemy as sa
from flask import Flask

from app.kernel import links
from app.kernel.db import Base, db
from app.kernel.settings import Settings
from app.people.actions import remembering
from app.people.queries import sight


@cache
def _asking() -> sa.TextClause:
    """Which tables have rows: few, after most tests. To empty all of them takes thirty times as long."""
    names = [table.name for table in Base.metadata.sorted_tables]
    return sa.text(" UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {one})" for one in names))


_NUMBERS_AGAIN = """DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP PERFORM setval(quote_ident(one.sequencename)::regclass, 1, false); END LOOP;
    END $$"""


def empty(app: Flask) -> None:
    """Empty the tables, let nobody look, and have this app's link key, address and record of erasures again: a test may
    have made another app.
    """
    sight.look_away()
    own: Settings = app.config["RUN"]
    links.configure(own.link_key, own.base_url)
    remembering.configure(own.erasure_file)
    with app.app_context(), db.engine.begin() as connection:
        filled = set(connection.scalars(_asking()))
        on_postgresql = connection.dialect.name == "postgresql"
        if on_postgresql:  # a fortieth of what TRUNCATE takes, which makes every table's files anew
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in filled:
                connection.execute(sa.text(f"DELETE FROM {table.name}"))
        if on_postgresql:
            connection.execute(sa.text(_NUMBERS_AGAIN))
