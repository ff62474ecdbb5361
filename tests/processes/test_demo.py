"""The invented year, told by its command into a database made by the migrations."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes
ROOT = Path(__file__).parents[2]
WAITS = {
    "requests": "SELECT count(*) FROM requests WHERE state = 'open'",
    "proposals": "SELECT count(*) FROM proposals WHERE state = 'open'",
    "claims": "SELECT count(*) FROM place_claims WHERE state = 'open'",
    "substitutes": "SELECT count(*) FROM substitutions WHERE state = 'waiting'",
    "offers": "SELECT count(*) FROM registration_parts WHERE offered_until IS NOT NULL",
    "letters due": "SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'failed')",
    "letters returned": "SELECT count(*) FROM outbox WHERE state = 'failed'",
    "addresses refused": "SELECT count(*) FROM person_addresses WHERE refused_at IS NOT NULL",
    "offices refused": "SELECT count(*) FROM organisations WHERE mailbox_refused_at IS NOT NULL",
    "answers in calendars": "SELECT count(*) FROM calendar_replies WHERE dismissed_at IS NULL",
    "told of a move": "SELECT count(*) FROM outbox WHERE kind = 'moved' AND state = 'sent'",
    "not told yet": "SELECT count(*) FROM persons WHERE informed_at IS NULL",
    "old needs": "SELECT count(*) FROM needs n JOIN registrations r ON r.id = n.registration_id "
    "JOIN events e ON e.id = r.event_id WHERE e.state = 'done'",
}


def _flask(database: Path, *args: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RUN_")}
    environ = kept | {"RUN_ENV": "testing", "RUN_DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *args]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout


def test_the_year_is_told_with_something_of_everything_waiting_and_no_letter_due(tmp_path: Path) -> None:
    database = tmp_path / "demo.sqlite"
    _flask(database, "db", "upgrade")
    said = _flask(database, "seed-demo")
    assert [path in said for path in ("/i/", "/org/", "/anmalan", "/dorr/lank/")] == [True] * 4
    with sqlite3.connect(database) as connection:
        found = {what: connection.execute(asked).fetchone()[0] for what, asked in WAITS.items()}
    connection.close()
    waits = {"requests": 2, "proposals": 2, "claims": 2, "substitutes": 1, "offers": 1, "letters due": 0}
    came_back = {"letters returned": 2, "addresses refused": 1, "offices refused": 1, "answers in calendars": 1}
    assert found == waits | came_back | {"told of a move": 2, "not told yet": 3, "old needs": 0}
    assert _flask(database, "seed-demo", "--if-empty") == ""
