"""The invitee's pages where a part or the whole meeting is full."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from app.events.model import Part
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from tests.web.guest import Guest, errors, heading, words
from tests.web.guest import guest as guest


def test_a_seminar_that_filled_up_meanwhile_keeps_every_answer_and_offers_the_queue(guest: Guest) -> None:
    page = BeautifulSoup(guest.client.get(f"/i/{guest.token}/svara").data, "html5lib")
    csrf = page.find("input", attrs={"name": "csrf_token"})
    guest.other_takes(guest.first)
    data = {
        "csrf_token": csrf["value"] if csrf else "",
        "delar": [guest.plenary.uid, guest.dinner.uid],
        guest.slot_field: guest.first.uid,
        f"del_{guest.talk.uid}": "inget",
        "allergy": ["nuts"],
        "diet_text": "Inget starkt",
    }
    response = guest.client.post(f"/i/{guest.token}/svara", data=data)
    again = BeautifulSoup(response.data, "html5lib")
    assert (response.status_code, guest.state(), guest.letters()) == (422, InvitationState.UNANSWERED, [])
    assert errors(response)[0].startswith("Seminarium A: blev fullt medan du svarade")
    kept = [str(box["value"]) for box in again.select("input[checked]")]
    assert set(kept) == {guest.plenary.uid, guest.dinner.uid, guest.first.uid, "inget", "nuts"}
    assert "Inget starkt" in str(again.find("textarea", attrs={"name": "diet_text"}))
    assert [str(field["value"]) for field in again.select("input[name=fullt]")] == [guest.first.uid]


def test_choosing_what_is_shown_as_full_is_queueing_with_a_place(guest: Guest) -> None:
    guest.other_takes(guest.first)
    guest.says_yes(guest.plenary, **{guest.slot_field: guest.first.uid})
    said = words(guest.sees())
    assert "Du står på väntelistan till" in said
    assert "Du har plats 1 i kön" in said


def test_a_full_event_has_its_own_words_and_place(app: Flask, at: Callable[[datetime], None]) -> None:
    guest = Guest(app, capacity=1)
    guest.other_takes(guest.plenary)
    assert "Alla platser är tagna just nu" in words(guest.sees())
    guest.says_yes(guest.plenary)
    page = guest.sees()
    assert (heading(page), "Du har plats 1 i kön" in words(page)) == ("Du står på väntelistan", True)


def test_a_full_event_without_a_waiting_list_says_so(app: Flask, at: Callable[[datetime], None]) -> None:
    guest = Guest(app, capacity=0, waiting_list=False)
    with app.app_context(), transaction():
        for part in db.session.scalars(sa.select(Part)):
            part.online_url = ""
    assert [heading(guest.sees(path)) for path in ("", "/svara")] == ["Mötet är fullt", "Mötet är fullt"]


def test_a_full_event_without_a_waiting_list_can_still_be_followed_online(
    app: Flask, at: Callable[[datetime], None]
) -> None:
    guest = Guest(app, capacity=0, waiting_list=False)
    page = guest.sees("/svara")
    open_ = [str(box["value"]) for box in page.select("main input.choice-control") if not box.has_attr("disabled")]
    assert "Du kan delta digitalt." in words(page)
    assert page.select("main input[checked]") == []
    assert [value for value in open_ if len(value) > 20] == [f"{guest.talk.uid}:digitalt"]
    assert guest.sends("/svara", **{f"del_{guest.talk.uid}": f"{guest.talk.uid}:digitalt"}).status_code == 303
    assert heading(guest.sees()) == "Du är anmäld"
