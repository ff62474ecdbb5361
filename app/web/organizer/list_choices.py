"""What an event's lists share, whatever they are made of: the filters of the address, and the entry in the log."""

from typing import Any, cast

from flask import abort, request, url_for

from app.audit import log
from app.events.model import Event
from app.invitations.rules import InvitationState
from app.kernel import clock
from app.kernel.text import clean_line
from app.lists.choices import Choices, choices_for
from app.lists.chosen import Chosen
from app.people.queries.sight import sees_protected
from app.web import guards

_FILTERS = ("svar", "del", "roll", "organisation")


def chosen(choices: Choices) -> Chosen:
    """The filters of the address; what this event does not have is answered by 404."""
    state = request.args.get("svar", "")
    if state and state not in list(InvitationState):
        abort(404)
    try:
        return Chosen(
            state or None,
            choices.part_id(request.args.get("del", "")),
            choices.role_id(request.args.get("roll", "")),
            choices.organisation_id(request.args.get("organisation", "")),
            sees_protected(),
        )
    except LookupError:
        abort(404)


def limits(event: Event, chosen: Chosen | None) -> list[str]:
    """What a list is narrowed to, for the line over it: "Kommer", "Ånge kommun"."""
    return [value for _name, value in choices_for(event).named(chosen)] if chosen else []


def kept(*names: str) -> dict[str, str]:
    """The filters in force, for the next address: of these names, or all."""
    return {name: clean_line(value, 60) for name in names or _FILTERS if (value := request.args.get(name, ""))}


def record(action: str, event: Event, details: dict[str, object], subject: tuple[str, str] | None = None) -> None:
    """Write in the log, whatever becomes of the answer; about the event unless ``subject`` says more."""
    about = subject or ("event", event.uid)
    log.record_separately(guards.actor(), action, now=clock.now(), subject=about, event_uid=event.uid, details=details)


def address(event: Event, limits: dict[str, str] | None = None) -> str:
    """The page of lists, with the filters in force or these."""
    return url_for("lists.show", slug=event.slug, **cast(dict[str, Any], kept() if limits is None else limits))
