"""The organizer's pages about meetings."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.events import queries
from app.events.rules.kinds import EventKind, EventState
from app.kernel.db import transaction
from app.organizers.rules import Right
from tests import builders
from tests.conftest import SignsIn
from tests.pages.forms import submit
from tests.said import count_statements
from tests.web.guest import NASTY
from tests.web.usual_meetings import HOME, create, saved, words
from tests.web.usual_meetings import draft as draft
from tests.web.usual_meetings import organizer as organizer
from tests.web.usual_meetings import published as published


def test_a_draft_tells_what_is_missing_and_is_published_when_it_is_mended(
    app: Flask, client: FlaskClient, draft: None
) -> None:
    before = words(client.get(HOME))
    submit(client, f"{HOME}/installningar", {"needs_ground": "consent"})
    submit(client, HOME, to=f"{HOME}/publicera")
    assert ("Välj rättslig grund för särskilda behov" in before, "Publicera</span>" in before) == (True, False)
    assert saved(app, lambda event: event.state) is EventState.PUBLISHED


def test_moving_shows_old_and_new_before_it_is_done(app: Flask, client: FlaskClient, published: None) -> None:
    asked = submit(client, f"{HOME}/flytta", {"preview": "1", "first": "2027-04-08", "last": "2027-04-09"})
    before = saved(app, lambda event: event.starts_on)
    submit(client, f"{HOME}/flytta", {"first": "2027-04-08", "last": "2027-04-09"})
    assert ("torsdag 11 mars 2027" in words(asked), before) == (True, date(2027, 3, 4))
    assert saved(app, lambda event: (event.starts_on, event.parts[0].starts_at.day)) == (date(2027, 4, 8), 8)


def test_a_meeting_cannot_be_moved_to_fewer_days_than_its_programme(client: FlaskClient, published: None) -> None:
    answer = submit(client, f"{HOME}/flytta", {"last": "2027-03-04"})
    assert (answer.status_code, "hamnar utanför mötets dagar: Övernattning, Seminarium A" in words(answer)) == (
        422,
        True,
    )


def test_cancelling_asks_first_and_its_first_choice_is_to_keep(
    app: Flask, client: FlaskClient, published: None
) -> None:
    page = words(client.get(f"{HOME}/stall-in"))
    submit(client, f"{HOME}/stall-in")
    assert page.index("Nej, behåll mötet") < page.index("Ställ in RUN-konferens 2027")
    assert saved(app, lambda event: event.state) is EventState.CANCELLED


def test_members_are_found_added_and_removed(app: Flask, client: FlaskClient) -> None:
    slug = create(app, EventKind.DEVELOPMENT_GROUP)
    with app.app_context(), transaction():
        builders.assignment(builders.person("Åsa", "Öh"), builders.role("lektor"), builders.organisation())
    address = f"/arrangor/moten/{slug}/medlemmar"
    submit(client, f"{address}?q=öh", to=address)
    added = words(client.get(address))
    removal = added.split(f'action="{address}/', 1)[1].split('"', 1)[0]
    submit(client, address, to=f"{address}/{removal}")
    assert ("Åsa Öh" in added, "Ånge kommun" in added, "Inga medlemmar än" in words(client.get(address))) == (
        True,
        True,
        True,
    )


def test_a_group_has_purpose_goal_and_mandate(app: Flask, client: FlaskClient) -> None:
    slug = create(app, EventKind.DEVELOPMENT_GROUP)
    submit(
        client,
        f"/arrangor/moten/{slug}/installningar",
        {"purpose": "Pröva", "goal": "Klart i maj", "mandate": "Föreslå"},
    )
    assert saved(app, lambda event: (event.purpose, event.goal, event.mandate), slug) == (
        "Pröva",
        "Klart i maj",
        "Föreslå",
    )


def test_a_reader_sees_the_programme_but_no_way_to_change_it(app: Flask, sign_in: SignsIn, published: None) -> None:
    reader = app.test_client()
    sign_in(reader, Right.READER)
    pages = [words(reader.get(HOME)), words(reader.get(f"{HOME}/program"))]
    assert [("Konferens torsdag" in page, "/program/del/" in page, "installningar" in page) for page in pages] == [
        (True, False, False)
    ] * 2
    assert [reader.get(f"{HOME}/{page}").status_code for page in ("installningar", "program/ny", "stall-in")] == [
        403
    ] * 3


def test_nasty_text_stays_text_on_every_page(app: Flask, client: FlaskClient, published: None) -> None:
    submit(
        client,
        f"{HOME}/installningar",
        {"title": NASTY, "theme": NASTY, "body": NASTY, "place": NASTY, "address": NASTY},
    )
    uid = saved(app, lambda event: event.parts[0].uid)
    submit(
        client,
        f"{HOME}/program/del/{uid}",
        {"title": NASTY, "description": NASTY, "contributors": NASTY, "room": NASTY},
    )
    submit(client, f"{HOME}/program/pass", {"slots-0-title": NASTY})
    submit(client, f"{HOME}/dokument", {"documents-0-title": NASTY, "documents-0-url": "https://x.example"})
    pages = [
        "",
        "/program",
        f"/program/del/{uid}",
        "/installningar",
        "/program/pass",
        "/dokument",
        "/flytta",
        "/kopiera",
        "/stall-in",
    ]
    shown = [words(client.get(HOME + page)) for page in pages] + [words(client.get("/arrangor/moten"))]
    assert [("<img" in page, "{{7*1111}}" in page) for page in shown] == [(False, True)] * 10


@pytest.mark.parametrize("page", ["", "/run-konferens-2027", "/run-konferens-2027/program"])
def test_a_page_takes_the_same_number_of_statements_however_many_there_are(
    app: Flask, client: FlaskClient, published: None, page: str
) -> None:
    client.get(f"/arrangor/moten{page}")
    few = count_statements(lambda: client.get(f"/arrangor/moten{page}"))
    with app.app_context(), transaction():
        event = queries.get_whole_event("run-konferens-2027")
        for number in range(30):
            part = builders.part(event, f"Del {number}")
            builders.circle(event, builders.role(f"roll-{number}"), part)
            builders.event(f"Möte {number}")
    assert count_statements(lambda: client.get(f"/arrangor/moten{page}")) == few
