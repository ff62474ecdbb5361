"""Every ready list as every file, of the demo year and of a meeting with nasty names: opened by what others open them
with.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime

import openpyxl
import pytest
import time_machine
from flask import Flask

from app.events.rules.kinds import PartKind
from app.invitations.rules import InvitationState
from app.kernel.db import transaction
from app.lists.ready import ready_lists
from app.organizers.rules import Right
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from tests import builders, paper
from tests.builders import NOW
from tests.demo_year import COMING, HELD, NASTY, demo_year, sign_in_to
from tests.office import Converts, as_printed, ink

pytestmark = pytest.mark.xdist_group("demo_year")
__all__ = ["as_printed", "demo_year"]
AFTERWARDS = {"narvaro", "bilaga"}
MEETING = "nasty"
Files = Mapping[tuple[str, str], bytes]
"""By the list's name, or "nasty-" and that, and the file's ending."""


@pytest.fixture(scope="module")
def files(demo_year: Flask) -> Files:
    """Every list of the conference that it says most of, and of the meeting with nasty names."""
    with time_machine.travel(NOW, tick=False):
        with demo_year.app_context():
            _nasty_meeting()
        client = demo_year.test_client()
        sign_in_to(demo_year, client, Right.ORGANIZER, Right.NEEDS)
        found = {}
        for name in ready_lists(NOW):
            for prefix, slug in (("", HELD if name in AFTERWARDS else COMING), ("nasty-", MEETING)):
                for ending in ("xlsx", "csv", "pdf"):
                    answer = client.get(
                        f"/arrangor/moten/{slug}/listor/{name}.{ending}", query_string=_query(slug, ending)
                    )
                    assert answer.status_code == 200, (name, slug, ending)
                    found[f"{prefix}{name}", ending] = answer.data
    return found


def _query(slug: str, ending: str) -> dict[str, str]:
    """Which sheets badges stand on; and on paper the people of one role, where a list can be of them alone."""
    few = {"roll": "skolchef"} if slug == COMING else {}
    return few | {"format": "3x7"} if ending == "pdf" else {}


def _nasty_meeting() -> None:
    with transaction() as session:
        event = builders.event(slug=MEETING, title="=HYPERLINK(“”) \u202emöte\u202c 🎉", theme="@" + "t" * 400)
        times = {"starts_at": datetime.fromisoformat("2027-03-04T18:00+00:00")}
        times["ends_at"] = datetime.fromisoformat("2027-03-05T07:00+00:00")
        slot = builders.slot(event)
        parts = [
            builders.part(event, "Del [1]: */?\\ 'x'"),
            builders.part(event, "=Middag", kind=PartKind.MEAL, **times),
            builders.part(event, "Natt 🎉", kind=PartKind.NIGHT, **times),
            builders.part(event, "王" * 400, kind=PartKind.PARALLEL, slot_id=slot.id, **times),
        ]
        role, place = builders.role("nasty", "+Roll\x1f"), builders.organisation('-Kommun, 王; "x"\t🎉')
        for number, (given, family) in enumerate(NASTY * 3):
            person = builders.person(given, family, f"=x{number}@nasty.example", phone="+46701234567")
            state = (InvitationState.COMING, InvitationState.NOT_COMING, InvitationState.UNANSWERED)[number % 3]
            invitation = builders.invitation(event, person, role, place, state=state, answered_at=NOW)
            if state is InvitationState.COMING:
                stands = {"state": RegistrationState.CONFIRMED, "created_at": NOW, "changed_at": NOW}
                one = Registration(event=event, person=person, invitation=invitation, **stands)
                waits = {"state": RegistrationState.WAITING, "queued_at": NOW, "queue_number": number + 1}
                sits = {"state": RegistrationState.CONFIRMED}
                one.parts = [
                    RegistrationPart(part=part, changed_at=NOW, **(waits if part.kind is PartKind.PLENARY else sits))
                    for part in parts
                ]
                session.add(one)


def _of(files: Files, ending: str) -> Iterator[tuple[str, bytes]]:
    return ((name, content) for (name, kind), content in files.items() if kind == ending)


def _rows(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_every_workbook_opens_with_heads_that_stay_filters_widths_and_nothing_that_runs(files: Files) -> None:
    for name, content in _of(files, "xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert book.sheetnames[-1] == "Om listan", name
        assert all(one.freeze_panes == "A2" and one.auto_filter.ref for one in book), name
        assert all(one.column_dimensions["A"].width > 8 for one in book), name
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}, name
        assert not any(cell.hyperlink for cell in cells), name
        heads = [cell.value for cell in book.worksheets[0][1]]
        assert heads == [one.removeprefix("'") for one in _rows(files[name, "csv"])[0]], name
        dated = [cell for cell in cells if cell.row > 1 and isinstance(cell.value, datetime)]
        assert {cell.number_format for cell in dated} <= {"yyyy-mm-dd", 'yyyy-mm-dd hh"."mm'}, name


def test_every_csv_opens_right_in_swedish_excel(files: Files) -> None:
    for name, content in _of(files, "csv"):
        assert content.startswith(b"\xef\xbb\xbf"), name
        assert content.endswith(b"\r\n"), name
        rows = _rows(content)
        assert {len(row) for row in rows} == {len(rows[0])}, name
        assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")], name
        book = openpyxl.load_workbook(io.BytesIO(files[name, "xlsx"]))
        assert len(rows) == book.worksheets[0].max_row, name


def test_every_paper_is_tagged_in_swedish_says_what_it_is_and_is_not_blank(files: Files) -> None:
    for name, content in _of(files, "pdf"):
        made = paper.first_page(content)
        assert (made.language[:2], made.tagged, made.title != "") == ("sv", True, True), name
        assert made.text.strip(), name
        assert 0.0005 < ink(content) < 0.5, name


def test_libreoffice_opens_every_workbook_and_has_its_headings_on_a_page_that_is_not_blank(
    files: Files, as_printed: Converts
) -> None:
    printed = as_printed(dict(_of(files, "xlsx")))
    for name, content in printed.items():
        first, *_others, last = paper.plain_pages(content)
        heads = [one.removeprefix("'") for one in _rows(files[name, "csv"])[0] if not one.startswith("王")]
        assert [one for one in heads if one[:8] not in first] == [], name
        assert "Antal rader" in last, name
        assert 0.0005 < ink(content) < 0.5, name


def test_nasty_names_come_whole_through_every_file(files: Files) -> None:
    names = ["=1+1", "王", "🎉", "Å" * 300]
    book = openpyxl.load_workbook(io.BytesIO(files["nasty-inbjudna", "xlsx"]))
    texts = [str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    sheet = "\n".join(texts)
    assert [one in sheet for one in names] == [True] * 4
    lines = files["nasty-inbjudna", "csv"].decode("utf-8-sig")
    assert [one in lines for one in ("'=1+1", *names[1:])] == [True] * 4
