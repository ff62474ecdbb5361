"""No page asks the database more often because there is more of anything: every page that shows what there can be many
of is opened with few and with many, and must ask as often.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.events.model import Part, Question, Quota
from app.events.rules.kinds import EventKind
from app.events.rules.letter_texts import TEXTS
from app.invitations.model import Invitation, Place
from app.kernel import links
from app.kernel.db import db
from app.lists.ready import ready_lists
from app.mail.model import LetterState, OutboxLetter
from app.organizers.model import Account
from app.organizers.rules import Right
from app.people.model import Assignment, Organisation, Person, Proposal
from app.registrations.model import Registration, Request, SignUp
from app.web.permissions import MATRIX
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.contact import statements
from tests.web.crowded import ABSENT, COMES, CYCLE, KINDS, OFFERED, REPLACED, SILENT, UNSENT, WAITS, Crowded

FEW, MANY = len(CYCLE), 2 * len(CYCLE)
TOO_LATE = datetime(2027, 2, 20, 9, tzinfo=UTC)
"""When a change must be asked for."""
GUARDED = ("/arrangor", "/dorr")
EVENT, REGISTER = "/arrangor/moten/run-konferens", "/arrangor/register"
ALONE = frozenset(
    {
        "static",
        *("health.alive", "health.ready", "health.metrics", "health.robots"),
        *("info.accessibility", "info.privacy"),
        *("sign_in.show", "sign_in.show_code"),
        *("own_account.show", "own_account.show_password", "own_account.show_begin"),
        *("own_account.show_two_step", "own_account.show_codes", "own_account.show_turn_off"),
        *("imports.choose", "imports.preview", "imports.done"),  # one's own file: tests/actions/test_people_importing
    }
)
"""Pages of what there is one of."""

Addresses = dict[str, list[str]]


def addresses(scene: Crowded) -> Addresses:
    """Where each route's pages are, by endpoint."""
    with scene.app.app_context():
        return {**_invitees(), **_others(scene), **_organizers(), **_of_the_event(), **_of_the_register()}


def _first(model: type, *where: sa.ColumnElement[bool]) -> object:
    return db.session.scalars(sa.select(model).where(*where).order_by(model.id).limit(1)).one()  # type: ignore[attr-defined]


def _people() -> list[Person]:
    found = db.session.scalars(sa.select(Person).where(Person.family_name == "Ek").order_by(Person.id))
    return list(found)[: len(KINDS)]


def _own() -> list[str]:
    """The invitations of the first seven people."""
    asked = sa.select(Invitation).where(Invitation.event.has(slug="run-konferens")).order_by(Invitation.id)
    by_person = {one.person_id: one for one in reversed(db.session.scalars(asked).all())}
    found = [by_person[person.id] for person in _people()]
    return [links.path(links.Link(links.Purpose.INVITATION, one.link_seed)) for one in found[:UNSENT]]


def _invitees(late: bool = False) -> Addresses:
    own, person = _own(), _people()[COMES]
    mine = links.path(links.Link(links.Purpose.PERSON, person.link_seed))
    everybody, registered = range(UNSENT), (COMES, WAITS, OFFERED)
    ends = {
        "invitation.show": ("", everybody),
        "invitation.ask": ("/svara", everybody),
        "invitation.ask_no": ("/nej", everybody),
        "invitation.ask_withdraw": ("/avboka", registered),
        "invitation.ask_needs": ("/behov", registered),
        "invitation.not_me": ("/inte-jag", everybody),
        "asking.ask": ("/fraga", (*registered, SILENT) if late else ()),
        "offers.show": ("/plats", (OFFERED,)),
        "somebody_else.ask": ("/nagon-annan", everybody),
        "somebody_else.ask_back": ("/nagon-annan/angra", (ABSENT,) if late else (ABSENT, REPLACED)),
        "feeds.one_meeting": ("/kalender.ics", (COMES,)),
    }
    return {name: [own[kind] + end for kind in kinds] for name, (end, kinds) in ends.items()} | {
        "feeds.personal": [links.path(links.Link(links.Purpose.FEED, person.link_seed))],
        "feeds.ask_renew": [f"{mine}/ny-kalenderadress"],
        "person.show": [mine],
        "keeping.show": [f"{mine}/fler-moten"],
        "decline_all.show": [links.path(links.Link(links.Purpose.DECLINE_ALL, person.link_seed))],
    }


