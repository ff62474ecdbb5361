"""One person's needs are planted, and everything the product shows is walked through: every page that is read, as every
right and with every link, every list and file, letter, feed, row and line of the log. They stand where they may, and
nowhere else.
"""

import io
import json
import logging
import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple
from urllib.parse import quote

import openpyxl
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.kernel import links
from app.kernel.db import Base, db, transaction
from app.kernel.links import Link, Purpose
from app.mail import render
from app.mail.model import OutboxLetter
from app.organizers.rules import Right
from app.people.model import Organisation, Person
from app.web.permissions import MATRIX, SignedIn
from tests.builders import NOW
from tests.conftest import SignsIn
from tests.web.guest import Guest

WRITTEN = {"diet": "Förtigetpaprika", "allergy": "Förtigetkiwi", "access": "Förtigetramp"}
SECRET = "Förtiget"
TICKED = ("nuts", "Nötter eller jordnötter")

MAY_TELL_WORDS = {"needs.show", "lists.view svara-allergier", "lists.download svara-allergier"}
MAY_TELL_CHOICES = MAY_TELL_WORDS | {"lists.view matlista", "lists.download matlista"}
OFFERS_CHOICES = {"invitation.ask", "invitation.ask_needs", "invitation.show", "behalf.show"}
"""Where the choices stand for everybody, none of them ticked."""
_TICKED = re.compile(r'<input[^>]*name="(?:diet|allergy|access|severe|needs_consent|keep)"[^>]*checked')


class Seen(NamedTuple):
    """An answer that was given: to whom, by what, its words."""

    reader: str
    what: str
    words: str


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def guest(app: Flask) -> Guest:
    """Anna Berg comes to conference and dinner with needs of every kind, changes her mind and her needs, and has a
    severe allergy that the kitchen may know of.
    """
    guest = Guest(app, slug="run-konferens-2027", public=True)
    guest.says_yes(guest.plenary, guest.dinner, **_needs())
    guest.says_yes(guest.plenary, guest.dinner, guest.first)
    guest.sends("/behov", **_needs())
    with app.app_context(), transaction() as session:
        organisation = session.scalars(sa.select(Organisation)).one()
        organisation.link_digest = links.digest(Link(Purpose.ORGANISATION, organisation.link_seed))
    return guest


def _needs() -> dict[str, str]:
    return {f"{kind}_text": words for kind, words in WRITTEN.items()} | {"allergy": TICKED[0], "severe": "y"}


def _known(app: Flask) -> dict[str, list[str]]:
    """What an address can be made of: every uid, key and link that there is."""
    with app.app_context():
        found = {}
        for table in Base.metadata.sorted_tables:
            for column in ("uid", "key"):
                if column in table.columns:
                    found[table.name] = [str(value) for value in db.session.scalars(sa.select(table.columns[column]))]
        anna = db.session.scalars(sa.select(Person)).one()
        purposes = (Purpose.PERSON, Purpose.DECLINE_ALL, Purpose.FEED)
        own = [links.token(Link(purpose, anna.link_seed)) for purpose in purposes]
        own.append(links.token(Link(Purpose.ORGANISATION, db.session.scalars(sa.select(Organisation.link_seed)).one())))
    uids = [uid for uids in found.values() for uid in uids]
    lists = ["inbjudna", "deltagare", "narvaro", "matlista", "tillganglighet", "svara-allergier"]
    return {"slug": ["run-konferens-2027"], "token": own, "name": lists, "ending": ["csv", "xlsx"], "other": uids}


def _may(endpoint: str, rights: frozenset[Right] | None) -> bool:
    access = MATRIX[endpoint]
    if not isinstance(access, SignedIn):
        return rights is None
    return rights is not None and (not access.rights or bool(access.rights & rights))


def _addresses(app: Flask, known: dict[str, list[str]], rights: frozenset[Right] | None) -> Iterator[tuple[str, str]]:
    """(what, address) of everything that may be read with these rights; None: by those who are not signed in. That the
    others are refused is what ``tests/architecture`` shows.
    """
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint == "static" or not _may(rule.endpoint, rights):
            continue
        names = re.findall(r"<(?:[^<>:]+:)?(\w+)>", rule.rule)
        for values in product(*(known.get(name, known["other"]) for name in names)):
            address = rule.rule
            for value in values:
                address = re.sub(r"<[^<>]+>", quote(value), address, count=1)
            listed = f" {values[names.index('name')]}" if rule.endpoint.startswith("lists.") and "name" in names else ""
            yield rule.endpoint + listed, address


def _walk(app: Flask, reader: str, client: FlaskClient, rights: frozenset[Right] | None, *tokens: str) -> list[Seen]:
    known = _known(app)
    known["token"] = [*known["token"], *tokens]
    seen = []
    for what, address in _addresses(app, known, rights):
        with client.get(address) as answer:
            if answer.status_code == 200:
                seen.append(Seen(reader, what, _words(answer.data, address)))
    return seen


