"""Known and unknown accounts cannot be told apart by the clock."""

import statistics
import time

from flask import Flask

from app.kernel.db import transaction
from app.organizers.actions import passwords
from tests import builders


def test_unknown_known_and_closed_accounts_take_equally_long(app: Flask) -> None:
    """Medians of many attempts, taken in turn so that a busy machine disturbs all alike. The hash is made as slow as
    in production to be what the time is spent on.
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
                started = time.perf_counter()
                assert passwords.recognise(f"{name}@miun.example", "fel lösenord här") is None
                times.setdefault(name, []).append(time.perf_counter() - started)
    passwords.configure(settings.password_time_cost, settings.password_memory_kib)
    medians = [statistics.median(found) for found in times.values()]
    assert max(medians) / min(medians) < 1.25