def _others(scene: Crowded) -> Addresses:
    """The public, the organisation, a place, the door."""
    org, part = links.path(scene.org), _first(Part)
    place = _first(Place, Place.sent_at.is_not(None), Place.organisation_id == scene.ange.id)
    proposed = _first(Assignment, Assignment.organisation_id == scene.ange.id)
    signed_up = _first(SignUp)
    return {
        "public.start": ["/"],
        "public.event": ["/moten/run-konferens"],
        "feeds.public": ["/kalender/run.ics"],
        "feeds.public_meeting": ["/moten/run-konferens.ics"],
        "sign_up.form": ["/moten/run-konferens/anmalan"],
        "sign_up.ask": [links.path(links.Link(links.Purpose.SIGN_UP, signed_up.link_seed))],
        "organisation.show": [org],
        "organisation_answers.ask": [f"{org}/run-konferens"],
        "organisation_places.ask": [f"{org}/plats/{place.uid}"],
        "organisation_proposals.ask_change": [f"{org}/uppdrag/{proposed.uid}"],
        "organisation_proposals.ask_new": [f"{org}/uppdrag/ny"],
        "place.show": [links.path(links.Link(links.Purpose.PLACE, place.link_seed))],
        "door.choose": ["/dorr/"],
        "door.find": [f"/dorr/run-konferens/{part.uid}", f"/dorr/run-konferens/{part.uid}?q=ek"],
    }


def _organizers() -> Addresses:
    """Pages over all events."""
    account, letter = _first(Account), _first(OutboxLetter)
    failed = _first(OutboxLetter, OutboxLetter.state == LetterState.FAILED)
    return {
        "home.show": ["/arrangor/"],
        "accounts.list_accounts": ["/arrangor/konton"],
        "accounts.show": [f"/arrangor/konton/{account.uid}"],
        "accounts.show_new": ["/arrangor/konton/nytt"],
        "log.show": ["/arrangor/logg", "/arrangor/logg?mote=run-konferens"],
        "log.erased": ["/arrangor/logg/raderat"],
        "outbox.show": ["/arrangor/utkorg"],
        "outbox.letter": [f"/arrangor/utkorg/{letter.uid}"],
        "outbox.letter_html": [f"/arrangor/utkorg/{letter.uid}/html"],
        "readdressing.show": [f"/arrangor/utkorg/{failed.uid}/adress"],
        "needs.list_events": ["/arrangor/behov"],
        "events.list_events": ["/arrangor/moten", "/arrangor/moten?visa=tidigare"],
        "events.new": ["/arrangor/moten/nytt"],
        "events.create": [f"/arrangor/moten/nytt/{kind.value}?forsta=2027-05-05" for kind in EventKind],
    }


