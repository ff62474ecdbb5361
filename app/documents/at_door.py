"""What lies at the door on paper: lists to sign, signs, and the reserve list for the day when nothing else works."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app.documents import qr
from app.documents.frame import frame
from app.documents.typeset import typeset
from app.kernel.words import N_

SPARE_ROWS = 5
"""Lines at the end of a list to sign, for those who are not on it."""


@dataclass(frozen=True)
class SignatureList:
    """A part and who is to sign: (name as in a list, organisation) of each."""

    title: str
    when: str
    room: str
    people: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class DoorSign:
    """A part as its door shows it. ``address``: what its QR code holds; "" for none."""

    title: str
    day: str
    time: str
    room: str
    address: str = ""


@dataclass(frozen=True)
class ReserveRow:
    """Somebody who may come: what they have answered, and for each part whether it is theirs."""

    name: str
    organisation: str
    answer: str
    own: Sequence[bool]


@dataclass(frozen=True)
class ReserveDay:
    """A day at the door: its parts as (time, title), and everybody."""

    day: str
    parts: Sequence[tuple[str, str]]
    people: Sequence[ReserveRow]


def signatures_pdf(lists: Sequence[SignatureList], *, event: str, lead: str) -> bytes:
    """A list for each part, each on pages of its own, with room to write. Raises TooLongForPaperError."""
    cells = sum(len(one.people) for one in lists) * 4
    words = {
        "columns": [N_("Nr"), N_("Namn"), N_("Organisation"), N_("Underskrift")],
        "spare": SPARE_ROWS,
    }
    lines = [asdict(one) for one in lists]
    framed = frame(N_("Signaturlista"), event, lead, cells=cells)
    return typeset("signatures", framed | words | {"lists": lines})


def signs_pdf(signs: Sequence[DoorSign], *, event: str) -> bytes:
    """A sign for each part, on A4 lying down, to be read from afar."""
    words = {"code": N_("Checka in själv: rikta telefonens kamera hit.")}
    drawn = [asdict(one) | {"qr": qr.for_paper(one.address) if one.address else ""} for one in signs]
    return typeset("signs", frame(N_("Dörrskyltar"), event) | words | {"signs": drawn})


def reserve_pdf(days: Sequence[ReserveDay], *, event: str, lead: str) -> bytes:
    """Everybody, with a box for each part of the day: what to use when neither phone nor network does. Raises
    TooLongForPaperError.
    """
    cells = sum(len(one.people) * (3 + len(one.parts)) for one in days)
    words = {
        "columns": [N_("Namn"), N_("Organisation"), N_("Svar")],
        "own": N_("Delen är personens egen"),
        "other": N_("Inte anmäld till delen, men kan bockas av ändå"),
        "spare": SPARE_ROWS,
    }
    framed = frame(N_("Reservlista"), event, lead, cells=cells)
    return typeset("reserve", framed | words | {"days": [asdict(one) for one in days]})
