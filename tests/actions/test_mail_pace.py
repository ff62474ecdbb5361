"""The pace that letters leave at, by a clock that the test turns."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.mail import leasing, outbox, pace
from app.mail.model import OutboxLetter
from tests.builders import NOW
from tests.mail import a_letter, put_letters
from tests.smtp import mail_server

MINUTE = timedelta(minutes=1)


@dataclass
class Worker:
    """Delivers as ``app.worker`` does: when the pace lets more go, and else each minute."""

    settings: Settings
    now: datetime = NOW
    rounds: list[datetime] = field(default_factory=list)

    def deliver(self) -> None:
        """Once; afterwards the clock stands at the next time."""
        rounds.deliver(self.settings, lambda: self.now)
        self.rounds.append(self.now)
        self.now = rounds.goes_on_at(self.settings, self.now) or self.now + MINUTE


@pytest.fixture
def server() -> Iterator:
    with mail_server() as server:
        yield server


def at_a_pace(settings: Settings, port: int, rate: int) -> Settings:
    return replace(settings, mail_server="127.0.0.1", mail_port=port, mail_tls="none", mail_timeout=5, mail_rate=rate)


def receivers(server) -> list[str]:
    return [message["To"].addresses[0].addr_spec.partition("@")[0] for message in server.taken]


def most_in_any_minute() -> int:
    """How many left within the same sixty seconds."""
    db.session.rollback()
    left = sorted(db.session.scalars(sa.select(OutboxLetter.sent_at).where(OutboxLetter.sent_at.is_not(None))))
    return max(sum(1 for other in left if moment <= other < moment + MINUTE) for moment in dict.fromkeys(left))


def test_2000_letters_leave_in_order_at_the_pace_set_while_others_are_written(
    sqlite_database: Flask, settings: Settings, server
) -> None:
    put_letters(2000)
    worker, later = Worker(at_a_pace(settings, server.port, 300)), 0
    while len(server.taken) < 2006 and len(worker.rounds) < 20:
        worker.deliver()
        with transaction():
            outbox.put(a_letter(f"later{later}@x.example"), now=worker.now)
        later += 1
    first = [f"r{number}" for number in range(2000)]
    assert receivers(server) == [*first, *(f"later{number}" for number in range(len(server.taken) - 2000))]
    assert (most_in_any_minute(), worker.rounds[-1] - NOW) == (300, 6 * timedelta(seconds=61))


class SlowClock:
    """A second goes each fourth time that it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> datetime:
        self.asked += 1
        return NOW + timedelta(seconds=self.asked // 4)

    def wait_until(self, moment: datetime) -> None:
        self.asked = max(self.asked, 4 * int((moment - NOW).total_seconds()))


def test_the_pace_is_held_also_when_letters_take_their_time(database: Flask, settings: Settings, server) -> None:
    put_letters(60)
    clock, how = SlowClock(), at_a_pace(settings, server.port, 20)
    while len(server.taken) < 60 and clock.asked < 4000:
        rounds.deliver(how, clock)
        clock.wait_until(rounds.goes_on_at(how, clock()) or clock())
    assert (most_in_any_minute(), clock() - NOW < 3 * MINUTE) == (20, True)


def test_a_letter_tried_again_takes_its_turn_and_no_more_than_the_pace_leaves_with_it(
    database: Flask, settings: Settings
) -> None:
    put_letters(12)
    with mail_server(END=["451 4.7.1 later", "451 4.7.1 later"]) as server:
        worker = Worker(at_a_pace(settings, server.port, 5))
        while len(server.taken) < 12:
            worker.deliver()
    assert receivers(server) == [f"r{number}" for number in (2, 3, 4, 5, 6, 0, 1, 7, 8, 9, 10, 11)]
    assert most_in_any_minute() == 5


def test_what_another_worker_has_claimed_counts_until_a_minute_has_gone(
    database: Flask, settings: Settings, server
) -> None:
    put_letters(8)
    with transaction():
        leasing.claim(NOW, 3)
    how = at_a_pace(settings, server.port, 5)
    assert rounds.deliver(how, lambda: NOW).sent == 2
    assert pace.count_of_last_minute(NOW) == 5
    db.session.rollback()
    assert rounds.deliver(how, lambda: NOW + timedelta(seconds=61)).sent == 3


def test_without_letters_or_a_pace_nothing_is_waited_for(database: Flask, settings: Settings, server) -> None:
    assert rounds.goes_on_at(at_a_pace(settings, server.port, 5), NOW) is None
    put_letters(6)
    assert rounds.goes_on_at(at_a_pace(settings, server.port, 0), NOW) is None
    assert rounds.goes_on_at(at_a_pace(settings, server.port, 5), NOW) is None
    rounds.deliver(at_a_pace(settings, server.port, 5), lambda: NOW)
    assert rounds.goes_on_at(at_a_pace(settings, server.port, 5), NOW) == NOW + timedelta(seconds=61)
