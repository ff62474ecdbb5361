"""A letter as a value: what kind, to whom, with what in it. Rooms make them in their ``letters``; ``outbox.put`` writes
them down, and ``render`` makes subject, text and HTML of them when they are shown or sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

JSON = None | bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"]
"""What a letter's data may hold: plain values that stay what they are. Dates and moments as ISO text
(``day.isoformat()``; moments aware, in UTC), personal addresses as ``Link.as_data()`` under a name ending in ``_link``.
"""


@dataclass(frozen=True)
class Receiver:
    """To whom: the name as the person writes it and the address that the letter goes to."""

    name: str
    address: str
    language: str = "sv"
    person_uid: str = ""


@dataclass(frozen=True)
class CalendarFile:
    """The invitation for calendars that the letter carries: its METHOD (REQUEST or CANCEL) and its bytes."""

    method: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One letter to one receiver; ``kind`` names its template, ``templates/mail/<kind>.jinja``.

    Of letters with the same ``dedupe_key`` only the first is written.
    """

    kind: str
    receiver: Receiver
    data: Mapping[str, JSON]
    event_uid: str = ""
    calendar: CalendarFile | None = None
    dedupe_key: str | None = None
    mailing_id: int | None = None
