"""The invitee's pages, without JavaScript: each state in words, nothing on GET, every error where it can be mended."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from app.audit.actor import SYSTEM
from app.events.model import Event, Part
from app.events.rules.kinds import EventState, LegalBasis, NeedsGround, PartKind
from app.invitations import actions as invitations
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.mail.model import OutboxLetter
from app.registrations.model import Need, Registration, RegistrationPart
from tests import builders
from tests.builders import NOW

OPEN = NOW
THURSDAY = datetime(2027, 3, 4, 12, tzinfo=UTC)
NASTY = "\"'><img src=x onerror=alert(1)></script>{{7*7}}"


class Guest:
    """Anna Berg with an open invitation to a conference, and what a browser of hers does."""

    def __init__(self, app: Flask, **given: Any) -> None:
        self.app, self.client = app, app.test_client()
        name = given.pop("name", "Anna")
        with app.app_context(), transaction():
            details: dict[str, Any] = {
                "asks_needs": True,
                "needs_ground": NeedsGround.LAW,
                "contact_name": "Sam Ordnare",
            }
            self.event = builders.event(contact_address="sam@miun.example", **(details | given))
            slot = builders.slot(self.event, "Seminarier fredag 9.00")
            self.plenary = builders.part(self.event, "Konferens torsdag")
            evening = {"starts_at": THURSDAY + timedelta(hours=6), "ends_at": THURSDAY + timedelta(hours=9)}
            self.dinner = builders.part(self.event, "Middag", kind=PartKind.MEAL, room="", **evening)
            later = {"starts_at": THURSDAY + timedelta(hours=2), "ends_at": THURSDAY + timedelta(hours=3)}
            self.talk = builders.part(self.event, "Föreläsning", online_url="https://video.example/rum", **later)
            friday = {"starts_at": THURSDAY + timedelta(hours=20), "ends_at": THURSDAY + timedelta(hours=21)}
            self.first = builders.part(self.event, "Seminarium A", slot_id=slot.id, capacity=1, **friday)
            self.second = builders.part(self.event, "Seminarium B", slot_id=slot.id, **friday)
            self.slot_field = f"pass_{slot.id}"
            anna = builders.person(name, "Berg")
            self.rektor, self.ange = builders.role(), builders.organisation()
            invitation = builders.invitation(self.event, anna, self.rektor, self.ange)
            self.token = links.token(Link(Purpose.INVITATION, invitation.link_seed))
            self.own_token = links.token(Link(Purpose.PERSON, anna.link_seed))

    def sees(self, path: str = "") -> BeautifulSoup:
        """The page under the personal link."""
        response = self.client.get(f"/i/{self.token}{path}")
        assert response.status_code == 200, response.status
        return BeautifulSoup(response.data, "html5lib")

    def sends(self, path: str, *, to: str = "", **fields: Any) -> TestResponse:
        """Post a form with the page's CSRF token."""
        page = BeautifulSoup(self.client.get(f"/i/{self.token}{path}").data, "html5lib")
        token = page.find("input", attrs={"name": "csrf_token"})
        hidden = [(str(f["name"]), str(f["value"])) for f in page.select("input[type=hidden]") if f["name"] != "delar"]
        data: dict[str, Any] = {}
        for name, value in hidden:
            data.setdefault(name, []).append(value)
        assert token is not None
        return self.client.post(f"/i/{self.token}{to or path}", data=data | fields)

    def says_yes(self, *parts: Part, **fields: Any) -> TestResponse:
        """Send the form with these parts ticked."""
        return self.sends("/svara", delar=[part.uid for part in parts], **fields)

    def other_takes(self, part: Part) -> None:
        """Somebody else takes a seat."""
        with self.app.app_context(), transaction():
            person = builders.person("Bo", "Ek")
            taken = RegistrationPart(part_id=part.id, state="confirmed", mode="on_site", changed_at=NOW)
            times = {"created_at": NOW, "changed_at": NOW}
            event = {"event_id": self.event.id, "person_id": person.id}
            db.session.add(Registration(**event, **times, state="confirmed", parts=[taken]))

    def changes(self, **given: Any) -> None:
        """Change the event."""
        with self.app.app_context(), transaction():
            event = db.session.get_one(Event, self.event.id)
            for name, value in given.items():
                setattr(event, name, value)

    def count(self, model: Any) -> int:
        """How many rows there are."""
        with self.app.app_context():
            return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0

    def state(self) -> InvitationState:
        """Where the invitation stands."""
        with self.app.app_context():
            return db.session.scalars(sa.select(Invitation.state)).one()

    def letters(self) -> list[str]:
        """The kinds of the letters written."""
        with self.app.app_context():
            return list(db.session.scalars(sa.select(OutboxLetter.kind).order_by(OutboxLetter.id)))


