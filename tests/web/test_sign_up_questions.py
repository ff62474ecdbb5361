"""A meeting's own questions in the open sign-up: asked with it, kept until the mail is confirmed, written with it."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.events.model import Event, Question, QuestionOption
from app.events.rules.kinds import LegalBasis
from app.kernel.db import db, transaction
from app.registrations.model import Answer, Registration, SignUp
from tests import builders
from tests.web.guest import errors, heading
from tests.web.test_sign_up import FORM, KARIN, _confirm, _page, _send, open_seminar


@pytest.fixture
def seminar(app: Flask, at: object) -> str:
    return open_seminar(app)


def _ask(app: Flask, label: str = "Hur reser du?", **given: Any) -> str:
    with app.app_context(), transaction():
        question: Question = builders.question(db.session.scalars(sa.select(Event)).one(), label, **given)
        return question.uid


def _option(app: Flask, label: str) -> str:
    with app.app_context():
        return db.session.scalars(sa.select(QuestionOption.uid).where(QuestionOption.label == label)).one()


def _answers(app: Flask) -> list[tuple[str, Any]]:
    with app.app_context():
        return [(one.text, one.option_id) for one in db.session.scalars(sa.select(Answer))]


def test_the_form_asks_the_questions_of_everybody_and_none_of_a_circle(
    app: Flask, client: FlaskClient, seminar: str
) -> None:
    _ask(app)
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        builders.question(event, "Har nämnden beslutat?", roles=(builders.role("ledamot"),))
    page = client.get(FORM).text
    assert "Hur reser du?" in page
    assert "Har nämnden beslutat?" not in page


def test_a_required_question_is_answered_before_anything_is_sent(app: Flask, client: FlaskClient, seminar: str) -> None:
    uid = _ask(app, required=True)
    answer = _send(client, seminar, **KARIN)
    assert errors(answer) == ["Svara på frågan ”Hur reser du?”."]
    with app.app_context():
        assert db.session.query(SignUp).count() == 0
    assert _send(client, seminar, **KARIN | {f"fraga_{uid}": "Tåg"}).status_code == 200


def test_what_was_answered_is_written_when_the_mail_is_confirmed_and_kept_nowhere_else(
    app: Flask, client: FlaskClient, seminar: str
) -> None:
    uid = _ask(app)
    _send(client, seminar, **KARIN | {f"fraga_{uid}": "Tåg"})
    assert _answers(app) == []
    done = _confirm(app, client)
    assert _answers(app) == [("Tåg", None)]
    assert "Tåg" in client.get(done.location).text
    with app.app_context():
        kept = db.session.scalars(sa.select(SignUp.answers)).one()
        assert (kept["parts"], kept["replies"], kept["keep_words"]) == ([], None, "")


def test_an_answer_on_consent_needs_its_box(app: Flask, client: FlaskClient, seminar: str) -> None:
    uid = _ask(app, basis=LegalBasis.CONSENT)
    given = KARIN | {f"fraga_{uid}": "Tåg"}
    assert errors(_send(client, seminar, **given)) == ["Samtyck till att svaret sparas, eller lämna frågan tom."]
    _send(client, seminar, **given | {f"fraga_{uid}_samtycke": "1"})
    _confirm(app, client)
    with app.app_context():
        assert db.session.scalars(sa.select(Answer.consented_at)).one() is not None


def test_what_looks_like_a_personnummer_is_not_taken(app: Flask, client: FlaskClient, seminar: str) -> None:
    uid = _ask(app)
    answer = _send(client, seminar, **KARIN | {f"fraga_{uid}": "19121212-1212"})
    assert answer.status_code == 422


def test_an_option_that_filled_up_meanwhile_is_told_and_the_person_answers_once_more(
    app: Flask, client: FlaskClient, seminar: str
) -> None:
    uid = _ask(app, options={"Buss": 1, "Tåg": None})
    _send(client, seminar, **KARIN | {f"fraga_{uid}": _option(app, "Buss")})
    with app.app_context(), transaction():
        db.session.scalars(sa.select(QuestionOption).where(QuestionOption.label == "Buss")).one().capacity = 0
    refused = _confirm(app, client)
    assert (refused.status_code, heading(_page(refused))) == (409, "Svara en gång till")
    path = _page(refused).select_one("main a.button")
    assert path is not None
    assert client.get(str(path["href"])).status_code == 200
    with app.app_context():
        assert db.session.query(Registration).count() == 0
    assert client.get(_confirm(app, client).location).status_code == 200
