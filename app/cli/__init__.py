"""The commands: ``flask --app wsgi …``. Exit 0: done; 1: done, with refusals; 2: wrong use."""

import click
from flask import Flask

from app.cli import demo, events, keeping, mail, organizers

COMMANDS: tuple[click.Command, ...] = (
    organizers.create_organizer,
    events.create_conference,
    keeping.purge,
    keeping.backup,
    keeping.restore,
    demo.seed_demo,
    mail.deliver_mail,
    mail.remind,
)


def install(app: Flask) -> None:
    """Put the commands on ``app``."""
    for command in COMMANDS:
        app.cli.add_command(command)
