"""Förfrågningar: what people ask for after the last days. Who, what against what they have, seats left; yes or no, with
a sentence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.events.model import Event, Part
from app.events.queries import get_whole_event
from app.invitations.letters import capacity
from app.kernel import clock
from app.kernel.db import transaction
from app.lists.standing import part_standings, standing
from app.registrations import actions, queries
from app.registrations.model import RegistrationPart, Request
from app.registrations.rules import Blame, Decision, Mode, Refused, queue_stops_on
from app.registrations.rules.requests import (
    MESSAGE_LIMIT,
    AlreadyDecided,
    Granted,
    MeetingOff,
    NotGranted,
    RequestState,
    TurnedDown,
    Way,
    Wishes,
)
from app.registrations.rules.verdicts import FULL
from app.web import guards
from app.web.fields import Form, LineField, RadioField, TextField, choices
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event

bp = Blueprint("requests", __name__, url_prefix="/arrangor/moten/<slug>/forfragningar")

_DECIDED = (RequestState.GRANTED, RequestState.DECLINED, RequestState.WITHDRAWN, RequestState.LAPSED)


@dataclass(frozen=True)
class Step:
    """A part of the request: whether the person has it, wants it, how, and how many places are left on site."""

    part: Part
    has: RegistrationPart | None
    wants: Mode | None
    left: int | None = None

    @property
    def changes(self) -> bool:
        """Whether granting would change anything of it."""
        return (self.has.mode if self.has else None) is not self.wants


@dataclass(frozen=True)
class Row:
    """A request as a line of the list."""

    request: Request
    capacity: str
    steps: tuple[Step, ...]


class DecideForm(Form):
    """Yes or no, by two buttons, with a sentence. ``way`` and ``reason`` where something is full."""

    words = TextField(lazy_gettext("Mening till den som frågar"), limit=MESSAGE_LIMIT, no_personnummer=True)
    way = RadioField(lazy_gettext("Det är fullt. Hur vill du göra?"), choices=[], validate_choice=False)
    reason = LineField(
        lazy_gettext("Skäl att ge plats ändå"),
        description=lazy_gettext("Sparas i loggen. Skriv inget om hälsa."),
        no_personnummer=True,
    )

    def offer(self, ways: list[Way]) -> None:
        """Which ways there are."""
        self.way.choices = choices(ways)

    @property
    def chosen(self) -> Way:
        """The way; with free seats unless another is chosen."""
        return Way(self.way.data) if self.way.data in {way.value for way in Way} else Way.SEATS

    def lacks_reason(self) -> bool:
        """Whether a place beyond the last is given without saying why; then it is said at the field."""
        missing = self.chosen is Way.OVERRIDE and not self.reason.data
        if missing:
            self.reason.errors = [_("Skriv varför, så att den som läser loggen förstår")]
        return missing


def _steps(
    parts: Mapping[str, Part], found: Request, held: Mapping[int, RegistrationPart], left: Mapping[int, int | None]
) -> tuple[Step, ...]:
    wanted = dict(Wishes.of(found.wishes).parts)
    shown = [part for uid, part in parts.items() if uid in wanted or part.id in held]
    return tuple(Step(part, held.get(part.id), wanted.get(part.uid), left.get(part.id)) for part in shown)


@bp.get("")
def show(slug: str) -> str:
    """Those that wait, first come first; or the decided ones, the latest first."""
    event = find_or_404(slug, get_whole_event)
    decided = request.args.get("visa") == "avgjorda"
    page = min(max(request.args.get("sida", 1, type=int), 1), 10_000)
    found, number = queries.list_requests(event.id, _DECIDED if decided else [RequestState.OPEN], page)
    held = queries.list_held([one.invitation_id for one in found])
    parts = {part.uid: part for part in event.parts}
    return show_event(
        "organizer/requests/list.html",
        event,
        rows=[Row(one, capacity(one.invitation), _steps(parts, one, held[one.invitation_id], {})) for one in found],
        decided=decided,
        waiting=number if not decided else queries.count_open_requests(event.id),
        page=page,
        pages=max(1, -(-number // queries.REQUESTS_A_PAGE)),
    )


@bp.get("/<uid>")
def one(slug: str, uid: str) -> str:
    """One request: what is asked for against what the person has, and the seats left."""
    event = find_or_404(slug, get_whole_event)
    return _page(event, _found(event, uid), DecideForm())


def _found(event: Event, uid: str) -> Request:
    try:
        return queries.get_request(event.id, uid)
    except queries.RequestMissing:
        abort(404)


def _line_moves(event: Event) -> bool:
    """Whether somebody can be put on the waiting list, and it has not stopped."""
    stops_on = queue_stops_on(event.starts_on, event.queue_stop_days)
    return event.waiting_list and (stops_on is None or clock.today() <= stops_on)


def _page(
    event: Event, found: Request, form: DecideForm, decision: Decision | None = None, blame: Iterable[Blame] = ()
) -> str:
    is_open = found.state is RequestState.OPEN
    decision = decision or (queries.foresee(found, clock.now()) if is_open else None)
    refused = set(decision.refusals) if decision else set()
    form.offer([Way.LINE, Way.OVERRIDE] if _line_moves(event) else [Way.OVERRIDE])
    left = {row.part.id: row.left for row in part_standings(event)}
    held = queries.list_held([found.invitation_id])[found.invitation_id]
    return show_event(
        "organizer/requests/one.html",
        event,
        found=found,
        capacity=capacity(found.invitation),
        steps=_steps({part.uid: part for part in event.parts}, found, held, left),
        form=form,
        is_full=bool(refused & FULL),
        hindrances=_hindrances(decision, blame),
        full_parts=_full_parts(decision),
        seats_left=standing(event).seats_left,
    )


def _hindrances(decision: Decision | None, blame: Iterable[Blame]) -> list[str]:
    """Why it cannot be granted in any way, in words: also that an answer does not fit its question any longer."""
    reasons = [reason for reason in decision.refusals if reason not in FULL] if decision else []
    return [*(_(one.label) for one in reasons), *(_(one.fault.label, what=one.what) for one in blame)]


def _full_parts(decision: Decision | None) -> set[int]:
    return {row.part_id for row in decision.parts if isinstance(row.verdict, Refused)} if decision else set()


@bp.post("/<uid>")
def decide(slug: str, uid: str) -> Response | tuple[str, int]:
    """Grant or decline. Whoever comes second is told what was decided."""
    event, who = find_or_404(slug, get_whole_event), guards.actor()
    form = DecideForm()
    grants = request.form.get("decision") == "grant"
    if not form.validate() or (grants and form.lacks_reason()):
        return _page(event, _found(event, uid), form), 422
    name, words = _found(event, uid).invitation.person.name, form.words.data or ""
    more: dict[str, Any] = {"now": clock.now(), "actor": who}
    outcome: Granted | NotGranted | TurnedDown | AlreadyDecided | MeetingOff
    with transaction():
        if grants:
            outcome = actions.grant(event, uid, words, way=form.chosen, reason=form.reason.data or "", **more)
        else:
            outcome = actions.turn_down(event, uid, words, **more)
    match outcome:
        case Granted():
            flash(_("Beviljat. %(name)s får ett brev.", name=name), "good")
        case TurnedDown():
            flash(_("Avslaget. %(name)s får ett brev.", name=name), "good")
        case MeetingOff():
            flash(_("Mötet är inställt eller har varit. Förfrågan behöver inget svar."), "info")
        case AlreadyDecided():
            flash(_already(name, outcome), "warning")
        case NotGranted():
            if not form.way.errors and set(outcome.decision.refusals) & FULL:
                form.way.errors = [_("Välj hur du vill göra, eller avslå.")]
            return _page(event, _found(event, uid), form, outcome.decision, outcome.blame), 409
        case _:
            assert_never(outcome)
    return redirect(url_for("requests.show", slug=slug), 303)


def _already(name: str, outcome: AlreadyDecided) -> str:
    if outcome.state is RequestState.WITHDRAWN:
        return _("%(name)s har tagit tillbaka sin förfrågan. Inget är ändrat.", name=name)
    state = _(outcome.state.label).lower()
    return _("Förfrågan från %(name)s är redan %(state)s av %(by)s.", name=name, state=state, by=outcome.by)
