"""Everything that anybody can write, written by somebody nasty, and all that the product shows walked through: no page,
letter or list makes markup, a template or a formula of it, and nothing that is stored or shown holds a link.
"""

import csv
import io
import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

import openpyxl
import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.test import TestResponse

from app.events.model import Event
from app.events.rules.questions import QuestionKind
from app.kernel.db import Base, db, transaction
from app.organizers.rules import Right
from app.registrations.model import Registration
from app.web.permissions import MATRIX, HolderOfLink, SignedIn
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.guest import Guest
from tests.web.nasty_meeting import NASTY, SLUG
from tests.web.nasty_meeting import nasty as nasty

RAW = re.compile(r"<img src=x|</script>\{\{|\"'>")
LISTS = ["inbjudna", "deltagare", "narvaro", "matlista", "tillganglighet", "svara-allergier"]


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _known(app: Flask) -> dict[str, list[str]]:
    with app.app_context():
        columns = [
            table.columns[name]
            for table in Base.metadata.sorted_tables
            for name in ("uid", "key")
            if name in table.columns
        ]
        return {
            "other": [str(value) for column in columns for value in db.session.scalars(sa.select(column))],
            "name": LISTS,
            "ending": ["csv", "xlsx"],
            "kind": ["receipt", "invitation", "named"],
        }


def _addresses(app: Flask, known: dict[str, list[str]], method: str, *, signed_in: bool) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or set()) or rule.endpoint == "static":
            continue
        if isinstance(MATRIX[rule.endpoint], SignedIn) != signed_in:
            continue
        names = re.findall(r"<(?:[^<>:]+:)?(\w+)>", rule.rule)
        for values in product(*(known.get(name, known["other"]) for name in names)):
            address = rule.rule
            for value in values:
                address = re.sub(r"<[^<>]+>", quote(value), address, count=1)
            yield rule.endpoint, address


def _plain(app: Flask) -> FlaskClient:
    """A browser that does not look at the pages' form: there are thousands."""
    return FlaskClient(app, app.response_class, use_cookies=True)


PDF = "application/pdf"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MUST_BE_SEEN = {
    *("answers.registration", "answers.show", "behalf.show", "invitations.show", "letter_texts.edit", "log.show"),
    *("lists.view", "lists.download", "places.show", "proposals.show", "questions.edit", "questions.library"),
    *("question_preview.show", "quotas.show_all", "requests.one", "requests.show", "confirming.show", "home.show"),
    *("invitation.show", "invitation.ask", "organisation.show", "organisation_answers.ask", "organisation_places.ask"),
    *("organisation_proposals.ask_change", "place.show", "person.show", "sign_up.ask", "sign_up.form"),
    *("somebody_else.ask", "keeping.show", "feeds.personal", "public.event"),
}


def _sees(app: Flask, tokens: list[str], sign_in: SignsIn) -> Iterator[tuple[str, bool, TestResponse]]:
    """Every answer that an account with every right gets, and everybody with a link."""
    inside, outside = _plain(app), _plain(app)
    sign_in(inside, *Right)
    known = _known(app) | {"slug": [SLUG], "token": tokens}
    for client, signed_in in ((inside, True), (outside, False)):
        for endpoint, address in _addresses(app, known, "GET", signed_in=signed_in):
            with client.get(address) as answer:
                yield endpoint, signed_in, answer


def _formulas(answer: TestResponse) -> list[str]:
    """Cells that a spreadsheet would count out."""
    if answer.mimetype == SHEET:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
        assert sheet is not None
        return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    cells = [cell for row in csv.reader(io.StringIO(answer.text), delimiter=";") for cell in row]
    return [cell for cell in cells if cell.lstrip("\ufeff").startswith(("=", "+", "-", "@"))]


def _told(answer: TestResponse) -> str:
    """What it says, and where its links lead."""
    if answer.mimetype != PDF:
        return answer.text
    pages = PdfReader(io.BytesIO(answer.data)).pages
    links = [str(one.get_object()) for page in pages for one in page.get("/Annots", [])]
    return "\n".join([page.extract_text() for page in pages] + links)


def test_nothing_that_is_written_becomes_markup_a_formula_or_a_link_that_opens_something(
    app: Flask, nasty: list[str], sign_in: SignsIn
) -> None:
    seen, raw, leaking, kept, formulas = set(), set(), set(), set(), []
    for endpoint, signed_in, answer in _sees(app, nasty, sign_in):
        assert answer.status_code < 500 or endpoint == "health.ready", endpoint
        if answer.status_code != 200:
            continue
        seen.add(endpoint)
        if endpoint == "lists.download" and answer.mimetype != PDF:
            formulas += _formulas(answer)
        if answer.mimetype == "text/html" and RAW.search(answer.text):
            raw.add(endpoint)
        if signed_in and answer.mimetype != SHEET and any(token in _told(answer) for token in nasty):
            leaking.add(endpoint)
        if isinstance(MATRIX[endpoint], HolderOfLink) and answer.mimetype == "text/html":
            kept |= {endpoint} - ({endpoint} if _is_private(answer) else set())
    assert (raw, leaking, kept, formulas) == (set(), set(), set(), [])
    assert seen >= MUST_BE_SEEN


def _is_private(answer: TestResponse) -> bool:
    return (answer.headers["Cache-Control"], answer.headers.get("X-Robots-Tag")) == ("no-store", "noindex")


@pytest.mark.parametrize("written", ["100 % säkert", "%(namn)s", "<b>fet</b>", NASTY])
def test_an_answer_is_shown_back_as_it_was_written(app: Flask, sign_in: SignsIn, written: str) -> None:
    guest = Guest(app)
    with app.app_context(), transaction() as session:
        question = builders.question(session.get_one(Event, guest.event.id), kind=QuestionKind.LONG_TEXT)
    assert guest.says_yes(guest.plenary, **{f"fraga_{question.uid}": written}).status_code == 303
    shown = [one.get_text() for one in guest.sees().select("dd")]
    sign_in(guest.client, Right.READER)
    with app.app_context():
        uid = db.session.scalars(sa.select(Registration.uid)).one()
    page = guest.client.get(f"/arrangor/moten/{guest.event.slug}/anmalda/{uid}")
    assert page.status_code == 200
    assert written in shown
    assert written in [one.get_text() for one in BeautifulSoup(page.data, "html5lib").select("dd")]
