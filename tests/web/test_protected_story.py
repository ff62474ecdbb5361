"""A protected person from the flag on: who sets it, that they are invited, answer and are reminded as others, and what
becomes of a row in a file that is about them.
"""

import io

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.events.model import Event
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import clock, links
from app.kernel.db import db, transaction
from app.mail.model import Mailing, MailingReceiver, OutboxLetter
from app.organizers.rules import Right
from app.people.model import Assignment, Organisation, Person, Role
from tests import builders
from tests.conftest import SignsIn
from tests.pages.forms import submit
from tests.web.test_inviting import HOME, _event

REGISTER = "/arrangor/register"


@pytest.fixture
def anna(app: Flask) -> str:
    """Anna and Hemlig are rektor at Ånge, Bo is skolchef there; a meeting is for both roles. Hemlig's uid."""
    with app.app_context(), transaction():
        event = _event()
        rektor, skolchef, ange = builders.role("rektor"), builders.role("skolchef"), builders.organisation()
        for role in (rektor, skolchef):
            builders.circle(event, role)
        hidden = builders.person("Hemlig", "Skydd", address="hemlig@dold.example")
        people = ((builders.person("Anna", "Berg"), rektor), (hidden, rektor), (builders.person("Bo", "Ek"), skolchef))
        for who, what in people:
            builders.assignment(who, what, ange)
        return str(hidden.uid)


def _protect(app: Flask, uid: str) -> None:
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Person).where(Person.uid == uid)).one().protected = True


def _page(client: FlaskClient, where: str) -> BeautifulSoup:
    answer = client.get(where)
    assert answer.status_code == 200, where
    return BeautifulSoup(answer.text, "html5lib")


def test_who_has_the_right_sets_the_flag_and_takes_it_away_and_both_are_logged(
    app: Flask, anna: str, client: FlaskClient, sign_in: SignsIn
) -> None:
    home = f"{REGISTER}/personer/{anna}"
    sign_in(client, Right.READER, Right.PROTECTED)
    assert "Skyddad person" not in client.get(home).text
    assert submit(client, home, {}, to=f"{home}/skydda").status_code == 303
    assert "Skyddad person" in client.get(home).text
    with app.app_context():
        assert [one.action for one in db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id))][-1:] == [
            "person.protected"
        ]
    assert submit(client, home, {}, to=f"{home}/inte-skyddad").status_code == 303
    with app.app_context():
        logged = db.session.scalars(sa.select(LogEntry.action).order_by(LogEntry.id)).all()
        assert logged[-2:] == ["person.protected", "person.unprotected"]
        assert not db.session.scalars(sa.select(Person.protected).where(Person.uid == anna)).one()


def test_an_organizer_neither_sees_nor_sets_the_flag_and_posts_to_nobody(
    app: Flask, anna: str, client: FlaskClient, sign_in: SignsIn
) -> None:
    home = f"{REGISTER}/personer/{anna}"
    sign_in(client, Right.ORGANIZER)
    page = client.get(home).text
    assert "kydda" not in page
    token = BeautifulSoup(page, "html5lib").select_one("input[name=csrf_token]")
    assert token is not None
    sent = {"csrf_token": str(token["value"])}
    assert client.post(f"{home}/skydda", data=sent).status_code == 403
    _protect(app, anna)
    assert [client.post(f"{home}/{end}", data=sent).status_code for end in ("andra", "radera", "inga-fler")] == [
        404
    ] * 3
    assert client.get(home).status_code == 404


def test_they_are_invited_and_reminded_along_with_their_role_and_only_counted(
    app: Flask, anna: str, client: FlaskClient, sign_in: SignsIn
) -> None:
    _protect(app, anna)
    sign_in(client, Right.ORGANIZER)
    proposed = _page(client, f"{HOME}/bjud-in")
    ticks = {box["aria-label"]: box["value"] for box in proposed.select("input[name=person]")}
    assert set(ticks) == {"Välj Anna Berg", "Välj Bo Ek"}
    assert submit(client, f"{HOME}/bjud-in", {"person": ticks["Välj Anna Berg"]}).status_code == 303
    review = _page(client, f"{HOME}/bjud-in/granska").get_text(" ")
    assert "2 personer får var sitt brev" in review
    assert "Listan visar 1 av 2." in review
    assert "Hemlig" not in review
    assert submit(client, f"{HOME}/bjud-in/granska", {}).status_code == 303
    with app.app_context():
        letters = db.session.scalars(sa.select(OutboxLetter.to_name).where(OutboxLetter.kind == "invitation")).all()
        assert sorted(letters) == ["Anna Berg", "Hemlig Skydd"]
        mine = db.session.scalars(sa.select(Invitation).where(Invitation.person.has(uid=anna))).one()
        assert mine.state is InvitationState.UNANSWERED
        own = links.path(links.Link(links.Purpose.INVITATION, mine.link_seed, mine.link_generation))
    assert "Hemlig" in app.test_client().get(f"{own}/inte-jag").text
    invited = _page(client, f"{HOME}/inbjudna").get_text(" ")
    assert "Listan visar 1 av 2." in invited
    assert "Hemlig" not in invited