def _of_the_event() -> Addresses:
    uids = [_first(Invitation, Invitation.person_id == person.id).uid for person in _people()]
    mine = sa.select(Registration).where(Registration.event.has(slug="run-konferens"))
    registered = db.session.scalars(mine.order_by(Registration.id).limit(3)).all()
    question, part, quota, request = _first(Question), _first(Part), _first(Quota), _first(Request)
    ids = "&".join(f"anmalan={one.id}" for one in registered)
    acts = ("confirm", "queue", "cancel", "resend", "write")
    every = list(ready_lists(NOW))
    return {
        "events.overview": [EVENT],
        "events.settings": [f"{EVENT}/installningar"],
        "events.cancel": [f"{EVENT}/stall-in"],
        "events.copy": [f"{EVENT}/kopiera"],
        "events.move": [f"{EVENT}/flytta"],
        "deadlines.edit": [f"{EVENT}/installningar/rollgrupper"],
        "quotas.show_all": [f"{EVENT}/installningar/kvoter"],
        "quotas.add": [f"{EVENT}/installningar/kvoter/ny"],
        "quotas.edit": [f"{EVENT}/installningar/kvoter/{quota.uid}"],
        "programme.show": [f"{EVENT}/program"],
        "programme.add": [f"{EVENT}/program/ny"],
        "programme.edit": [f"{EVENT}/program/del/{part.uid}"],
        "programme.slots": [f"{EVENT}/program/pass"],
        "programme.circle": [f"{EVENT}/malgrupp"],
        "programme.documents": [f"{EVENT}/dokument"],
        "programme.members": [f"{EVENT}/medlemmar", f"{EVENT}/medlemmar?q=ek"],
        "letter_texts.show": [f"{EVENT}/brev"],
        "letter_texts.edit": [f"{EVENT}/brev/{kind}" for kind in TEXTS],
        "questions.show": [f"{EVENT}/fragor"],
        "questions.add": [f"{EVENT}/fragor/ny"],
        "questions.edit": [f"{EVENT}/fragor/{question.uid}"],
        "questions.library": [f"{EVENT}/fragor/bibliotek"],
        "question_preview.show": [f"{EVENT}/fragor/forhandsgranska", f"{EVENT}/fragor/forhandsgranska?role=rektor"],
        "invitations.show": [f"{EVENT}/inbjudna", f"{EVENT}/inbjudna?q=ek"],
        "invitations.coverage": [f"{EVENT}/tackning"],
        "invitations.person": [f"{EVENT}/inbjudna/{uid}" for uid in uids],
        "invitations.show_renew": [f"{EVENT}/inbjudna/{uids[SILENT]}/byt-lank"],
        "invitations.show_revoke": [f"{EVENT}/inbjudna/{uids[SILENT]}/aterkalla"],
        "inviting.propose": [f"{EVENT}/bjud-in"],
        "inviting.find": [f"{EVENT}/bjud-in/lagg-till?q=ek"],
        "inviting.add": [f"{EVENT}/bjud-in/lagg-till/{_people()[0].uid}"],
        "inviting.review": [f"{EVENT}/bjud-in/granska"],
        "inviting.review_reminder": [f"{EVENT}/paminn"],
        "inviting.letter": [f"{EVENT}/bjud-in/brev/{uids[-1]}", f"{EVENT}/bjud-in/brev/{uids[SILENT]}?paminnelse=1"],
        "places.show": [f"{EVENT}/platser"],
        "places.review": [f"{EVENT}/platser/granska"],
        "answers.show": [f"{EVENT}/anmalda", f"{EVENT}/anmalda?q=ek&lage=confirmed"],
        "answers.registration": [f"{EVENT}/anmalda/{one.uid}" for one in registered],
        "behalf.show": [f"{EVENT}/anmal/{uid}" for uid in uids[: SILENT + 1]],
        "behalf.ask_withdraw": [f"{EVENT}/anmal/{uids[COMES]}/avboka"],
        "bulk.review": [f"{EVENT}/anmalda/atgard?vad={act}&alla=1" for act in acts]
        + [f"{EVENT}/anmalda/atgard?vad=cancel&{ids}"],
        "bulk.result": [f"{EVENT}/anmalda/atgard/atgard"],
        "requests.show": [f"{EVENT}/forfragningar"],
        "requests.one": [f"{EVENT}/forfragningar/{request.uid}"],
        "lists.show": [f"{EVENT}/listor/"],
        "lists.view": [f"{EVENT}/listor/{name}" for name in every],
        "lists.download": [f"{EVENT}/listor/{name}.{ending}" for name in every for ending in ("csv", "xlsx")],
        "needs.show": [f"{EVENT}/behov"],
    }


