"""The door's pages."""

from flask import Flask
from flask.testing import FlaskClient

from app.kernel.db import transaction
from app.organizers.rules import Right
from tests import builders


def _scene(app: Flask) -> tuple[str, str, str]:
    with app.app_context(), transaction():
        event = builders.event(slug="run-konferens-2027")
        part = builders.part(event)
        anna = builders.person("Anna", "Berg", "anna.berg@ange.example", phone="070-123 45 67")
        builders.invitation(event, anna, builders.role(), builders.organisation())
        builders.invitation(
            event, builders.person("Karin", "Öh"), *(builders.role("skolchef"), builders.organisation("Åre kommun"))
        )
        return event.slug, part.uid, anna.uid


def test_one_tap_is_present_and_one_more_undoes_it(app: Flask, client: FlaskClient, sign_in) -> None:  # type: ignore[no-untyped-def]
    slug, part, anna = _scene(app)
    sign_in(client, Right.DOOR)
    address = f"/dorr/{slug}/{part}"
    ticked = client.post(f"{address}/{anna}/narvarande", data={"nonce": "n1", "q": "berg"}, follow_redirects=True)
    assert ("Anna Berg är incheckad" in ticked.text, "1 av 0" in ticked.text, ticked.request.query_string) == (
        True,
        True,
        b"q=berg",
    )
    again = client.post(f"{address}/{anna}/narvarande", data={"nonce": "n2"}, follow_redirects=True)
    assert "Anna Berg var redan incheckad" in again.text
    undone = client.post(f"{address}/{anna}/angra", follow_redirects=True)
    assert "Anna Berg är inte längre incheckad" in undone.text


def test_the_door_shows_no_address_and_no_telephone(app: Flask, client: FlaskClient, sign_in) -> None:  # type: ignore[no-untyped-def]
    slug, part, _ = _scene(app)
    sign_in(client, Right.DOOR)
    page = client.get(f"/dorr/{slug}/{part}").text
    assert [word in page for word in ("Anna Berg", "Ånge kommun", "ange.example", "070-123")] == [
        True,
        True,
        False,
        False,
    ]


def test_the_part_is_looked_up_within_its_event(app: Flask, client: FlaskClient, sign_in) -> None:  # type: ignore[no-untyped-def]
    _, part, anna = _scene(app)
    with app.app_context(), transaction():
        other = builders.event("Dialogmöte", slug="dialogmote").slug
    sign_in(client, Right.DOOR)
    assert client.get(f"/dorr/{other}/{part}").status_code == 404
    assert client.post(f"/dorr/{other}/{part}/{anna}/narvarande").status_code == 404


def test_doors_are_chosen_by_event_and_part(app: Flask, client: FlaskClient, sign_in) -> None:  # type: ignore[no-untyped-def]
    slug, part, _ = _scene(app)
    sign_in(client, Right.DOOR)
    page = client.get("/dorr/").text
    assert ("RUN-konferens 2027" in page, f"/dorr/{slug}/{part}" in page) == (True, True)
