"""An event is kept in the process for as long as nothing of it changes."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.events.model import (
    CircleLine,
    Event,
    EventDocument,
    EventText,
    GroupDeadlines,
    Part,
    Question,
    QuestionOption,
    QuestionRole,
    Quota,
    Slot,
)
from app.events.queries import kept
from app.events.queries.kept import whole
from app.events.queries.quotas import list_quotas
from app.kernel.db import db, transaction
from app.people.model import Role
from app.people.rules.kinds import RoleGroup
from tests import builders
from tests.said import count_statements


def _made() -> tuple[int, str]:
    with transaction():
        event = builders.event(title="Konferens")
        part = builders.part(event, title="Del")
        role = builders.role()
        slot = Slot(event_id=event.id, title="Pass")
        db.session.add_all([slot, CircleLine(event_id=event.id, part_id=part.id, role_id=role.id)])
        db.session.add_all([EventDocument(event_id=event.id, title="Program", url="https://run.example/program")])
        db.session.add(EventText(event_id=event.id, kind="invitation", text="Välkommen"))
        db.session.add(GroupDeadlines(event_id=event.id, role_group=RoleGroup.POLITIKER, answer_days=7))
        db.session.add(Quota(event_id=event.id, most=2, role_id=role.id))
        event.has_quotas = True
        db.session.flush()
        part.slot_id = slot.id
    return event.id, _stamp(event.id)


def _stamp(event_id: int) -> str:
    return db.session.scalars(sa.select(Event.stamp).where(Event.id == event_id)).one()


def _told(event: Event | None) -> tuple[Any, ...]:
    assert event is not None
    [part], [document], [text], [deadlines] = event.parts, event.documents, event.texts, event.group_deadlines
    slot, [quota] = part.slot.title if part.slot else "", list_quotas(event)
    limit = (quota.most, quota.role.name if quota.role else "")
    return event.title, part.title, slot, len(event.circle), document.title, text.text, deadlines.answer_days, limit


_KEPT = ("Konferens", "Del", "Pass", 1, "Program", "Välkommen", 7, (2, "Rektor"))


def test_what_is_kept_takes_no_statement_and_is_whole(database: Flask) -> None:
    event_id, stamp = _made()
    whole(event_id, stamp)
    db.session.remove()
    assert count_statements(lambda: _told(whole(event_id, stamp))) == 0
    assert _told(whole(event_id, stamp)) == _KEPT


def test_every_request_has_its_own_so_that_none_sees_what_another_changes(database: Flask) -> None:
    event_id, stamp = _made()
    mine = whole(event_id, stamp)
    assert mine is not None
    mine.title, mine.parts[0].title = "Ändrad", "Ändrad"
    db.session.remove()
    again = whole(event_id, stamp)
    assert (_told(again), again is mine) == (_KEPT, False)


@pytest.mark.parametrize("table", [Event, Slot, Part, CircleLine, EventDocument, EventText, GroupDeadlines, Quota])
def test_a_change_of_anything_draws_a_new_stamp_so_that_every_process_reads_anew(
    database: Flask, table: type[Any]
) -> None:
    fields: dict[type[Any], tuple[str, Any]] = {
        Event: ("title", "Nytt"),
        Slot: ("title", "Nytt"),
        Part: ("title", "Nytt"),
        CircleLine: ("agreement_only", True),
        EventDocument: ("title", "Nytt"),
        EventText: ("text", "Nytt"),
        GroupDeadlines: ("answer_days", 9),
        Quota: ("most", 3),
    }
    event_id, before = _made()
    told = _told(whole(event_id, before))
    with Session(db.engine) as elsewhere:
        setattr(elsewhere.scalars(sa.select(table)).one(), *fields[table])
        elsewhere.commit()
    db.session.remove()
    after = _stamp(event_id)
    assert after != before
    assert (table is CircleLine) or _told(whole(event_id, after)) != told


@pytest.mark.parametrize("table", [Slot, Part, CircleLine, EventDocument, EventText, GroupDeadlines, Quota])
def test_so_does_what_is_taken_away(database: Flask, table: type[Any]) -> None:
    event_id, before = _made()
    with transaction() as session:
        session.delete(session.scalars(sa.select(table)).one())
    assert _stamp(event_id) != before


def _gives_up(event_id: int) -> None:
    """Write something, have it asked for, and fail."""
    with transaction() as session:
        session.get_one(Event, event_id).title = "Ångrad"
        session.flush()
        whole(event_id, _stamp(event_id))
        raise ZeroDivisionError


def test_a_role_that_is_called_something_else_is_so_in_the_quota_too(database: Flask) -> None:
    event_id, before = _made()
    whole(event_id, before)
    with transaction() as session:
        session.scalars(sa.select(Role).join(Quota)).one().name = "Skolledare"
    db.session.remove()
    after = _stamp(event_id)
    assert (after != before, _told(whole(event_id, after))[-1]) == (True, (2, "Skolledare"))


def test_what_is_written_and_taken_back_is_kept_for_nobody(database: Flask) -> None:
    event_id, before = _made()
    with pytest.raises(ZeroDivisionError):
        _gives_up(event_id)
    db.session.remove()
    assert (_stamp(event_id), _told(whole(event_id, before))) == (before, _KEPT)


def _asked(event_id: int) -> list[tuple[str, int, list[int | None]]]:
    db.session.remove()
    found = kept.questions(db.session.get_one(Event, event_id))
    return [(one.label, len(one.roles), [option.capacity for option in one.options]) for one in found]


def _asking() -> int:
    with transaction():
        event = builders.event(title="Konferens")
        builders.question(event, "Rum?", roles=(builders.role(),), options={"Enkelrum": 3})
    return event.id


def test_questions_that_are_kept_take_no_statement(database: Flask) -> None:
    event_id = _asking()
    assert _asked(event_id) == [("Rum?", 1, [3])]
    event = db.session.get_one(Event, event_id)
    assert count_statements(lambda: kept.questions(event)) == 0


@pytest.mark.parametrize(
    ("table", "field", "value", "told"),
    [
        (Question, "label", "Hotell?", [("Hotell?", 1, [3])]),
        (QuestionOption, "capacity", 4, [("Rum?", 1, [4])]),
        (Question, "removed_at", builders.NOW, []),
    ],
)
def test_a_question_that_is_changed_elsewhere_is_asked_anew(
    database: Flask, table: type[Any], field: str, value: object, told: object
) -> None:
    event_id = _asking()
    _asked(event_id)
    with Session(db.engine) as elsewhere:
        setattr(elsewhere.scalars(sa.select(table)).one(), field, value)
        elsewhere.commit()
    assert _asked(event_id) == told


@pytest.mark.parametrize("table", [Question, QuestionOption, QuestionRole])
def test_so_is_one_of_which_something_is_taken_away(database: Flask, table: type[Any]) -> None:
    event_id = _asking()
    before = _asked(event_id)
    with transaction() as session:
        session.delete(session.scalars(sa.select(table)).one())
    assert _asked(event_id) != before


def test_a_question_that_is_written_and_taken_back_is_kept_for_nobody(database: Flask) -> None:
    event_id = _asking()
    _asked(event_id)
    with pytest.raises(ZeroDivisionError):
        _asks_and_gives_up(event_id)
    assert _asked(event_id) == [("Rum?", 1, [3])]


def _asks_and_gives_up(event_id: int) -> None:
    with transaction() as session:
        event = session.get_one(Event, event_id)
        session.scalars(sa.select(Question)).one().label = "Ångrad?"
        session.flush()
        assert [one.label for one in kept.questions(event)] == ["Ångrad?"]  # who writes sees what is written
        raise ZeroDivisionError


def test_an_event_that_is_gone_is_none(database: Flask) -> None:
    assert whole(1, "no such stamp") is None
