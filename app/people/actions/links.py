"""A person's own links."""

from datetime import datetime

from app.audit import log
from app.audit.actor import SYSTEM
from app.mail import outbox
from app.people import letters, queries
from app.people.rules.persons import address_key


def send_my_links(address: str, *, now: datetime) -> None:
    """Send everybody who has ``address`` the link to their page, to that address as the register has it. Nothing
    happens where nobody has it, and nobody is told which it was.
    """
    key = address_key(address.strip())
    for person in queries.list_persons_by_address(address):
        written = next(known.address for known in person.addresses if known.address_key == key)
        outbox.put(letters.my_links(person, written), now=now)
        log.record(SYSTEM, "person.link_sent", now=now, subject=("person", person.uid))
