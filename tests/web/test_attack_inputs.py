"""Bodies that no form of ours sends: too many, too long, with strange numbers. None is a fault of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.events.model import QuestionOption
from app.kernel.db import db
from app.organizers.rules import Right
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.emptying import empty
from tests.web.contact import Contact
from tests.web.placing import Placing

MOST_OPTIONS = 60


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(app: Flask, sign_in: SignsIn) -> Placing:
    return Placing(app, sign_in)


@pytest.fixture
def on_postgres(postgres_app: Flask) -> Iterator[Contact]:
    """The contact of Ånge, where the data lie in PostgreSQL."""
    empty(postgres_app)
    yield Contact(postgres_app)
    with postgres_app.app_context():
        db.engine.dispose()


def _question(scene: Placing, options: int, **more: str) -> Any:
    where = f"/arrangor/moten/{scene.event.slug}/fragor/ny"
    token = scene.page(where).select_one("[name=csrf_token]")
    assert token is not None
    fields = {"label": "Rum", "kind": "one", "basis": "public_interest", "part": "", "condition": "", "seen": "1"}
    rows = {f"options-{number}-label": f"Rum {number}" for number in range(options)}
    return scene.organizer.post(where, data={"csrf_token": token["value"]} | fields | rows | more)


def test_a_question_with_as_many_options_as_there_may_be_can_still_be_changed(scene: Placing) -> None:
    assert _question(scene, MOST_OPTIONS + 1).status_code == 303
    listed = f"/arrangor/moten/{scene.event.slug}/fragor"
    edits = {str(link["href"]) for link in scene.page(listed).select("a[href]") if str(link["href"]).count("-") > 4}
    assert (len(scene.all(QuestionOption)), len(edits)) == (MOST_OPTIONS, 1)
    assert len(scene.page(edits.pop()).select("[name$='-label']")) == MOST_OPTIONS


def test_one_row_more_than_there_is_room_for_is_not_added(scene: Placing) -> None:
    assert _question(scene, MOST_OPTIONS, add_line="1").status_code == 200


@pytest.mark.parametrize("number", ["²", "99999999999999999999", "-1", "٣", ""])
def test_a_row_with_a_strange_number_is_no_row(scene: Placing, number: str) -> None:
    assert _question(scene, 2, **{f"options-{number}-label": "Sviten"}).status_code == 303
    assert [one.label for one in scene.all(QuestionOption)] == ["Rum 0", "Rum 1"]


def test_a_nul_in_an_address_or_among_ids_is_no_fault_of_postgresql(on_postgres: Contact) -> None:
    contact = on_postgres
    addresses = (
        "/moten/%00",
        "/moten/%00/anmalan",
        f"{contact.home}/uppdrag/%00",
        f"{contact.home}/plats/%00",
    )
    assert {contact.client.get(address).status_code for address in addresses} == {404}
    assert contact.client.get("/?q=%00").status_code == 200
    assert contact.sends("/uppdrag/stammer", on="/uppdrag/ny", uppdrag="\x00").status_code == 303


def test_no_page_of_the_log_is_too_far_away(app: Flask, sign_in: SignsIn) -> None:
    client = app.test_client()
    sign_in(client, Right.ADMIN)
    assert client.get(f"/arrangor/logg?sida={10**20}").status_code == 200
