"""Everything that anybody can write, written by somebody nasty, and all that the product shows walked through: no page,
letter or list makes markup, a template or a formula of it, and nothing that is stored or shown holds a link.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from urllib.parse import quote

import openpyxl
import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.events.model import Event, EventText, LibraryQuestion, Quota
from app.events.rules.questions import QuestionKind
from app.invitations.model import Place, PlaceClaim, Substitution
from app.invitations.rules.substitutes import SubstitutionState
from app.kernel import links
from app.kernel.db import Base, db, transaction
from app.kernel.links import Link, Purpose
from app.kernel.tokens import new_seed
from app.organizers.rules import Right
from app.people.actions import open_link
from app.people.model import Proposal, RoleExpectation
from app.people.rules.kinds import OrganisationKind
from app.people.rules.proposals import ProposalKind
from app.registrations.model import Answer, Registration, RegistrationPart, Request, SignUp
from app.registrations.rules.requests import RequestKind, RequestState
from app.web.permissions import MATRIX, HolderOfLink, SignedIn
from tests import builders
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.test_invitation import Guest

NASTY = "\"'><img src=x onerror=alert(1)></script>{{7*7}}{{namn}}"
FORMULA = "=HYPERLINK(1)"
RAW = re.compile(r"<img src=x|</script>\{\{|\"'>")
SLUG = "elakt-mote"
TEXT = "\"'><img src=x onerror=alert(1)></script>{{förnamn}}"
LISTS = ["inbjudna", "deltagare", "narvaro", "matlista", "tillganglighet", "svara-allergier"]


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def nasty(app: Flask) -> list[str]:
    """A meeting in which everything is nasty; gives every token that opens something of it."""
    with app.app_context(), transaction() as session:
        event = builders.event(
            NASTY,
            slug=SLUG,
            public=True,
            open_sign_up=True,
            place=NASTY,
            theme=NASTY,
            contact_name=NASTY,
            contact_address="sam@miun.example",
            asks_needs=True,
            approve_substitutes=True,
            waiting_list=True,
        )
        part = builders.part(event, NASTY, room=NASTY, contributors=NASTY, capacity=1)
        role, place = builders.role("elak", NASTY), builders.organisation(NASTY, mailbox="lada@ange.example")
        builders.circle(event, role)
        bad = builders.person(NASTY, FORMULA, phone=NASTY)
        held = builders.assignment(bad, role, place)
        one = builders.invitation(
            event, bad, role, place, message=NASTY, affiliation=NASTY, answered_for=NASTY, reason=NASTY, asks_since=NOW
        )
        other = builders.invitation(event, builders.person("Bo", NASTY), role, place)
        taken = RegistrationPart(part_id=part.id, state="confirmed", mode="on_site", changed_at=NOW)
        own = Registration(
            event_id=event.id,
            person_id=bad.id,
            invitation=one,
            created_at=NOW,
            changed_at=NOW,
            state="confirmed",
            parts=[taken],
        )
        session.add(own)
        session.flush()
        written = builders.question(event, NASTY, help=NASTY, kind=QuestionKind.LONG_TEXT)
        chosen = builders.question(event, NASTY + "2", options={NASTY: 3, "B": None})
        session.add_all(
            [
                Answer(registration_id=own.id, question_id=written.id, version=1, text=NASTY, given_at=NOW),
                Answer(
                    registration_id=own.id,
                    question_id=chosen.id,
                    version=1,
                    given_at=NOW,
                    option_id=session.scalars(sa.text("select min(id) from question_options")).one(),
                ),
                Quota(event_id=event.id, most=1, role_id=role.id),
                EventText(event_id=event.id, kind="receipt", text=TEXT),
                LibraryQuestion(
                    kind=QuestionKind.SHORT_TEXT, label=NASTY, help=NASTY, options={NASTY: 1}, saved_at=NOW
                ),
                Request(
                    invitation_id=one.id,
                    kind=RequestKind.CHANGE,
                    state=RequestState.OPEN,
                    message=NASTY,
                    wishes={"parts": [[part.uid, "online"]], "replies": None, "consents": False},
                    created_at=NOW,
                ),
                Substitution(
                    invitation_id=other.id,
                    state=SubstitutionState.WAITING,
                    given_name=NASTY,
                    family_name=FORMULA,
                    address="x@ange.example",
                    role_id=role.id,
                    created_at=NOW,
                ),
                Proposal(
                    organisation=place,
                    role=role,
                    assignment=held,
                    kind=ProposalKind.SUCCESSOR,
                    given_name=NASTY,
                    family_name=NASTY,
                    address="y@ange.example",
                    phone=NASTY,
                    from_on=date(2027, 2, 1),
                    given_at=NOW,
                ),
                RoleExpectation(
                    role_id=role.id, minimum=3, organisation_kind=OrganisationKind.KOMMUN, agreement_only=True
                ),
            ]
        )
        seed = new_seed()
        free = Place(
            event=event,
            organisation=place,
            role=role,
            count=2,
            link_seed=seed,
            created_at=NOW,
            sent_at=NOW,
            link_digest=links.digest(Link(Purpose.PLACE, seed)),
        )
        session.add(free)
        session.add(
            PlaceClaim(
                place=free,
                given_name=NASTY,
                family_name=FORMULA,
                address="z@ange.example",
                phone=NASTY,
                parts=[part.uid],
                given_at=NOW,
            )
        )
        waits = SignUp(
            event=event,
            given_name=NASTY,
            family_name=NASTY,
            address="q@gast.example",
            affiliation=NASTY,
            answers={"parts": [[part.uid, "on_site"]], "consents": False, "keep_words": ""},
            link_seed=new_seed(),
            link_digest="",
            created_at=NOW,
            expires_at=NOW + timedelta(hours=48),
        )
        waits.link_digest = links.digest(Link(Purpose.SIGN_UP, waits.link_seed))
        session.add(waits)
        session.flush()
        held_links = [
            *(Link(purpose, bad.link_seed) for purpose in (Purpose.PERSON, Purpose.DECLINE_ALL, Purpose.FEED)),
            *(Link(Purpose.INVITATION, invited.link_seed) for invited in (one, other)),
            Link(Purpose.PLACE, seed),
            Link(Purpose.SIGN_UP, waits.link_seed),
            open_link(place),
        ]
        return [links.token(link) for link in held_links]


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


def test_nothing_that_is_written_becomes_markup_a_formula_or_a_link_that_opens_something(
    app: Flask, nasty: list[str], sign_in: SignsIn
) -> None:
    seen, raw, leaking, kept, formulas = set(), set(), set(), set(), []
    for endpoint, signed_in, answer in _sees(app, nasty, sign_in):
        assert answer.status_code < 500 or endpoint == "health.ready", endpoint
        if answer.status_code != 200:
            continue
        seen.add(endpoint)
        if endpoint == "lists.download":
            formulas += _formulas(answer)
        if answer.mimetype == "text/html" and RAW.search(answer.text):
            raw.add(endpoint)
        if signed_in and answer.mimetype != SHEET and any(token in answer.text for token in nasty):
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
