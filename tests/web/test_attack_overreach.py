"""Another meeting's and another organisation's ids, in addresses and in bodies: nothing of theirs is reached."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask

from app.kernel import links
from app.kernel.db import Base, db, transaction
from app.kernel.links import Link, Purpose
from app.organizers.rules import Right
from app.people.actions import open_link
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.nasty_meeting import SLUG, nasty
from tests.web.test_attack_markup import _addresses, _known, _plain

__all__ = ["nasty"]

OWN = "annat-mote"
EVERYBODYS = {"questions.add_kept", "questions.forget"}
"""The library of questions is shared by all meetings."""
REACHED = {"requests.decide", "places.confirm", "substitutes.grant", "questions.remove", "quotas.remove", "bulk.undo"}
REACHED |= {"organisation_proposals.change", "organisation_places.name", "organisation.confirm", "behalf.answer"}


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _rows(app: Flask) -> dict[str, set[str]]:
    with app.app_context():
        return {
            table.name: {str(tuple(row)) for row in db.session.execute(sa.select(table))}
            for table in Base.metadata.sorted_tables
            if table.name != "sign_ins"
        }


def test_ids_of_another_meeting_or_organisation_change_nothing_of_theirs(
    app: Flask, nasty: list[str], sign_in: SignsIn
) -> None:
    known, client = _known(app), _plain(app)
    sign_in(client, *Right)
    before = _rows(app)
    with app.app_context(), transaction():
        event, where = builders.event("Annat", slug=OWN), builders.organisation("Åre kommun")
        builders.part(event)
        one = builders.invitation(event, builders.person("Eva", "Dal"), builders.role("skolchef"), where)
        tokens = [links.token(link) for link in (open_link(where), Link(Purpose.INVITATION, one.link_seed))]
    page = BeautifulSoup(client.get(f"/arrangor/moten/{OWN}/installningar").data, "html5lib")
    token = page.select_one("[name=csrf_token]")
    assert token is not None
    body = {"csrf_token": token["value"], **_wanting(known["other"])}
    reached, doors = set(), ((OWN, [], True), (OWN, tokens, False), (SLUG, tokens, False))
    for slug, keys, signed_in in doors:
        for endpoint, address in _addresses(app, known | {"slug": [slug], "token": keys}, "POST", signed_in=signed_in):
            if endpoint in EVERYBODYS or (signed_in and f"/moten/{OWN}/" not in address):
                continue
            with client.post(address, data=body) as answer:
                assert answer.status_code < 500, endpoint
            reached.add(endpoint)
    after = _rows(app)
    assert {name: rows - after[name] for name, rows in before.items() if rows - after[name]} == {}
    assert reached >= REACHED


def _wanting(uids: list[str]) -> dict[str, object]:
    """What forms ask for, with the ids of the others wherever one can be given."""
    who = {"given_name": "Ny", "family_name": "Person", "address": "ny@ny.example", "from_on": "2027-02-01"}
    decided = {"decision": "grant", "way": "override", "reason": "x", "what": "successor", "svar": "ja", "seen": "1"}
    return who | decided | {"delar": uids[:90], "uppdrag": uids, "who": uids, "ordning": uids, "upp": uids[0]}
