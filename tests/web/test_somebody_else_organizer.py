"""Somebody else in one's stead, on the organizer's pages: proposals answered, and who comes in whose stead."""

from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from app.events.model import Event
from app.invitations.model import Invitation
from app.kernel.db import db
from app.organizers.rules import Right
from tests.conftest import SignsIn
from tests.web.guest import Guest
from tests.web.guest import guest as guest
from tests.web.in_stead import FORM, KARIN
from tests.web.in_stead import asked as asked


def _presses(client: Any, path: str, button: str) -> Any:
    """Press a button on the organizer's page by its action's ending."""
    page = BeautifulSoup(client.get(path).data, "html5lib")
    form = next(one for one in page.select("form.post-button") if str(one["action"]).endswith(button))
    data = {str(field["name"]): str(field.get("value", "")) for field in form.select("input")}
    return client.post(str(form["action"]), data=data)


@pytest.mark.parametrize(("button", "letters"), [("godkann", ["replaced", "named"]), ("avboj", ["proposal_declined"])])
def test_the_organizer_answers_with_one_press_from_home(
    asked: Guest, sign_in: SignsIn, button: str, letters: list[str]
) -> None:
    asked.sends(FORM, **KARIN | {"role": "rektor"})
    sam = asked.app.test_client()
    sign_in(sam, Right.ORGANIZER)
    home = BeautifulSoup(sam.get("/arrangor/").data, "html5lib").find("section", id="i-stallet")
    assert home is not None
    said = " ".join(home.get_text(" ").split())
    assert "Karin Ek, rektor" in said
    assert "Anna Berg" in said
    answer = _presses(sam, "/arrangor/", button)
    assert (answer.status_code, answer.location) == (303, "/arrangor/")
    assert set(letters) <= set(asked.letters())
    assert b'id="i-stallet"' not in sam.get("/arrangor/").data


def test_the_meetings_own_page_has_the_list_too_and_twice_is_once(asked: Guest, sign_in: SignsIn) -> None:
    asked.sends(FORM, **KARIN)
    sam = asked.app.test_client()
    sign_in(sam, Right.ORGANIZER)
    with asked.app.app_context():
        slug = db.session.get_one(Event, asked.event.id).slug
    page = BeautifulSoup(sam.get(f"/arrangor/moten/{slug}").data, "html5lib")
    action = str(next(form["action"] for form in page.select("form") if str(form["action"]).endswith("/godkann")))
    token = str(page.find("input", attrs={"name": "csrf_token"})["value"])  # type: ignore[index]
    for _ in range(2):
        sam.post(action, data={"csrf_token": token, "tillbaka": "mote"})
    assert asked.letters() == ["proposal_waits", "named", "replaced"]
    other = "/arrangor/moten/finns-inte/" + action.split("/", 4)[4]
    assert sam.post(other, data={"csrf_token": token}).status_code == 404


def test_a_reader_sees_no_proposals(asked: Guest, sign_in: SignsIn) -> None:
    asked.sends(FORM, **KARIN)
    reader = asked.app.test_client()
    sign_in(reader, Right.READER)
    assert b"karin.ek@ange.example" not in reader.get("/arrangor/").data


def test_the_organizers_pages_say_who_comes_in_whose_stead(guest: Guest, sign_in: SignsIn) -> None:
    guest.says_yes(guest.plenary)
    guest.sends(FORM, **KARIN)
    sam = guest.app.test_client()
    sign_in(sam, Right.ORGANIZER)
    with guest.app.app_context():
        slug = db.session.get_one(Event, guest.event.id).slug
        uids = {row.person.given_name: row.uid for row in db.session.scalars(sa.select(Invitation))}
    home = f"/arrangor/moten/{slug}"
    said = {path: sam.get(home + path).get_data(as_text=True) for path in ("/inbjudna", "/tackning", "")}
    assert "Karin Ek kommer i stället" in said["/inbjudna"]
    assert "Anna Berg: Karin Ek kommer i stället" in said["/tackning"]
    assert "1 av 1" in said["/tackning"]
    assert "annan kommer i stället" in said[""]
    anna = sam.get(f"{home}/inbjudna/{uids['Anna']}").get_data(as_text=True)
    assert "Karin Ek kommer i stället" in anna
    assert f"/inbjudna/{uids['Karin']}" in anna
    karin = sam.get(f"{home}/inbjudna/{uids['Karin']}").get_data(as_text=True)
    assert "Kommer i stället för någon annan" in karin
    assert f"/inbjudna/{uids['Anna']}" in karin
    listed = sam.get(f"{home}/listor/inbjudna.csv").get_data(as_text=True)
    assert "Karin Ek kommer i stället" in listed
