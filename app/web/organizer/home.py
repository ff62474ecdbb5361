"""Home: what needs me."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, url_for

from app.events.model import Event
from app.events.queries import deadlines_of, list_events
from app.events.rules import conference_days
from app.events.rules.kinds import EventKind, EventState
from app.kernel import clock
from app.kernel.words import N_
from app.lists import standing
from app.people import queries as people
from app.web import guards

bp = Blueprint("home", __name__, url_prefix="/arrangor")

_ALIVE = (EventState.DRAFT, EventState.PUBLISHED)


@dataclass(frozen=True)
class Deadline:
    """A coming last day of an event."""

    words: str
    day: date


@bp.get("/")
def show() -> str:
    """The next meeting and how it stands, its deadlines, letters that failed, vacancies. In a new installation: the
    first steps.
    """
    today, account = clock.today(), guards.current_account()
    coming = [one for one in reversed(list_events()) if one.ends_on >= today and one.state in _ALIVE]
    event = next((one for one in coming if one.state is EventState.PUBLISHED), coming[0] if coming else None)
    return render_template(
        "organizer/home/show.html",
        event=event,
        numbers=standing.standing(event) if event else None,
        deadlines=_deadlines(event, today) if event else (),
        later=[one for one in coming if one is not event][:3],
        failed_letters=standing.count_failed_letters(),
        proposals=people.list_open_proposals() if guards.may(account, "proposals.accept") else [],
        vacancies=sum(vacant.missing for vacant in people.list_vacancies(today)),
        is_new=standing.register_is_empty(),
        today=today,
        pages=_pages(today),
        may_edit=guards.may(account, "events.settings"),
    )


def _deadlines(event: Event, today: date) -> tuple[Deadline, ...]:
    """Those that have not been, the nearest first."""
    dates = deadlines_of(event)
    named = (
        (N_("Anmälan öppnar"), dates.opens),
        (N_("Sista svarsdag"), dates.answer_by),
        (N_("Sista dag att ändra"), dates.change_by),
        (N_("Måltiderna låses"), dates.meals_frozen),
        (N_("Deltagarlistan låses"), dates.list_locked),
        (N_("Mötet börjar"), event.starts_on),
    )
    return tuple(Deadline(words, day) for words, day in sorted(named, key=lambda pair: pair[1]) if day >= today)


def _pages(today: date) -> dict[str, str]:
    """The pages that the home page leads to and that the one signed in may see."""
    account = guards.current_account()
    year = next(year for year in (today.year, today.year + 1) if conference_days(year)[0] > today)
    values: dict[str, dict[str, Any]] = {
        "outbox.show": {"lage": "failed"},
        "register.vacancies": {},
        "imports.choose": {},
        "events.create": {"kind": EventKind.CONFERENCE.value, "forsta": conference_days(year)[0].isoformat()},
    }
    pages = {name: url_for(name, **more) for name, more in values.items() if guards.may(account, name)}
    return pages | {"conference_year": str(year)}
