"""Failure counters in the database, so that every process counts the same. Failures are counted, not successes: sixty
people behind one municipality's address must get in.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.audit.model import FailureCount
from app.kernel import tokens
from app.kernel.db import db, insert, separate_transaction

EVERYBODY = "everybody"
"""The key of what is counted in all."""
_WINDOW = timedelta(minutes=5)
_KEPT = timedelta(days=1)


OFTEN_A_DAY = 5
"""How many names one link may give in a day, and how often one address may be named."""
_DAY = 24 * 60


class Purpose(StrEnum):
    """What is counted."""

    SIGN_IN_ACCOUNT = "sign_in_account"
    """Wrong passwords for one address, whether it has an account or not."""
    SIGN_IN_CLIENT = "sign_in_client"
    """Wrong passwords from one network address."""
    CODE = "code"
    """Wrong codes of two-step sign-in, or a wrong present password on one's own page, by account."""
    LINK_ADDRESS = "link_address"
    """"Skicka min länk igen" for one address."""
    LINK_CLIENT = "link_client"
    """The same from one network address."""
    LINK_OVERALL = "link_overall"
    """The same in all."""
    SIGN_UP_ADDRESS = "sign_up_address"
    """Open sign-up with one address."""
    SIGN_UP_CLIENT = "sign_up_client"
    """The same from one network address."""
    SIGN_UP_OVERALL = "sign_up_overall"
    """The same in all."""
    NAMING_LINK = "naming_link"
    """Names of somebody else who comes, given by one personal link."""
    NAMING_ADDRESS = "naming_address"
    """The same for one address that is named."""
    NAMING_CLIENT = "naming_client"
    """The same from one network address: whoever is named can name the next."""
    NAMING_OVERALL = "naming_overall"
    """The same in all."""

    DOOR_PIN = "door_pin"
    """Wrong PINs for one door link."""
    DOOR_CLIENT = "door_client"
    """The same from one network address."""
    LIST_CLIENT = "list_client"
    """Addresses of lists that open nothing, from one network address."""
    PLACE_LINK = "place_link"
    """Answers within a place, by its link."""
    PLACE_CLIENT = "place_client"
    """The same from one network address."""


class Limit(NamedTuple):
    """So many within so many minutes."""

    failures: int
    minutes: int


LIMITS = {
    Purpose.SIGN_IN_ACCOUNT: Limit(10, 15),
    Purpose.SIGN_IN_CLIENT: Limit(100, 15),
    Purpose.CODE: Limit(10, 15),
    Purpose.LINK_ADDRESS: Limit(3, 60),
    Purpose.LINK_CLIENT: Limit(100, 60),
    Purpose.LINK_OVERALL: Limit(1000, 60),
    Purpose.SIGN_UP_ADDRESS: Limit(3, 60),
    Purpose.SIGN_UP_CLIENT: Limit(300, 60),
    Purpose.SIGN_UP_OVERALL: Limit(2000, 60),
    Purpose.NAMING_LINK: Limit(OFTEN_A_DAY, _DAY),
    Purpose.NAMING_ADDRESS: Limit(OFTEN_A_DAY, _DAY),
    Purpose.NAMING_CLIENT: Limit(300, _DAY),
    Purpose.NAMING_OVERALL: Limit(2000, _DAY),
    Purpose.DOOR_PIN: Limit(10, 15),
    Purpose.DOOR_CLIENT: Limit(100, 15),
    Purpose.LIST_CLIENT: Limit(100, 15),
    Purpose.PLACE_LINK: Limit(100, 60),
    Purpose.PLACE_CLIENT: Limit(500, 60),
}


def _stored_key(purpose: Purpose, key: str) -> str:
    return f"{purpose.value}:{tokens.digest(key)}"


def _window(now: datetime) -> datetime:
    seconds = int(_WINDOW.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)


def count_failure(purpose: Purpose, key: str, *, now: datetime) -> None:
    """Count one failure of ``key`` (an address, an account's uid, …) in a transaction of its own. Not inside
    ``transaction()``. Counters of yesterday are thrown away on the way.
    """
    with separate_transaction() as session:
        session.execute(_raised(_stored_key(purpose, key), _window(now)))
        session.execute(sa.delete(FailureCount).where(FailureCount.window_start < now - _KEPT))


def _raised(key: str, window: datetime) -> Any:
    row = insert(FailureCount).values(key=key, window_start=window, count=1)
    return row.on_conflict_do_update(
        index_elements=[FailureCount.key, FailureCount.window_start], set_={"count": FailureCount.count + 1}
    )


def may_try(tries: Iterable[tuple[Purpose, str]], *, now: datetime) -> bool:
    """Whether all of ``tries`` (what is counted, by which key) are within their limits; if so each is counted, whatever
    comes of it. Not inside ``transaction()``.
    """
    counted = tuple(tries)
    if any(is_blocked(purpose, key, now=now) for purpose, key in counted):
        return False
    for purpose, key in counted:
        count_failure(purpose, key, now=now)
    return True


def is_blocked(purpose: Purpose, key: str, *, now: datetime) -> bool:
    """Whether ``key`` has reached the limit of ``purpose``."""
    limit = LIMITS[purpose]
    counted = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(FailureCount.count), 0)).where(
            FailureCount.key == _stored_key(purpose, key),
            FailureCount.window_start > now - timedelta(minutes=limit.minutes),
        )
    )
    return (counted or 0) >= limit.failures
