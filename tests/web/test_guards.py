"""Who comes in."""

from flask.testing import FlaskClient

from tests.conftest import SignsIn


def test_somebody_signed_in_has_an_account_and_others_have_none(client: FlaskClient, sign_in: SignsIn) -> None:
    account = sign_in(client)
    with client:
        client.get("/healthz")
        from app.web.guards import find_account

        found = find_account()
    assert found is not None
    assert found.uid == account.uid