@pytest.fixture
def at() -> Iterator[Callable[[datetime], None]]:
    """``at(moment)`` makes it that time."""
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def guest(app: Flask, at: Callable[[datetime], None]) -> Guest:
    return Guest(app)


def words(page: BeautifulSoup) -> str:
    return " ".join(page.main.get_text(" ").split()) if page.main else ""


def heading(page: BeautifulSoup) -> str:
    return page.h1.get_text().strip() if page.h1 else ""


def errors(response: TestResponse) -> list[str]:
    page = BeautifulSoup(response.data, "html5lib")
    return [item.get_text() for item in page.select("[data-error-summary] li")]


def test_the_invitation_says_who_what_when_where_and_by_when(guest: Guest) -> None:
    page = guest.sees()
    said = words(page)
    assert heading(page) == "RUN-konferens 2027"
    for wanted in (
        "Du är inbjuden som rektor, Ånge kommun",
        "torsdag–fredag 4–5 mars 2027 · v. 9",
        "Södra Berget, Sundsvall",
        "torsdag 4 februari 2027",
    ):
        assert wanted in said
    assert [link.get_text().strip() for link in page.select(".actions a")] == [
        "Ja, jag kommer",
        "Nej, jag kan inte komma",
        "Någon annan kommer i mitt ställe",
    ]


def test_looking_changes_nothing_on_any_page(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    with guest.app.app_context():
        before = [
            dict(row._mapping) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())
        ]
    for path in ("", "/svara", "/nej", "/behov", "/avboka", "/inte-jag"):
        for method in ("get", "head"):
            assert getattr(guest.client, method)(f"/i/{guest.token}{path}").status_code == 200
    guest.client.get(f"/min/{guest.own_token}")
    with guest.app.app_context():
        after = [
            dict(row._mapping) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())
        ]
    assert before == after


def test_whatever_opens_nothing_is_the_same_page(guest: Guest) -> None:
    with guest.app.app_context(), transaction():
        row = builders.invitation(guest.event, builders.person("Bo", "Ek"))
        revoked = links.token(Link(Purpose.INVITATION, row.link_seed))
        invitations.revoke(row, now=NOW, actor=SYSTEM)
    pages = {
        (answer.status_code, re.sub(rb'value="[^"]{40,}"', b"", answer.data))
        for token in ("okänd", "a" * 43, revoked, guest.own_token, guest.token + "x", "%00")
        for answer in [guest.client.get(f"/i/{token}")]
    }
    assert [status for status, _body in pages] == [404]


def test_the_form_has_the_common_programme_ticked_and_nothing_else(guest: Guest) -> None:
    page = guest.sees("/svara")
    ticked = [str(box["value"]) for box in page.select("input[checked]")]
    assert ticked == [guest.plenary.uid, guest.talk.uid]


