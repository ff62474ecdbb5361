"""The commands: ``flask --app wsgi …``. Exit 0: done; 1: done, with refusals; 2: wrong use.

They are imported when a command is asked for: web and worker need none of them, and start sooner and smaller.
"""

import sys

import click
from flask import Flask
from flask.cli import AppGroup

from app.kernel.db import db
from app.kernel.settings import ROOT


def _commands() -> tuple[click.Command, ...]:
    from app.cli import demo, events, keeping, mail, organizers, register

    return (
        organizers.create_organizer,
        events.create_conference,
        register.import_contacts,
        keeping.purge,
        keeping.backup,
        keeping.restore,
        demo.seed_demo,
        mail.deliver_mail,
        mail.read_mailbox,
        mail.remind,
    )


def _install_migrations(app: Flask) -> None:
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(ROOT / "migrations"))


class Commands(AppGroup):
    """The app's own commands and the migrations', made when the first is asked for."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app.name)
        self._app: Flask | None = app

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        if self._app is not None:
            app, self._app = self._app, None
            _install_migrations(app)
            for command in _commands():
                self.add_command(command)


def install(app: Flask) -> None:
    """Put the commands on ``app``. Who has imported Flask-Migrate already (a test that migrates) finds it ready."""
    app.cli = Commands(app)
    if "flask_migrate" in sys.modules:
        _install_migrations(app)
