"""Backup, restore and purge, by their commands."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.audit.actor import SYSTEM
from app.desk.erase_person import erase_person
from app.events.model import Event
from app.events.rules.kinds import LegalBasis, NeedsGround
from app.invitations.queries import lock
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.lists.addresses import Wanted, make_address, revoke_address
from app.lists.frozen import addressed, freeze_ready
from app.lists.model import ListAddress
from app.lists.own import Limits
from app.mail.model import LetterState, OutboxLetter
from app.people.model import Erasure, Person
from app.registrations.actions import Answers, Asked, register, take_back_name, withdraw
from app.registrations.model import Answer, Need, PurgeProtocol, Registration
from app.registrations.rules import NeedDraft, NeedKind, RegistrationState, Reply
from tests import builders

NOW = datetime(2027, 3, 25, 3, 0, tzinfo=UTC)


@pytest.fixture
def kept(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """An app on a file of its own, migrated, with a record of erasures beside it."""
    own = replace(
        settings, database_url=f"sqlite:///{tmp_path}/run.sqlite", erasure_file=str(tmp_path / "erasures.jsonl")
    )
    app = create_app(own)
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def _registered(given_name: str) -> Person:
    event = builders.event(asks_needs=True, needs_ground=NeedsGround.CONSENT)
    person = builders.person(given_name)
    registration = Registration(
        event=event, person=person, state=RegistrationState.CONFIRMED, created_at=NOW, changed_at=NOW
    )
    registration.needs = [Need(kind=NeedKind.DIET, choice="vegan", given_at=NOW)]
    db.session.add(registration)
    db.session.flush()
    return person


def _names() -> list[str]:
    db.session.remove()
    return list(db.session.scalars(sa.select(Person.given_name).order_by(Person.given_name)))


def test_what_was_erased_after_the_backup_stays_erased_when_it_is_restored(kept: Flask, tmp_path: Path) -> None:
    with transaction():
        for name in ("Anna", "Berit"):
            _registered(name)
    backup = tmp_path / "backup.sqlite"
    assert kept.test_cli_runner().invoke(args=["backup", str(backup)]).exit_code == 0
    with transaction() as session:
        anna = session.scalars(sa.select(Person).where(Person.given_name == "Anna")).one()
        erase_person(anna, now=NOW)
    with transaction():
        builders.person("Cecilia")
    db.session.remove()
    db.engine.dispose()
    (tmp_path / "run.sqlite").unlink()  # the worst case: only the backup and the record are left
    result = kept.test_cli_runner().invoke(args=["restore", str(backup)])
    assert (result.exit_code, _names()) == (0, ["Berit"]), result.output


def _restored(kept: Flask, tmp_path: Path, backup: Path) -> str:
    """The worst case: only the backup and the record are left."""
    db.session.remove()
    db.engine.dispose()
    (tmp_path / "run.sqlite").unlink()
    result = kept.test_cli_runner().invoke(args=["restore", str(backup)])
    assert result.exit_code == 0, result.output
    db.session.remove()
    return result.output


def test_needs_and_names_that_were_taken_away_after_the_backup_stay_away(kept: Flask, tmp_path: Path) -> None:
    before = datetime(2027, 2, 1, 12, tzinfo=UTC)
    with transaction() as session:
        event = builders.event(asks_needs=True, needs_ground=NeedsGround.LAW)
        part = builders.part(event)
        invited = {name: builders.invitation(event, builders.person(name)).uid for name in ("Anna", "Bea", "Cia")}
        nuts = (NeedDraft(NeedKind.ALLERGY, "nuts"),)
        for uid in invited.values():
            answers = Answers((Asked(part.uid),), needs=nuts, severe_words="Ja")
            register(lock(uid), answers, now=before, actor=SYSTEM)
        session.flush()
    backup = tmp_path / "backup.sqlite"
    assert kept.test_cli_runner().invoke(args=["backup", str(backup)]).exit_code == 0
    with transaction():
        withdraw(lock(invited["Anna"]), now=before, actor=SYSTEM)
        take_back_name(lock(invited["Bea"]), now=before, actor=SYSTEM)
    assert "1 uppgifter om behov" in _restored(kept, tmp_path, backup)
    asked = sa.select(Person.given_name, Need.severe_words).join(Registration.person).join(Registration.needs)
    left = [tuple(row) for row in db.session.execute(asked.order_by(Person.given_name))]
    assert left == [("Bea", ""), ("Cia", "Ja")]


def test_answers_whose_consent_was_taken_back_after_the_backup_stay_away(kept: Flask, tmp_path: Path) -> None:
    """Anna withdraws, Bea takes one of two answers away, Cia lets both be."""
    before = datetime(2027, 1, 11, 12, tzinfo=UTC)
    with transaction():
        event = builders.event()
        part = builders.part(event)
        photo, film = (builders.question(event, label, basis=LegalBasis.CONSENT) for label in ("Bild?", "Film?"))
        invited = {name: builders.invitation(event, builders.person(name)).uid for name in ("Anna", "Bea", "Cia")}
        both = (Reply(photo.uid, ("Bild ja",), consents=True), Reply(film.uid, ("Film ja",), consents=True))
        chosen = (Asked(part.uid),)
    for uid in invited.values():
        with transaction():
            register(lock(uid), Answers(chosen, replies=both), now=before, actor=SYSTEM)
    backup = tmp_path / "backup.sqlite"
    assert kept.test_cli_runner().invoke(args=["backup", str(backup)]).exit_code == 0
    with transaction():
        withdraw(lock(invited["Anna"]), now=before, actor=SYSTEM)
    with transaction():
        register(lock(invited["Bea"]), Answers(chosen, replies=both[1:]), now=before, actor=SYSTEM)
    _restored(kept, tmp_path, backup)
    asked = sa.select(Person.given_name, Answer.text).join(Registration.person).join(Answer)
    left = [tuple(row) for row in db.session.execute(asked.order_by(Person.given_name, Answer.text))]
    assert left == [("Bea", "Film ja"), ("Cia", "Bild ja"), ("Cia", "Film ja")]


def test_an_address_of_a_list_that_was_revoked_after_the_backup_stays_revoked(kept: Flask, tmp_path: Path) -> None:
    with transaction():
        event, maker = builders.event(), builders.account().id
        ready = freeze_ready(event, addressed(NOW)["inbjudna"], Limits())
        wanted = {name: Wanted(name, ("csv",), NOW + timedelta(days=30)) for name in ("Hotellet", "Kollegan")}
        made = {name: make_address(event, maker, one, ready, now=NOW, actor=SYSTEM) for name, one in wanted.items()}
        hotel, event_id = made["Hotellet"], event.id
        assert isinstance(hotel, ListAddress)
        uid = hotel.uid
    backup = tmp_path / "backup.sqlite"
    assert kept.test_cli_runner().invoke(args=["backup", str(backup)]).exit_code == 0
    with transaction() as session:
        revoke_address(session.get_one(Event, event_id), uid, now=NOW, actor=SYSTEM)
    _restored(kept, tmp_path, backup)
    asked = sa.select(ListAddress.name, ListAddress.revoked_at.is_not(None)).order_by(ListAddress.id)
    assert [tuple(row) for row in db.session.execute(asked)] == [("Hotellet", True), ("Kollegan", False)]


def test_a_restore_pauses_letters_that_may_have_gone_and_keeps_the_replaced_database(
    kept: Flask, tmp_path: Path
) -> None:
    with transaction() as session:
        shared = {"kind": "receipt", "to_name": "Anna", "to_address": "anna@ange.example", "subject": "Tack"}
        for number, state in enumerate((LetterState.WAITING, LetterState.SENT)):
            session.add(
                OutboxLetter(message_id=f"<{number}@run>", data={}, state=state, created_at=NOW, due_at=NOW, **shared)
            )
    backup = tmp_path / "backup.sqlite"
    runner = kept.test_cli_runner()
    runner.invoke(args=["backup", str(backup)])
    assert runner.invoke(args=["restore", str(backup)]).exit_code == 0
    db.session.remove()
    states = list(db.session.scalars(sa.select(OutboxLetter.state).order_by(OutboxLetter.id)))
    assert states == [LetterState.PAUSED, LetterState.SENT]
    assert (tmp_path / "run.sqlite.before-restore").exists()


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\x00" + b"\x00" * 200])
def test_a_file_that_is_no_backup_is_refused_and_nothing_is_touched(
    kept: Flask, tmp_path: Path, content: bytes
) -> None:
    with transaction():
        builders.person("Anna")
    wrong = tmp_path / "wrong.sqlite"
    wrong.write_bytes(content)
    result = kept.test_cli_runner().invoke(args=["restore", str(wrong)])
    assert (result.exit_code, _names()) == (2, ["Anna"])


def test_a_backup_under_write_load_is_whole(kept: Flask, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with kept.app_context():
            number = 0
            while not stop.is_set():
                number += 1
                with transaction():
                    builders.person("Person", f"Nr{number}")
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        results = [kept.test_cli_runner().invoke(args=["backup", str(tmp_path / f"{n}.sqlite")]) for n in range(3)]
    finally:
        stop.set()
        writer.join()
    assert [result.exit_code for result in results] == [0, 0, 0]
    with closing(sqlite3.connect(tmp_path / "2.sqlite")) as snapshot:
        people, addresses = (
            snapshot.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("persons", "person_addresses")
        )
    assert people == addresses


def test_postgresql_has_its_own_tools(kept: Flask, settings: Settings) -> None:
    kept.config["RUN"] = replace(settings, database_url="postgresql+psycopg://run:pw@127.0.0.1/run")
    result = kept.test_cli_runner().invoke(args=["backup", "b.dump"])
    assert result.exit_code == 2
    assert "pg_dump --format=custom --file=b.dump postgresql://run:pw@127.0.0.1/run" in result.output


def test_purge_counts_first_and_erases_when_told(kept: Flask) -> None:
    with transaction():
        _registered("Anna")
    runner = kept.test_cli_runner()
    with time_machine.travel(NOW, tick=False):
        assert "RUN-konferens 2027: 1 uppgifter" in runner.invoke(args=["purge"]).output
        db.session.remove()
        assert db.session.scalar(sa.select(sa.func.count(Need.id))) == 1
        assert runner.invoke(args=["purge", "--apply"]).exit_code == 0
        assert "särskilda behov: 0" in runner.invoke(args=["purge", "--apply"]).output
    db.session.remove()
    protocol = db.session.scalars(sa.select(PurgeProtocol)).one()
    lines = Path(kept.config["RUN"].erasure_file).read_text().splitlines()
    assert (db.session.scalar(sa.select(sa.func.count(Need.id))), protocol.kind, protocol.count) == (0, "needs", 1)
    assert [json.loads(line)["kind"] for line in lines] == ["needs"]


def test_a_guest_who_has_left_stays_away_after_a_restore_and_the_address_may_come_back(
    kept: Flask, tmp_path: Path
) -> None:
    with transaction():
        _registered("Gunilla")
        builders.assignment(_registered("Rut"), builders.role("ny_roll"), builders.organisation("Nya kommunen"))
    backup, runner = tmp_path / "backup.sqlite", kept.test_cli_runner()
    assert runner.invoke(args=["backup", str(backup)]).exit_code == 0
    with time_machine.travel(datetime(2027, 4, 6, tzinfo=UTC), tick=False):
        assert "utan uppdrag: 1 personer" in runner.invoke(args=["purge"]).output
        assert "utan uppdrag: 1 personer" in runner.invoke(args=["purge", "--apply"]).output
    assert _names() == ["Rut"]
    db.session.remove()
    db.engine.dispose()
    (tmp_path / "run.sqlite").unlink()
    result = runner.invoke(args=["restore", str(backup)])
    assert (result.exit_code, _names()) == (0, ["Rut"]), result.output
    assert set(db.session.scalars(sa.select(Erasure.kind))) == {"needs", "person"}


def test_needs_are_kept_while_their_time_lasts(kept: Flask) -> None:
    with transaction():
        _registered("Anna")
    with time_machine.travel(datetime(2027, 3, 19, 3, tzinfo=UTC), tick=False):
        kept.test_cli_runner().invoke(args=["purge", "--apply"])
    assert date(2027, 3, 5).toordinal() + 14 == date(2027, 3, 19).toordinal()
    assert db.session.scalar(sa.select(sa.func.count(Need.id))) == 1
