"""Migrations go up, down and up again on both databases, with data in them, and end where the tables' code stands."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from app import create_app
from app.kernel.db import Base, db, transaction
from app.kernel.settings import Settings
from app.mail import outbox
from app.people.model import Organisation, Role
from tests import builders
from tests.mail import a_letter


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database of its own that has been migrated to the head."""
    url = f"sqlite:///{tmp_path}/run.sqlite"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://")
        engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text("DROP DATABASE IF EXISTS migrated"))
            connection.execute(sa.text("CREATE DATABASE migrated"))
        engine.dispose()
        url = sa.make_url(server).set(database="migrated").render_as_string(hide_password=False)
    app = create_app(replace(settings, database_url=url))
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def _counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def _people_in_the_register() -> None:
    with transaction() as session:
        skolchef = session.scalars(sa.select(Role).where(Role.key == "skolchef")).one()
        bergs = session.scalars(sa.select(Organisation).where(Organisation.name == "Bergs kommun")).one()
        bergs.mailbox = "skolan@bergs.example"
        marie = builders.person("Marie", "de la Cruz", "marie@bergs.example")
        builders.assignment(marie, skolchef, bergs)
        event = builders.event()
        builders.part(event, slot=builders.slot(event))
        builders.circle(event, skolchef)
        builders.invitation(event, marie, skolchef, bergs)
        outbox.put(a_letter("marie@bergs.example", "Marie de la Cruz"), now=builders.NOW)
    db.session.remove()


def test_a_migrated_database_is_what_the_code_says(migrated: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


def test_the_register_data_comes_with_the_product(migrated: Flask) -> None:
    with transaction() as session:
        kommuner = session.scalar(sa.select(sa.func.count()).where(Organisation.agreement))
        names = session.scalars(sa.select(Organisation.name)).all()
    assert kommuner == 19
    assert [name for name in names if "påhitt" in name or "exempel" in name] == []


def test_down_and_up_with_data_keeps_every_row(migrated: Flask) -> None:
    _people_in_the_register()
    before = _counts()
    downgrade(revision="0001")
    with transaction() as session:
        held = sa.text("SELECT name FROM organisations JOIN assignments ON organisation_id = organisations.id")
        assert session.scalars(held).one() == "Bergs kommun"  # today's classes know columns that are not there
    db.session.remove()
    upgrade()
    assert _counts() == before


def test_down_to_nothing_leaves_nothing(migrated: Flask) -> None:
    _people_in_the_register()
    downgrade(revision="base")
    assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]
    upgrade()
    assert _counts()["persons"] == 0
