"""Commands about the register."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.audit.actor import COMMAND
from app.kernel import clock
from app.kernel.db import transaction
from app.people.actions import importing
from app.people.rules.corrections import Corrections
from app.people.rules.plans import CHANGE_LABELS
from app.people.rules.preview import Changed, Created, Preview, PreviewRow, Refused, Skipped, Unchanged
from app.people.rules.seal import seal
from app.sheets.read import read
from app.sheets.refused import SpreadsheetRefused


@click.command("import-contacts")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "apply_", is_flag=True, help="Läs in. Utan detta visas bara vad som skulle hända.")
@with_appcontext
def import_contacts(file: Path, apply_: bool) -> None:
    """Läs in kontakter från en Excel- eller CSV-fil. Rader som inte kan läsas in visas med skäl och ger slutkod 1."""
    today = clock.today()
    prepared = importing.prepare(_sheets(file), Corrections(), today)
    preview = prepared.preview
    if not preview.blocks:
        raise click.UsageError("Ingen lista med kontakter känns igen i filen.")
    _show(preview)
    if apply_:
        with transaction():
            outcome = importing.read_in(
                prepared, seal(preview), today, now=clock.now(), actor=COMMAND, filename=file.name
            )
        if isinstance(outcome, importing.RegisterMovedOn):
            click.echo("Registret ändrades under tiden. Inget är inläst. Kör igen.", err=True)
            sys.exit(1)
        click.echo("Inläst.")
    else:
        click.echo("Inget är inläst. Kör igen med --apply för att läsa in.")
    if preview.counts.refused:
        sys.exit(1)


def _sheets(file: Path) -> importing.Sheets:
    """The file's sheets; wrong use where it is no spreadsheet that can be read."""
    try:
        return read(file.read_bytes(), file.name)
    except SpreadsheetRefused as refused:
        raise click.UsageError(str(refused)) from refused


def _show(preview: Preview) -> None:
    """Every row that means something, then the counts."""
    for sheet in preview.unread:
        click.echo(f"{sheet.sheet}: {sheet.why.label}")
    for block in preview.blocks:
        columns = "; ".join(f"{column.heading or '–'} = {column.field.label}" for column in block.columns)
        click.echo(f"{block.sheet}: {columns}")
    for row in preview.rows:
        words = _words(row)
        if words:
            click.echo(f"{row.sheet}, rad {row.number}: {words}")
    counts = preview.counts
    click.echo(
        f"Nya rader: {counts.created} (nya personer: {counts.new_people}). Ändras: {counts.changed}. "
        f"Oförändrade: {counts.unchanged}. Läses inte in: {counts.refused}. Hoppas över: {counts.skipped}."
    )


def _words(row: PreviewRow) -> str:
    """The row in one line; empty for one that neither does nor says anything."""
    told = [str(warning) for warning in row.warnings]
    told += [f"«{one.written}» läses som {one.read_as} ({one.confidence.label})." for one in row.guesses]
    match row.verdict:
        case Created():
            verdict = "ny"
        case Changed(changes):
            verdict = "ändras: " + "; ".join(
                f"{CHANGE_LABELS[one.field]} {one.old or '–'} → {one.new or '–'}" for one in changes
            )
        case Refused(reason):
            verdict = f"läses inte in: {reason}"
        case Unchanged() | Skipped():
            return ""
    return " ".join([f"{row.person or '–'} {verdict}", *told])
