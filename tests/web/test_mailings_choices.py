"""Whom in the register an utskick goes to: what was found, and choices kept by a name."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.kernel.db import db
from app.organizers.rules import Right
from app.people.model import SavedFilter
from tests.conftest import SignsIn
from tests.web.mailing_pages import NEW, names, page, post, set_meeting, words


@pytest.fixture
def organizer(app: Flask, client: FlaskClient, sign_in: SignsIn, at: object) -> FlaskClient:
    set_meeting(app)
    sign_in(client, Right.ORGANIZER)
    return client


def test_from_the_register_it_goes_to_those_who_were_found(organizer: FlaskClient) -> None:
    register = page(organizer.get("/arrangor/register?q=eva"))
    (link,) = [one for one in register.select("a.button") if "Skriv till 1 person" in one.get_text()]
    found = page(organizer.get(str(link["href"])))
    assert found.select_one("[name=limits] option[selected]").get_text() == "sökningen ”eva”"  # type: ignore[union-attr]
    data = {"audience": "register", "limits": "q=eva", "subject": "Hej", "text": "Hej {{förnamn}}."}
    where = post(organizer, str(link["href"]), data=data).headers["Location"]
    shown = page(organizer.get(where))
    assert (names(shown, "receivers-table"), "sökningen ”eva”" in words(shown)) == (["Eva"], True)
    strange = post(organizer, str(link["href"]), data=data | {"text": "Kom till {{möte}}"})
    assert strange.status_code == 422


def test_a_choice_is_kept_by_a_name_and_used_again(organizer: FlaskClient, app: Flask) -> None:
    given = {"q": "ek", "grupp": "skolledning", "namn": "Alla Ek"}
    assert post(organizer, "/arrangor/register/urval", data=given).status_code == 303
    assert post(organizer, "/arrangor/register/urval", data=given | {"grupp": "politiker"}).status_code == 303
    found = page(organizer.get("/arrangor/register?grupp=skolledning"))
    (link,) = found.select("nav[aria-label='Sparade urval'] a")
    assert (link.get_text().strip(), link["aria-current"]) == ("Alla Ek", "true")
    form = page(organizer.get(f"{NEW}?mote=run-konferens"))
    assert form.select_one("[name=limits] option[value='grupp=skolledning']").get_text() == "Alla Ek"  # type: ignore[union-attr]
    with app.app_context():
        kept = db.session.scalars(sa.select(SavedFilter)).one()
        uid, limits = kept.uid, kept.limits
    assert limits == {"grupp": "skolledning"}
    assert post(organizer, f"/arrangor/register/urval/{uid}/ta-bort").status_code == 303
    assert post(organizer, f"/arrangor/register/urval/{uid}/ta-bort").status_code == 303
    assert page(organizer.get("/arrangor/register")).select("nav[aria-label='Sparade urval']") == []
    with app.app_context():
        logged = sa.select(LogEntry.action, LogEntry.details).where(LogEntry.action.startswith("filter."))
        assert [tuple(line) for line in db.session.execute(logged.order_by(LogEntry.id))] == [
            ("filter.kept", {}),
            ("filter.forgotten", {}),
        ]


def test_what_was_searched_for_is_not_kept_and_that_is_told(organizer: FlaskClient, app: Flask) -> None:
    answer = post(organizer, "/arrangor/register/urval", data={"q": "Eva Ek", "namn": "Eva"})
    assert "Det du har sökt på sparas inte" in words(page(organizer.get(answer.headers["Location"])))
    with app.app_context():
        assert db.session.scalars(sa.select(SavedFilter)).all() == []


@pytest.mark.parametrize("given", [{"q": "ek", "namn": " "}, {"namn": "Alla"}])
def test_a_choice_without_a_name_or_without_a_limit_is_not_kept(organizer: FlaskClient, app: Flask, given: Any) -> None:
    assert post(organizer, "/arrangor/register/urval", data=given).status_code == 303
    with app.app_context():
        assert db.session.scalars(sa.select(SavedFilter)).all() == []
