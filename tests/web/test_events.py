"""The organizer's pages about meetings."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.actor import SYSTEM
from app.events import actions, queries
from app.events.model import Event
from app.events.rules.drafts import DocumentDraft
from app.events.rules.kinds import EventKind, EventState, NeedsGround
from app.events.rules.usual import usual_draft
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Role
from tests import builders
from tests.conftest import SignsIn
from tests.pages.forms import submit

HOME = "/arrangor/moten/run-konferens-2027"
CREATE = "/arrangor/moten/nytt/conference?forsta=2027-03-04"
KEYS = ("skolchef", "prefekt", "utbildningschef", "samordnare", "rektor", "skolpolitiker")


@pytest.fixture(autouse=True)
def organizer(client: FlaskClient, sign_in: SignsIn, app: Flask) -> None:
    """An organizer is signed in, and the register has its roles."""
    sign_in(client, Right.ORGANIZER)
    with app.app_context(), transaction():
        for key in KEYS:
            builders.role(key)


@pytest.fixture
def draft(app: Flask) -> None:
    """The conference of 2027 as a draft, as its kind usually is."""
    _create(app)


@pytest.fixture
def published(app: Flask) -> None:
    """The same, published."""
    _create(app, publish=True)


def _create(app: Flask, kind: EventKind = EventKind.CONFERENCE, *, publish: bool = False) -> str:
    with app.app_context(), transaction():
        ids = {role.key: role.id for role in db.session.scalars(sa.select(Role))}
        plan = usual_draft(kind, date(2027, 3, 4), ids)
        plan = replace(plan, terms=replace(plan.terms, needs_ground=NeedsGround.CONSENT)) if publish else plan
        event = actions.create_event(plan, now=builders.NOW, actor=SYSTEM)
        if publish:
            actions.publish(event, date(2027, 1, 20), now=builders.NOW, actor=SYSTEM)
        return event.slug


def saved(app: Flask, read: Any, slug: str = "run-konferens-2027") -> Any:
    with app.app_context():
        return read(queries.get_whole_event(slug))


def words(response: TestResponse) -> str:
    return " ".join(response.get_data(as_text=True).split())


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
    assert saved(app, queries.draft_of, slug) == usual_draft(kind, date(2027, 3, 4), ids)


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


def test_a_draft_tells_what_is_missing_and_is_published_when_it_is_mended(
    app: Flask, client: FlaskClient, draft: None
) -> None:
    before = words(client.get(HOME))
    submit(client, f"{HOME}/installningar", {"needs_ground": "consent"})
    submit(client, HOME, to=f"{HOME}/publicera")
    assert ("Välj rättslig grund för särskilda behov" in before, "Publicera</span>" in before) == (True, False)
    assert saved(app, lambda event: event.state) is EventState.PUBLISHED


def test_deadlines_are_shown_as_days_and_as_dates(client: FlaskClient, draft: None) -> None:
    page = words(client.get(f"{HOME}/installningar"))
    assert ("torsdag 4 februari 2027" in page, 'value="28"' in page) == (True, True)


def test_a_preview_of_the_text_saves_nothing_and_lets_no_script_through(
    app: Flask, client: FlaskClient, draft: None
) -> None:
    page = submit(client, f"{HOME}/installningar", {"preview": "1", "body": "**Hej** <script>alert(1)</script>"})
    assert ("<strong>Hej</strong>" in words(page), "<script>alert" in words(page)) == (True, False)
    assert saved(app, lambda event: event.body) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"map_url": "javascript:alert(1)"}, "Skriv hela adressen"),
        ({"contact_address": "anna"}, "Skriv en e-postadress"),
        ({"answer": "7"}, "Sista dag att ändra måste komma efter sista svarsdag"),
        ({"opens": "många"}, "Skriv ett tal med siffror"),
        ({"capacity": "0"}, "Skriv ett tal från 1 till 10000"),
    ],
)
def test_settings_that_cannot_be_are_told_at_the_field(
    client: FlaskClient, draft: None, changes: dict[str, str], said: str
) -> None:
    assert said in words(submit(client, f"{HOME}/installningar", changes))


def test_the_second_editor_sees_what_the_first_changed_and_can_save_again(
    app: Flask, client: FlaskClient, draft: None
) -> None:
    stale = {"seen": str(saved(app, lambda event: event.version))}
    submit(client, f"{HOME}/installningar", {"place": "Östersund"})
    second = submit(client, f"{HOME}/installningar", {"place": "", "theme": "Rekrytera", **stale})
    page = words(second)
    assert (second.status_code, "från ”” till ”Östersund”" in page, 'value="Rekrytera"' in page) == (409, True, True)
    assert saved(app, lambda event: (event.place, event.theme)) == ("Östersund", "")


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
    other = _create(app, EventKind.SEMINAR)
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


def test_documents_are_links_with_names(app: Flask, client: FlaskClient, draft: None) -> None:
    half = submit(client, f"{HOME}/dokument", {"documents-0-title": "Dagordning"})
    submit(client, f"{HOME}/dokument", {"documents-0-title": "Dagordning", "documents-0-url": "https://miun.example/d"})
    documents = saved(app, lambda event: [DocumentDraft(row.title, row.url) for row in event.documents])
    assert ("Skriv dokumentets adress" in words(half), documents) == (
        True,
        [DocumentDraft("Dagordning", "https://miun.example/d")],
    )


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


def test_the_copy_shows_every_date_and_is_saved_as_a_draft(app: Flask, client: FlaskClient, published: None) -> None:
    page = words(client.get(f"{HOME}/kopiera"))
    answer = submit(client, f"{HOME}/kopiera")
    shown = ["torsdag 4 mars 2027", "torsdag 2 mars 2028", "tor 2 mars 13.00–16.15", "torsdag 3 februari 2028"]
    assert [said in page for said in shown] == [True] * 4
    assert (answer.location, saved(app, lambda event: event.state, "run-konferens-2028")) == (
        "/arrangor/moten/run-konferens-2028",
        EventState.DRAFT,
    )


def test_cancelling_asks_first_and_its_first_choice_is_to_keep(
    app: Flask, client: FlaskClient, published: None
) -> None:
    page = words(client.get(f"{HOME}/stall-in"))
    submit(client, f"{HOME}/stall-in")
    assert page.index("Nej, behåll mötet") < page.index("Ställ in RUN-konferens 2027")
    assert saved(app, lambda event: event.state) is EventState.CANCELLED


def test_members_are_found_added_and_removed(app: Flask, client: FlaskClient) -> None:
    slug = _create(app, EventKind.DEVELOPMENT_GROUP)
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
    slug = _create(app, EventKind.DEVELOPMENT_GROUP)
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


NASTY = "\"'><img src=x onerror=alert(1)></script>{{7*7}}"


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
    assert [("<img" in page, "{{7*7}}" in page) for page in shown] == [(False, True)] * 10


@pytest.mark.parametrize("page", ["", "/run-konferens-2027", "/run-konferens-2027/program"])
def test_a_page_takes_the_same_number_of_statements_however_many_there_are(
    app: Flask, client: FlaskClient, published: None, page: str
) -> None:
    client.get(f"/arrangor/moten{page}")
    few = statements_of(app, client, f"/arrangor/moten{page}")
    with app.app_context(), transaction():
        event = queries.get_whole_event("run-konferens-2027")
        for number in range(30):
            part = builders.part(event, f"Del {number}")
            builders.circle(event, builders.role(f"roll-{number}"), part)
            builders.event(f"Möte {number}")
    assert statements_of(app, client, f"/arrangor/moten{page}") == few


def statements_of(app: Flask, client: FlaskClient, address: str) -> int:
    """How many statements a page takes."""
    seen: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", see)
    try:
        client.get(address)
    finally:
        sa.event.remove(engine, "before_cursor_execute", see)
    return len(seen)


GROUPS = f"{HOME}/installningar/rollgrupper"


def test_the_settings_lead_to_each_of_their_parts(client: FlaskClient, draft: None) -> None:
    page = BeautifulSoup(client.get(f"{HOME}/installningar").data, "html5lib")
    ways = [link["href"] for link in page.select("nav[aria-label='På sidan'] a")]
    assert (len(ways), [way for way in ways if page.select_one(str(way)) is None]) == (7, [])


@pytest.mark.parametrize(
    ("address", "tab"),
    [
        (HOME, "Översikt"),
        (GROUPS, "Inställningar"),
        (f"{HOME}/installningar/kvoter", "Inställningar"),
        (f"{HOME}/program/ny", "Program"),
        (f"{HOME}/fragor/ny", "Frågor"),
        (f"{HOME}/flytta", "Översikt"),
    ],
)
def test_the_tab_that_a_page_stands_under_is_marked(client: FlaskClient, draft: None, address: str, tab: str) -> None:
    page = BeautifulSoup(client.get(address).data, "html5lib")
    assert [link.get_text(strip=True) for link in page.select("nav.event-head [aria-current]")] == [tab]


def test_a_role_group_gets_other_dates_that_are_shown_wherever_the_events_are(client: FlaskClient, draft: None) -> None:
    answer = submit(client, GROUPS, {"politiker-answer": "14", "politiker-change": "7"})
    pages = [words(client.get(address)) for address in (f"{HOME}/installningar", HOME, f"{HOME}/kopiera", GROUPS)]
    assert (answer.status_code, answer.location) == (303, f"{HOME}/installningar#sista-dagar")
    told = (
        "svara senast torsdag 18 februari",
        "svara senast torsdag 18 februari",
        "politiker",
        "Politiker: egna datum",
    )
    assert [words in page for words, page in zip(told, pages, strict=True)] == [True] * 4


def test_the_groups_dates_are_counted_without_saving(app: Flask, client: FlaskClient, draft: None) -> None:
    page = words(submit(client, GROUPS, {"larosate-answer": "21", "preview": "1"}))
    assert ("torsdag 11 februari 2027" in page, saved(app, queries.group_days_of)) == (True, {})


def test_a_groups_days_in_the_wrong_order_are_told_at_the_field(app: Flask, client: FlaskClient, draft: None) -> None:
    answer = submit(client, GROUPS, {"politiker-answer": "7"})
    told = 'href="#politiker-answer">Politiker: Sista dag att ändra måste komma efter sista svarsdag'
    assert (answer.status_code, told in words(answer), saved(app, queries.group_days_of)) == (422, True, {})


def test_what_is_no_number_is_told_in_the_groups_field(client: FlaskClient, draft: None) -> None:
    assert "Skriv ett tal med siffror" in words(submit(client, GROUPS, {"utveckling-meals": "fem"}))


def test_the_events_days_may_not_turn_a_groups_days_around(client: FlaskClient, draft: None) -> None:
    submit(client, GROUPS, {"politiker-answer": "14"})
    page = words(submit(client, f"{HOME}/installningar", {"change": "21"}))
    assert "Politiker: Sista dag att ändra måste komma efter sista svarsdag" in page


def test_two_editors_of_the_groups_dates_the_second_sees_what_changed(client: FlaskClient, draft: None) -> None:
    stale = {"seen": "1"}
    submit(client, GROUPS, {"politiker-answer": "14"})
    second = submit(client, GROUPS, {"politiker-answer": "21", **stale})
    assert (second.status_code, "Svara senast 14" in words(second)) == (409, True)
