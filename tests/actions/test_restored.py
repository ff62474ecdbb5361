"""What was erased after a backup stays erased when it is restored; on both databases."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from app.attendance.model import DoorLink
from app.desk.backup import Erased, repeat_erasures
from app.invitations.model import Place, PlaceClaim
from app.invitations.rules.places import ClaimState
from app.kernel.db import db, transaction
from app.people.model import Person
from app.people.rules.erasures import PERSON, erasure_digest
from tests import builders
from tests.builders import NOW


def test_what_an_erased_person_answered_within_a_place_does_not_come_back(database: Flask) -> None:
    with transaction() as session:
        uid = builders.person("Karin", "Ek", "karin@ange.example").uid
        place = Place(event=builders.event(), organisation=builders.organisation(), role=builders.role(), count=2)
        place.link_digest, place.created_at = "0" * 64, NOW
        hers = {"given_name": "Karin", "family_name": "Ek", "address": "karin@ange.example", "phone": "070"}
        other = {"given_name": "Bo", "family_name": "Ek", "address": "bo@ange.example", "phone": "070"}
        place.claims = [PlaceClaim(given_at=NOW, **hers), PlaceClaim(given_at=NOW, **other)]
        session.add(place)
    erased = Erased(PERSON, erasure_digest(uid), NOW.isoformat())
    with transaction():
        assert repeat_erasures(frozenset({erased}), now=NOW).persons == 1
    db.session.rollback()
    assert db.session.scalars(sa.select(Person)).all() == []
    claims = db.session.scalars(sa.select(PlaceClaim).order_by(PlaceClaim.id))
    assert [(one.given_name, one.address, one.phone, one.state) for one in claims] == [
        ("", "", "", ClaimState.REFUSED),
        ("Bo", "bo@ange.example", "070", ClaimState.OPEN),
    ]


def test_a_door_link_may_have_been_revoked_since_and_opens_no_door_any_longer(database: Flask) -> None:
    with transaction() as session:
        fields = {"link_digest": "0" * 64, "pin_hash": "!", "created_at": NOW, "expires_at": NOW + timedelta(days=1)}
        session.add(DoorLink(event=builders.event(), name="Entrén", **fields))
    with transaction():
        repeat_erasures(frozenset(), now=NOW)
    db.session.rollback()
    assert db.session.scalars(sa.select(DoorLink.revoked_at)).all() == [NOW]
