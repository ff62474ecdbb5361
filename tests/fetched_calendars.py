"""What can be fetched about a meeting: a person's, a group's and the public feed, and both kinds of downloads."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actor import COMMAND
from app.desk.edit_event import edit_event, edit_part
from app.events.model import Event, Part
from app.events.queries.calendars import find_group_calendar
from app.events.queries.drafts import draft_of, part_draft_of
from app.events.rules.audiences import AUDIENCES
from app.feeds import queries
from app.feeds.actions import give_group_calendar
from app.feeds.queries.groups import group_link
from app.invitations.letters import answer_link
from app.invitations.queries import lock
from app.kernel import links
from app.kernel.db import transaction
from app.people.model import Person
from app.people.rules.kinds import RoleGroup
from app.registrations import actions as registering
from app.registrations.rules import Mode
from tests import builders
from tests.builders import NOW
from tests.calendar_readers import read_by_all
from tests.strict_ics import Component

FEEDS = ("personal", "group", "public")
OUTPUTS = (*FEEDS, "download", "meeting")
LINK = "https://video.example/dag-1"


@dataclass(frozen=True)
class Scene:
    """Anna comes online to the first day of the conference, with an afternoon for school leaders."""

    app: Flask
    client: FlaskClient
    event_id: int
    part_id: int
    invitation_uid: str
    addresses: dict[str, str]

    def fetch(self, name: str) -> bytes:
        """The file; empty where there is none any more."""
        answer = self.client.get(self.addresses[name])
        return answer.data if answer.status_code == 200 else b""

    def entries(self, name: str) -> dict[str, Component]:
        """By UID, as every reader understands them; none where there is no file any more."""
        body = self.fetch(name)
        return {one.one("UID").value: one for one in read_by_all(body).events} if body else {}


def conference(app: Flask, client: FlaskClient) -> Scene:
    """It, at NOW."""
    with time_machine.travel(NOW, tick=False), app.app_context(), transaction():
        event = builders.event(slug="run-konferens-2027", public=True, theme="Språk")
        rektor = builders.role("rektor", group=RoleGroup.SKOLLEDNING)
        builders.circle(event, rektor)
        plenary = builders.part(event, online_url=LINK, description="Om **språk**.", contributors="Prof. Ek")
        leaders = builders.part(event, "Rektorspass", starts_at=NOW.replace(month=3, day=5), ends_at=march(5, 11))
        builders.circle(event, rektor, leaders)
        anna = builders.person()
        invitation = builders.invitation(event, anna, rektor, builders.organisation())
        give_group_calendar(AUDIENCES["skolledning"], now=NOW, actor=COMMAND)
        asked = (registering.Asked(plenary.uid, Mode.ONLINE), registering.Asked(leaders.uid, Mode.ON_SITE))
        registering.register(lock(invitation.uid), registering.Answers(asked), now=NOW, actor=COMMAND)
        return Scene(
            app, client, event.id, plenary.id, invitation.uid, _addresses(anna, links.path(answer_link(invitation)))
        )


def march(day: int, hour: int) -> datetime:
    """An hour of a day in March 2027, UTC."""
    return datetime(2027, 3, day, hour, tzinfo=UTC)


def _addresses(anna: Person, invitation: str) -> dict[str, str]:
    calendar = find_group_calendar("skolledning")
    assert calendar is not None
    return {
        "personal": links.path(queries.feed_link(anna)),
        "group": links.path(group_link(calendar)),
        "public": "/kalender/run.ics",
        "download": f"{invitation}/kalender.ics",
        "meeting": "/moten/run-konferens-2027.ics",
    }


Act = Callable[[Event, Part, datetime], object]


def editing(**given: object) -> Act:
    """Change these fields of the meeting."""

    def act(event: Event, editing_part: Part, now: datetime) -> None:
        draft = draft_of(event)
        edit_event(event, replace(draft.details, **given), draft.terms, now=now, actor=COMMAND)  # type: ignore[arg-type]

    return act


def editing_part(**given: object) -> Act:
    """Change these fields of its part."""

    def act(event: Event, part: Part, now: datetime) -> None:
        edit_part(event, part, replace(part_draft_of(event, part), **given), now=now, actor=COMMAND)  # type: ignore[arg-type]

    return act


def do(scene: Scene, act: Act, now: datetime) -> None:
    """Do it as an action does."""
    with scene.app.app_context(), transaction() as session:
        act(session.get_one(Event, scene.event_id), session.get_one(Part, scene.part_id), now)