def test_a_yes_leads_to_a_page_that_says_what_one_comes_to(guest: Guest) -> None:
    fields = {guest.slot_field: guest.first.uid, f"del_{guest.talk.uid}": f"{guest.talk.uid}:digitalt"}
    response = guest.says_yes(guest.plenary, guest.dinner, **fields)
    page = guest.sees()
    assert (response.status_code, response.location) == (303, f"/i/{guest.token}")
    assert heading(page) == "Du är anmäld"
    titles = [title.get_text() for title in page.select("main > dl .fact strong")]
    assert titles == ["Konferens torsdag", "Föreläsning", "Middag", "Seminarium A"]
    assert page.find("a", href="https://video.example/rum") is not None
    assert (guest.state(), guest.letters()) == (InvitationState.COMING, ["receipt"])


def test_sending_the_form_twice_is_one_registration_and_one_receipt(guest: Guest) -> None:
    answers = [guest.says_yes(guest.plenary).status_code for _ in range(2)]
    assert (answers, guest.count(Registration), guest.letters()) == ([303, 303], 1, ["receipt"])


def test_a_yes_to_nothing_is_asked_again(guest: Guest) -> None:
    response = guest.says_yes()
    assert (response.status_code, errors(response)) == (422, ["Välj minst en del som du kommer till."])
    assert b"<title>Fel:" in response.data
    assert guest.count(Registration) == 0


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


def test_a_change_is_prefilled_and_gets_a_letter(guest: Guest) -> None:
    guest.says_yes(guest.plenary, guest.dinner, **{guest.slot_field: guest.second.uid})
    page = guest.sees("/svara")
    ticked = {str(box["value"]) for box in page.select("input[checked]")}
    assert ticked == {guest.plenary.uid, guest.dinner.uid, guest.second.uid, "inget"}
    guest.says_yes(guest.plenary)
    assert guest.letters() == ["receipt", "changed"]


def test_a_no_with_words_has_its_page_and_letter_and_can_be_taken_back(guest: Guest) -> None:
    response = guest.sends("/nej", message="Jag är i Umeå då.")
    assert (response.status_code, guest.state(), guest.letters()) == (303, InvitationState.NOT_COMING, ["declined"])
    assert heading(guest.sees()) == "Du har tackat nej"
    guest.says_yes(guest.plenary)
    assert (guest.state(), guest.letters()) == (InvitationState.COMING, ["declined", "receipt"])


def test_a_personnummer_in_a_message_is_refused_with_the_reason(guest: Guest) -> None:
    response = guest.sends("/nej", message="Mitt nummer är 640823-3234")
    assert (response.status_code, guest.state()) == (422, InvitationState.UNANSWERED)
    assert errors(response) == ["Ta bort personnumret. Vi behöver det inte och får inte spara det."]


