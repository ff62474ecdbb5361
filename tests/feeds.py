"""One who comes to the conference, and the addresses where her calendars are fetched."""

from dataclasses import dataclass, replace

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.actor import COMMAND
from app.events.actions import marks
from app.events.model import Event
from app.events.queries.calendars import find_group_calendar
from app.events.rules.audiences import AUDIENCES
from app.feeds import queries
from app.feeds.actions import give_group_calendar
from app.feeds.queries.groups import group_link
from app.invitations.letters import answer_link
from app.invitations.model import Invitation
from app.kernel import links
from app.kernel.db import db, transaction
from app.people.actions import touch_calendar
from app.people.model import Person
from app.people.rules.kinds import RoleGroup
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from tests import builders
from tests.builders import NOW
from tests.pages.forms import submit

NASTY = "Å\u0308sa \x0b\u2028\u202e\"'><img src=x onerror=alert(1)>;,\\N {{7*7}} " + "ö" * 200
BANNER, PLENARY = "RUN-konferens 2027", "Konferens dag 1 – RUN-konferens 2027"


@dataclass(frozen=True)
class Scene:
    """One who comes to the conference, and her addresses."""

    person_id: int
    event_id: int
    registration_id: int
    feed: str
    download: str
    page: str
    group: str = ""


def conference(app: Flask) -> Scene:
    """Anna comes to its first part, on the spot."""
    with app.app_context(), transaction():
        event = builders.event(slug="run-konferens-2027", public=True)
        part = builders.part(event, online_url="https://video.example/dag-1")
        builders.part(event, "Middag")
        anna = builders.person()
        builders.circle(event, builders.role("rektor", group=RoleGroup.SKOLLEDNING))
        give_group_calendar(AUDIENCES["skolledning"], now=NOW, actor=COMMAND)
        calendar = find_group_calendar("skolledning")
        assert calendar is not None
        mine = registered(anna, builders.invitation(event, anna), part.id)
        return replace(mine, group=links.path(group_link(calendar)))


def registered(who: Person, invitation: Invitation, *part_ids: int) -> Scene:
    """Who is invited comes to these parts."""
    row = Registration(
        event=invitation.event,
        person=who,
        invitation=invitation,
        state=RegistrationState.CONFIRMED,
        created_at=NOW,
        changed_at=NOW,
        parts=[
            RegistrationPart(part_id=one, state=RegistrationState.CONFIRMED, mode=Mode.ON_SITE, changed_at=NOW)
            for one in part_ids
        ],
    )
    db.session.add(row)
    db.session.flush()
    return Scene(
        who.id,
        invitation.event_id,
        row.id,
        links.path(queries.feed_link(who)),
        f"{links.path(answer_link(invitation))}/kalender.ics",
        links.path(links.Link(links.Purpose.PERSON, who.link_seed)),
    )


def change(app: Flask, scene: Scene, **given: object) -> None:
    """Change the event as its own actions do."""
    with app.app_context(), transaction() as database:
        event = database.get_one(Event, scene.event_id)
        for name, value in given.items():
            setattr(event, name, value)
        marks.mark(event, NOW, sequence=bool({"place", "starts_on", "state"} & set(given)))
        marks.raise_public()
        touch_calendar([scene.person_id])


def renew(client: FlaskClient, scene: Scene) -> TestResponse:
    """Press the button on the page that asks."""
    return submit(client, scene.page + "/ny-kalenderadress")


def headers_of(response: TestResponse) -> dict[str, str | None]:
    """Those that every client gets the same of."""
    names = ("Content-Type", "ETag", "Last-Modified", "Cache-Control", "X-Robots-Tag", "Content-Encoding")
    return {name: response.headers.get(name) for name in names}


ADDRESSES = ("feed", "group", "download", "/kalender/run.ics", "/moten/run-konferens-2027.ics")


def address_of(scene: Scene, name: str) -> str:
    """One of ADDRESSES, of hers."""
    return name if name.startswith("/") else str(getattr(scene, name))
