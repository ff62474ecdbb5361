"""Known and unknown accounts, and tokens that open nothing, cannot be told apart by the clock."""

import statistics
import time

from flask import Flask
from flask.testing import FlaskClient

from app.events.rules.kinds import EventState
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import transaction
from app.organizers.actions import passwords
from tests import builders


def test_unknown_known_and_closed_accounts_take_equally_long(app: Flask) -> None:
    """Medians of many attempts, taken in turn, by the clock of this process: others' work does not count. The hash is
    made as slow as in production to be what the time is spent on.
    """
    settings = app.config["RUN"]
    passwords.configure(time_cost=2, memory_kib=8192)
    with app.app_context():
        hashed = passwords.hash_password("kastrull moln traktor violin")
        with transaction():
            builders.account("sam@miun.example", password_hash=hashed)
            builders.account("stangd@miun.example", password_hash=hashed, active=False)
            builders.account("utan@miun.example")
        times: dict[str, list[float]] = {}
        for _ in range(40):
            for name in ("sam", "stangd", "utan", "ingen"):
                started = time.process_time()
                assert passwords.recognise(f"{name}@miun.example", "fel lösenord här") is None
                times.setdefault(name, []).append(time.process_time() - started)
    passwords.configure(settings.password_time_cost, settings.password_memory_kib)
    medians = [statistics.median(found) for found in times.values()]
    assert max(medians) / min(medians) < 1.25


def test_every_token_that_opens_nothing_takes_equally_long_and_looks_the_same(app: Flask) -> None:
    """Medians of 200 requests of each kind, taken in turn, by the clock of this thread: others' work does not count."""
    with app.app_context(), transaction():
        role, place = builders.role(), builders.organisation()
        meetings = [builders.event(f"Möte {state}", state=state) for state in (EventState.PUBLISHED, EventState.DRAFT)]
        seeds = []
        for event in meetings:
            builders.part(event)
            for state in (InvitationState.UNANSWERED, InvitationState.NOT_SENT, InvitationState.REVOKED):
                one = builders.invitation(event, builders.person(), role, place, state=state)
                seeds.append(one.link_seed)
    tokens = [links.token(links.Link(links.Purpose.INVITATION, seed)) for seed in seeds]
    alive, dead = tokens[0], [*tokens[1:], "A" * 43, "kort"]
    client = FlaskClient(app, app.response_class)  # whether a page is well made is asked elsewhere
    assert client.get(f"/i/{alive}").status_code == 200
    assert len({(answer.status_code, answer.text) for answer in (client.get(f"/i/{token}") for token in dead)}) == 1
    times: dict[str, list[float]] = {token: [] for token in dead}
    for _ in range(200):
        for token in dead:
            started = time.thread_time()
            client.get(f"/i/{token}")
            times[token].append(time.thread_time() - started)
    medians = [statistics.median(found) for found in times.values()]
    assert max(medians) / min(medians) < 1.1
