"""seed-demo: the demo year."""

import sys

import click
from flask import current_app

from app.demo import story
from app.kernel import clock


@click.command("seed-demo")
@click.option("--if-empty", is_flag=True, help="Gör inget, och säg inget, om registret redan har innehåll.")
def seed_demo(if_empty: bool) -> None:
    """Fyll ett tomt register med ett påhittat RUN-år att prova med. Inga brev skickas."""
    if current_app.config["RUN"].env == "production":
        click.echo("seed-demo går inte att köra i produktion.", err=True)
        sys.exit(2)
    if not story.is_empty():
        if if_empty:
            return
        click.echo("Registret är inte tomt. Provåret läggs bara i ett tomt register.", err=True)
        sys.exit(2)
    click.echo("Skapar ett påhittat RUN-år att prova med …")
    told = story.tell(now=clock.now())
    click.echo("")
    click.echo("Logga in på /logga-in med ett av provkontona (lösenorden visas bara nu):")
    for login in told.logins:
        rights = ", ".join(right.label for right in login.rights)
        click.echo(f"  {login.email:26} {login.password}   {rights}")
    for words, address in told.addresses:
        click.echo(f"{words}:")
        click.echo(f"  {address}")
