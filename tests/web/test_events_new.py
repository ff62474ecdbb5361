"""A new meeting: proposed by its kind, or copied from another."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.events.model import Event
from app.events.queries.drafts import draft_of
from app.events.rules.kinds import EventKind, EventState
from app.events.rules.usual import usual_draft
from app.kernel.db import db
from app.people.model import Role
from tests.pages.forms import submit
from tests.web.usual_meetings import CREATE, HOME, saved, words
from tests.web.usual_meetings import organizer as organizer
from tests.web.usual_meetings import published as published


def test_the_list_without_meetings_says_what_to_do(client: FlaskClient) -> None:
    assert "Inga kommande möten" in words(client.get("/arrangor/moten"))


def test_a_conference_needs_only_its_year(client: FlaskClient) -> None:
    answer = submit(client, "/arrangor/moten/nytt", {"kind": "conference", "year": "2027"})
    assert (answer.status_code, answer.location) == (303, CREATE)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "conference", "year": ""}, "Skriv konferensens år"),
        ({"kind": "seminar"}, "Skriv mötets första dag"),
        (
            {"kind": "seminar", "first": "2027-04-08", "last": "2027-04-07"},
            "Skriv en sista dag som inte är före den första",
        ),
        ({"kind": "conference", "year": "10000"}, "Skriv ett tal från 2015 till 2100"),
    ],
)
def test_what_is_missing_for_a_new_meeting_is_said(client: FlaskClient, changes: dict[str, str], said: str) -> None:
    page = words(submit(client, "/arrangor/moten/nytt", changes))
    assert (said in page, "<title>Fel:" in page) == (True, True)


@pytest.mark.parametrize(
    "address",
    [
        "/arrangor/moten/nytt/fest?forsta=2027-03-04",
        "/arrangor/moten/nytt/seminar",
        "/arrangor/moten/nytt/seminar?forsta=2027-13-04",
        "/arrangor/moten/nytt/seminar?forsta=2027-03-04&sista=2028-03-04",
        "/arrangor/moten/finns-inte",
    ],
)
def test_a_proposal_that_cannot_be_is_no_page(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("kind", list(EventKind))
def test_each_kind_can_be_saved_as_it_is_proposed(app: Flask, client: FlaskClient, kind: EventKind) -> None:
    answer = submit(client, f"/arrangor/moten/nytt/{kind.value}?forsta=2027-03-04")
    assert answer.status_code == 303
    slug = answer.location.rsplit("/", 1)[1]
    with app.app_context():
        ids = {role.key: role.id for role in db.session.scalars(sa.select(Role))}
    assert saved(app, draft_of, slug) == usual_draft(kind, date(2027, 3, 4), ids)


def test_nothing_is_saved_by_looking_or_by_asking_for_one_more_part(app: Flask, client: FlaskClient) -> None:
    page = submit(client, CREATE, {"add_part": "1"})
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0
    assert 'name="parts-12-title"' in words(page)


def test_a_part_that_is_unticked_is_left_out_and_another_is_changed(app: Flask, client: FlaskClient) -> None:
    submit(
        client,
        CREATE,
        {"parts-4-wanted": None, "parts-4-title": "", "parts-3-title": "Festmiddag", "parts-3-starts": "18.30"},
    )
    shown = saved(app, lambda event: [(part.title, part.starts_at.hour) for part in event.parts])
    assert (("Festmiddag", 17) in shown, len(shown)) == (True, 11)


def test_every_error_of_the_draft_is_told_at_once_and_what_was_written_stays(client: FlaskClient) -> None:
    page = words(
        submit(client, CREATE, {"title": "", "parts-0-ends": "09.00", "parts-2-starts": "24:00", "place": "Söråker"})
    )
    told = ["Skriv en rubrik", "Skriv en sluttid som är senare än starttiden.", "Skriv när delen börjar"]
    assert ([said in page for said in told], 'value="Söråker"' in page) == ([True] * 3, True)


def test_the_copy_shows_every_date_and_is_saved_as_a_draft(app: Flask, client: FlaskClient, published: None) -> None:
    page = words(client.get(f"{HOME}/kopiera"))
    answer = submit(client, f"{HOME}/kopiera")
    shown = ["torsdag 4 mars 2027", "torsdag 2 mars 2028", "tor 2 mars 13.00–16.15", "torsdag 3 februari 2028"]
    assert [said in page for said in shown] == [True] * 4
    assert (answer.location, saved(app, lambda event: event.state, "run-konferens-2028")) == (
        "/arrangor/moten/run-konferens-2028",
        EventState.DRAFT,
    )
