"""Next year's meetings: made as drafts on the chosen days, each once, also when two ask at the same moment."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.events import actions
from app.events.actions.years import YearMade
from app.events.model import BreakRow, Event
from app.events.queries.years import list_next_meetings
from app.events.rules.kinds import EventKind, EventState
from app.kernel.db import db, transaction
from tests import builders
from tests.builders import NOW
from tests.races import PROCESSES, at_once

CONFERENCE, DIALOGUE = EventKind.CONFERENCE, EventKind.DIALOGUE
WEEK_9, ASCENSION = date(2027, 3, 4), date(2027, 5, 6)


@pytest.fixture
def uids(database: Flask) -> dict[str, str]:
    """The conference of 2026, and three dialogmöten: in April, on a day that is red in 2027, and one cancelled."""
    with transaction() as session:
        two_days = {"starts_on": date(2026, 2, 26), "ends_on": date(2026, 2, 27)}
        made = [builders.event("RUN-konferens 2026", slug="konferens", **two_days)]
        for slug, day, state in (
            ("april", date(2026, 4, 22), EventState.DONE),
            ("maj", date(2026, 4, 30), EventState.PUBLISHED),
            ("installt", date(2026, 10, 15), EventState.CANCELLED),
        ):
            days = {"starts_on": day, "ends_on": day, "kind": DIALOGUE, "state": state}
            made.append(builders.event(f"Dialogmöte {slug} 2026", slug=slug, **days))
        for area in ("Hälsingland", "Jämtlands län"):
            session.add(BreakRow(name="Sportlov", area=area, first_on=date(2027, 3, 1), last_on=date(2027, 3, 5)))
        return {event.slug: event.uid for event in made}


def _make(uids: dict[str, str], **days: date) -> YearMade:
    with transaction():
        return actions.make_next_year(2026, {uids[name]: day for name, day in days.items()}, now=NOW, actor=SYSTEM)


def _of_2027() -> list[tuple[str, date, date, EventState]]:
    asked = sa.select(Event).where(Event.starts_on >= date(2027, 1, 1)).order_by(Event.starts_on, Event.id)
    return [(one.title, one.starts_on, one.ends_on, one.state) for one in db.session.scalars(asked)]


def test_each_meeting_that_was_is_proposed_with_what_stands_in_its_way(uids: dict[str, str]) -> None:
    with transaction():
        found = {one.event.slug: one for one in list_next_meetings(2026)}
    assert list(found) == ["konferens", "april", "maj"]
    assert {name: one.proposed.best.first for name, one in found.items()} == {
        "konferens": WEEK_9,
        "april": date(2027, 4, 28),
        "maj": date(2027, 5, 5),
    }
    assert [str(flag.said) for flag in found["konferens"].proposed.by_rule.flags] == [
        "Krockar med sportlov i Hälsingland och Jämtlands län (1–5 mars 2027)"
    ]


def test_the_chosen_become_drafts_and_the_others_nothing(uids: dict[str, str]) -> None:
    made = _make(uids, konferens=WEEK_9, maj=date(2027, 5, 5))
    assert (len(made.created), made.existing, made.moved) == (2, (), ())
    assert _of_2027() == [
        ("RUN-konferens 2027", WEEK_9, date(2027, 3, 5), EventState.DRAFT),
        ("Dialogmöte maj 2027", date(2027, 5, 5), date(2027, 5, 5), EventState.DRAFT),
    ]


def test_the_day_by_the_rule_can_be_chosen_although_it_is_red(uids: dict[str, str]) -> None:
    _make(uids, maj=ASCENSION)
    assert [row[1] for row in _of_2027()] == [ASCENSION]


def test_asked_twice_none_is_made_twice_wherever_the_first_has_moved(uids: dict[str, str]) -> None:
    (first,) = _make(uids, april=date(2027, 4, 28)).created
    with transaction():
        actions.reschedule(first, date(2027, 4, 20), date(2027, 4, 20), now=NOW, actor=SYSTEM)
    again = _make(uids, april=date(2027, 4, 28))
    assert ([one.id for one in again.existing], again.created, len(_of_2027())) == ([first.id], (), 1)


def test_what_was_made_by_hand_is_there_already(uids: dict[str, str]) -> None:
    with transaction():
        builders.event("Årets konferens", starts_on=date(2027, 3, 11), ends_on=date(2027, 3, 12))
        builders.event("Annat dialogmöte", kind=DIALOGUE, starts_on=date(2027, 9, 1), ends_on=date(2027, 9, 1))
        builders.event("Vårens", kind=DIALOGUE, starts_on=date(2027, 4, 28), ends_on=date(2027, 4, 28))
    with transaction():
        found = {one.event.slug: one.made.title if one.made else None for one in list_next_meetings(2026)}
    assert found == {"konferens": "Årets konferens", "april": "Vårens", "maj": None}


def test_one_that_was_cancelled_can_be_made_anew(uids: dict[str, str]) -> None:
    (first,) = _make(uids, april=date(2027, 4, 28)).created
    with transaction() as session:
        session.get_one(Event, first.id).state = EventState.CANCELLED
    assert len(_make(uids, april=date(2027, 4, 28)).created) == 1


def test_a_day_that_is_not_proposed_any_more_makes_nothing(uids: dict[str, str]) -> None:
    made = _make(uids, april=date(2027, 4, 29))
    assert ([one.slug for one in made.moved], made.created, _of_2027()) == (["april"], (), [])


@pytest.mark.processes
def test_eight_who_ask_at_the_same_moment_make_one(uids: dict[str, str]) -> None:
    def work(barrier: Any) -> list[int]:
        barrier.wait(60)
        return [len(_make(uids, konferens=WEEK_9, april=date(2027, 4, 28)).created)]

    works: list[Callable[[Any], list[int]]] = [work] * PROCESSES
    assert (sum(at_once(works)), len(_of_2027())) == (2, 2)
