"""Lists on paper, as the organizer downloads them."""

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.attendance.queries.self_check_in import own_code
from app.audit.model import LogEntry
from app.documents.badges import MOST_BADGES
from app.documents.frame import MOST_CELLS
from app.events.model import Event, Part
from app.invitations.letters import answer_link
from app.invitations.model import Invitation
from app.kernel import links
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.model import Person
from tests import attended, paper
from tests.conftest import SignsIn
from tests.crowd import many_invited
from tests.web.one_invited import ADDRESS
from tests.web.one_invited import scene as scene


@pytest.mark.usefixtures("scene")
@time_machine.travel("2027-02-11 09:00:00+00:00", tick=False)
def test_a_list_on_paper_is_a_tagged_pdf_with_a_dated_name(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    answer = client.get(f"{ADDRESS}/inbjudna.pdf")
    made = paper.read(answer.data)
    assert answer.headers["Content-Disposition"].endswith("run-konferens-2027-inbjudna-2027-02-11.pdf")
    assert (answer.mimetype, made.ua, made.title) == ("application/pdf", True, "Inbjudna – RUN-konferens 2027")
    assert all(words in made.text for words in ("=1+1", "Öh", "Ånge kommun", "Hämtad 11 februari 2027 10.00"))


@pytest.mark.usefixtures("scene")
def test_a_list_that_is_too_long_for_paper_says_what_to_do(app: Flask, client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    columns = len(client.get(f"{ADDRESS}/inbjudna.csv").text.splitlines()[0].split(";"))
    with app.app_context(), transaction() as session:
        many_invited(session.query(Event).one(), -(-MOST_CELLS // columns))
    page = client.get(f"{ADDRESS}/inbjudna.pdf?svar=unanswered", follow_redirects=True)
    assert "Listan är för lång för papper. Hämta den som Excel, eller begränsa den." in page.text
    assert page.request.args["svar"] == "unanswered"


@pytest.fixture
def conference(app: Flask) -> None:
    """Three who come, one of them digitally, one who speaks, and one who has not answered."""
    with app.app_context(), transaction():
        attended.conference()


@pytest.mark.usefixtures("conference")
@time_machine.travel("2027-02-11 09:00:00+00:00", tick=False)
def test_badges_are_for_those_who_come_to_the_place_in_swedish_order(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    answer = client.get(f"{ADDRESS}/namnskyltar.pdf?format=2x5")
    made = paper.read(answer.data)
    assert answer.headers["Content-Disposition"].endswith("run-konferens-2027-namnskyltar-2027-02-11.pdf")
    found = [name for name in made.text.split() if name in {"Are", "Berg", "Ital", "Tyst", "Kallad", "Öberg"}]
    assert found == ["Are", "Berg", "Öberg"]
    assert all(word in made.text for word in ("Medverkande", "Politiker", "Skolledning"))
    assert "3 namnskyltar" in client.get(f"{ADDRESS}/namnskyltar").text


@pytest.mark.usefixtures("conference")
def test_a_badges_code_is_an_address_that_any_phone_can_open_and_that_is_not_the_personal_link(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, Right.ORGANIZER)
    drawn = paper.codes(client.get(f"{ADDRESS}/namnskyltar.pdf?format=3x7").data)
    with app.app_context():
        coming = db.session.query(Invitation).join(Person).filter(Person.family_name.in_(["Are", "Berg", "Öberg"]))
        expected = [links.absolute(f"/dorr/q/{one.uid}") for one in coming.order_by(Person.sort_key)]
        tokens = [links.token(answer_link(one)) for one in coming]
    assert [paper.says(code, address) for code, address in zip(drawn, expected, strict=True)] == [True] * 3
    assert [token for token in tokens for address in expected if token in address] == []
    assert app.test_client().get(expected[0].removeprefix(links.absolute(""))).status_code == 200


@pytest.mark.usefixtures("conference")
def test_badges_can_be_narrowed_as_every_list_can(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.ORGANIZER)
    page = client.get(f"{ADDRESS}/namnskyltar?svar=unanswered").text
    assert ("1 namnskylt," in page, 'name="svar" value="unanswered"' in page) == (True, True)
    assert "Tyst" in paper.read(client.get(f"{ADDRESS}/namnskyltar.pdf?format=a6&svar=unanswered").data).text
    assert "Ingen att skriva ut för än" in client.get(f"{ADDRESS}/namnskyltar?svar=waiting").text
    assert client.get(f"{ADDRESS}/namnskyltar.pdf?format=a6&svar=hittepa").status_code == 404


@pytest.mark.usefixtures("conference")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Välj vilka ark du skriver ut på"),
        ("format=a3", "Välj något av alternativen"),
        ("format=3x7&first=22", "Skriv ett tal från 1 till 21"),
        ("format=2x5&first=11", "Skriv ett tal från 1 till 10"),
        ("format=2x5&first=x", "Skriv ett tal med siffror"),
    ],
)
def test_a_sheet_or_label_that_is_not_there_is_said(
    client: FlaskClient, sign_in: SignsIn, query: str, said: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    page = client.get(f"{ADDRESS}/namnskyltar.pdf?{query}")
    assert (page.mimetype, "<title>Fel:" in page.text, said in page.text) == ("text/html", True, True)


@pytest.mark.usefixtures("conference")
def test_more_badges_than_are_made_at_a_time_are_refused_in_words(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    with app.app_context(), transaction() as session:
        many_invited(session.query(Event).one(), MOST_BADGES)  # one has not answered before
    sign_in(client, Right.ORGANIZER)
    page = client.get(f"{ADDRESS}/namnskyltar.pdf?format=3x7&svar=unanswered", follow_redirects=True).text
    assert "Så många skyltar görs inte på en gång." in page


@pytest.mark.usefixtures("conference")
def test_one_badge_can_be_printed_again_where_labels_are_left(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, Right.ORGANIZER)
    with app.app_context():
        silent = db.session.query(Person).filter_by(family_name="Tyst").one().uid
        stranger = db.session.query(Person).filter_by(family_name="Kallad").one().uid
    page = client.get(f"{ADDRESS}/namnskyltar?person={silent}").text
    assert ("Namnskylt för Ture Tyst" in page, f'name="person" value="{silent}"' in page) == (True, True)
    made = paper.read(client.get(f"{ADDRESS}/namnskyltar.pdf?person={silent}&format=3x7&first=21").data)
    assert (len(made.pages), "Tyst" in made.text, "Berg" in made.text) == (1, True, False)
    for nobody in (stranger, "hittepa"):
        assert client.get(f"{ADDRESS}/namnskyltar.pdf?person={nobody}&format=3x7").status_code == 404
    with app.app_context():
        (entry,) = db.session.query(LogEntry).filter_by(action="list.downloaded").all()
        assert entry.details == {"list": "namnskyltar", "format": "pdf", "name": "Ture Tyst"}


@pytest.mark.usefixtures("conference")
def test_lists_to_sign_are_for_the_parts_that_have_a_room_with_people(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    made = paper.read(client.get(f"{ADDRESS}/signaturlista.pdf").data)
    first, second = made.pages
    assert ["Konferens dag 1" in first, "Berg, Anna" in first, "Öberg, Åsa" in first] == [True] * 3
    assert ["Seminarium B" in second, "Berg, Anna" in second, "Öberg, Åsa" in second] == [True, False, True]
    assert "Ital" not in made.text


@pytest.mark.usefixtures("conference")
def test_each_door_has_its_sign(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    pages = paper.read(client.get(f"{ADDRESS}/dorrskyltar.pdf").data).pages
    assert [one in page for page, one in zip(pages, ("Konferens dag 1", "Seminarium B", "Middag"), strict=True)] == [
        True
    ] * 3
    assert "Sal 3" in pages[1]


@pytest.mark.usefixtures("conference")
def test_a_sign_leads_to_checking_in_oneself_only_where_the_meeting_lets_people(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, Right.READER)
    without = client.get(f"{ADDRESS}/dorrskyltar.pdf").data
    assert ("Checka in själv" in paper.read(without).text, paper.codes(without)) == (False, [])
    with app.app_context(), transaction() as session:
        session.query(Event).one().self_check_in = True
    signs = client.get(f"{ADDRESS}/dorrskyltar.pdf").data
    with app.app_context():
        held = db.session.query(Part).filter(Part.cancelled_at.is_(None)).order_by(Part.starts_at)
        expected = [links.url(own_code(part)) for part in held]
    assert ["Checka in själv" in page for page in paper.read(signs).pages] == [True] * 3
    assert [paper.says(code, one) for code, one in zip(paper.codes(signs), expected, strict=True)] == [True] * 3


@pytest.mark.usefixtures("conference")
def test_the_reserve_list_has_everybody_whom_the_door_finds_each_day(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.READER)
    made = paper.read(client.get(f"{ADDRESS}/reservlista.pdf").data)
    assert len(made.pages) == 2
    for page in made.pages:
        assert all(name in page for name in ("Are, Tal", "Berg, Anna", "Ital, Dag", "Tyst, Ture", "Öberg, Åsa"))
        assert "Kallad" not in page
    assert ("Har inte svarat" in made.text, "Inställt pass" in made.text) == (True, False)


@pytest.mark.usefixtures("conference")
@pytest.mark.parametrize("name", ["signaturlista", "dorrskyltar", "reservlista"])
def test_each_paper_follows_the_part_that_is_chosen_and_is_logged(
    app: Flask, client: FlaskClient, sign_in: SignsIn, name: str
) -> None:
    sign_in(client, Right.ORGANIZER)
    with app.app_context():
        part = db.session.query(Part).filter_by(title="Middag").one().uid
    text = paper.read(client.get(f"{ADDRESS}/{name}.pdf?del={part}").data).text
    assert ("Middag" in text, "Seminarium" in text) == (True, False)
    assert client.get(f"{ADDRESS}/{name}.pdf?del=hittepa").status_code == 404
    with app.app_context():
        (entry,) = db.session.query(LogEntry).filter_by(action="list.downloaded").all()
        assert entry.details == {"list": name, "format": "pdf"}


@pytest.mark.usefixtures("conference")
@pytest.mark.parametrize("name", ["namnskyltar", "namnskyltar.pdf", "signaturlista.pdf", "reservlista.pdf"])
@pytest.mark.parametrize("right", [Right.DOOR, Right.NEEDS, Right.ADMIN])
def test_papers_are_for_organizers_and_readers(client: FlaskClient, sign_in: SignsIn, name: str, right: Right) -> None:
    sign_in(client, right)
    assert client.get(f"{ADDRESS}/{name}").status_code == 403


@pytest.mark.usefixtures("conference")
def test_whoever_only_reads_needs_is_not_led_to_papers(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.NEEDS)
    assert "Namnskyltar" not in client.get(f"{ADDRESS}/").text
