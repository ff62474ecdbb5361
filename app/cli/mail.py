"""Commands about letters."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from app import rounds
from app.kernel import clock
from app.kernel.settings import Settings


@click.command("deliver-mail")
@with_appcontext
def deliver_mail() -> None:
    """Skicka alla brev som ska skickas nu, en gång."""
    settings: Settings = current_app.config["RUN"]
    if not settings.mail_is_on:
        click.echo("Ingen e-postserver är inställd (RUN_MAIL_SERVER). Inget är skickat.", err=True)
        sys.exit(2)
    rounds.write_mailings(clock.now)
    done = rounds.deliver(settings, clock.now)
    click.echo(f"Skickade: {done.sent}. Försöker igen senare: {done.postponed}. Misslyckade: {done.refused}.")
    if done.refused or done.postponed:
        sys.exit(1)


@click.command("read-mailbox")
@with_appcontext
def read_mailbox() -> None:
    """Läs brevlådan en gång: studsar, automatiska svar och svar i kalendern."""
    settings: Settings = current_app.config["RUN"]
    if not settings.imap_is_on:
        click.echo("Ingen brevlåda är inställd (RUN_IMAP_SERVER). Inget är läst.", err=True)
        sys.exit(2)
    done = rounds.read_mailbox(settings, clock.now)
    click.echo(f"Hanterade: {done.filed}. Lämnade åt er: {done.left}.")
    if done.fault:
        click.echo(f"{done.fault}.", err=True)
        sys.exit(1)


@click.command("remind")
@with_appcontext
def remind() -> None:
    """Skriv det som ska gå av sig självt i dag. Där inget är valt påminns alla som inte har svarat, högst en gång om
    dagen.
    """
    if count := rounds.send_by_schedule(clock.now, at_any_hour=True):
        click.echo(f"Enligt mötenas val: {count} brev")
    for title, count in rounds.remind(clock.now()):
        click.echo(f"{title}: {count} påminnelser")
    if contacts := rounds.remind_contacts(clock.now()):
        click.echo(f"Avstämning: {contacts} organisationer påminda")
