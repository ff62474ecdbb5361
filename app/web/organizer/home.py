"""Home: what needs me."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, url_for

from app.events.model import Event
from app.events.queries import deadlines_of, list_events
from app.events.rules import conference_days
from app.events.rules.deadlines import LABELS
from app.events.rules.kinds import EventKind, EventState
from app.invitations import queries as invitations
from app.kernel import clock
from app.kernel.words import N_
from app.lists import standing
from app.lists.people_of_year import count_unconfirmed
from app.mail import inbox
from app.people import queries as people
from app.people.rules.informing import REMIND_AFTER
from app.people.rules.kinds import RoleGroup
from app.people.rules.register import Show
from app.registrations.queries import list_unseen_calendar_replies, list_waiting_requests
from app.web import guards
from app.web.organizer.deadlines import own_dates
from app.web.running import settings

bp = Blueprint("home", __name__, url_prefix="/arrangor")

_ALIVE = (EventState.DRAFT, EventState.PUBLISHED)


@dataclass(frozen=True)
class Deadline:
    """A coming last day of an event; of a role group, where it has another."""

    words: str
    day: date
    group: RoleGroup | None = None


@bp.get("/")
def show() -> str:
    """The next meeting and how it stands, its deadlines, letters that failed, what waits for an answer, and what of the
    register is to be put right. In a new installation: the first steps.
    """
    today, account = clock.today(), guards.current_account()
    coming = list_coming(today)
    event = next_of(coming)
    return render_template(
        "organizer/home/show.html",
        event=event,
        numbers=standing.standing(event) if event else None,
        deadlines=_deadlines(event, today) if event else (),
        requests=list_waiting_requests(today) if guards.may(account, "requests.show") else [],
        in_calendar=list_unseen_calendar_replies(today) if guards.may(account, "calendar_replies.dismiss") else [],
        failed_letters=standing.count_failed_letters(),
        claims=invitations.list_open_claims(today) if guards.may(account, "places.confirm") else [],
        proposals=people.list_open_proposals() if guards.may(account, "proposals.accept") else [],
        substitutes=invitations.list_waiting(today=today) if guards.may(account, "substitutes.grant") else [],
        unconfirmed=count_unconfirmed(event) if event else 0,
        uninformed=people.find_uninformed(today, for_days=REMIND_AFTER),
        mailbox=inbox.standing(settings(), clock.now()) if guards.may(account, "outbox.show") else None,
        vacancies=sum(vacant.missing for vacant in people.list_vacancies(today)),
        is_new=standing.register_is_empty(),
        today=today,
        pages=_pages(today),
        may_edit=guards.may(account, "events.settings"),
    )


def list_coming(today: date) -> list[Event]:
    """Meetings that are not over, the nearest first."""
    return [one for one in reversed(list_events()) if one.ends_on >= today and one.state in _ALIVE]


def next_of(coming: list[Event]) -> Event | None:
    """The nearest that is published; where none is, the nearest."""
    return next((one for one in coming if one.state is EventState.PUBLISHED), coming[0] if coming else None)


def _deadlines(event: Event, today: date) -> tuple[Deadline, ...]:
    """Those that have not been, the event's and the role groups' own, the nearest first."""
    own = dict(zip(LABELS, deadlines_of(event).in_order, strict=True))
    named = [Deadline(label, day) for label, day in own.items()]
    for group, dates in own_dates(event).items():
        named += [Deadline(label, day, group) for label, day in dates.items() if day != own[label]]
    named.append(Deadline(N_("Mötet börjar"), event.starts_on))
    return tuple(sorted((one for one in named if one.day >= today), key=lambda one: one.day))


def _pages(today: date) -> dict[str, str]:
    """The pages that the home page leads to and that the one signed in may see."""
    account = guards.current_account()
    year = next(year for year in (today.year, today.year + 1) if conference_days(year)[0] > today)
    values: dict[str, dict[str, Any]] = {
        "outbox.show": {"lage": "failed"},
        "register.vacancies": {},
        "register.persons": {"visa": Show.UNINFORMED.value},
        "imports.choose": {},
        "events.create": {"kind": EventKind.CONFERENCE.value, "forsta": conference_days(year)[0].isoformat()},
    }
    pages = {name: url_for(name, **more) for name, more in values.items() if guards.may(account, name)}
    return pages | {"conference_year": str(year)}
