"""Letters to those who have no invitation, made by the very functions that write them: for showing what a text becomes.
Where nobody gets such a letter yet it is shown for somebody who might.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.desk.news_letters import example, of_place
from app.events.model import Event
from app.invitations import letters, queries
from app.invitations.letters import organisations
from app.invitations.model import Invitation, Place, PlaceClaim
from app.invitations.rules import differing
from app.invitations.rules.places import ClaimState
from app.invitations.rules.substitutes import Named
from app.kernel import clock
from app.kernel.tokens import new_seed
from app.kernel.words import N_
from app.mail.letter import Letter, Receiver
from app.people.letters import receivers_of
from app.people.model import Organisation, Role
from app.people.queries import list_contacts
from app.registrations import letters as answers
from app.registrations.model import SignUp
from app.registrations.rules.sign_up import KEPT

_SOMEBODY = Named("Förnamn", "Efternamn", "namn@kommun.example")
"""Stands for somebody whom the register does not know."""
_MOST = 3
_PLACES = 2


@dataclass(frozen=True)
class Sample:
    """A letter, to whom, and what tells the receivers apart."""

    name: str
    about: str
    letter: Letter


def samples(event: Event, kind: str, query: str, invited: Sequence[Invitation]) -> list[Sample]:
    """Up to three letters of ``kind``; ``invited``: people by whose role and organisation an example can be made."""
    return SAMPLES[kind](event, query, invited)


def _sign_up(event: Event, _query: str, _invited: Sequence[Invitation]) -> list[Sample]:
    """One: it says the same to every address."""
    until = clock.now() + KEPT
    row = SignUp(event=event, address=_SOMEBODY.address, link_seed=new_seed(), expires_at=until)
    return [Sample(row.address, N_("Brevet är likadant till alla"), answers.confirm_sign_up(row))]


def _not_needed(event: Event, query: str, invited: Sequence[Invitation]) -> list[Sample]:
    waiting = (
        [] if query else [(row.invitation, row.named) for row in queries.list_waiting(event.id, today=clock.today())]
    )
    pairs = waiting or [(one, _SOMEBODY) for one in invited]
    return [
        Sample(who.name, N_("i stället för %(who)s") % {"who": one.person.name}, letters.not_needed(one, who))
        for one, who in pairs[:_MOST]
    ]


def _about_place(number: int) -> Callable[[Event, str, Sequence[Invitation]], list[Sample]]:
    """The letter about a place, or its reminder ``number``: to the contact where there is one, else to the mailbox."""

    def made(event: Event, query: str, invited: Sequence[Invitation]) -> list[Sample]:
        to = _with_receivers(_places(event, query, invited))
        return [Sample(who.name, _about(one), organisations.place(one, who, number)) for one, who in to]

    return made


def _with_receivers(places: Sequence[Place]) -> list[tuple[Place, Receiver]]:
    contacts = list_contacts({one.organisation.id for one in places}, clock.today())
    found = [(one, receivers_of(one.organisation, contacts.get(one.organisation.id, []))) for one in places]
    return [(one, to[0] if to else Receiver(one.organisation.name, "")) for one, to in found]


def _news_of_place(kind: str) -> Callable[[Event, str, Sequence[Invitation]], list[Sample]]:
    """The letter that tells that the meeting is not as it was."""

    def made(event: Event, query: str, invited: Sequence[Invitation]) -> list[Sample]:
        told, to = example(event), _with_receivers(_places(event, query, invited))
        return [Sample(who.name, _about(one), of_place(kind, one, who, told, "")) for one, who in to]

    return made


def _refused(event: Event, query: str, invited: Sequence[Invitation]) -> list[Sample]:
    """Those who wait for an answer, or somebody in each place."""
    places = _places(event, query, invited)
    claims = [claim for one in places for claim in one.claims if claim.state is ClaimState.OPEN]
    claims = claims or [_answer_within(one) for one in places]
    return [Sample(claim.name, _about(claim.place), organisations.place_refused(claim)) for claim in claims[:_MOST]]


def _silent_there(event: Event, query: str, invited: Sequence[Invitation]) -> list[Sample]:
    """By the organisations of those who are shown, as if none of them had answered."""
    there: dict[int, tuple[Organisation, list[Invitation]]] = {}
    for one in invited:
        for held in one.holdings[:1]:
            if query.casefold() in held.organisation.name.casefold():
                there.setdefault(held.organisation.id, (held.organisation, []))[1].append(one)
    contacts = list_contacts(there, clock.today())
    found = []
    for number, (organisation, silent) in list(there.items())[:_MOST]:
        to = next(
            iter(receivers_of(organisation, contacts.get(number, []))), Receiver(_SOMEBODY.name, _SOMEBODY.address)
        )
        found.append(
            Sample(to.name, organisation.name, organisations.silent_there(event, organisation, to, silent, ""))
        )
    return found


def _places(event: Event, query: str, invited: Sequence[Invitation]) -> list[Place]:
    """The event's places, as unlike as can be; before there are any, such as there might be."""
    wanted = query.casefold().split()
    there = [
        one for one in queries.list_places(event.id) if all(word in one.organisation.name.casefold() for word in wanted)
    ]
    if not there:
        seats = {(held.role.id, held.organisation.id): held for one in invited for held in one.holdings[:1]}
        return [_might_be(event, held.role, held.organisation) for held in seats.values()]
    return [there[place] for place in differing([(one.role.id, one.organisation.id) for one in there], _MOST)]


def _might_be(event: Event, role: Role, organisation: Organisation) -> Place:
    """A place in no session: nothing is written."""
    of = {"event": event, "role": role, "organisation": organisation}
    return Place(**of, uid="", count=_PLACES, link_seed=new_seed(), link_generation=1, claims=[])


def _answer_within(one: Place) -> PlaceClaim:
    """Somebody's answer within a place, in no session."""
    who = _SOMEBODY
    named = {"given_name": who.given_name, "family_name": who.family_name, "address": who.address}
    return PlaceClaim(place=_might_be(one.event, one.role, one.organisation), **named, by_contact=False)


def _about(one: Place) -> str:
    return f"{one.role.name}, {one.organisation.name}"


SAMPLES: dict[str, Callable[[Event, str, Sequence[Invitation]], list[Sample]]] = {
    "sign_up": _sign_up,
    "not_needed": _not_needed,
    "place": _about_place(0),
    "place_reminder": _about_place(1),
    "silent_there": _silent_there,
    "place_refused": _refused,
    **{kind: _news_of_place(kind) for kind in ("moved_place", "cancelled_place")},
}