def test_nobody_else_chosen_means_that_they_are_not_invited_either(
    app: Flask, anna: str, client: FlaskClient, sign_in: SignsIn
) -> None:
    _protect(app, anna)
    sign_in(client, Right.ORGANIZER)
    ticks = {box["aria-label"]: box["value"] for box in _page(client, f"{HOME}/bjud-in").select("input[name=person]")}
    submit(client, f"{HOME}/bjud-in", {"person": ticks["Välj Bo Ek"]})
    with app.app_context():
        asked = sa.select(Person.given_name).join(Invitation, Invitation.person_id == Person.id)
        assert db.session.scalars(asked).all() == ["Bo"]


def test_a_mailing_counts_them_shows_the_others_and_goes_to_all(
    app: Flask, anna: str, client: FlaskClient, sign_in: SignsIn
) -> None:
    _protect(app, anna)
    with app.app_context(), transaction() as session:
        row = Mailing(audience={"kind": "register", "part": "", "limits": {}}, subject="Hej", text="Hej {{förnamn}}")
        row.created_at = clock.now()
        session.add(row)
        session.flush()
        uid = row.uid
    sign_in(client, Right.ORGANIZER)
    draft = _page(client, f"/arrangor/utskick/{uid}")
    words = draft.get_text(" ")
    assert "3 personer får brevet" in words
    assert "Listan visar 2 av 3." in words
    assert "Hemlig" not in words
    assert submit(client, f"/arrangor/utskick/{uid}", {}, to=f"/arrangor/utskick/{uid}/skicka").status_code == 303
    assert "Hemlig" not in client.get(f"/arrangor/utskick/{uid}").text
    with app.app_context():
        assert anna in db.session.scalars(sa.select(MailingReceiver.person_uid)).all()


def _uploaded(client: FlaskClient, line: str) -> str:
    file = f"Förnamn;Efternamn;E-post;Telefon;Roll;Organisation\n{line}".encode()
    answer = submit(client, f"{REGISTER}/las-in", {"file": (io.BytesIO(file), "kontakter.csv")})
    assert answer.status_code == 303
    return str(answer.location)


def _read_in(client: FlaskClient, where: str) -> None:
    assert submit(client, where, {}, to=f"{where}/las-in").status_code == 303


ROW = "Hemlig;Skydd;hemlig@dold.example;070-111 22 33;Skolchef;Ånge kommun"


def test_a_row_about_them_is_told_as_any_new_one_and_makes_no_second_person(
    app: Flask, anna: str, client: FlaskClient, sign_in: SignsIn
) -> None:
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Person).where(Person.uid == anna)).one().phone = "070-999 88 77"
    _protect(app, anna)
    sign_in(client, Right.ORGANIZER)
    where = _uploaded(client, ROW)
    told = _page(client, where).get_text(" ")
    assert "1 ny person" in told
    assert "070-999" not in told
    _read_in(client, where)
    with app.app_context():
        found = db.session.scalars(sa.select(Person).where(Person.family_name == "Skydd")).one()
        held = sa.select(Assignment).where(Assignment.person_id == found.id).order_by(Assignment.id)
        assert (found.uid, found.phone, found.protected) == (anna, "070-999 88 77", True)
        assert [one.role.key for one in db.session.scalars(held)] == ["rektor", "skolchef"]
    assert "Hemlig" not in client.get(f"{REGISTER}?q=skydd").text


def test_who_has_the_right_sees_what_the_row_changes(
    app: Flask, anna: str, client: FlaskClient, sign_in: SignsIn
) -> None:
    _protect(app, anna)
    sign_in(client, Right.ORGANIZER, Right.PROTECTED)
    told = _page(client, _uploaded(client, ROW)).get_text(" ")
    assert "1 ändring" in told
    assert "ny person" not in told


def test_an_address_that_is_theirs_is_not_told_to_be_in_the_register(
    app: Flask, anna: str, client: FlaskClient, sign_in: SignsIn
) -> None:
    _protect(app, anna)
    sign_in(client, Right.ORGANIZER)
    told = _page(client, _uploaded(client, "Olle;Annan;hemlig@dold.example;;Rektor;Ånge kommun")).get_text(" ")
    assert "finns i registret" not in told
    assert "1 ny person" in told


def test_before_a_meeting_is_moved_they_are_counted_and_no_sample(
    app: Flask, anna: str, client: FlaskClient, sign_in: SignsIn
) -> None:
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        rektor, ange = (db.session.scalars(sa.select(of)).first() for of in (Role, Organisation))
        for who in db.session.scalars(sa.select(Person).where(Person.family_name.in_(("Skydd", "Berg")))):
            builders.invitation(event, who, rektor, ange)
    _protect(app, anna)
    sign_in(client, Right.ORGANIZER)
    asked = submit(client, f"{HOME}/stall-in", {"message": "Snö"})
    words = BeautifulSoup(asked.text, "html5lib").get_text(" ")
    assert "Det här berör 2 mottagare" in words
    assert ("Anna Berg" in words, "Hemlig" in words) == (True, False)
