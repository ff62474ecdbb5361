"""The builders themselves make rows that both databases accept."""

from flask import Flask

from app.kernel.db import transaction
from app.people.model import Person
from tests import builders


def test_a_whole_invitation_can_be_built(database: Flask) -> None:
    with transaction() as session:
        event = builders.event()
        rektor = builders.role()
        anna, ange = builders.person(), builders.organisation()
        builders.part(event, slot=builders.slot(event))
        builders.circle(event, rektor)
        builders.assignment(anna, rektor, ange)
        builders.invitation(event, anna, rektor, ange)
        builders.account()
        uid = anna.uid
    session.expire_all()
    found = session.query(Person).filter_by(uid=uid).one()
    assert (found.name, [a.organisation.name for a in found.assignments]) == ("Anna Berg", ["Ånge kommun"])
