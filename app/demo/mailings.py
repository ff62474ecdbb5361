"""The demo's mailings: the date was saved in October, and the practical information waits as a draft."""

from datetime import datetime, timedelta

from app.audit.actor import Actor
from app.demo.answers import told_as_sent
from app.desk import mailings as desk
from app.events.model import Event
from app.events.queries import get_event
from app.events.rules.ready_texts import READY, to_write
from app.kernel.db import transaction
from app.kernel.words import local
from app.lists.receivers import receivers
from app.people import actions as people
from app.registrations.rules.bulk import UNDO_WINDOW
from app.registrations.rules.mailings import Audience, AudienceKind

_WAY_THERE = "Buss går från resecentrum torsdag klockan 12.00. Parkeringen utanför entrén är fri."


def save_the_date(slug: str, *, now: datetime, actor: Actor) -> None:
    """To the whole register, and kept as a choice: all who lead schools."""
    with transaction():
        people.keep_filter("Alla skolledare", {"grupp": "skolledning"}, now=now, actor=actor)
        event = get_event(slug)
        row = desk.create(_draft("save_the_date"), event.uid, now=now, actor=actor)
        found = receivers(event, Audience(AudienceKind.REGISTER), local(now).date())
        seen = desk.Seen(row.version, len(found.ready))
        desk.decide(row.uid, found.uids, found.left_out(), seen, None, now=now, actor=actor)
    leaves = now + UNDO_WINDOW
    while _write_some(row.uid, leaves):
        pass
    with transaction():
        told_as_sent(leaves + timedelta(minutes=1))


def _write_some(uid: str, now: datetime) -> int:
    with transaction():
        return desk.write_some(uid, now=now)


def draft_the_practical(event: Event, *, now: datetime, actor: Actor) -> None:
    """To those who come, also to those who register later."""
    with transaction():
        desk.create(_draft("practical"), event.uid, now=now, actor=actor)


def _draft(key: str) -> desk.Draft:
    ready = READY[key]
    audience = Audience(AudienceKind(ready.audience))
    text = ready.text
    for left in to_write(text):
        text = text.replace(left, _WAY_THERE)
    return desk.Draft(key, audience, ready.subject, text, ready.also_later)
