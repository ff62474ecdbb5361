"""import-contacts, from the command line."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app.audit.model import LogEntry
from app.kernel.db import db, transaction
from app.people.model import Person
from tests import network


@pytest.fixture
def register(database: Flask) -> Flask:
    """The network's roles and organisations, and nobody yet."""
    with transaction():
        network.build()
    return database


def _run(app: Flask, *args: object) -> Result:
    return app.test_cli_runner().invoke(args=["import-contacts", *map(str, args)])


def _people() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Person)) or 0


def test_without_apply_it_only_tells(register: Flask) -> None:
    ended = _run(register, network.DATA / "contacts.csv")
    assert (ended.exit_code, _people()) == (0, 0)
    lines = ended.output.splitlines()
    assert lines[1] == "contacts, rad 2: Sören Axelsson ny"
    assert lines[-2:] == [
        "Nya rader: 277 (nya personer: 271). Ändras: 0. Oförändrade: 0. Läses inte in: 0. Hoppas över: 0.",
        "Inget är inläst. Kör igen med --apply för att läsa in.",
    ]


def test_with_apply_it_reads_in_and_the_log_knows_by_whom(register: Flask) -> None:
    ended = _run(register, network.DATA / "contacts.csv", "--apply")
    assert (ended.exit_code, ended.output.splitlines()[-1], _people()) == (0, "Inläst.", 271)
    entry = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "contacts.read_in")).one()
    assert (entry.actor_name, entry.details["file"]) == ("Kommandorad", "contacts.csv")
    again = _run(register, network.DATA / "contacts.csv", "--apply")
    assert (again.exit_code, _people()) == (0, 271)
    assert "Nya rader: 0 (nya personer: 0). Ändras: 0. Oförändrade: 277." in again.output


def test_refused_rows_are_told_with_sheet_row_and_reason_and_end_with_1(register: Flask) -> None:
    ended = _run(register, network.DATA / "contacts-messy.xlsx", "--apply")
    assert (ended.exit_code, _people()) == (1, 268)
    refused = [line for line in ended.output.splitlines() if " läses inte in: " in line]
    assert refused[0] == (
        "Jämtlands län, rad 39: Elin Jonsson läses inte in: "
        "E-postadressen «elin.jonsson@krokoms» saknar slutet efter punkten, till exempel .se."
    )
    assert len(refused) == 3


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "tom.csv"), (b"%PDF-1.7", "lista.pdf"), (b"Vara;Pris\nKaffe;12\n", "inkop.csv")]
)
def test_what_is_no_list_of_contacts_is_wrong_use(register: Flask, tmp_path: Path, content: bytes, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert _run(register, file).exit_code == 2
    assert _run(register, tmp_path / "finns-inte.csv").exit_code == 2
