"""A preview as a page: what the file comes to, the rows with their verdicts in words, filters as links with counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from flask import request, url_for
from flask_babel import gettext, ngettext

from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.people.rules.headings import NEVER_KEPT
from app.people.rules.plans import CHANGE_LABELS
from app.people.rules.preview import (
    Changed,
    Created,
    Guess,
    Preview,
    PreviewRow,
    Refused,
    Skipped,
    Unchanged,
    Verdict,
)
from app.web.filters import in_words

_PAGE = 50


class Showing(Labelled):
    """Which rows the page shows."""

    EVERYTHING = "alla", N_("Alla")
    CREATED = "nya", N_("Nya")
    CHANGED = "andrade", N_("Ändras")
    UNCHANGED = "oforandrade", N_("Oförändrade")
    REFUSED = "vagrade", N_("Läses inte in")
    SKIPPED = "overhoppade", N_("Hoppas över")
    TOLD = "anmarkningar", N_("Med anmärkning")


_VERDICTS: dict[Showing, type[Verdict]] = {
    Showing.CREATED: Created,
    Showing.CHANGED: Changed,
    Showing.UNCHANGED: Unchanged,
    Showing.REFUSED: Refused,
    Showing.SKIPPED: Skipped,
}


@dataclass(frozen=True)
class Entry:
    """A link of the filter."""

    text: str
    href: str
    current: bool
    count: int


@dataclass(frozen=True)
class ShownChange:
    """A field's old and new value, with what the field is called."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ShownRow:
    """A row in words. ``kind``: the shape that stands for the verdict."""

    row: PreviewRow
    word: str
    kind: str
    changes: tuple[ShownChange, ...]
    told: tuple[str, ...]


def page(uid: str, preview: Preview) -> dict[str, object]:
    """Everything that the template shows of the preview."""
    showing = _showing(request.args.get("visa", ""))
    rows = _rows(preview, showing)
    pages = max(1, -(-len(rows) // _PAGE))
    number = min(max(request.args.get("sida", 1, type=int), 1), pages)
    return {
        "preview": preview,
        "counts": preview.counts,
        "filters": _filters(uid, preview, showing),
        "showing": showing,
        "rows": [_shown(row) for row in rows[(number - 1) * _PAGE : number * _PAGE]],
        "total": len(rows),
        "page": number,
        "pages": pages,
        "page_url": _page_url(uid, showing),
        "never_kept": _never_kept(preview),
        "what": _what(preview),
    }


def _showing(value: str) -> Showing:
    return Showing(value) if value in set(Showing) else Showing.EVERYTHING


def _page_url(uid: str, showing: Showing) -> Callable[[int], str]:
    visa = None if showing is Showing.EVERYTHING else showing.value
    return lambda number: url_for("imports.preview", uid=uid, visa=visa, sida=number, _anchor="rader")


def _rows(preview: Preview, showing: Showing) -> list[PreviewRow]:
    if showing is Showing.EVERYTHING:
        return list(preview.rows)
    if showing is Showing.TOLD:
        return [row for row in preview.rows if row.warnings]
    return [row for row in preview.rows if isinstance(row.verdict, _VERDICTS[showing])]


def _filters(uid: str, preview: Preview, current: Showing) -> list[Entry]:
    """The links; what has no rows is left out, but for everything and what is shown now."""
    counts = {showing: len(_rows(preview, showing)) for showing in Showing}
    return [
        Entry(gettext(one.label), _page_url(uid, one)(1), one is current, counts[one])
        for one in Showing
        if counts[one] or one in {Showing.EVERYTHING, current}
    ]


def _what(preview: Preview) -> str:
    """What reading in would do, in a few words: "271 nya personer och 3 ändringar"."""
    counts = preview.counts
    parts = []
    if counts.new_people:
        parts.append(ngettext("%(num)s ny person", "%(num)s nya personer", counts.new_people))
    if counts.changed:
        parts.append(ngettext("%(num)s ändring", "%(num)s ändringar", counts.changed))
    return gettext(" och ").join(parts)


def _never_kept(preview: Preview) -> list[str]:
    """The headings of columns whose content is dropped whatever it is."""
    columns = (column for block in preview.blocks for column in block.columns)
    return sorted({column.heading or gettext(column.field.label) for column in columns if column.field in NEVER_KEPT})


def _shown(row: PreviewRow) -> ShownRow:
    word, kind, changes, told = _in_words(row.verdict)
    guesses = [_guess(guess) for guess in row.guesses]
    return ShownRow(row, word, kind, changes, (*told, *guesses, *map(in_words, row.warnings)))


def _in_words(verdict: Verdict) -> tuple[str, str, tuple[ShownChange, ...], list[str]]:
    match verdict:
        case Created():
            return gettext("Ny") if verdict.new_person else gettext("Nytt uppdrag"), "good", (), []
        case Changed():
            changes = (ShownChange(gettext(CHANGE_LABELS[one.field]), one.old, one.new) for one in verdict.changes)
            return gettext("Ändras"), "pending", tuple(changes), []
        case Unchanged():
            return gettext("Oförändrad"), "draft", (), []
        case Refused():
            return gettext("Läses inte in"), "failed", (), [in_words(verdict.reason)]
        case Skipped():
            return gettext("Hoppas över"), "withdrawn", (), [_skip(verdict)]
        case _:
            assert_never(verdict)


def _skip(verdict: Skipped) -> str:
    if verdict.same_as:
        sheet, number = verdict.same_as
        return gettext("Samma som rad %(number)s i bladet %(sheet)s.", number=number, sheet=sheet)
    return gettext(verdict.why.label).capitalize() + "."


def _guess(guess: Guess) -> str:
    how = gettext(guess.confidence.label)
    return gettext(
        "«%(written)s» läses som %(read_as)s (%(how)s).", written=guess.written, read_as=guess.read_as, how=how
    )
