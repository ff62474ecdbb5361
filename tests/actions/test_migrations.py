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
from app.audit.actor import SYSTEM
from app.events.actions.past import enter_past_year
from app.events.rules.kinds import EventKind
from app.events.rules.past import Division, PastYearValue, Share
from app.kernel.db import Base, db, transaction
from app.kernel.settings import Settings
from app.mail import mailings, outbox
from app.mail.model import Mailing
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


def test_the_letters_of_a_mailing_stay_without_it(migrated: Flask) -> None:
    with transaction() as session:
        mailing = Mailing(created_at=builders.NOW)
        session.add(mailing)
        session.flush()
        mailings.add_receivers(mailing, ["marie"])
        outbox.put(a_letter("marie@bergs.example", mailing_id=mailing.id), now=builders.NOW)
    db.session.remove()
    downgrade(revision="0024")
    upgrade()
    told = _counts()
    assert (told["outbox"], told["mailings"], told["mailing_receivers"]) == (1, 0, 0)


def _ticks() -> list[tuple[object, ...]]:
    asked = "SELECT uid, mark, standing, by_name, part_id, person_id FROM ticks ORDER BY part_id, at"
    with db.engine.connect() as connection:
        return [(str(row[0])[:5], row[1], bool(row[2]), *row[3:]) for row in connection.execute(sa.text(asked))]


def test_an_undone_tick_becomes_a_tick_and_an_undo_and_one_row_again(migrated: Flask) -> None:
    with transaction():
        event, anna = builders.event(), builders.person()
        person_id, parts = anna.id, [builders.part(event).id for _ in range(3)]
    db.session.remove()
    downgrade(revision="0034")
    insert = sa.text(
        "INSERT INTO ticks (uid, part_id, person_id, how, at, by_uid, by_name, door, undone_at, undone_by_name)"
        " VALUES (:uid, :part, :person, 'name', :at, 'sam', 'Sam', '', :undone, :by)"
    )
    undone = {"undone": "2027-03-04 08:00:00.000000", "by": "Karin"}
    with db.engine.begin() as connection:
        for uid, part, at, more in (
            ("stood", 0, "08:30", {"undone": None, "by": ""}),
            ("wrong", 0, "07:30", undone),
            ("early", 1, "07:30", undone),
            ("same!", 2, "08:00", undone),
        ):
            row = {"uid": uid, "part": parts[part], "person": person_id, "at": f"2027-03-04 {at}:00.000000", **more}
            connection.execute(insert, row)
        before = connection.execute(sa.text("SELECT uid, undone_by_name FROM ticks ORDER BY id")).all()
    upgrade()
    marks = [(uid if mark == "present" else "", mark, stands, by, part) for uid, mark, stands, by, part, _ in _ticks()]
    assert marks == [
        ("wrong", "present", False, "Sam", parts[0]),
        ("", "undo", False, "Karin", parts[0]),
        ("stood", "present", True, "Sam", parts[0]),
        ("early", "present", False, "Sam", parts[1]),
        ("", "undo", False, "Karin", parts[1]),
        ("same!", "present", False, "Sam", parts[2]),
        ("", "undo", False, "Karin", parts[2]),
    ]
    downgrade(revision="0034")
    with db.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT uid, undone_by_name FROM ticks ORDER BY id")).all() == before
        assert connection.scalar(sa.text("SELECT undone_at FROM ticks WHERE uid = 'early'")) is not None
    upgrade()
    assert len(_ticks()) == 7


def test_down_to_nothing_leaves_nothing(migrated: Flask) -> None:
    _people_in_the_register()
    downgrade(revision="base")
    assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]
    upgrade()
    assert _counts()["persons"] == 0


def test_the_only_part_hands_its_sequence_to_the_meeting_which_calendars_then_see_as_changed(migrated: Flask) -> None:
    with transaction():
        one, several = builders.event("Dialogdag"), builders.event("Konferens")
        for event, number in ((one, 1), (several, 2)):
            for _part in range(number):
                builders.part(event).sequence = 2
    db.session.remove()
    downgrade(revision="0023")
    asked = sa.text("SELECT title, sequence, content_changed_at FROM events ORDER BY title")
    with db.engine.connect() as connection:
        before = {row[0]: row[1:] for row in connection.execute(asked)}
    upgrade(revision="0024")
    with db.engine.connect() as connection:
        after = {row[0]: row[1:] for row in connection.execute(asked)}
    assert after["Konferens"] == before["Konferens"]
    assert after["Dialogdag"][0] == before["Dialogdag"][0] + 2
    assert after["Dialogdag"][1] != before["Dialogdag"][1]
    upgrade()


def test_the_sums_of_older_years_leave_with_what_they_are_divided_by(migrated: Flask) -> None:
    shares = (Share(Division.AREA, "Hälsingland", "Hälsingland", 15),)
    entered = PastYearValue(2023, EventKind.CONFERENCE, 148, shares=shares)
    with transaction():
        enter_past_year(entered, now=builders.NOW, actor=SYSTEM)
    assert (_counts()["past_years"], _counts()["past_shares"]) == (1, 1)
    db.session.remove()
    downgrade(revision="0036")
    upgrade()
    assert (_counts()["past_years"], _counts()["past_shares"]) == (0, 0)
    with transaction():
        assert enter_past_year(entered, now=builders.NOW, actor=SYSTEM)
