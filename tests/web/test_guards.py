"""Who comes in."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.db import db
from app.organizers.model import SignIn
from app.web.guards import find_account
from tests.conftest import SignsIn

MORNING = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)


def test_somebody_signed_in_has_an_account_and_others_have_none(client: FlaskClient, sign_in: SignsIn) -> None:
    account = sign_in(client)
    with client:
        client.get("/healthz")
        found = find_account()
    assert found is not None
    assert found.uid == account.uid


def test_a_sign_in_notes_when_it_was_last_used_but_not_at_every_page(
    app: Flask, client: FlaskClient, sign_in: SignsIn
) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        sign_in(client)
        seen = []
        for minutes in (5, 6, 1):
            now.shift(timedelta(minutes=minutes))
            assert client.get("/min-inloggning").status_code == 200
            with app.app_context():
                seen.append(db.session.scalars(sa.select(SignIn.last_seen_at)).one())
    assert seen == [MORNING, MORNING + timedelta(minutes=11), MORNING + timedelta(minutes=11)]
