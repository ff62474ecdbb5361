"""When the web's workers collect garbage, where Python may not choose the moment itself (decisions/0005)."""

import gc
import os
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config" / "gunicorn.conf.py"


@pytest.fixture
def answered() -> Iterator[Callable[[], None]]:
    """What gunicorn calls after each request, with Python's own collecting off; on again afterwards."""
    hook = runpy.run_path(str(CONFIG))["post_request"]
    gc.disable()
    gc.collect()
    yield lambda: hook(None, None, None, None)
    gc.enable()


@pytest.fixture
def collections() -> Iterator[list[int]]:
    """The generation of every collection since."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append(info["generation"])

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def leave(objects: int) -> None:
    for _ in range(objects):
        knot: list[object] = []
        knot.append(knot)


def test_a_small_request_is_not_followed_by_a_collection(answered: Callable[[], None], collections: list[int]) -> None:
    leave(100)
    answered()
    assert collections == []


def test_pages_of_many_rows_are_collected_after(answered: Callable[[], None], collections: list[int]) -> None:
    for _ in range(6):
        leave(9_000)
        answered()
    assert collections == [2, 2]


def test_what_few_objects_hold_does_not_stay_for_ever(answered: Callable[[], None], collections: list[int]) -> None:
    for _ in range(500):
        answered()
    assert collections == [2, 2]


def test_a_python_that_collects_between_instructions_is_left_alone(
    answered: Callable[[], None], collections: list[int]
) -> None:
    gc.enable()
    for _ in range(500):
        answered()
    assert 2 not in collections


def test_workers_switch_it_off_on_python_3_11_only() -> None:
    begin = runpy.run_path(str(CONFIG))["post_fork"]
    gc.enable()
    begin(None, None)
    switched_off = not gc.isenabled()
    gc.enable()
    assert switched_off is (sys.version_info < (3, 12))


def test_it_is_off_until_the_app_is_loaded_and_on_when_workers_begin() -> None:
    told = "import gc, runpy; made = runpy.run_path({!r}); off = gc.isenabled(); made['pre_fork'](None, None)"
    asked = [sys.executable, "-c", f"{told.format(str(CONFIG))}; print(off, gc.isenabled())"]
    environ = {**os.environ, "RUN_ENV": "testing", "PYTHONPATH": str(ROOT)}
    assert subprocess.run(asked, cwd=ROOT, env=environ, capture_output=True, text=True).stdout == "False True\n"
