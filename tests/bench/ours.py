"""Our side of the measurement: a filled database, signed-in cookies, and forms as a browser sends them."""

import io
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
import xlsxwriter
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer

from app import create_app
from app.events.model import Event, Part
from app.kernel import clock, tokens
from app.kernel.db import db, transaction
from app.kernel.settings import Settings, load_settings
from app.organizers.model import SignIn
from app.organizers.rules import Right
from app.people.model import Person, Role
from app.web.guards import SESSION_KEY
from tests import builders
from tests.bench.client import Call, Connection
from tests.bench.crowd import Crowd
from tests.bench.fill import SLUG, fill
from tests.pages.forms import values_of
from tests.said import statements

SECRETS = {"RUN_SECRET_KEY": "s" * 40, "RUN_LINK_KEY": "l" * 40}


@dataclass(frozen=True)
class Ours:
    """The app on the measurement's database."""

    app: Flask
    environ: dict[str, str]


def prepare(
    folder: Path, port: int, people: int, playing: Crowd | None = None, database_url: str = "", *, lists: bool = False
) -> Ours:
    """A migrated database, a SQLite file in ``folder`` unless said, with ``people`` invited; see ``fill``."""
    environ = {
        "RUN_ENV": "development",
        "RUN_DATABASE_URL": database_url or f"sqlite:///{folder}/ours.sqlite",
        "RUN_QUEUE_URL": f"sqlite:///{folder}/queue.sqlite",
        "RUN_BASE_URL": f"http://127.0.0.1:{port}",
        "RUN_LOG_LEVEL": "ERROR",
        "PORT": str(port),
        **SECRETS,
    }
    settings: Settings = load_settings({k: v for k, v in environ.items() if k.startswith("RUN_")})
    app = create_app(settings)
    with app.app_context():
        upgrade()
        fill(people, playing, lists=lists)
        db.session.remove()
        db.engine.dispose()
    return Ours(app, environ)


def signed_in_cookie(ours: Ours, *rights: Right) -> str:
    """A Cookie header of somebody signed in with ``rights``."""
    token, now = tokens.new_seed(), clock.now()
    with ours.app.app_context(), transaction() as session:
        account = builders.account(f"{token[:8]}@miun.example", *rights)
        times = {"created_at": now, "last_seen_at": now, "expires_at": now.replace(year=now.year + 1)}
        session.add(SignIn(account_id=account.id, token_digest=tokens.digest(token), **times))
    interface = ours.app.session_interface
    serializer: URLSafeTimedSerializer | None = interface.get_signing_serializer(ours.app)  # type: ignore[attr-defined]
    assert serializer is not None
    return f"{ours.app.config['SESSION_COOKIE_NAME']}={serializer.dumps({SESSION_KEY: token})}"


def form_call(connection: Connection, address: str, cookie: str = "", to: str | None = None) -> Call:
    """The POST that a browser would send from the page at ``address``, with the cookie the page gave."""
    headers = (("Cookie", cookie),) if cookie else ()
    answer = connection.ask(Call("GET", address, headers))
    assert answer.status == 200, (address, answer.status)
    given = re.search(rb"[Ss]et-[Cc]ookie: ([^;]+)", answer.head)
    cookie = given.group(1).decode() if given else cookie
    page = BeautifulSoup(answer.body, "html.parser")
    form = next(f for f in page.find_all("form") if f.get("method") == "post" and to in (None, f.get("action")))
    sent = _choose_first(form, values_of(form))
    return Call(
        "POST", to or str(form.get("action") or address), (("Cookie", cookie),), urlencode(sent, doseq=True).encode()
    )


def _choose_first(form: Tag, sent: dict[str, list[str]]) -> dict[str, list[str]]:
    """Every checkbox ticked but those of needs and consent, and the first choice of each radio group."""
    for field in form.find_all("input", type=["checkbox", "radio"]):
        name, value = str(field.get("name")), str(field.get("value"))
        if field.get("type") == "radio":
            sent.setdefault(name, [value])
        elif name == "delar" and value not in sent.get(name, []):
            sent.setdefault(name, []).append(value)
    return sent


def as_shown_full(call: Call) -> Call:
    """As sent from a form that showed everything as full: what fills up while it is measured is queued for."""
    given = parse_qsl(call.body.decode())
    chosen = [value for name, value in given if name == "delar" or name.startswith("pass_")]
    full = [("fullt", value) for value in chosen] + [("motet_fullt", "1")]
    return replace(call, body=urlencode([*given, *full]).encode())


def count_statements(ours: Ours, call: Call) -> int:
    """How many statements ``call`` costs, BEGIN and COMMIT not counted."""
    client = ours.app.test_client(use_cookies=False)
    try:
        with statements() as said:
            client.open(
                call.path,
                method=call.method,
                data=call.body,
                headers=[*call.headers, ("Host", ours.environ["RUN_BASE_URL"].removeprefix("http://"))],
                content_type="application/x-www-form-urlencoded" if call.method == "POST" else None,
            )
    finally:
        with ours.app.app_context():
            db.engine.dispose()
    return len([one for one in said if not one.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE"))])


def first_part(ours: Ours) -> str:
    """The uid of the conference's first part."""
    with ours.app.app_context():
        asked = sa.select(Part.uid).join(Part.event).where(Event.slug == SLUG, Part.title == "Del 0")
        uid = db.session.scalars(asked).one()
        db.session.remove()
        return uid


def change_feeds(ours: Ours, people: int) -> None:
    """Make the feeds of the first ``people`` stale."""
    with ours.app.app_context():
        with transaction() as session:
            session.execute(
                sa.update(Person).where(Person.id <= people).values(calendar_version=Person.calendar_version + 1)
            )
        db.session.remove()


def contact_file(rows: int) -> bytes:
    """A contact list of ``rows`` people as a secretary would send it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Kontakter")
        sheet.write_row(0, 0, ["Namn", "E-post", "Mobil", "Befattning", "Kommun"])
        for number in range(rows):
            name = f"Karin{number % 89} Sjöberg{number}"
            address = f"karin{number}@kommun.example"
            place = f"Kommun {number % 60 + 1:02}"
            sheet.write_row(number + 1, 0, [name, address, "070-123 45 67", "Rektor", place])
    return target.getvalue()


def wait_for_quiet(seconds: float = 1.0) -> None:
    """Let what the last load started come to rest."""
    time.sleep(seconds)


def role_keys(ours: Ours) -> Sequence[str]:
    """The roles the register has."""
    with ours.app.app_context():
        found = list(db.session.scalars(sa.select(Role.key)))
        db.session.remove()
        return found


EVENT = f"/arrangor/moten/{SLUG}"
CORES = os.cpu_count() or 1
