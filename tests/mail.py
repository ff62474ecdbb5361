"""Letters for tests."""

from app.kernel.db import transaction
from app.mail import outbox
from app.mail.letter import Letter, Receiver
from tests.builders import NOW

DATA = {"asked_by": "Sam Ordnare", "asked_at": NOW.isoformat()}


def a_letter(address: str, name: str = "Anna Berg", **given) -> Letter:
    """A trial letter."""
    return Letter("trial", Receiver(name, address), DATA, **given)


def put_letters(count: int) -> None:
    """``count`` letters to r0@x.example, r1@x.example …, due at NOW."""
    with transaction():
        for number in range(count):
            outbox.put(a_letter(f"r{number}@x.example"), now=NOW)
