"""The documents of an event, as those invited see them."""

from typing import NamedTuple

from app.events.model import Event


class Document(NamedTuple):
    """A link with its words."""

    title: str
    url: str


def list_documents(event: Event) -> list[Document]:
    """In the organizer's order. No statement where the event is a kept one."""
    return [Document(one.title, one.url) for one in event.documents]
