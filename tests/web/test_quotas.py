"""The organizer's pages about quotas and about how the queue moves."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.actor import SYSTEM
from app.events.model import Event, Quota
from app.events.queries.quotas import quota_of
from app.events.rules import quotas
from app.events.rules.kinds import QueueMode
from app.invitations import queries as invitations
from app.invitations.model import Invitation
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Registration
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.pages.forms import submit
from tests.web.usual_meetings import words

HOME = "/arrangor/moten/konferens/installningar"
QUOTAS = f"{HOME}/kvoter"
KOMMUN = OrganisationKind.KOMMUN


@pytest.fixture(autouse=True)
def _organizer(client: FlaskClient, sign_in: SignsIn, app: Flask) -> None:
    """An organizer is signed in; three principals of Ånge come to a conference."""
    sign_in(client, Right.ORGANIZER)
    with app.app_context(), transaction():
        event = builders.event("Konferens", slug="konferens")
        plenary = builders.part(event)
        rektor, ange = builders.role(), builders.organisation()
        uids = [builders.invitation(event, builders.person(name), rektor, ange).uid for name in ("Anna", "Bo", "Cia")]
        asked = Answers((Asked(plenary.uid),))
    for uid in uids:
        with app.app_context(), transaction():
            actions.register(invitations.lock(uid), asked, now=NOW, actor=SYSTEM)


def _quotas(app: Flask) -> list[quotas.Quota]:
    with app.app_context():
        return [quota_of(row) for row in db.session.scalars(sa.select(Quota).order_by(Quota.id))]


def _uid(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(sa.select(Quota.uid)).one()


def _add(client: FlaskClient, **given: str) -> TestResponse:
    values = {"most": "2", "where": "kommun", "per_organisation": "y"} | given
    return submit(client, f"{QUOTAS}/ny", values)


def test_a_quota_is_written_as_a_sentence_with_how_full_it_is(client: FlaskClient, app: Flask) -> None:
    before = words(client.get(QUOTAS))
    answer = _add(client)
    page = words(client.get(QUOTAS))
    assert ("Inga kvoter" in before, answer.location, _quotas(app)) == (
        True,
        QUOTAS,
        [quotas.Quota(2, organisation_kind=KOMMUN, per_organisation=True)],
    )
    assert "Högst två per kommun." in page
    assert "över i 1 organisation" in page


def test_officials_are_everybody_but_politicians(client: FlaskClient, app: Flask) -> None:
    _add(client, most="1", who="outside:politiker")
    assert _quotas(app) == [
        quotas.Quota(1, RoleGroup.POLITIKER, outside=True, organisation_kind=KOMMUN, per_organisation=True)
    ]
    assert "Högst en tjänsteperson per kommun." in words(client.get(QUOTAS))


def test_a_quota_for_everybody_together_is_refused_with_what_to_do_instead(client: FlaskClient, app: Flask) -> None:
    answer = submit(client, f"{QUOTAS}/ny", {"most": "40"})
    assert (answer.status_code, _quotas(app)) == (200, [])
    assert "Välj vilka det gäller. Hur många alla tillsammans får vara är mötets platser." in words(answer)


def test_a_quota_without_a_number_says_so(client: FlaskClient, app: Flask) -> None:
    assert "Skriv hur många som får komma" in words(_add(client, most=""))


def test_a_quota_is_changed_and_taken_away(client: FlaskClient, app: Flask) -> None:
    _add(client)
    here = f"{QUOTAS}/{_uid(app)}"
    submit(client, here, {"most": "3"})
    changed = [quota.most for quota in _quotas(app)]
    submit(client, QUOTAS, {}, to=f"{here}/ta-bort")
    assert (changed, _quotas(app)) == ([3], [])


def test_another_meetings_quota_is_not_found(client: FlaskClient, app: Flask) -> None:
    _add(client)
    with app.app_context(), transaction():
        builders.event("Dialogmöte", slug="dialog")
    assert client.get(f"/arrangor/moten/dialog/installningar/kvoter/{_uid(app)}").status_code == 404


def test_the_settings_say_how_the_queue_moves(client: FlaskClient, app: Flask) -> None:
    answer = submit(client, HOME, {"queue_mode": "offered", "offer_hours": "24", "queue_stop_days": "5"})
    with app.app_context():
        event = db.session.scalars(sa.select(Event)).one()
        kept = event.queue_mode, event.offer_hours, event.queue_stop_days
    assert (answer.status_code, kept) == (303, (QueueMode.OFFERED, 24, 5))
    assert "Kvoter, till exempel högst två per kommun" in words(client.get(HOME))


def test_settings_saved_for_something_else_leave_the_queue_as_it_is(client: FlaskClient, app: Flask) -> None:
    submit(client, HOME, {"queue_mode": "offered", "offer_hours": "24"})
    submit(client, HOME, {"theme": "Skola"})
    with app.app_context():
        event = db.session.scalars(sa.select(Event)).one()
        assert (event.queue_mode, event.offer_hours) == (QueueMode.OFFERED, 24)


def test_fewer_places_than_people_are_told_at_once_and_on_the_pages(client: FlaskClient) -> None:
    said = (
        "Konferens har 2 fler anmälda än platser. Ingen förlorar sin plats, och ingen flyttas upp från väntelistan "
        "förrän det finns plats igen."
    )
    submit(client, HOME, {"capacity": "1"})
    assert said in words(client.get(HOME))
    for page in ("/arrangor/moten/konferens", "/arrangor/moten/konferens/anmalda"):
        assert "2 fler anmälda än platser." in words(client.get(page))


def test_somebody_whom_a_seat_is_held_for_still_waits_and_it_is_said_until_when(
    client: FlaskClient, app: Flask
) -> None:
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        event.capacity, event.queue_mode = 3, QueueMode.OFFERED
        dag = builders.invitation(event, builders.person("Dag")).uid
        part = event.parts[0].uid
    with app.app_context(), transaction():
        answers = Answers((Asked(part),), event_seen_full=True)
        actions.register(invitations.lock(dag), answers, now=NOW, actor=SYSTEM)
    with app.app_context(), transaction():
        first = db.session.scalars(sa.select(Invitation).order_by(Invitation.id)).first()
        assert first is not None
        actions.withdraw(invitations.lock(first.uid), now=NOW, actor=SYSTEM)
        uid = db.session.scalars(sa.select(Registration.uid).order_by(Registration.id.desc())).first()
    here = "/arrangor/moten/konferens"
    for page in ("inbjudna", f"inbjudna/{dag}", "anmalda", f"anmalda/{uid}"):
        said = words(client.get(f"{here}/{page}"))
        assert "Väntelista" in said
        assert "erbjuden plats till fre 22 januari 10.00" in said, page