def _of_the_register() -> Addresses:
    person, other = _people()[0], _people()[1]
    place, held, proposal = _first(Organisation), _first(Assignment), _first(Proposal)
    home = f"{REGISTER}/personer/{person.uid}"
    return {
        "register.persons": [REGISTER, f"{REGISTER}?q=ek"],
        "register.person": [home],
        "register.vacancies": [f"{REGISTER}/vakanser"],
        "register.show_new": [f"{REGISTER}/personer/ny"],
        "register.show_edit": [f"{home}/andra"],
        "register.show_erase": [f"{home}/radera"],
        "assignments.show_add": [f"{home}/uppdrag/nytt"],
        "assignments.show_edit": [f"{REGISTER}/uppdrag/{held.uid}/andra"],
        "succession.show": [f"{REGISTER}/uppdrag/{held.uid}/avsluta?q=ek"],
        "merging.choose": [f"{home}/sla-ihop"],
        "merging.show": [f"{home}/sla-ihop/{other.uid}"],
        "organisations.show_all": [f"{REGISTER}/organisationer"],
        "organisations.show": [f"{REGISTER}/organisationer/{place.uid}"],
        "organisations.show_new": [f"{REGISTER}/organisationer/ny"],
        "organisations.show_edit": [f"{REGISTER}/organisationer/{place.uid}/andra"],
        "organisation_link.show": [f"{REGISTER}/organisationer/{place.uid}/lank"],
        "confirming.show": [f"{REGISTER}/avstamning"],
        "confirming.choose": [f"{REGISTER}/avstamning/ny"],
        "proposals.show": [f"{REGISTER}/forslag/{proposal.uid}"],
        "roles.show_all": [f"{REGISTER}/roller"],
        "roles.show": [f"{REGISTER}/roller/rektor"],
        "roles.show_new": [f"{REGISTER}/roller/ny"],
    }


@pytest.fixture
def at() -> Iterator[Callable[[datetime], None]]:
    """Sets the clock."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def scene(app: Flask, at: object) -> Crowded:
    return Crowded(app)


Look = Callable[[], dict[str, tuple[int, int]]]


@pytest.fixture
def look(app: Flask, sign_in: SignsIn, scene: Crowded, at: Callable[[datetime], None]) -> Look:
    """Opens every page, the organizers' with every right, and those of the invited once more when it is too late to
    change. Other tests look at what stands there: here each page's status and statements are told.
    """
    anybody, organizer = FlaskClient(app, app.response_class), FlaskClient(app, app.response_class)
    sign_in(organizer, *Right)

    def looked() -> dict[str, tuple[int, int]]:
        at(NOW)
        there = [where for each in addresses(scene).values() for where in each]
        found = {where: counted(organizer if where.startswith(GUARDED) else anybody, where) for where in there}
        at(TOO_LATE)
        with app.app_context():
            there = [where for each in _invitees(late=True).values() for where in each]
        return found | {f"{where} (late)": counted(anybody, where) for where in there}

    return looked


def test_every_page_is_opened_here_or_shows_one_thing_only(app: Flask, scene: Crowded) -> None:
    scene.grow(FEW)
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages <= set(MATRIX)
    assert pages - set(addresses(scene)) == ALONE


def test_no_page_asks_more_often_because_there_is_more(scene: Crowded, look: Look) -> None:
    scene.grow(FEW)
    few = look()
    scene.grow(MANY)
    many = look()
    assert {page: status for page, (status, _number) in many.items() if status != 200} == {}
    assert {page: (few[page], found) for page, found in many.items() if found != few[page]} == {}


def counted(client: FlaskClient, address: str) -> tuple[int, int]:
    """The status, and how many statements it takes to open a page."""
    answers = []
    number = statements(lambda: answers.append(client.get(address, buffered=True)))
    return answers[0].status_code, number
