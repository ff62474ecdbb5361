"""Letters about the register itself."""

from app.kernel.links import Link, Purpose
from app.mail.letter import Letter, Receiver
from app.people.model import Organisation, Person


def organisation_link(organisation: Organisation) -> Link:
    """The link to the page of the organisation's contact."""
    return Link(Purpose.ORGANISATION, organisation.link_seed, organisation.link_generation)


def my_links(person: Person, address: str) -> Letter:
    """The link to the person's own page, to ``address``, which is one of the person's."""
    link = Link(Purpose.PERSON, person.link_seed, person.link_generation)
    receiver = Receiver(person.name, address, person.language, person.uid)
    return Letter("my_links", receiver, {"person_link": link.as_data()})
