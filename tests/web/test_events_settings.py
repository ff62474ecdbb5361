"""A meeting's settings on the organizer's pages: texts, documents, dates, and other dates for a role group."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.events import queries
from app.events.rules.drafts import DocumentDraft
from tests.pages.forms import submit
from tests.web.usual_meetings import HOME, saved, words
from tests.web.usual_meetings import draft as draft
from tests.web.usual_meetings import organizer as organizer


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


def test_documents_are_links_with_names(app: Flask, client: FlaskClient, draft: None) -> None:
    half = submit(client, f"{HOME}/dokument", {"documents-0-title": "Dagordning"})
    submit(client, f"{HOME}/dokument", {"documents-0-title": "Dagordning", "documents-0-url": "https://miun.example/d"})
    documents = saved(app, lambda event: [DocumentDraft(row.title, row.url) for row in event.documents])
    assert ("Skriv dokumentets adress" in words(half), documents) == (
        True,
        [DocumentDraft("Dagordning", "https://miun.example/d")],
    )


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
