"""Be kommunerna stämma av: ask organisations whether the register is right, and remind them once."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from app.audit import log
from app.audit.actor import Actor
from app.kernel.db import db, insert
from app.kernel.words import local
from app.mail import outbox
from app.mail.letter import Receiver
from app.people import letters, queries
from app.people.actions.contact import open_link
from app.people.model import AskedOrganisation, ConfirmationRequest, Organisation
from app.people.rules.asking import AGAIN, FIRST, AskedAll, AskedAlready, Asking, RemindedAll


def ask_to_confirm(
    uid: str, organisations: Collection[Organisation], asking: Asking, *, now: datetime, actor: Actor
) -> AskedAll | AskedAlready:
    """Send each organisation's contacts and function mailbox the question with the organisation's link. ``uid`` names
    the question: sent twice, the second time nothing is written.
    """
    if not (request := _begin(uid, asking, now, actor)):
        return AskedAlready()
    contacts = queries.list_contacts({place.id for place in organisations}, local(now).date())
    reached = 0
    for place in organisations:
        receivers = letters.receivers_of(place, contacts.get(place.id, []))
        if not receivers:
            continue
        open_link(place)
        _write(place, receivers, request.uid, asking, FIRST, now)
        db.session.add(AskedOrganisation(request_id=request.id, organisation_id=place.id, letters=len(receivers)))
        reached += 1
    db.session.flush()
    log.record(actor, "contacts.asked", now=now, details={"count": reached})
    return AskedAll(reached)


def _begin(uid: str, asking: Asking, now: datetime, actor: Actor) -> ConfirmationRequest | None:
    """One statement, also where two press at once: the second finds the row."""
    values = asdict(asking) | {"uid": uid, "asked_at": now, "asked_by": actor.name}
    row = insert(ConfirmationRequest).values(**values).on_conflict_do_nothing(index_elements=[ConfirmationRequest.uid])
    begun: ConfirmationRequest | None = db.session.scalar(row.returning(ConfirmationRequest))
    return begun


def remind_to_confirm(
    request: ConfirmationRequest, *, now: datetime, actor: Actor, asking: Asking | None = None
) -> RemindedAll:
    """Write once more to those from whom nothing has been heard; each organisation is reminded once, whoever presses
    and whatever rounds run. ``asking``: what is asked now, where that is another thing than then.
    """
    asking = asking or queries.asking_of(request)
    silent = queries.lock_silent(request.id)
    contacts = queries.list_contacts({one.organisation_id for one in silent}, local(now).date())
    for one in silent:
        place = one.organisation
        open_link(place)
        _write(place, letters.receivers_of(place, contacts.get(place.id, [])), request.uid, asking, AGAIN, now)
        one.reminded_at = now
    if silent:
        log.record(actor, "contacts.reminded", now=now, details={"count": len(silent)})
    return RemindedAll(len(silent))


def _write(
    place: Organisation, receivers: Sequence[Receiver], uid: str, asking: Asking, kind: str, now: datetime
) -> None:
    for receiver in receivers:
        outbox.put(letters.please_confirm(place, receiver, asking, uid, kind), now=now)
