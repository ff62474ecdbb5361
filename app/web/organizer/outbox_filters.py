"""What the outbox's address asks for, and its filters as links with counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.events.model import Event
from app.kernel.text import clean_line
from app.mail.model import LetterState
from app.mail.queries import LetterPage
from app.mail.wanted import LetterFilter


@dataclass(frozen=True)
class Entry:
    """A link of a filter or a tab."""

    text: str
    href: str
    current: bool
    count: int | None = None


def asked(given: Mapping[str, str]) -> LetterFilter:
    """What the names of an address, or of a form, ask for; what is misspelt asks for everything."""
    return LetterFilter(
        state=state(given.get("lage", "")),
        kind=clean_line(given.get("brev", ""), 40),
        event_uid=clean_line(given.get("mote", ""), 40),
        mailing_uid=clean_line(given.get("utskick", ""), 40),
        words=clean_line(given.get("q", ""), 100),
    )


def state(value: str) -> LetterState | None:
    """The state of that value."""
    return next((one for one in LetterState if one.value == value), None)


def arguments(wanted: LetterFilter) -> dict[str, Any]:
    """The address's names for what is asked for; only what is set."""
    named = {
        "q": wanted.words,
        "lage": wanted.state or "",
        "brev": wanted.kind,
        "mote": wanted.event_uid,
        "utskick": wanted.mailing_uid,
    }
    return {name: str(value) for name, value in named.items() if value}


def filters(
    found: LetterPage, wanted: LetterFilter, kind_words: Callable[[str], str], events: Mapping[str, Event]
) -> dict[str, list[Entry]]:
    """Every filter by the name it has in ``wanted``; "Alla" first. What no letter has is left out, and what is chosen
    stands there even so.
    """
    kinds = sorted({*found.by_kind, *([wanted.kind] if wanted.kind else [])}, key=kind_words)
    meetings = [uid for uid in events if uid in found.by_event or uid == wanted.event_uid]
    states = [one for one in LetterState if one in found.by_state or one is wanted.state]
    return {
        "state": _entries(wanted, "state", {one: gettext(one.label) for one in states}, found.by_state),
        "kind": _entries(wanted, "kind", {kind: kind_words(kind) for kind in kinds}, found.by_kind),
        "event_uid": _entries(wanted, "event_uid", {uid: events[uid].title for uid in meetings}, found.by_event),
    }


def _entries(wanted: LetterFilter, name: str, words: Mapping[Any, str], counts: Mapping[Any, int]) -> list[Entry]:
    chosen, nothing = getattr(wanted, name), getattr(LetterFilter(), name)
    everything = Entry(gettext("Alla"), _changed(wanted, name, nothing), not chosen, sum(counts.values()))
    return [
        everything,
        *(
            Entry(text, _changed(wanted, name, value), chosen == value, counts.get(value, 0))
            for value, text in words.items()
        ),
    ]


def _changed(wanted: LetterFilter, name: str, value: object) -> str:
    changed: dict[str, Any] = {name: value}
    return _href(replace(wanted, **changed))


def _href(wanted: LetterFilter) -> str:
    return url_for("outbox.show", **arguments(wanted))
