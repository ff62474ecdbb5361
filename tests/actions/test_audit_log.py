"""The log, on both databases."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.audit import log
from app.audit.actor import COMMAND, Actor, ActorKind
from app.kernel.db import transaction

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
SAM = Actor(ActorKind.ACCOUNT, "uid-1", "Sam")


def test_a_fact_is_logged_with_its_work_or_not_at_all(database: Flask) -> None:
    with pytest.raises(LookupError), transaction():  # noqa: PT012 - the work that fails is what is tested
        log.record(SAM, "person.edited", now=NOW)
        raise LookupError
    with transaction():
        log.record(SAM, "person.created", now=NOW, subject=("person", "p"), event_uid="e", details={"name": "Åsa"})
    entries, pages = log.list_entries()
    told = [(e.actor_name, e.action, e.at, e.subject_kind, e.subject_uid, e.event_uid, e.details) for e in entries]
    assert (told, pages) == ([("Sam", "person.created", NOW, "person", "p", "e", {"name": "Åsa"})], 1)


def test_a_denial_stays_by_itself(database: Flask) -> None:
    log.record_separately(SAM, "access.denied", now=NOW)
    assert [entry.action for entry in log.list_entries()[0]] == ["access.denied"]


def test_the_log_is_paged_newest_first_and_filtered(database: Flask) -> None:
    with transaction():
        for number in range(120):
            log.record(COMMAND if number % 2 else SAM, f"a.{number % 3}", now=NOW, subject=("person", str(number)))
    entries, pages = log.list_entries(page=3)
    assert ([entry.subject_uid for entry in entries], pages) == ([str(number) for number in range(19, -1, -1)], 3)
    assert len(log.list_entries(action="a.1", actor_uid="uid-1")[0]) == 20
    assert [entry.subject_uid for entry in log.list_for(("person", "7"))] == ["7"]
    assert (list(log.list_actions()), log.list_actors()) == (["a.0", "a.1", "a.2"], [("uid-1", "Sam")])