def test_the_first_button_is_never_no(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    for path in ("/avboka",):
        buttons = [button.get_text().strip() for button in guest.sees(path).select("main .button")]
        assert buttons[0] == "Nej, behåll min anmälan"


def test_withdrawing_asks_first_and_is_harmless_twice(guest: Guest) -> None:
    guest.says_yes(guest.plenary, diet=["vegan"])
    assert heading(guest.sees("/avboka")) == "Vill du avboka?"
    first = guest.sends("/avboka")
    page = guest.sees("/nej")
    csrf = page.find("input", attrs={"name": "csrf_token"})
    assert (first.status_code, guest.letters(), guest.count(Need)) == (303, ["receipt", "withdrawn"], 0)
    assert heading(guest.sees()) == "Du är avbokad"
    assert csrf is None


def test_needs_are_never_shown_back(guest: Guest) -> None:
    guest.says_yes(guest.plenary, allergy=["nuts"], allergy_text="Jordnötter", diet=["vegan"])
    assert guest.count(Need) == 3
    for path in ("", "/svara", "/behov", "/avboka"):
        page = guest.sees(path)
        assert "Jordnötter" not in str(page)
        needs = [box for box in page.select("input[checked]") if box["name"] in ("diet", "allergy", "access")]
        assert needs == []
    assert "Uppgift lämnad" in words(guest.sees())


def test_needs_can_be_replaced_and_taken_away(guest: Guest) -> None:
    guest.says_yes(guest.plenary, diet=["vegan"])
    guest.sends("/behov", access=["hearing_loop"])
    with guest.app.app_context():
        kept = [(need.kind.value, need.choice) for need in db.session.scalars(sa.select(Need))]
    guest.sends("/behov", to="/behov/ta-bort")
    assert (kept, guest.count(Need), guest.letters()) == ([("access", "hearing_loop")], 0, ["receipt"])


def test_an_empty_needs_form_takes_nothing_away(guest: Guest) -> None:
    guest.says_yes(guest.plenary, diet=["vegan"])
    response = guest.sends("/behov")
    assert (response.status_code, guest.count(Need)) == (422, 1)


def test_a_personnummer_among_needs_is_refused_and_nothing_is_registered(guest: Guest) -> None:
    response = guest.says_yes(guest.plenary, allergy_text="Nötter 19640823-3234")
    assert (response.status_code, guest.count(Registration)) == (422, 0)
    assert errors(response) == ["Ta bort personnumret. Vi behöver det inte och får inte spara det."]


def test_needs_on_the_ground_of_consent_want_it(app: Flask, at: Callable[[datetime], None]) -> None:
    guest = Guest(app, needs_ground=NeedsGround.CONSENT)
    refused = guest.says_yes(guest.plenary, diet=["vegan"])
    taken = guest.says_yes(guest.plenary, diet=["vegan"], needs_consent="y")
    assert (refused.status_code, taken.status_code, guest.count(Need)) == (422, 303, 1)


def test_an_event_on_the_ground_of_consent_wants_it(app: Flask, at: Callable[[datetime], None]) -> None:
    guest = Guest(app, legal_basis=LegalBasis.CONSENT)
    refused = guest.says_yes(guest.plenary)
    taken = guest.says_yes(guest.plenary, consent="y")
    assert (refused.status_code, taken.status_code) == (422, 303)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 8, 1, tzinfo=UTC), "Anmälan har inte öppnat"),
        (datetime(2027, 2, 5, 12, tzinfo=UTC), "Anmälan har stängt"),
        (datetime(2027, 3, 6, 12, tzinfo=UTC), "Mötet har varit"),
    ],
)
def test_each_time_has_its_page_instead_of_the_form(
    guest: Guest, at: Callable[[datetime], None], moment: datetime, said: str
) -> None:
    at(moment)
    assert [heading(guest.sees(path)) for path in ("", "/svara")] == [said, said]


def test_a_form_sent_too_late_gets_the_page_that_says_so(guest: Guest, at: Callable[[datetime], None]) -> None:
    at(datetime(2027, 2, 4, 22, 50, tzinfo=UTC))
    page = guest.sees("/svara")
    csrf = page.find("input", attrs={"name": "csrf_token"})
    at(datetime(2027, 2, 4, 23, 5, tzinfo=UTC))
    data = {"csrf_token": csrf["value"] if csrf else "", "delar": [guest.plenary.uid]}
    response = guest.client.post(f"/i/{guest.token}/svara", data=data)
    late = BeautifulSoup(response.data, "html5lib")
    assert (response.status_code, heading(late), guest.count(Registration)) == (409, "Fråga om plats", 0)
    assert "Sista svarsdag var torsdag 4 februari" in words(late)
    assert [str(box["value"]) for box in late.select("input[name=delar][checked]")] == [guest.plenary.uid]


def test_after_the_last_day_for_changes_one_can_still_withdraw(guest: Guest, at: Callable[[datetime], None]) -> None:
    guest.says_yes(guest.plenary)
    at(datetime(2027, 2, 25, 12, tzinfo=UTC))
    page = guest.sees()
    assert "Sista dagen att ändra var torsdag 18 februari" in words(page)
    shown = [link.get_text().strip() for link in page.select(".actions a")]
    assert shown == ["Be om en ändring", "Avboka", "Någon annan kommer i mitt ställe"]
    assert guest.sends("/avboka").status_code == 303
    assert guest.state() is InvitationState.NOT_COMING


