"""The demo's own list, of those who stay the night, and the secret address that the hotel fetches it at."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.audit.actor import Actor
from app.events.queries import get_whole_event
from app.events.queries.questions import list_questions
from app.events.rules.kinds import PartKind
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.lists.addresses import AddressThere, Wanted, find_open, make_address, note_fetched, until
from app.lists.frozen import freeze_own
from app.lists.keeping_own import keep
from app.lists.model import OwnList
from app.lists.own import Draft, Limits, Order
from app.organizers.queries import find_account_by_email

_HOTEL = "Hotell Södra Berget"
_ROOMS = 2
_WEEK = timedelta(days=7)


def for_the_hotel(slug: str, owner: str, *, now: datetime, actor: Actor) -> None:
    """The list is shared by ``owner`` (an account's address), and the hotel has fetched it a week later."""
    with transaction():
        event, account = get_whole_event(slug), find_account_by_email(owner)
        if account is None:
            raise LookupError(owner)
        night = next(part for part in event.parts if part.kind is PartKind.NIGHT)
        rooms = [f"fraga_{one.uid}" for one in list_questions(event.id)[:_ROOMS]]
        columns = ("efternamn", "fornamn", "organisation", f"del_{night.uid}", *rooms, "telefon")
        draft = Draft("Hotellista", True, columns, Limits(part=night.uid), Order.NAME)
        keep(event, account.id, draft, now=now, actor=actor)
        row = db.session.scalars(sa.select(OwnList).where(OwnList.event_id == event.id)).one()
        last = event.ends_on + timedelta(days=30)
        wanted = Wanted(_HOTEL, ("xlsx", "csv"), until(last))
        made = make_address(event, account.id, wanted, freeze_own(event, row), now=now, actor=actor)
        if isinstance(made, AddressThere):
            raise TypeError(made)
        token = links.token(Link(Purpose.LIST, made.link_seed))
    with transaction():
        opened = find_open(token, now + _WEEK)
        if opened is not None:
            note_fetched(opened, "xlsx", now=now + _WEEK)
