"""A meeting in pictures: what they say is what the meeting's own pages say."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from app.audit.model import LogEntry
from app.events.model import Event
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.lists import attendance, pictures, standing
from app.lists.answering import answer_curve
from app.mail.model import LetterState, OutboxLetter
from app.organizers.rules import Right
from tests import builders
from tests.attended import comes
from tests.browser import axe_violations, scrolls_sideways, signed_in
from tests.conftest import SignsIn
from tests.held import AFTER, SLUG, Held, held

PAGE = f"/arrangor/moten/{SLUG}/bilder"
NASTY = "<script>alert(1)</script> 王小明 🎉 שלום " + "A" * 400
TODAY = datetime(2027, 1, 20, 9, tzinfo=UTC)


@pytest.fixture
def meeting(app: Flask, at: Callable[[datetime], None]) -> None:
    """Held, and looked at some days later."""
    with app.app_context(), transaction():
        held()
    at(AFTER)


def _event() -> Event:
    return db.session.query(Event).filter_by(slug=SLUG).one()


@pytest.mark.usefixtures("meeting")
def test_the_pictures_count_as_the_meetings_own_pages_do(app: Flask) -> None:
    with app.app_context():
        event = _event()
        states = standing.standing(event).states
        by_role, curve = pictures.answers_by_role(event, AFTER), answer_curve(event, AFTER)
        assert by_role is not None
        assert curve is not None
        coming = sum(int(str(row[1])) for row in by_role.rows)
        invited = sum(int(str(row[-1])) for row in by_role.rows)
        assert (coming, invited) == (states[InvitationState.COMING], standing.standing(event).invited)
        assert curve.sentence.startswith(f"{curve.rows[-1][3]} av {invited} inbjudna har svarat, {coming} av dem")
        attended = pictures.attended(event, AFTER)
        assert attended is not None
        people = attendance.attendees(event, AFTER)
        own = [attendance.tally_of(people, [part]) for part in attendance.attended_parts(event)]
        assert [row[2:6] for row in attended.rows] == [
            [one.present, one.excused, one.absent, one.instead] for one in own
        ]


def _asked(event: Event, *, days: int, answered: int | None, state: InvitationState = InvitationState.COMING) -> None:
    """Somebody invited so many days before the meeting, who answered ``answered`` days before."""
    first = datetime(event.starts_on.year, event.starts_on.month, event.starts_on.day, 9, tzinfo=UTC)
    who = builders.person(f"Anna {days}", f"Berg {answered}")
    told = {"answered_at": first - timedelta(days=answered), "state": state} if answered is not None else {}
    builders.invitation(event, who, sent_at=first - timedelta(days=days), **told)


def test_answers_are_counted_by_day_beside_last_years_as_long_before(app: Flask) -> None:
    with app.app_context():
        with transaction():
            before = builders.event("RUN-konferens 2026", starts_on=date(2026, 2, 26), ends_on=date(2026, 2, 27))
            event = builders.event(starts_on=date(2027, 3, 4), ends_on=date(2027, 3, 5))
            for answered in (90, 50, 43, 42, None):
                _asked(before, days=100, answered=answered)
            for answered in (60, 60, 43, None):
                _asked(event, days=100, answered=answered, state=InvitationState.NOT_COMING)
            letter = {"to_name": "", "to_address": "", "subject": "", "data": {}, "state": LetterState.SENT}
            db.session.add(
                OutboxLetter(
                    message_id="a", kind="reminder", event_uid=event.uid, created_at=TODAY, sent_at=TODAY, **letter
                )
            )
        figure = answer_curve(event, TODAY)
        assert figure is not None
        assert figure.sentence == (
            "3 av 4 inbjudna har svarat, 0 av dem kommer. Lika långt före RUN-konferens 2026 hade 3 av 5 svarat."
        )
        assert [list(row) for row in figure.rows] == [
            [date(2026, 12, 4), 90, 0, 0, 1, ""],
            [date(2027, 1, 3), 60, 2, 2, 1, ""],
            [date(2027, 1, 13), 50, 0, 2, 2, ""],
            [date(2027, 1, 20), 43, 1, 3, 3, "Påminnelse (1)"],
            [date(2027, 1, 21), 42, None, None, 4, ""],
        ]


@pytest.mark.usefixtures("meeting")
def test_each_picture_has_a_sentence_a_table_and_files(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    page = client.get(PAGE).text
    for title in ("Svar dag för dag", "Svar per roll", "Svar per område", "Anmälda och platser", "Närvaro per del"):
        assert title in page
    assert page.count("<figcaption>") == page.count('role="img"') == page.count("Siffrorna i en tabell") == 5


@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize(("ending", "kind"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_each_download_is_logged(app: Flask, client: FlaskClient, sign_in: SignsIn, ending: str, kind: str) -> None:
    sign_in(client, Right.READER)
    answer = client.get(f"{PAGE}/narvaro.{ending}")
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.headers["Content-Disposition"].endswith(f"{SLUG}-narvaro-2027-03-08.{ending}")
    with app.app_context():
        entry = db.session.query(LogEntry).filter_by(action="picture.downloaded").one()
        assert entry.details == {"picture": "narvaro", "format": ending}
    assert client.get(f"{PAGE}/hittepa.{ending}").status_code == 404


def test_a_meeting_without_anything_says_what_is_to_come(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    with app.app_context(), transaction():
        builders.event(slug="tomt")
    sign_in(client, Right.ORGANIZER)
    page = client.get("/arrangor/moten/tomt/bilder").text
    assert ("Inget att visa än" in page, "<figure" in page) == (True, False)


def _nasty(app: Flask) -> None:
    with app.app_context(), transaction():
        there: Held = held()
        there.event.title = there.plenary.title = there.seminar.title = NASTY
        there.plenary.capacity = 1
        rektor = builders.role("x", NASTY)
        place = builders.organisation(NASTY, area=NASTY)
        comes(builders.invitation(there.event, builders.person("Ulla", "Ek"), rektor, place), there.plenary)


@pytest.mark.browser
def test_no_title_breaks_a_picture_and_the_page_can_be_used_by_all(
    app: Flask, client: FlaskClient, sign_in: SignsIn, chromium: Browser, at: Callable[[datetime], None]
) -> None:
    _nasty(app)
    at(AFTER)
    sign_in(client, Right.READER)
    for name in pictures.FIGURES:
        drawn = ET.fromstring(client.get(f"{PAGE}/{name}.svg").data)
        assert {one.tag.split("}")[1] for one in drawn.iter()} <= {
            *("svg", "title", "desc", "defs", "pattern", "rect", "circle", "path", "line", "text"),
        }
    with signed_in(app, client, chromium) as (page, address):
        page.goto(address + PAGE)
        assert page.locator("figure svg").count() == 5
        assert (axe_violations(page), scrolls_sideways(page)) == ([], False)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 1280, "height": 800})
        assert (axe_violations(page), scrolls_sideways(page)) == ([], False)
