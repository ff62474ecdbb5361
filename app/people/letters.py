"""Letters about the register itself."""

from collections.abc import Sequence

from app.kernel.links import Link, Purpose
from app.mail.letter import JSON, Letter, Receiver
from app.mail.wording import fields_in, without_links
from app.people.model import Organisation, Person
from app.people.rules.asking import OCCASION, Asking
from app.people.rules.persons import address_key


def organisation_link(organisation: Organisation) -> Link:
    """The link to the page of the organisation's contact."""
    return Link(Purpose.ORGANISATION, organisation.link_seed, organisation.link_generation)


def receivers_of(organisation: Organisation, contacts: Sequence[Person]) -> list[Receiver]:
    """Who answers for the organisation: its contacts with an address and its function mailbox, each address once."""
    people = [Receiver(person.name, person.address, person.language, person.uid) for person in contacts]
    office = [Receiver(organisation.name, organisation.mailbox)] if organisation.mailbox else []
    found: dict[str, Receiver] = {}
    for one in [*people, *office]:
        found.setdefault(address_key(one.address), one)
    return list(found.values())


def please_confirm(
    organisation: Organisation, receiver: Receiver, asking: Asking, request_uid: str, kind: str
) -> Letter:
    """The question whether the register is right: "please_confirm", or "please_confirm_again", which is written once to
    each address.
    """
    values = {"namn": receiver.name, "organisation": organisation.name, OCCASION: asking.occasion}
    text = asking.words(kind)
    frozen: dict[str, JSON] = {name: without_links(values[name]) for name in fields_in(text) if name in values}
    data: dict[str, JSON] = {
        "organisation": organisation.name,
        "to_office": not receiver.person_uid,
        "organisation_link": organisation_link(organisation).as_data(),
        "words": {"text": text, "values": frozen},
    }
    key = f"{kind}:{request_uid}:{organisation.uid}:{address_key(receiver.address)}"
    return Letter(kind, receiver, data, dedupe_key=key)


def my_links(person: Person, address: str) -> Letter:
    """The link to the person's own page, to ``address``, which is one of the person's."""
    link = Link(Purpose.PERSON, person.link_seed, person.link_generation)
    receiver = Receiver(person.name, address, person.language, person.uid)
    return Letter("my_links", receiver, {"person_link": link.as_data()})
