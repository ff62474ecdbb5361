"""Accounts from the command line: the first one has no other way."""

import sys

import click
from email_validator import EmailNotValidError, validate_email

from app.audit.actor import COMMAND
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.text import NAME_LIMIT, clean_line
from app.organizers.actions import accounts, passwords
from app.organizers.rules import Right, codes
from app.organizers.rules.outcomes import AddressTaken, Created
from app.organizers.rules.passwords import find_fault


@click.command("create-organizer")
@click.argument("email")
@click.option("--name", required=True, help="Namnet som visas.")
@click.option(
    "--right",
    "rights",
    required=True,
    multiple=True,
    type=click.Choice([right.value for right in Right]),
    help="Rättighet; kan anges flera gånger.",
)
@click.option("--password-stdin", is_flag=True, help="Läs lösenordet från standard in i stället för att hitta på ett.")
def create_organizer(email: str, name: str, rights: tuple[str, ...], password_stdin: bool) -> None:
    """Lägg upp ett konto som kan logga in. Utan --password-stdin skrivs ett påhittat lösenord ut, en gång."""
    email, name = _checked_address(email), clean_line(name, NAME_LIMIT)
    if not name:
        raise click.BadParameter("Skriv ett namn.", param_hint="--name")
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else codes.new_password()
    fault = find_fault(password, name, email)
    if fault:
        raise click.UsageError(f"{fault.label}.")
    hashed = passwords.hash_password(password)
    with transaction():
        outcome = accounts.create_account(
            email, name, [Right(right) for right in rights], hashed, now=clock.now(), actor=COMMAND
        )
    match outcome:
        case Created():
            click.echo(f"Kontot {email} är upplagt.")
        case AddressTaken():
            click.echo(f"Det finns redan ett konto med adressen {email}. Inget är ändrat.", err=True)
            sys.exit(1)
    if not password_stdin:
        click.echo(f"Lösenord: {password}")


def _checked_address(email: str) -> str:
    email = clean_line(email)
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        raise click.BadParameter("Skriv en e-postadress som namn@kommun.se.", param_hint="EMAIL") from None
    return email
