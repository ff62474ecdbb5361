"""What lies at the door on paper."""

import pytest

from app.documents.at_door import (
    DoorSign,
    ReserveDay,
    ReserveRow,
    SignatureList,
    reserve_pdf,
    signatures_pdf,
    signs_pdf,
)
from app.documents.frame import MOST_CELLS, TooLongForPaperError
from tests import paper
from tests.rules.test_documents_badges import NASTY


def test_a_list_to_sign_has_each_part_on_pages_of_its_own_and_lines_to_spare() -> None:
    lists = [
        SignatureList("Dialogmöte", "torsdag 4 mars 2027 10.00–12.00", "Stora salen", [("Berg, Anna", "Ånge kommun")]),
        SignatureList("Seminarium", "fredag 5 mars 2027 09.00–10.30", "", []),
    ]
    made = paper.read(signatures_pdf(lists, event="RUN-konferens 2027", lead="Hämtad i dag"))
    assert (len(made.pages), made.ua, made.title) == (2, True, "Signaturlista – RUN-konferens 2027")
    assert all(word in made.pages[0] for word in ("Dialogmöte", "Stora salen", "Berg, Anna", "Underskrift"))
    assert ("Seminarium" in made.pages[1], "Berg" in made.pages[1]) == (True, False)


def test_a_sign_has_a_code_only_where_there_is_an_address() -> None:
    one = DoorSign("Dialogmöte", "torsdag 4 mars 2027", "10.00–12.00", "Stora salen")
    other = DoorSign("Seminarium", "fredag 5 mars 2027", "09.00–10.30", "Sal 3", "https://moten.example/x")
    made = paper.read(signs_pdf([one, other], event="RUN-konferens 2027"))
    assert made.ua
    assert ["Checka in själv" in page for page in made.pages] == [False, True]
    assert "/Figure" in made.tags


def test_the_reserve_list_has_a_page_for_each_day_and_says_what_its_boxes_mean() -> None:
    rows = [ReserveRow("Berg, Anna", "Ånge kommun", "Kommer", [True, False])]
    days = [
        ReserveDay("torsdag 4 mars", [("10.00", "Dialogmöte"), ("13.00", "Konferens")], rows),
        ReserveDay("fredag 5 mars", [("09.00", "Seminarium")], [ReserveRow("Ek, Bo", "", "Har inte svarat", [False])]),
    ]
    made = paper.read(reserve_pdf(days, event="RUN-konferens 2027", lead="Hämtad i dag"))
    assert (len(made.pages), made.ua) == (2, True)
    assert all(
        word in made.pages[0] for word in ("torsdag 4 mars", "Dialogmöte", "Berg, Anna", "Delen är personens egen")
    )
    assert all(word in made.pages[1] for word in ("fredag 5 mars", "Seminarium", "Ek, Bo", "Har inte svarat"))
    assert "/Table" in made.tags


@pytest.mark.parametrize("nasty", NASTY, ids=ascii)
def test_nasty_names_break_no_paper_at_the_door(nasty: str) -> None:
    row = ReserveRow(nasty, nasty, nasty, [True])
    papers = (
        signatures_pdf([SignatureList(nasty, nasty, nasty, [(nasty, nasty)])], event=nasty, lead=nasty),
        signs_pdf([DoorSign(nasty, nasty[:40], nasty[:40], nasty)], event=nasty),
        reserve_pdf([ReserveDay(nasty, [(nasty[:5], nasty)], [row])], event=nasty, lead=nasty),
    )
    assert [paper.read(made).language for made in papers] == ["sv-SE"] * 3


def test_papers_that_nobody_can_hold_are_refused() -> None:
    crowd = [("Berg, Anna", "")] * MOST_CELLS
    with pytest.raises(TooLongForPaperError):
        signatures_pdf([SignatureList("Dialogmöte", "", "", crowd)], event="RUN", lead="")
    rows = [ReserveRow(name, "", "", []) for name, _ in crowd]
    with pytest.raises(TooLongForPaperError):
        reserve_pdf([ReserveDay("torsdag", [], rows)], event="RUN", lead="")


def test_papers_without_anybody_say_so() -> None:
    made = [signatures_pdf([], event="RUN", lead=""), signs_pdf([], event="RUN"), reserve_pdf([], event="RUN", lead="")]
    assert ["Listan är tom" in paper.read(one).text for one in made] == [True] * 3
