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
        mail.remind,
    )


class Commands(AppGroup):
    """The app's own commands, by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted({command.name for command in _commands() if command.name} | set(super().list_commands(ctx)))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        own = {command.name: command for command in _commands()}
        return own.get(cmd_name) or super().get_command(ctx, cmd_name)


def install(app: Flask) -> None:
    """Put the commands on ``app``, and the migrations' where Flask-Migrate is at work: `flask` loads it by itself
    before the app, and nothing else does, since it brings the whole of Alembic.
    """
    app.cli = Commands(app.name)
    if "flask_migrate" in sys.modules:
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(ROOT / "migrations"))
