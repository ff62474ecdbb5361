"""Who sees protected people: what is shown is what one may see, what is written is written for everybody."""

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import joinedload

from app.invitations.model import Invitation
from app.kernel.db import db, transaction
from app.lists import statements
from app.lists.chosen import Chosen
from app.people.model import Person
from app.people.queries import sight
from tests import builders


def _two_invited() -> None:
    with transaction():
        event, rektor, place = builders.event(), builders.role(), builders.organisation()
        for given, protected in (("Anna", False), ("Hemlig", True)):
            who = builders.person(given, "Berg", protected=protected)
            builders.invitation(event, who, rektor, place)


def _names() -> list[str]:
    return sorted(db.session.scalars(sa.select(Person.given_name)))


def test_without_a_word_from_a_door_everybody_is_seen(database: Flask) -> None:
    _two_invited()
    assert _names() == ["Anna", "Hemlig"]


def test_who_may_not_see_protected_people_finds_them_in_no_statement(database: Flask) -> None:
    _two_invited()
    db.session.remove()
    sight.look(sees_protected=False)
    assert _names() == ["Anna"]
    assert [one.person.given_name for one in db.session.scalars(sa.select(Invitation).join(Invitation.person))] == [
        "Anna"
    ]
    hidden = db.session.scalars(sa.select(Invitation).order_by(Invitation.id.desc())).first()
    assert hidden is not None
    assert hidden.person is None
    with sight.everybody():
        assert _names() == ["Anna", "Hemlig"]
    assert _names() == ["Anna"]


def test_what_is_written_is_written_for_everybody(database: Flask) -> None:
    _two_invited()
    sight.look(sees_protected=False)
    with transaction():
        assert _names() == ["Anna", "Hemlig"]
    assert _names() == ["Anna"]


def test_what_leaves_the_house_leaves_them_out_whoever_looks(database: Flask) -> None:
    _two_invited()
    sight.look(sees_protected=True)
    with sight.unprotected():
        assert _names() == ["Anna"]
    assert _names() == ["Anna", "Hemlig"]


def test_lists_hold_them_only_for_who_may_see_them(database: Flask) -> None:
    _two_invited()
    event = db.session.scalars(sa.select(Invitation)).first()
    assert event is not None
    for sees, names in ((False, ["Anna"]), (True, ["Anna", "Hemlig"])):
        rows = statements.stream(statements.invited(event.event, Chosen(protected=sees)))
        assert [row.given_name for row in rows] == names


def test_what_was_read_before_an_act_hides_nobody_from_it(database: Flask) -> None:
    _two_invited()
    db.session.remove()  # what is still held would be found without being asked for
    sight.look(sees_protected=False)
    asked = sa.select(Invitation).options(joinedload(Invitation.person)).order_by(Invitation.id)
    assert [one.person and one.person.given_name for one in db.session.scalars(asked)] == ["Anna", None]
    invited = db.session.scalars(sa.select(Invitation).order_by(Invitation.id)).all()
    with transaction():
        assert [one.person.given_name for one in invited] == ["Anna", "Hemlig"]
