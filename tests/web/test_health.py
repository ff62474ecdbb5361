"""What operators' monitors ask."""

from flask.testing import FlaskClient


def test_a_living_process_says_ok(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
