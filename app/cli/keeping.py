"""Keeping and erasing: purge, backup, restore."""

import shlex
import sys
from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade

from app import rounds
from app.desk import backup as backups
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.lists.addresses import revoke_again
from app.people.rules.erasures import LIST_ADDRESS


def _settings() -> Settings:
    settings: Settings = current_app.config["RUN"]
    return settings


def _sqlite_file(line: str) -> Path:
    """The database's file; on PostgreSQL ``line`` is printed instead, and the command ends with 2."""
    url = _settings().database_url
    if not url.startswith("sqlite:///"):
        plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
        click.echo("PostgreSQL har egna verktyg. Kör:", err=True)
        click.echo(line.format(url=shlex.quote(plain)))
        sys.exit(2)
    return Path(url.removeprefix("sqlite:///"))


@click.command("purge")
@click.option("--apply", "apply_", is_flag=True, help="Radera. Utan detta räknas bara vad som skulle raderas.")
def purge(apply_: bool) -> None:
    """Radera särskilda behov och kontaktuppgifter vars tid är ute, och filer som inte lästes in."""
    swept = rounds.purge(clock.now(), apply=apply_)
    for title, count in swept.needs:
        click.echo(f"{title}: {count} uppgifter om särskilda behov")
    click.echo(f"Uppgifter om särskilda behov: {sum(count for _title, count in swept.needs)}")
    click.echo(f"Kontaktuppgifter till deltagare utan uppdrag: {swept.contacts} personer")
    if not apply_:
        click.echo("Inget är raderat. Kör igen med --apply för att radera.")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Ta en säkerhetskopia, också medan tjänsten används."""
    database = _sqlite_file("pg_dump --format=custom --file=" + shlex.quote(str(file)) + " {url}")
    try:
        size = backups.write_backup(database, file)
    except backups.BackupRefused as refused:
        raise click.UsageError(str(refused)) from refused
    click.echo(f"Säkerhetskopian {file} är skriven ({size} byte) och kontrollerad.")


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Läs tillbaka en säkerhetskopia. Det som raderats sedan dess raderas igen; osända brev pausas. Stoppa tjänsten
    först: alla behöver logga in på nytt.
    """
    database = _sqlite_file("pg_restore --clean --if-exists --dbname={url} " + shlex.quote(str(file)))
    record = Path(_settings().erasure_file) if _settings().erasure_file else None
    erasures = backups.known_erasures(database, record)
    db.session.remove()
    db.engine.dispose()
    try:
        backups.copy_back(file, database)
    except backups.BackupRefused as refused:
        raise click.UsageError(str(refused)) from refused
    upgrade()
    with transaction():
        done = backups.repeat_erasures(erasures, now=clock.now())
        closed = {one.digest for one in erasures if one.kind == LIST_ADDRESS}
        revoke_again(closed, now=clock.now())
    click.echo(f"{file} är återläst. Den förra databasen ligger kvar som {database.name}.before-restore.")
    click.echo(f"Raderat igen: {done.persons} personer, {done.needs} uppgifter om behov.")
    click.echo(f"Pausade brev: {done.paused_letters}. Se Utkorg.")
