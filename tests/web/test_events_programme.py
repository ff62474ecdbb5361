"""The programme on the organizer's pages: parts, passes, and for whom each is."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.events import queries
from app.events.rules.kinds import EventKind
from app.kernel.db import db
from app.people.model import Role
from tests.pages.forms import submit
from tests.web.usual_meetings import HOME, create, saved, words
from tests.web.usual_meetings import draft as draft
from tests.web.usual_meetings import organizer as organizer
from tests.web.usual_meetings import published as published


def test_before_a_part_is_taken_away_it_is_said_what_calendars_will_show(
    app: Flask, client: FlaskClient, published: None
) -> None:
    submit(client, f"{HOME}/program/ny", {"title": "Mingel", "starts": "17.00", "ends": "18.00"})
    uid = saved(app, lambda event: next(part.uid for part in event.parts if part.title == "Mingel"))
    page = words(client.get(f"{HOME}/program/del/{uid}"))
    assert "Delen ställs in. I kalendrarna står den som inställd. Svaren finns kvar, och du kan ångra dig." in page


def test_a_part_is_chosen_for_the_arrival_of_its_day(app: Flask, client: FlaskClient, published: None) -> None:
    fields = {"title": "Mingel", "starts": "17.00", "ends": "18.00", "by_arrival": "y"}
    submit(client, f"{HOME}/program/ny", fields)
    part = saved(app, lambda event: next(part for part in event.parts if part.title == "Mingel"))
    assert (part.by_arrival, "checkas in vid ankomst" in words(client.get(f"{HOME}/program"))) == (True, True)
    submit(client, f"{HOME}/program/del/{part.uid}", {"by_arrival": None})
    assert saved(app, lambda event: queries.get_part(event, part.uid).by_arrival) is False


def test_a_part_is_added_changed_taken_away_and_taken_back(app: Flask, client: FlaskClient, published: None) -> None:
    submit(client, f"{HOME}/program/ny", {"title": "Mingel", "starts": "17.00", "ends": "18.00"})
    uid = saved(app, lambda event: next(part.uid for part in event.parts if part.title == "Mingel"))
    submit(client, f"{HOME}/program/del/{uid}", {"room": "Foajén"})
    submit(client, f"{HOME}/program/del/{uid}", to=f"{HOME}/program/del/{uid}/ta-bort")
    cancelled = saved(app, lambda event: queries.get_part(event, uid).cancelled_at is not None)
    submit(client, f"{HOME}/program", to=f"{HOME}/program/del/{uid}/aterstall")
    part = saved(app, lambda event: queries.get_part(event, uid))
    assert (cancelled, part.room, part.cancelled_at, part.starts_at) == (
        True,
        "Foajén",
        None,
        datetime(2027, 3, 4, 16, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts": "24:00"}, "Skriv när delen börjar, till exempel 13.00"),
        ({"ends": "12:00"}, "Skriv en sluttid som är senare än starttiden."),
        ({"day": "2027-03-06"}, "Välj något av alternativen"),
        ({"title": ""}, "Skriv vad delen heter"),
        ({"day": "2027-03-05", "ends_day": "2027-03-06"}, "Välj något av alternativen"),
        ({"online_url": "ftp://x.example"}, "Skriv hela adressen"),
        ({"circle-0-role": "999"}, "Välj något av alternativen"),
    ],
)
def test_a_part_that_cannot_be_is_told_at_the_field(
    client: FlaskClient, draft: None, changes: dict[str, str], said: str
) -> None:
    answer = submit(client, f"{HOME}/program/ny", {"title": "Mingel", "starts": "17:00", "ends": "18:00"} | changes)
    assert (answer.status_code, said in words(answer)) == (200, True)


def test_an_hour_that_the_clock_skips_is_refused(app: Flask, client: FlaskClient) -> None:
    submit(client, "/arrangor/moten/nytt/seminar?forsta=2027-03-28")
    answer = submit(
        client,
        "/arrangor/moten/seminarium-28-mars-2027/program/ny",
        {"title": "Natt", "starts": "02:30", "ends": "04:00"},
    )
    assert "den tiden finns inte" in words(answer)


def test_a_part_of_another_meeting_is_not_found_here(app: Flask, client: FlaskClient, draft: None) -> None:
    other = create(app, EventKind.SEMINAR)
    uid = saved(app, lambda event: event.parts[0].uid, other)
    assert client.get(f"{HOME}/program/del/{uid}").status_code == 404


def test_the_circle_is_edited_line_by_line(app: Flask, client: FlaskClient, draft: None) -> None:
    with app.app_context():
        ids = {role.key: str(role.id) for role in db.session.scalars(sa.select(Role))}
        number = len(queries.circle_of(queries.get_whole_event("run-konferens-2027")))
    new = {f"circle-{number}-role": ids["rektor"], f"circle-{number}-where": "fristaende", "circle-0-role": ""}
    submit(client, f"{HOME}/malgrupp", new)
    page = words(client.get(f"{HOME}/program"))
    assert (
        "Rektor (fristående huvudman)" in page,
        "Skolchef (kommun med avtal)" in page,
        "Skolpolitiker (kommun)" in page,
    ) == (True, True, False)


def test_slots_are_renamed_and_two_of_one_name_are_refused(app: Flask, client: FlaskClient, draft: None) -> None:
    refused = submit(client, f"{HOME}/program/pass", {"slots-0-title": "Seminarier 10.45"})
    submit(client, f"{HOME}/program/pass", {"slots-0-title": "Pass 1", "slots-1-title": ""})
    assert (
        "Skriv ett namn som inget annat pass har" in words(refused),
        '<a href="#slots-1-title"' in words(refused),
    ) == (True, True)
    assert saved(app, lambda event: [slot.title for slot in event.slots]) == ["Pass 1"]
