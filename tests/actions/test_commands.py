"""The commands are there, by the names that operators rely on (interface.md)."""

import os
import subprocess
import sys
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
NAMES = {
    "backup",
    "create-conference",
    "create-organizer",
    "db",
    "deliver-mail",
    "import-contacts",
    "purge",
    "remind",
    "restore",
    "seed-demo",
}


def test_every_promised_command_is_there(app: Flask) -> None:
    output = app.test_cli_runner().invoke(args=["--help"]).output
    assert {name for name in NAMES if f"\n  {name} " not in output} == set()


def test_a_new_database_is_migrated_by_the_command_and_web_and_worker_do_without_it(tmp_path: Path) -> None:
    environ = {**os.environ, "RUN_ENV": "testing", "RUN_DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite"}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    assert subprocess.run(flask, cwd=ROOT, env=environ, capture_output=True, check=False).returncode == 0
    check = "import sys, wsgi; sys.exit(bool({'alembic', 'xlsxwriter', 'app.demo.story'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT, env=environ, check=False).returncode == 0
