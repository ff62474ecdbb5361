"""Many people at once: written by two statements, since hundreds by the builders take long."""

from itertools import count

import sqlalchemy as sa

from app.events.model import Event
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.kernel.text import search_key, sort_key
from app.people.model import Person
from tests.builders import NOW

_numbers = count(1)


def many_invited(event: Event, many: int) -> None:
    """So many more are invited and have not answered, without address and role. Their links open nothing."""
    numbers = [next(_numbers) for _ in range(many)]
    people = db.session.scalars(sa.insert(Person).returning(Person.id), [_person(one) for one in numbers])
    same = {"event_id": event.id, "state": InvitationState.UNANSWERED, "created_at": NOW, "sent_at": NOW}
    db.session.execute(sa.insert(Invitation), [same | {"person_id": who, "link_digest": str(who)} for who in people])


def _person(number: int) -> dict[str, object]:
    family = f"Ek{number}"
    return {
        "given_name": "Nils",
        "family_name": family,
        "sort_key": sort_key(family, "Nils"),
        "search_key": search_key("Nils", family),
        "name_key": search_key("Nils", family),
        "created_at": NOW,
        "changed_at": NOW,
        **{name: f"{name}-{number}" for name in ("link_digest", "decline_digest", "feed_digest")},
    }
