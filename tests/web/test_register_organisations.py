"""Organisations and roles on the register's pages."""

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.kernel import clock
from app.kernel.db import db
from app.people.model import Assignment, Organisation, Role, RoleExpectation
from app.people.rules.kinds import OrganisationKind
from tests import builders
from tests.web.register_pages import REGISTER, add_anna, built, only, post, press


def test_an_organisation_shows_holders_and_vacancies_and_is_edited(app: Flask, organizer: FlaskClient) -> None:
    add_anna(app)
    with built(app):
        place = db.session.scalars(sa.select(Organisation)).one()
        skolchef = builders.role("skolchef")
        row = {"organisation_kind": OrganisationKind.KOMMUN, "agreement_only": True, "minimum": 1}
        db.session.add(RoleExpectation(role=skolchef, **row))
        address = f"{REGISTER}/organisationer/{place.uid}"
    text = organizer.get(address).text
    assert "Vakant: Skolchef. Minst 1 väntas, 1 saknas." in text
    assert "Anna Öhman" in text
    assert "Ånge kommun" in organizer.get(f"{REGISTER}/vakanser").text
    fields = {"name": "Ånge kommun", "kind": "kommun", "agreement": "y", "inhabitants": "9 109", "version": "1"}
    assert post(organizer, f"{address}/andra", **fields, mailbox="skola@ange.example").status_code == 303
    late = post(organizer, f"{address}/andra", **fields, mailbox="")
    assert "Någon annan har sparat ändringar under tiden" in late.text
    assert press(organizer, address, f"{address}/stammer").status_code == 303
    assert only(app, Assignment).confirmed_on == clock.today()
    assert post(organizer, f"{REGISTER}/organisationer/ny", name="ånge KOMMUN", kind="kommun").status_code == 200
    assert post(organizer, f"{REGISTER}/organisationer/ny", name="Bergs kommun", kind="kommun").status_code == 303


def test_where_a_role_is_expected_is_a_setting(app: Flask, organizer: FlaskClient) -> None:
    add_anna(app)
    role = f"{REGISTER}/roller/skolpolitiker"
    nowhere = press(organizer, role, f"{role}/vantas", where="", minimum="2")
    assert "Välj var rollen väntas" in nowhere.text
    assert press(organizer, role, f"{role}/vantas", where="+kommun", minimum="2").status_code == 303
    assert "minst 2 i varje avtalskommun" in organizer.get(f"{REGISTER}/roller").text
    number = only(app, RoleExpectation).id
    assert press(organizer, role, f"{REGISTER}/roller/vantas/{number}", minimum="3").status_code == 303
    assert only(app, RoleExpectation).minimum == 3
    assert press(organizer, role, f"{REGISTER}/roller/vantas/{number}", minimum="många").status_code == 303
    assert press(organizer, role, f"{REGISTER}/roller/vantas/{number}/ta-bort").status_code == 303
    renamed = {"name": "Politiker", "group": "politiker", "position": "1", "version": "1"}
    assert post(organizer, role, **renamed).status_code == 303
    assert "Någon annan sparade Politiker under tiden" in post(organizer, role, **{**renamed, "name": "P"}).text
    assert (
        post(organizer, f"{REGISTER}/roller/ny", name="politiker", group="politiker", position="5").status_code == 200
    )
    assert (
        post(organizer, f"{REGISTER}/roller/ny", name="Nätverkare", group="utveckling", position="5").status_code == 303
    )
    with app.app_context():
        assert db.session.query(Role).filter_by(key="natverkare").count() == 1