def _words(data: bytes, address: str) -> str:
    if address.endswith(".xlsx"):
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert sheet is not None
        return "\n".join(str(row) for row in sheet.iter_rows(values_only=True))
    return data.decode("utf-8", "replace").replace("\r\n ", "")


def _tellers(seen: list[Seen], *secrets: str) -> set[tuple[str, str]]:
    return {(one.reader, one.what) for one in seen if any(secret in one.words for secret in secrets)}


def _plain(app: Flask) -> FlaskClient:
    """A browser that does not look at the pages' form: there are thousands."""
    return FlaskClient(app, app.response_class, use_cookies=True)


@pytest.mark.parametrize("right", [*Right, None], ids=lambda right: right.value if right else "all but needs")
def test_signed_in_only_the_right_to_needs_reads_them(
    app: Flask, guest: Guest, sign_in: SignsIn, right: Right | None
) -> None:
    rights = frozenset([right] if right else set(Right) - {Right.NEEDS})
    client = _plain(app)
    sign_in(client, *rights)
    reader = right.value if right else "all"
    seen = _walk(app, reader, client, rights)
    words = {(reader, what) for what in MAY_TELL_WORDS} if right is Right.NEEDS else set()
    assert _tellers(seen, SECRET) == words
    choices = {"needs": MAY_TELL_CHOICES, "organizer": MAY_TELL_CHOICES - MAY_TELL_WORDS}
    may = choices.get(reader, choices["organizer"] if right is None else set())
    told = {(who, what) for who, what in _tellers(seen, *TICKED) if what not in OFFERS_CHOICES}
    assert told == {(reader, what) for what in may}
    assert [one.what for one in seen if _TICKED.search(one.words)] == []
    facts = {(reader, "log.show")} if reader in {"admin", "all"} else set()
    facts |= {(reader, "needs.list_events"), (reader, "needs.show")} if right is Right.NEEDS else set()
    assert _tellers(seen, "uppgift lämnad", "Lämnade särskilda behov", "särskilda behov: ja") <= facts
    reached = {one.what for one in seen}
    if right is None:
        pages = {"answers.registration", "invitations.person", "outbox.letter_html", "log.show", "door.find"}
        pages |= {"register.person", "invitations.coverage", "lists.download deltagare", "lists.view narvaro"}
        assert pages <= reached


def test_no_link_no_feed_and_no_open_page_tells_what_was_given(app: Flask, guest: Guest) -> None:
    seen = _walk(app, "link", _plain(app), None, guest.token)
    assert _tellers(seen, SECRET) == set()
    assert {what for _reader, what in _tellers(seen, *TICKED)} <= OFFERS_CHOICES
    assert [one.what for one in seen if _TICKED.search(one.words)] == []
    reached = {one.what for one in seen}
    assert {"feeds.personal", "feeds.one_meeting", "invitation.ask_needs", "person.show", "feeds.public"} <= reached
    assert {"organisation.show", "decline_all.show", "keeping.show"} <= reached


def test_no_choice_is_ticked_on_the_pages_that_offer_them(guest: Guest) -> None:
    for path in ("/svara", "/behov"):
        page = guest.sees(path)
        assert [box["value"] for box in page.select("input[name=allergy][checked], input[name=severe][checked]")] == []
        assert [field.get_text() for field in page.select("textarea") if field.get_text().strip()] == []


def test_no_letter_no_row_and_no_line_of_the_log_holds_them(
    app: Flask, guest: Guest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    guest.sends("/behov", **_needs())
    guest.sends("/avboka")
    with app.app_context():
        letters = list(db.session.scalars(sa.select(OutboxLetter)))
        told = [_rendered(letter) for letter in letters]
        rows = {
            table.name: "\n".join(str(tuple(row)) for row in db.session.execute(sa.select(table)))
            for table in Base.metadata.sorted_tables
        }
    assert {letter.kind for letter in letters} >= {"receipt", "changed", "withdrawn"}
    for secret in (SECRET, *TICKED):
        assert [words for words in told if secret in words] == []
        assert [name for name, words in rows.items() if secret in words] == []
        assert secret not in caplog.text


def test_while_they_are_kept_they_stand_in_their_own_table_only(app: Flask, guest: Guest) -> None:
    with app.app_context(), transaction() as session:
        holds = [
            table.name
            for table in Base.metadata.sorted_tables
            if any(SECRET in str(tuple(row)) for row in session.execute(sa.select(table)))
        ]
    assert holds == ["needs"]


def _rendered(letter: OutboxLetter) -> str:
    shown = render.render(letter.kind, letter.language, letter.data, letter.to_name)
    calendar = (letter.calendar or b"").decode().replace("\r\n ", "")
    return "\n".join((shown.subject, shown.text, shown.html or "", json.dumps(letter.data), calendar))
