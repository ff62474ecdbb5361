"""Name badges on sheets."""

import io
import resource
import time

import pytest
from pypdf import PdfReader

from app.documents.badges import FORMATS, MOST_BADGES, Badge, TooManyBadgesError, badges_pdf, placed
from tests import paper
from tests.machine import allowed

A6, SMALL = FORMATS["a6"], FORMATS["3x7"]
ANNA = Badge("Anna", "Berg", "Ånge kommun", "Rektor", "Skolledning", "skolledning", "https://moten.example/dorr/q/1")


def _printed(*badges: Badge, sheet: str = "2x5", first: int = 1) -> paper.Paper:
    made = badges_pdf(badges, FORMATS[sheet], event="RUN-konferens 2027", when="4–5 mars 2027", first=first)
    return paper.read(made)


def test_sheets_that_are_cut_as_a_pile_are_in_order_when_the_piles_are_laid_on_each_other() -> None:
    sheets = placed(10, A6)
    piles = [[sheet[place] for sheet in sheets] for place in range(4)]
    assert [one for pile in piles for one in pile if one is not None] == list(range(10))
    assert sheets == [[0, 3, 6, 9], [1, 4, 7, None], [2, 5, 8, None]]


def test_labels_go_row_by_row_from_the_first_that_is_left() -> None:
    sheets = placed(21, SMALL, first=3)
    assert [len(sheet) for sheet in sheets] == [21, 21]
    assert (sheets[0][:4], sheets[1][:3]) == ([None, None, 0, 1], [19, 20, None])


@pytest.mark.parametrize("sheet", FORMATS.values(), ids=FORMATS)
def test_no_badges_are_no_sheets_and_one_sheet_holds_what_it_says(sheet: object) -> None:
    assert placed(0, sheet) == []  # type: ignore[arg-type]
    assert len(placed(sheet.per_sheet, sheet)) == 1  # type: ignore[attr-defined,arg-type]


@pytest.mark.parametrize("sheet", FORMATS)
def test_a_badge_stays_on_its_sheet(sheet: str) -> None:
    form = FORMATS[sheet]
    assert (form.across - 1) * form.dx + form.width <= 210
    assert (form.down - 1) * form.dy + form.height <= 297
    assert form.dx >= form.width
    assert form.dy >= form.height


@pytest.mark.parametrize("sheet", FORMATS)
def test_a_badge_says_name_organisation_role_and_group_in_words(sheet: str) -> None:
    made = _printed(ANNA, sheet=sheet)
    assert (len(made.pages), made.ua, made.language) == (1, True, "sv-SE")
    assert all(word in made.text for word in ("Anna", "Berg", "Ånge kommun", "Rektor", "Skolledning"))
    assert "/Figure" in made.tags


@pytest.mark.parametrize("sheet", FORMATS)
def test_the_name_is_what_is_largest(sheet: str) -> None:
    made = badges_pdf([ANNA], FORMATS[sheet], event="RUN-konferens 2027", when="4–5 mars 2027")
    sizes: dict[str, float] = {}

    def note(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes[text.strip()] = abs(size * tm[0])

    PdfReader(io.BytesIO(made)).pages[0].extract_text(visitor_text=note)
    name = min(size for text, size in sizes.items() if text in ("Anna", "Berg"))
    assert name > 1.5 * max(size for text, size in sizes.items() if text not in ("Anna", "Berg"))


NASTY = ("=1+1", "#strong[x] $x$ \\ @ref", "Al\u2011Hakim", "محمد علي", "A" * 400, "a\x00b\x0bc", "王小明", "🎉", "")


@pytest.mark.parametrize("sheet", FORMATS)
def test_nasty_names_break_no_sheet(sheet: str) -> None:
    nasty = [Badge(one, one, one, one, one[:20], one, "https://moten.example/dorr/q/1") for one in NASTY]
    made = _printed(*nasty, ANNA, sheet=sheet)
    assert len(made.pages) == -(-(len(nasty) + 1) // FORMATS[sheet].per_sheet)
    assert all(word in made.text for word in ("=1+1", "#strong[x]", "Anna", "Ånge kommun"))


def test_more_badges_than_are_made_at_a_time_are_refused() -> None:
    with pytest.raises(TooManyBadgesError):
        _printed(*[ANNA] * (MOST_BADGES + 1))


def test_five_hundred_badges_take_less_than_three_seconds() -> None:
    crowd = [
        Badge("Karl-Gustaf", f"Öberg {number}", "Örnsköldsviks kommun", "Rektor", "Skolledning", "skolledning",
              f"https://moten.example/dorr/q/00000000-0000-4000-8000-{number:012}")
        for number in range(500)
    ]  # fmt: skip
    before = time.process_time() + _spent_by_typst()
    made = badges_pdf(crowd, SMALL, event="RUN-konferens 2027", when="4–5 mars 2027")
    took = time.process_time() + _spent_by_typst() - before  # of one core, whatever else the machine does
    assert took < allowed(3)
    assert len(PdfReader(io.BytesIO(made)).pages) == 24


def _spent_by_typst() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
