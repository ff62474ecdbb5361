"""Letters to those who answer for organisations: about places without a name, and who there has not answered."""

from collections.abc import Mapping, Sequence

from app.events import letters as opening
from app.events.model import Event
from app.events.queries import deadlines_of
from app.invitations.letters import event_data
from app.invitations.model import Invitation, Place, PlaceClaim
from app.invitations.rules import in_capacity
from app.kernel.links import Link, Purpose
from app.kernel.words import N_
from app.mail.letter import JSON, Letter, Receiver
from app.mail.wording import without_links
from app.people.letters import organisation_link
from app.people.model import Organisation


def place_link(one: Place) -> Link:
    """The link of a place, meant for forwarding to those who may take it."""
    return Link(Purpose.PLACE, one.link_seed, one.link_generation)


def place(one: Place, receiver: Receiver, number: int = 0) -> Letter:
    """The letter about a place to somebody who answers for the organisation, or its reminder ``number``: with the
    organisation's own link and the one for forwarding. The key makes each one, whatever workers do.
    """
    kind, many = ("place_reminder", one.left) if number else ("place", one.count)
    platser = {"platser": N_("1 plats") if many == 1 else N_("%(num)s platser") % {"num": many}}
    data = {
        **of_place(kind, one, platser),
        "count": one.count,
        "to_office": not receiver.person_uid,
        "organisation_link": organisation_link(one.organisation).as_data(),
        "place_link": place_link(one).as_data(),
    }
    key = f"place:{one.uid}:{one.link_generation}:{number}:{receiver.address.casefold()}"
    return Letter(kind, receiver, data, event_uid=one.event.uid, dedupe_key=key)


def silent_there_key(event: Event, organisation: Organisation, step: str, receiver: Receiver) -> str:
    """What makes that letter one at each step of the schedule: until the meeting moves."""
    return f"silent_there:{event.uid}:{organisation.uid}:{step}:{event.starts_on}:{receiver.address.casefold()}"


def silent_there(
    event: Event, organisation: Organisation, receiver: Receiver, silent: Sequence[Invitation], step: str
) -> Letter:
    """To somebody who answers for the organisation: who there has not answered, at a ``step`` of the schedule. The key
    makes it one to each address.
    """
    name, many = without_links(organisation.name), len(silent)
    antal = N_("1 inbjuden") if many == 1 else N_("%(num)s inbjudna") % {"num": many}
    told = {**event_data(event, deadlines_of(event)), "organisation": organisation.name}
    data = {
        **opening.worded("silent_there", event, told, {"organisation": name, "antal": antal}),
        "people": [_name_there(one, organisation) for one in silent],
        "people_uids": [one.person.uid for one in silent],
        "to_office": not receiver.person_uid,
        "organisation_link": organisation_link(organisation).as_data(),
    }
    key = silent_there_key(event, organisation, step, receiver)
    return Letter("silent_there", receiver, data, event_uid=event.uid, dedupe_key=key)


def _name_there(one: Invitation, organisation: Organisation) -> str:
    """ "Anna Berg, rektor"."""
    roles = [in_capacity(held.role.name, "") for held in one.holdings if held.organisation.id == organisation.id]
    return ", ".join([without_links(one.person.name), *roles[:1]])


def place_refused(claim: PlaceClaim) -> Letter:
    """To somebody whose answer within a place is not confirmed."""
    data = {**of_place("place_refused", claim.place, {}), "by_contact": claim.by_contact}
    return Letter("place_refused", Receiver(claim.name, claim.address), data, event_uid=claim.place.event.uid)


def of_place(kind: str, one: Place, own: Mapping[str, str]) -> dict[str, JSON]:
    """What every letter about a place tells, with its opening words; ``own``: the values of fields of its own."""
    organisation, role = one.organisation.name, in_capacity(one.role.name, "")
    told = {
        **event_data(one.event, deadlines_of(one.event, {one.role.group})),
        "organisation": organisation,
        "role": role,
    }
    return opening.worded(kind, one.event, told, {"organisation": without_links(organisation), "roll": role, **own})
