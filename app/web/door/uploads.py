"""Marks as a door's phone sends them, read from JSON: what has not the right shape is told for itself, and takes no
other with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.attendance.rules import Given, How, Mark, when_it_was
from app.kernel.text import clean_line

MOST = 200
"""So many marks are taken at once."""
_NONCE = 36
_YEARS = range(1971, 2200)
"""A phone that knows no time at all is in 1970; beyond is no clock."""
_HOWS = {How.NAME, How.QR, How.WALK_IN}


class NoUpload(ValueError):
    """The body is no upload at all."""


@dataclass(frozen=True)
class Wanted:
    """A mark: of whom (the person's uid, a badge's code, or somebody new) at which part, or at which day's arrival."""

    given: Given
    person: str
    code: str
    part: str
    arrival: date | None
    newcomer: Mapping[str, Any] | None = None
    """Somebody who is not on the list, as the phone has written them down; not read yet."""
    written: str = ""
    """Instead of the person: the nonce of the mark that they were written down with."""


@dataclass(frozen=True)
class Unreadable:
    """A mark that cannot be read; its nonce, where it has one."""

    nonce: str


def read(body: object, received_at: datetime) -> list[Wanted | Unreadable]:
    """The marks of ``body``, each as it was by our clock. Raises NoUpload."""
    if not isinstance(body, dict) or not isinstance(body.get("marks"), list) or len(body["marks"]) > MOST:
        raise NoUpload
    phone_now = _moment(body.get("phone_now"))
    return [_mark(one, phone_now, received_at) for one in body["marks"]]


def _mark(one: object, phone_now: datetime | None, received_at: datetime) -> Wanted | Unreadable:
    if not isinstance(one, dict):
        return Unreadable("")
    nonce = _line(one, "nonce", _NONCE)
    try:
        mark, how = Mark(one.get("mark", "")), How(one.get("how", How.NAME))
        arrival = date.fromisoformat(_line(one, "arrival", 10)) if one.get("arrival") else None
    except (TypeError, ValueError):
        return Unreadable(nonce)
    person, code, part, written = (_line(one, name, 64) for name in ("person", "code", "part", "written"))
    newcomer = one.get("newcomer") if isinstance(one.get("newcomer"), dict) and mark is Mark.PRESENT else None
    is_known = how is not How.WALK_IN and bool(person or code or written)
    if not nonce or how not in _HOWS or not (part or arrival) or not (is_known or (newcomer and how is How.WALK_IN)):
        return Unreadable(nonce)
    phone_at = _moment(one.get("at"))
    at = when_it_was(phone_at, phone_now or received_at, received_at) if phone_at else None
    given = Given(nonce, mark, how, at, phone_at)
    return Wanted(given, person, code, part, arrival, None if is_known else newcomer, written)


def _line(one: dict[str, Any], name: str, limit: int) -> str:
    value = one.get(name)
    return clean_line(value, limit) if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    """An aware moment; None for what is none, which then is taken for now."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None and moment.year in _YEARS else None


def names(marks: Iterable[Wanted | Unreadable]) -> tuple[set[str], set[str]]:
    """The uids of people and the codes of badges that are meant."""
    wanted = [one for one in marks if isinstance(one, Wanted)]
    return {one.person for one in wanted if one.person}, {one.code for one in wanted if one.code}
