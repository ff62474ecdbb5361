"""A morning at the doors of a conference: a server that can be stopped and started anew, phones, people."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response, request
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import BaseWSGIServer, make_server

from app import create_app
from app.attendance.model import Tick
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import clock, tokens
from app.kernel.db import db, transaction
from app.organizers.model import Account, SignIn
from app.organizers.rules import Right
from app.people.model import Person
from app.registrations.model import Need, Registration
from app.registrations.rules.needs import NeedKind
from app.web.guards import SESSION_KEY
from tests import builders
from tests.attended import comes
from tests.browser import start
from tests.pages.door_phone import DoorPhone, clock_that_is_off
from tests.pages.look import NARROW, WIDE

MORNING = datetime.fromisoformat("2027-03-04T08:41+01:00")
PEOPLE = 48
OTHER = "Slutet möte"
SECRETS = ("hemlig.example", "070-123 45 67", "nötallergi", OTHER)
"""What no door may see: an address, a telephone number, a need, another meeting."""
ELSEWHERE = ("Hemlig del", "Annanstans", "slutet-mote")
"""Of the other meeting, where a door is of one meeting alone."""


class Doors:
    """The conference, its server and its phones."""

    def __init__(self, app: Flask, browser: Browser) -> None:
        self.app, self._browser = app, browser
        self.answers: list[tuple[str, str]] = []
        """(path with query, text) of everything that the server has answered, unpacked."""
        self.takes_no_marks = False
        """The server is too busy for marks. A browser's own routes do not see all that a service worker lets by."""
        self.fails_once: set[str] = set()
        """Paths that get no answer the first time they are asked for."""
        self._contexts: list[BrowserContext] = []
        self._server: BaseWSGIServer | None = None
        self._port = 0
        with app.app_context(), transaction():
            self._build()

    def _build(self) -> None:
        event = builders.event(slug="run-konferens-2027")
        early = {"starts_at": MORNING.replace(hour=9, minute=0), "ends_at": MORNING.replace(hour=11)}
        dialogue = builders.part(event, "Dialogmöte", by_arrival=True, **early)
        plenary = builders.part(event, "Konferens", by_arrival=True)
        role, place = builders.role(), builders.organisation("Ånge kommun")
        coming = {"state": InvitationState.COMING}
        for number in range(PEOPLE):
            who = builders.person(*_name(number), f"p{number}@hemlig.example", phone="070-123 45 67")
            comes(builders.invitation(event, who, role, place, **coming), *([dialogue] if number else []), plenary)
        builders.invitation(event, builders.person("Ture", "Tyst"), role, builders.organisation("Åre kommun"))
        need = {"kind": NeedKind.DIET, "text": "nötallergi", "given_at": builders.NOW}
        first = db.session.scalars(sa.select(Registration).limit(1)).one()
        first.needs.append(Need(**need))
        other = builders.event(OTHER, slug="slutet-mote")
        builders.part(other, "Hemlig del")
        self.other_code = builders.invitation(other, builders.person("Olle", "Annanstans")).uid
        self.codes = {one.person.name: one.uid for one in db.session.scalars(sa.select(Invitation))}
        self.part, self.address = plenary.uid, f"/dorr/run-konferens-2027/{plenary.uid}"
        self.arrival = "/dorr/run-konferens-2027/ankomst-2027-03-04"

    def opens(self) -> None:
        """The server; the same address each time, a fresh app on the same database."""
        app = create_app(self.app.config["RUN"])
        app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(days=36_500)  # the browser goes by the real date
        app.before_request(self._is_busy)
        app.after_request(self._note)
        self._server = make_server("127.0.0.1", self._port, app, threaded=True)
        self._port = self._server.port
        self._thread = start(self._server)

    def _is_busy(self) -> Response | None:
        fails = request.path in self.fails_once or (self.takes_no_marks and request.path.endswith("/bockningar"))
        self.fails_once.discard(request.path)
        return Response(status=503) if fails else None

    def _note(self, response: Response) -> Response:
        if not response.direct_passthrough:  # a file of ours
            body = response.get_data()
            packed = response.content_encoding == "gzip"
            self.answers.append((request.full_path, (gzip.decompress(body) if packed else body).decode()))
        return response

    def closes(self) -> None:
        """The server stops in the middle of everything."""
        if self._server:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None

    def keeper(self, name: str, right: Right = Right.DOOR) -> str:
        """An account with nothing but the right to keep doors, or another one, signed in: the token."""
        with self.app.app_context(), transaction():
            builders.account(f"{name.lower()}@miun.example", right, name=name)
        return self.again(name)

    def again(self, name: str) -> str:
        """The same account signs in once more: another token."""
        token, now = tokens.new_seed(), clock.now()
        with self.app.app_context(), transaction() as session:
            account = session.scalars(sa.select(Account).where(Account.name == name)).one()
            times = {"created_at": now, "last_seen_at": now, "expires_at": now + timedelta(hours=12)}
            session.add(SignIn(account_id=account.id, token_digest=tokens.digest(token), **times))
        return token

    def office(self) -> Page:
        """An organizer's computer."""
        page = self.phone(self.keeper("Sam Ordnare", Right.ORGANIZER)).page
        page.set_viewport_size({"width": WIDE, "height": 900})
        return page

    def phone(self, token: str = "", *, clock_wrong_by: timedelta | None = None, **more: Any) -> DoorPhone:
        """A phone that is signed in, or not; its clock may go wrong."""
        size = {"width": NARROW, "height": 700}
        base = f"http://127.0.0.1:{self._port}"
        context = self._browser.new_context(base_url=base, viewport=size, **more)
        self._contexts.append(context)
        context.set_default_timeout(60_000)
        if token:
            self.signs_in(context, token)
        if clock_wrong_by is not None:
            context.add_init_script(clock_that_is_off(clock_wrong_by))
        return DoorPhone(context.new_page())

    def signs_in(self, context: BrowserContext, token: str) -> None:
        """By the cookie that signing in gives."""
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie[SESSION_KEY] = token
        value = client.get_cookie("run").value
        context.add_cookies([{"name": "run", "value": value, "url": f"http://127.0.0.1:{self._port}"}])

    def ends_sign_ins(self) -> None:
        """The rights are taken from everybody."""
        with self.app.app_context(), transaction() as session:
            session.execute(sa.delete(SignIn))

    def withdraws(self, name: str) -> None:
        """Somebody's invitation is revoked."""
        with self.app.app_context(), transaction() as session:
            found = sa.select(Invitation).join(Person).where(Person.given_name == name.split()[0])
            for one in session.scalars(found):
                one.state, one.revoked_at = InvitationState.REVOKED, clock.now()

    def records(self) -> list[tuple[str, str, bool, str]]:
        """(name, mark, whether it stands, by whom) of everything that is known, in the order it was."""
        with self.app.app_context():
            rows = db.session.scalars(sa.select(Tick).order_by(Tick.at, Tick.uid))
            return [(row.person.name, row.mark.value, row.standing, row.by_name) for row in rows]

    def end(self) -> None:
        """Everything that was opened is closed."""
        for context in self._contexts:
            context.close()
        self.closes()


def _name(number: int) -> tuple[str, str]:
    return f"Anna{number:02}", "Björk" if number % 2 else "Öst"


def name(number: int) -> str:
    """Whom the number is of."""
    return " ".join(_name(number))


@contextmanager
def doors(app: Flask, browser: Browser) -> Iterator[Doors]:
    """Open while the test lasts."""
    scene = Doors(app, browser)
    try:
        scene.opens()
        yield scene
    finally:
        scene.end()


@pytest.fixture
def scene(app: Flask, chromium: Browser, it_is: Callable[..., None]) -> Iterator[Doors]:
    """The morning, for a test."""
    it_is(MORNING)
    with doors(app, chromium) as opened:
        yield opened


@pytest.fixture
def phone(scene: Doors) -> DoorPhone:
    """A phone with the list, and no network."""
    opened = scene.phone(scene.keeper("Dag Dörr"))
    opened.opens(scene.address)
    opened.loses_network()
    return opened
