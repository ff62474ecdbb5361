"""The log, for those who answer for the system."""

from collections.abc import Iterable

from flask import Blueprint, Flask, render_template, request, url_for
from flask_babel import gettext

from app.audit import log
from app.audit.model import LogEntry
from app.organizers.rules import Right
from app.registrations.queries.erased import list_erased
from app.registrations.rules import RegistrationState
from app.registrations.rules.bulk import BulkKind
from app.registrations.rules.requests import RequestKind
from app.web import guards, hiding
from app.web.organizer.log_words import DETAILS, WORDS

bp = Blueprint("log", __name__, url_prefix="/arrangor/logg")

_INTERNAL = frozenset({"version"})
"""Details that the program needs and nobody else."""


def action_words(action: str) -> str:
    """An action in words."""
    return gettext(WORDS[action]) if action in WORDS else action


def detail_words(details: dict[str, object]) -> str:
    """Details in words: "namn: Sam Ordnare; före: admin, reader"."""
    shown = ((key, value) for key, value in details.items() if _is_shown(key) and value not in ("", [], None))
    told = (_changes(value) if key == "changes" else f"{_name(key)}: {_value(value)}" for key, value in shown)
    return hiding.masked("; ".join(told))


def _is_shown(key: str) -> bool:
    return key not in _INTERNAL and (key != "needs" or guards.reads_needs())


def person_history(uid: str, event_uid: str = "") -> list[LogEntry]:
    """What has been done with somebody, perhaps at one event, newest first. That needs were given is for those to know
    who may read them.
    """
    entries = log.list_for(("person", uid), event_uid=event_uid)
    return [entry for entry in entries if guards.reads_needs() or not entry.action.startswith("needs.")]


def _changes(rows: object) -> str:
    """What was changed: rows of field, before, after."""
    return "; ".join(f"{_name(row[0])}: {_step(row[1], row[2])}" for row in rows) if isinstance(rows, list) else ""


def _name(key: str) -> str:
    return gettext(DETAILS[key]) if key in DETAILS else key


def _value(value: object) -> str:
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nej")
    for words in (Right, RegistrationState, BulkKind, RequestKind):
        if value in list(words):
            return gettext(words(str(value)).label)
    if isinstance(value, dict) and value.keys() == {"old", "new"}:
        return _step(value["old"], value["new"])
    return ", ".join(_value(part) for part in value) if isinstance(value, list) else str(value)


def _step(before: object, after: object) -> str:
    return f"{before or '–'} → {after or '–'}"


def install(app: Flask) -> None:
    """Give templates the words: ``{{ entry.action|action_words }}``, ``{{ entry.details|detail_words }}``; and what
    leaves protected people out: ``{{ entries|entries_in_sight }}``, ``{{ subject|masked }}``.
    """
    app.add_template_filter(action_words)
    app.add_template_filter(detail_words)
    app.add_template_filter(entries_in_sight)
    app.add_template_filter(hiding.masked)


def entries_in_sight(entries: Iterable[LogEntry]) -> list[LogEntry]:
    """Those that tell of nobody whom the one signed in may not see."""
    hidden = hiding.uids()
    return [one for one in entries if one.actor_uid not in hidden and one.subject_uid not in hidden]


@bp.get("")
def show() -> str:
    """One page of the log, of one action or one person if so wished."""
    action, who = request.args.get("vad", ""), request.args.get("vem", "")
    page = min(max(1, request.args.get("sida", 1, type=int)), 1_000_000)
    entries, pages = log.list_entries(action=action, actor_uid=who, page=page, without=hiding.uids())

    def page_url(number: int) -> str:
        return url_for("log.show", vad=action or None, vem=who or None, sida=number)

    return render_template(
        "organizer/log.html",
        entries=entries,
        page=min(page, pages),
        pages=pages,
        page_url=page_url,
        known_actions=sorted(((key, action_words(key)) for key in log.list_actions()), key=lambda pair: pair[1]),
        actors=log.list_actors(hiding.uids()),
        action=action,
        who=who,
    )


@bp.get("/raderat")
def erased() -> str:
    """The protocol of erasures: what, of which meeting, when, how many."""
    page = min(max(1, request.args.get("sida", 1, type=int)), 1_000_000)
    lines, pages = list_erased(page)

    def page_url(number: int) -> str:
        return url_for("log.erased", sida=number)

    return render_template("organizer/erased.html", lines=lines, page=min(page, pages), pages=pages, page_url=page_url)
