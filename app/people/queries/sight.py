"""Protected people (skyddade personer), and who sees them. One condition, kept here.

What is *shown* is what one may see; what is *written* is written for everybody. So the door tells once who looks
(``look``, until ``look_away``), and from then on every statement of a session leaves protected people out, until a
``transaction()`` is open: invitations, letters and seats are for them as for others. Without a word from a door (the
worker, a command) everybody is seen. It is told beside the session, which what is asked alone never makes. Statements
that go past the session's entities (``lists.statements``, ``lists.lines``, the doors) carry ``in_sight()`` or
``open_to()`` themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, selectinload, with_loader_criteria

from app.kernel.db import db, is_writing
from app.people.model import Person

_sees: ContextVar[bool] = ContextVar("sees_protected", default=True)
_leaves: ContextVar[bool] = ContextVar("leaves_protected_out", default=False)


def look(*, sees_protected: bool) -> None:
    """Tell who looks, until ``look_away``."""
    _sees.set(sees_protected)


def look_away() -> None:
    """Nobody looks any more: the request has ended."""
    _sees.set(True)


def sees_protected() -> bool:
    """Whether what is read now may hold protected people."""
    return not _leaves.get() and (_sees.get() or is_writing())


def may_see() -> bool:
    """Whether whoever looks may be told of protected people, also while an act is open that sees everybody."""
    return _sees.get()


def open_to(sees: bool) -> sa.ColumnElement[bool]:
    """The condition of a person: everybody for whom may see protected people, else those who are not."""
    return sa.true() if sees else Person.protected.is_(False)


def in_sight() -> sa.ColumnElement[bool]:
    """The same for whoever looks now."""
    return open_to(sees_protected())


_PERSONS = cast(sa.Table, Person.__table__)


def hidden_ids() -> sa.Select[int]:
    """The ids of those whom whoever looks may not see, for a statement that knows people by their ids only."""
    return sa.select(_PERSONS.c.id).where(_PERSONS.c.protected, sa.literal(not sees_protected()))


class Hidden(NamedTuple):
    """Somebody whom whoever looks may not see: what must not be told."""

    uid: str
    name: str
    addresses: frozenset[str]

    def is_told_by(self, words: str) -> bool:
        """Whether ``words`` name the person."""
        return self.name in words or self.uid in words or any(address in words for address in self.addresses)


def list_hidden() -> list[Hidden]:
    """Those whom whoever looks may not see, also while an act is open: few, as a rule none. Two statements, none where
    everybody is seen.
    """
    if may_see():
        return []
    with everybody():
        asked = sa.select(Person).where(Person.protected).options(selectinload(Person.addresses)).order_by(Person.id)
        rows = db.session.scalars(asked).all()
        found = [Hidden(one.uid, one.name, frozenset(row.address for row in one.addresses)) for one in rows]
    for one in rows:
        db.session.expunge(one)
    return found


@contextmanager
def everybody() -> Iterator[None]:
    """Read of everybody, whoever looks: to count, and for what only the person's own page shows. Nothing that names
    somebody may leave it.
    """
    before = _sees.set(True)
    try:
        yield
    finally:
        _sees.reset(before)


@contextmanager
def unprotected() -> Iterator[None]:
    """Read as one who may not see protected people, whoever looks and also in an act: for what leaves the house (a
    letter that names others), and for what a door is told.
    """
    before = _leaves.set(True)
    try:
        yield
    finally:
        _leaves.reset(before)


@event.listens_for(db.session, "do_orm_execute")
def _leave_out(asked: ORMExecuteState) -> None:
    if asked.is_select and not asked.is_column_load and not sees_protected():
        asked.statement = asked.statement.options(_hidden())


def _hidden() -> Any:
    """The condition as an option, which what is loaded keeps for its relations: so who looks is asked anew by each
    statement, and an action sees everybody.
    """
    sees = sa.bindparam("run_sees_protected", callable_=sees_protected, type_=sa.Boolean())
    return with_loader_criteria(Person, sa.or_(Person.protected.is_(False), sees), include_aliases=True)
