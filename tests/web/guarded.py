"""A crowded meeting in which some are protected: one of every kind that there is, and what is planted of them."""

import io
from typing import NamedTuple

import openpyxl
import pypdf
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.audit import log
from app.audit.actor import SYSTEM, Actor, ActorKind
from app.invitations import letters, queries
from app.invitations.model import Invitation
from app.kernel.db import transaction
from app.mail import outbox
from app.mail.model import LetterState, OutboxLetter
from app.people.actions.persons import draft_of, write
from app.people.model import Assignment, Person, Proposal
from app.people.rules.kinds import AssignmentSource
from app.registrations.model import Registration, Request
from tests.builders import NOW
from tests.web.crowded import Crowded
from tests.web.crowded_around import CYCLE, KINDS

OTHERS = (("Ulla", "Kvist"), ("Maj", "Lind"), ("Per", "Sund"), ("Siv", "Udd"))
"""Who comes in somebody's stead, answers for an organisation, was named for a place, signed up."""


_OPEN_OR_SHUT = (200, 403)
"""The matrix opens the lists, and the view shuts some of them again."""


class Planted(NamedTuple):
    """What must be found nowhere, and where the protected people's own pages are."""

    secrets: tuple[str, ...]
    own_pages: tuple[str, ...]


def plant(scene: Crowded) -> Planted:
    """Let one of each kind be protected, but for the first seven, whose pages are walked."""
    scene.grow(len(CYCLE) + len(KINDS))
    with scene.app.app_context(), transaction() as session:
        chosen = _chosen(session)
        secrets: list[str] = []
        pages: list[str] = []
        for number, person in enumerate(chosen):
            secrets += _hide(person, number)
            _tell_of(session, person)
        session.flush()
        for person in chosen:
            pages += _pages_of(session, person)
    return Planted(tuple(secrets), tuple(pages))


def _chosen(session: Session) -> list[Person]:
    found = session.scalars(sa.select(Person).where(Person.family_name == "Ek").order_by(Person.id))
    chosen = list(found)[len(CYCLE) :]
    for given, family in OTHERS:
        same = sa.select(Person).where(Person.given_name == given, Person.family_name == family).order_by(Person.id)
        chosen.append(session.scalars(same).all()[-1])
    assert len(chosen) == len(KINDS) + len(OTHERS)
    return chosen


def _hide(person: Person, number: int) -> list[str]:
    given, family = f"Hemlig{number}", f"Skyddsdotter{number}"
    address, phone = f"hemlig{number}@dold.example", f"070-99 88 {number:02}"
    person.given_name, person.family_name, person.phone, person.protected = given, family, phone, True
    for row in person.addresses:
        row.address, row.address_key = address, address
    write(person, draft_of(person))
    return [given, family, address, phone, person.uid]


def _tell_of(session: Session, person: Person) -> None:
    """Letters and lines of the log, as acts write them: one sent, one that failed, what the person and others did."""
    mine = sa.select(Invitation).where(Invitation.person_id == person.id)
    for one in session.scalars(mine.where(Invitation.event.has(slug="run-konferens"))):
        uid = outbox.put(letters.invitation(one, queries.parts_of(one), AssignmentSource.IMPORT), now=NOW)
        lost = sa.update(OutboxLetter).where(OutboxLetter.uid == uid).values(state=LetterState.FAILED)
        session.execute(lost)
        own = Actor(ActorKind.PERSON, person.uid, person.name)
        told = {"subject": ("person", person.uid), "event_uid": one.event.uid}
        log.record(own, "registration.made", now=NOW, details={"version": 1, "changes": []}, **told)
        log.record(SYSTEM, "person.created", now=NOW, details={"name": person.name}, **told)
        log.record(own, "invitation.declined", now=NOW, subject=("event", one.event.uid), event_uid=one.event.uid)


def _pages_of(session: Session, person: Person) -> list[str]:
    home, event = f"/arrangor/register/personer/{person.uid}", "/arrangor/moten/run-konferens"
    pages = [home, *(f"{home}/{end}" for end in ("andra", "radera", "uppdrag/nytt", "sla-ihop", "ny-kalenderlank"))]
    for one in session.scalars(sa.select(Assignment).where(Assignment.person_id == person.id)):
        pages += [f"/arrangor/register/uppdrag/{one.uid}/{end}" for end in ("andra", "avsluta")]
        for told in session.scalars(sa.select(Proposal).where(Proposal.assignment_id == one.id)):
            pages.append(f"/arrangor/register/forslag/{told.uid}")
    mine = Invitation.person_id == person.id, Invitation.event.has(slug="run-konferens")
    for one in session.scalars(sa.select(Invitation).where(*mine)):
        ends = ("", "/byt-lank", "/aterkalla")
        pages += [f"{event}/inbjudna/{one.uid}{end}" for end in ends]
        pages += [f"{event}/narvaro/personer/{one.uid}", f"{event}/anmal/{one.uid}", f"{event}/bjud-in/brev/{one.uid}"]
        asked = sa.select(Request).where(Request.invitation_id == one.id)
        pages += [f"{event}/forfragningar/{request.uid}" for request in session.scalars(asked)]
    for held in session.scalars(sa.select(Registration).where(Registration.person_id == person.id)):
        if held.event.slug == "run-konferens":
            pages.append(f"{event}/anmalda/{held.uid}")
    for letter in session.scalars(sa.select(OutboxLetter).where(OutboxLetter.person_uid == person.uid)):
        pages += [f"/arrangor/utkorg/{letter.uid}{end}" for end in ("", "/html", "/adress")]
    pages.append(f"{event}/listor/namnskyltar?person={person.uid}")
    return pages


def words_of(answer: TestResponse, address: str) -> str:
    """All that an answer says, whatever kind of file it is."""
    data, path = answer.get_data(), address.split("?")[0]
    if path.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(data))
        return "\n".join(str(row) for sheet in book for row in sheet.iter_rows(values_only=True))
    if data.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return data.decode("utf-8", "replace").replace("\r\n ", "")


def seen_by(client: FlaskClient, addresses: list[tuple[str, str]], secrets: tuple[str, ...]) -> dict[str, set[str]]:
    """What of ``secrets`` each page tells, by the name of its route; only those that tell any, or do not open."""
    told: dict[str, set[str]] = {}
    for name, address in addresses:
        with client.get(address, buffered=True, follow_redirects=True) as answer:
            words = words_of(answer, address) if answer.status_code == 200 else ""
            found = {secret for secret in secrets if secret in words}
            found |= {f"{answer.status_code} {address}"} if answer.status_code not in _OPEN_OR_SHUT else set()
        if found:
            told.setdefault(name, set()).update(found)
    return told
