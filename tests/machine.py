"""How slow the machine is at this moment, beside the one that the figures in seconds were agreed for."""

import statistics
import time

_AGREED = 0.015
"""What the work below takes there, in seconds."""


def _work() -> float:
    begun, total = time.perf_counter(), 0
    for number in range(300_000):
        total += number * number
    return time.perf_counter() - begun


def allowed(seconds: float) -> float:
    """So many seconds there; as many more here as this machine, with what else it does now, is slower."""
    return seconds * max(1.0, statistics.median(_work() for _ in range(9)) / _AGREED)
