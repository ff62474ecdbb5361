"""Name badges on sheets: which badge comes where, and the sheets as a PDF."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil

from app.documents import qr
from app.documents.frame import frame
from app.documents.typeset import typeset
from app.kernel.words import N_

MOST_BADGES = 1500
"""More at a time would be a pile that nobody cuts, and a quarter of a minute of a core."""


class TooManyBadgesError(ValueError):
    """More than MOST_BADGES."""


@dataclass(frozen=True)
class Badge:
    """What stands on one. ``group`` is the word of the role group, ``band`` which of the bands it has: a RoleGroup's
    value, or anything else for the plain one. ``address`` is what the QR code holds.
    """

    given_name: str
    family_name: str
    organisation: str
    role: str
    group: str
    band: str
    address: str

    @property
    def name(self) -> str:
        """ "Anna Berg"."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class SheetFormat:
    """How badges stand on A4, in millimetres: ``across`` × ``down`` of them, in the middle of the sheet, ``dx`` and
    ``dy`` from one to the next. ``stacked``: the sheets are cut as a pile, and the piles laid on each other give the
    order; else the order goes row by row.
    """

    name: str
    title: str
    about: str
    across: int
    down: int
    width: float
    height: float
    dx: float
    dy: float
    stacked: bool = False

    @property
    def per_sheet(self) -> int:
        """How many there are on a sheet."""
        return self.across * self.down


FORMATS = {
    one.name: one
    for one in (
        SheetFormat(
            "a6",
            N_("A6, fyra på ett ark"),
            N_("Vanligt papper eller kartong. Skär hela bunten på mitten två gånger och lägg högarna på varandra: "
               "då ligger skyltarna i bokstavsordning."),
            2, 2, 105, 148.5, 105, 148.5, stacked=True,
        ),
        SheetFormat(
            "2x5",
            N_("Avery 2 × 5, tio på ett ark"),
            N_("Självhäftande namnskyltar, 80 × 50 mm (L4785 och liknande)."),
            2, 5, 80, 50, 95, 55,
        ),
        SheetFormat(
            "3x7",
            N_("Avery 3 × 7, tjugoen på ett ark"),
            N_("Etiketter, 63,5 × 38,1 mm (L7160 och liknande)."),
            3, 7, 63.5, 38.1, 66, 38.1,
        ),
    )
}  # fmt: skip


def placed(count: int, sheet: SheetFormat, *, first: int = 1) -> list[list[int | None]]:
    """Which of ``count`` badges stands in each place of each sheet, row by row; None for an empty one. ``first`` is the
    place on the first sheet to begin at (from 1), where places before it are used up; a pile begins at its first.
    """
    each = sheet.per_sheet
    if sheet.stacked:
        sheets = ceil(count / each)
        order = [[place * sheets + number for place in range(each)] for number in range(sheets)]
        return [[one if one < count else None for one in row] for row in order]
    cells: list[int | None] = [None] * (first - 1) + list(range(count))
    cells += [None] * (-len(cells) % each)
    return [cells[at : at + each] for at in range(0, len(cells), each)]


def badges_pdf(badges: Sequence[Badge], sheet: SheetFormat, *, event: str, when: str, first: int = 1) -> bytes:
    """The badges in the order given, as a PDF of A4 sheets. ``when`` is said under the meeting's name where there is
    room for it. Raises TooManyBadgesError, and as ``typeset``.
    """
    if len(badges) > MOST_BADGES:
        raise TooManyBadgesError(len(badges))
    data = {
        "when": when,
        "code": N_("QR-kod för dörren"),
        "sheet": asdict(sheet),
        "badges": [asdict(badge) | {"qr": qr.for_paper(badge.address)} for badge in badges],
        "sheets": placed(len(badges), sheet, first=first),
    }
    return typeset("badges", frame(N_("Namnskyltar"), event) | data)
