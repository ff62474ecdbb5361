"""Whom to ask about an event."""

from app.events.model import Event
from app.mail import sender
from app.mail.sender import Mailbox


def contact_of(event: Event | None) -> Mailbox:
    """The event's own contact; where it has none, or there is no event, the mailbox that answers go to."""
    if event is not None and event.contact_address:
        return Mailbox(event.contact_name or event.contact_address, event.contact_address)
    return sender.mailbox()
