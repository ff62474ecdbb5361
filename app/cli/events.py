"""Commands about events."""

import sys

import click
from flask.cli import with_appcontext

from app.audit.actor import COMMAND
from app.events.actions import create_event
from app.events.queries import list_between
from app.events.rules import conference_days
from app.events.rules.kinds import EventKind
from app.events.rules.usual import usual_draft
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.words import weekday_span
from app.people.queries import list_roles


@click.command("create-conference")
@click.argument("year", type=click.IntRange(2015, 2100))
@with_appcontext
def create_conference(year: int) -> None:
    """Lägg upp RUN-konferensen YEAR som utkast: torsdag och fredag i vecka 9, med sina vanliga delar."""
    first, last = conference_days(year)
    with transaction():
        there_is_one = bool(list_between(EventKind.CONFERENCE, first, last))
        if not there_is_one:
            draft = usual_draft(EventKind.CONFERENCE, first, {role.key: role.id for role in list_roles()})
            event = create_event(draft, now=clock.now(), actor=COMMAND)
    if there_is_one:
        click.echo(f"Det finns redan en RUN-konferens {year}. Inget är ändrat.", err=True)
        sys.exit(1)
    click.echo(f"{event.title} är sparad som utkast, {weekday_span(first, last)}: /arrangor/moten/{event.slug}")
