"""A thousand calendars that poll at the same time are answered by two workers, and nothing is read for each of them but
which bytes it has.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from app.audit.actor import COMMAND
from app.events.model import Event, Part
from app.events.queries.calendars import group_calendars
from app.events.rules.audiences import AUDIENCES
from app.feeds.actions import give_group_calendar
from app.feeds.model import Feed
from app.feeds.queries import PUBLIC_ADDRESS
from app.feeds.queries.groups import group_link
from app.invitations.model import Invitation
from app.kernel import links
from app.kernel.db import db, transaction
from app.people.actions import touch_calendar
from app.people.model import Person
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from tests.bench import ours as our
from tests.bench.fill import NOW
from tests.bench.servers import free_port, gunicorn
from tests.calendar_readers import titles
from tests.processes.counting import HEADER

pytestmark = [pytest.mark.processes]

PEOPLE = 1000
_AT_ONCE = 400
"""Connections that are open at the same time: a process may usually hold a thousand files."""
_GROUPS = ("skolledning", "politiker", "development_group")


@dataclass(frozen=True)
class Answer:
    """What a subscriber got."""

    status: int
    etag: str
    statements: int
    body: bytes


@dataclass(frozen=True)
class House:
    """A running web with registered people."""

    ours: our.Ours
    port: int
    addresses: list[str]

    def poll(self, seen: dict[str, str] | None = None) -> dict[str, Answer]:
        """Everybody fetches at once, with the ETag that was ``seen``."""
        with ThreadPoolExecutor(1) as apart:  # a browser's test before this one may have left a loop in this thread
            return apart.submit(lambda: asyncio.run(_all(self.port, self.addresses, seen or {}))).result()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    ours = our.prepare(tmp_path_factory.mktemp("polled"), free_port(), PEOPLE)
    with ours.app.app_context():
        _everybody_comes()
        addresses = _addresses()
        db.session.remove()
        db.engine.dispose()
    with gunicorn("tests.processes.counting:app", "/healthz", ours.environ) as server:
        yield House(ours, server.port, addresses)


def _everybody_comes() -> None:
    come = {"state": RegistrationState.CONFIRMED, "changed_at": NOW}
    with transaction() as session:
        part = session.scalars(sa.select(Part).order_by(Part.id).limit(1)).one()
        invited = session.execute(
            sa.select(Invitation.id, Invitation.person_id, Invitation.event_id).where(
                Invitation.event_id == part.event_id
            )
        ).all()
        registered = set(
            session.scalars(sa.select(Registration.person_id).where(Registration.event_id == part.event_id))
        )
        for number, person, event in invited:
            if person not in registered:
                row = Registration(invitation_id=number, person_id=person, event_id=event, created_at=NOW, **come)
                row.parts = [RegistrationPart(part_id=part.id, mode=Mode.ON_SITE, **come)]
                session.add(row)
        touch_calendar([person for _, person, _ in invited])
        for key in _GROUPS:
            give_group_calendar(AUDIENCES[key], now=NOW, actor=COMMAND)


def _addresses() -> list[str]:
    people = db.session.execute(sa.select(Person.link_seed, Person.feed_generation))
    personal = [links.path(links.Link(links.Purpose.FEED, seed, number)) for seed, number in people]
    return [*personal, *(links.path(group_link(one)) for one in group_calendars().values()), PUBLIC_ADDRESS]


async def _all(port: int, addresses: list[str], seen: dict[str, str]) -> dict[str, Answer]:
    free = asyncio.Semaphore(_AT_ONCE)
    async with asyncio.TaskGroup() as group:
        tasks = {one: group.create_task(_one(port, one, seen.get(one, ""), free)) for one in addresses}
    return {address: task.result() for address, task in tasks.items()}


async def _one(port: int, address: str, etag: str, free: asyncio.Semaphore) -> Answer:
    lines = [f"GET {address} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close", "Accept-Encoding: identity"]
    lines += [f"If-None-Match: {etag}"] * bool(etag)
    async with free:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        head, _, body = (await reader.read(-1)).partition(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()
    return Answer(int(head[9:12]), _header(head, "ETag"), int(_header(head, HEADER)), body)


def _header(head: bytes, name: str) -> str:
    found = re.search(rf"^{name}: (.*?)\r?$", head.decode(), re.MULTILINE | re.IGNORECASE)
    return found[1] if found else ""


def test_a_thousand_polls_are_answered_with_one_look_each_and_nothing_is_built(house: House) -> None:
    first = house.poll()
    assert len(first) == PEOPLE + len(_GROUPS) + 1
    assert Counter(one.status for one in first.values()) == {200: len(first)}
    personal = house.addresses[PEOPLE // 2]
    assert len(titles(first[personal].body)) >= 1
    seen = {address: one.etag for address, one in first.items()}
    begun = time.monotonic()
    again = house.poll(seen)
    taken = time.monotonic() - begun
    assert Counter((one.status, one.statements, one.body) for one in again.values()) == {(304, 1, b""): len(again)}
    assert {address: one.etag for address, one in again.items()} == seen
    assert taken < 20  # about a second where nobody else works: 2,600 a second are the machine's limit


def test_what_changes_is_built_once_for_each_and_told_to_everybody_at_the_next_poll(house: House) -> None:
    seen = {address: one.etag for address, one in house.poll().items()}
    with house.ours.app.app_context(), transaction() as session:
        asked = sa.select(Registration.event_id).group_by(Registration.event_id).order_by(sa.func.count().desc())
        event = session.get_one(Event, session.scalars(asked.limit(1)).one())
        event.title = "Flyttat till hösten"
        event.content_changed_at = event.content_changed_at.replace(microsecond=1)
        touch_calendar(session.scalars(sa.select(Registration.person_id).where(Registration.event_id == event.id)))
        built = session.scalar(sa.select(sa.func.count()).select_from(Feed))
    changed = house.poll(seen)
    people = [changed[address] for address in house.addresses[:PEOPLE]]
    assert Counter(one.status for one in people) == {200: PEOPLE}
    assert all("Flyttat till hösten".encode() in one.body for one in people)
    after = house.poll({address: one.etag or seen[address] for address, one in changed.items()})
    assert {(one.status, one.statements) for one in after.values()} == {(304, 1)}
    with house.ours.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Feed)) == built
        db.session.remove()
        db.engine.dispose()
