"""Races: works in processes of their own, all from the same moment, on the database of the test."""

import multiprocessing
from collections.abc import Callable, Sequence
from typing import Any

from app.kernel.db import db

PROCESSES = 8
_fork = multiprocessing.get_context("fork")


def at_once(works: Sequence[Callable[[Any], list[Any]]]) -> list[Any]:
    """Run each work in a process of its own, all from the same moment; a work gets the barrier they share."""
    db.session.remove()
    db.engine.dispose()
    barrier, answers = _fork.Barrier(len(works)), _fork.Queue()

    def run(work: Callable[[Any], list[Any]]) -> None:
        barrier.wait(60)
        answers.put(work(barrier))

    children = [_fork.Process(target=run, args=(work,)) for work in works]
    for child in children:
        child.start()
    found = [one for _child in children for one in answers.get(timeout=90)]
    for child in children:
        child.join(30)
    assert [child.exitcode for child in children] == [0] * len(children)
    return found