def test_a_cancelled_meeting_says_so_whatever_the_answer(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    guest.changes(state=EventState.CANCELLED)
    assert heading(guest.sees()) == "Mötet är inställt"


def test_a_meeting_with_one_part_asks_nothing_about_it(app: Flask, at: Callable[[datetime], None]) -> None:
    guest = Guest(app)
    with app.app_context(), transaction():
        for part in db.session.scalars(sa.select(Part).where(Part.id != guest.plenary.id)):
            db.session.delete(part)
    page = guest.sees("/svara")
    assert "Du anmäler dig till: Konferens torsdag" in words(page)
    assert guest.sends("/svara", delar=guest.plenary.uid).status_code == 303


def test_a_forwarded_link_says_whom_it_is_for_and_whom_to_ask(guest: Guest) -> None:
    said = words(guest.sees("/inte-jag"))
    assert "Länken är personlig och gäller Anna Berg, rektor, Ånge kommun." in said
    assert "Sam Ordnare" in said


def test_nasty_names_stay_text(app: Flask, at: Callable[[datetime], None]) -> None:
    guest = Guest(app, name=NASTY, title=NASTY, place=NASTY, theme=NASTY, body=NASTY)
    guest.says_yes(guest.plenary)
    for path in ("", "/svara", "/avboka", "/behov", "/inte-jag"):
        page = guest.sees(path)
        assert page.select("main img") == []
        assert "49" not in heading(page)
    assert BeautifulSoup(guest.client.get(f"/min/{guest.own_token}").data, "html5lib").select("main img") == []


def test_ids_of_others_in_the_body_are_refused(guest: Guest) -> None:
    with guest.app.app_context(), transaction():
        other = builders.part(builders.event("Dialogmöte"), "Annat").uid
    response = guest.sends("/svara", delar=[guest.plenary.uid, other])
    assert (response.status_code, errors(response)) == (422, ["En del som du valde finns inte längre. Välj igen."])


def test_the_persons_page_shows_all_meetings_with_their_state(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    with guest.app.app_context(), transaction():
        person = db.session.scalars(sa.select(Invitation)).one().person
        builders.invitation(
            builders.event(
                "Dialogmöte maj", starts_on=datetime(2027, 5, 12).date(), ends_on=datetime(2027, 5, 12).date()
            ),
            person,
        )
        builders.invitation(builders.event("Osänt"), person, state=InvitationState.NOT_SENT)
    page = BeautifulSoup(guest.client.get(f"/min/{guest.own_token}").data, "html5lib")
    rows = [
        (row.select_one(".event-row-title").get_text().strip(), row.select_one(".status").get_text().strip())  # type: ignore[union-attr]
        for row in page.select(".event-row")
    ]
    assert rows == [("RUN-konferens 2027", "Kommer"), ("Dialogmöte maj", "Har inte svarat")]
    assert [guest.client.get(f"/min/{token}").status_code for token in ("okänd", guest.token)] == [404, 404]


def statements(work: Callable[[], object]) -> list[str]:
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", listen)
    try:
        work()
    finally:
        sa.event.remove(Engine, "before_cursor_execute", listen)
    return said


def test_the_form_asks_the_database_at_most_six_times(guest: Guest) -> None:
    guest.sees("/svara")  # the event is kept from here on
    said = statements(lambda: guest.client.get(f"/i/{guest.token}/svara"))
    assert len(said) <= 6, said


def test_a_registration_takes_at_most_fifteen_statements(guest: Guest) -> None:
    page = guest.sees("/svara")
    csrf = page.find("input", attrs={"name": "csrf_token"})
    data = {
        "csrf_token": csrf["value"] if csrf else "",
        "delar": [guest.plenary.uid, guest.dinner.uid],
        "diet": "vegan",
    }
    said = statements(lambda: guest.client.post(f"/i/{guest.token}/svara", data=data))
    assert guest.letters() == ["receipt"]
    assert len(said) <= 15, "\n\n".join(said)
