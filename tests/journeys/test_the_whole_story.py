"""The main job from end to end: contacts, conference, invitation, answers, calendar, door, lists."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.request import urlopen

import icalendar
import openpyxl
import pytest
from playwright.sync_api import Page

from tests import network
from tests.journeys.conftest import PASSWORD, Site, Windows
from tests.pages.coordinator import Coordinator
from tests.pages.door import DoorStaff
from tests.pages.invitee import Invitee
from tests.pages.look import Look

pytestmark = pytest.mark.browser

MARIE, SOREN = "marie.de-la-cruz@bergs.example", "soren.axelsson@bergs.example"
MIKAEL, LEYLA = "mikael.sandberg@bergs.example", "leyla.lundgren@bergs.example"
CAME_IN = {"nya personer": 268, "rader ändrade": 0, "rader var oförändrade": 0, "rader lästes inte in": 3}
ABOUT = {
    "Plats": "Södra Berget, Sundsvall",
    "Kontaktperson": "Sam Ordnare",
    "Kontaktens e-postadress": "sam@miun.example",
}


def test_from_contacts_to_the_downloaded_lists(
    site: Site, windows: Windows, look: Look, it_is: Callable[[datetime], None], tmp_path: Path
) -> None:
    site.has_account("sam@miun.example", "Sam Ordnare", "organizer")
    site.has_account("dag@miun.example", "Dag Dörr", "door")
    sam = Coordinator(windows.computer(), look)
    sam.signs_in("sam@miun.example", PASSWORD)

    assert sam.reads_contacts_in(network.DATA / "contacts-messy.xlsx") == CAME_IN

    days = sam.creates_conference(2027, **ABOUT)
    assert days == "Torsdag–fredag 4–5 mars 2027, v"
    sam.publishes()
    invited = _invites(sam, site)
    assert site.mail.count() == invited

    phones = _phones(site, windows, look, MARIE, SOREN, MIKAEL, LEYLA)
    _answers(site, phones)
    sam.goes_to("/arrangor/moten/run-konferens-2027")
    sam.follows_answers()

    it_is(datetime.fromisoformat("2027-03-04T12:41+01:00"))
    _ticks_off(DoorStaff(_signed_in(windows, look), look))
    it_is(datetime.fromisoformat("2027-03-05T20:00+01:00"))
    sam.signs_in("sam@miun.example", PASSWORD)
    sam.goes_to("/arrangor/moten/run-konferens-2027")
    _reads_lists(sam, tmp_path)
    assert look.faults == []


def _invites(sam: Coordinator, site: Site) -> int:
    counted = sam.chooses_whom_to_invite()
    assert sam.reads_preview() == ["Inbjudan: RUN-konferens 4–5 mars 2027, svara senast 4 februari"] * 3
    count = sam.sends_invitations()
    assert counted.startswith(f"{count} kan bjudas in")
    assert site.delivers().sent == count
    return count


def _phones(site: Site, windows: Windows, look: Look, *addresses: str) -> list[Invitee]:
    twin = windows.twin()
    links = [site.mail.newest(address).link("/i/") for address in addresses]
    return [Invitee(windows.phone(scripts=False), link, look, twin) for link in links]


def _answers(site: Site, phones: list[Invitee]) -> None:
    marie, soren, mikael, leyla = phones
    marie.says_yes(
        ["Dialogmöte", "Konferens torsdag", "Middag"], ["Seminarium B", "Seminarium E"], ["Vegetarisk kost", "Gluten"]
    )
    leyla.says_yes(["Konferens torsdag"])
    mikael.says_yes(["Konferens torsdag", "Lunch torsdag"])
    soren.declines("Nämnden sammanträder samma dag.")
    site.delivers()
    receipt = site.mail.newest(MARIE)
    assert (receipt.subject, receipt.calendar_method) == ("Du är anmäld: RUN-konferens 4–5 mars 2027", "REQUEST")
    assert "egetarisk" not in receipt.text

    feed = marie.finds_calendar_address(receipt.link("/min/"))
    assert _summaries(feed) == [
        "Dialogmöte", "Konferens torsdag", "Middag", "RUN-konferens 2027", "Seminarium B", "Seminarium E",
    ]  # fmt: skip
    marie.changes_to(["Dialogmöte", "Konferens torsdag"])
    assert marie.sees_parts() == ["Dialogmöte", "Konferens torsdag", "Seminarium B", "Seminarium E"]
    assert _summaries(feed) == [
        "Dialogmöte", "Konferens torsdag", "RUN-konferens 2027", "Seminarium B", "Seminarium E",
    ]  # fmt: skip
    mikael.withdraws()
    site.delivers()
    assert [site.mail.newest(one).calendar_method for one in (MARIE, MIKAEL, SOREN)] == ["REQUEST", "CANCEL", None]


def _summaries(address: str) -> list[str]:
    with urlopen(address) as answer:
        calendar = icalendar.Calendar.from_ical(answer.read())
    return sorted(str(event["SUMMARY"]).removesuffix(" – RUN-konferens 2027") for event in calendar.walk("VEVENT"))


def _signed_in(windows: Windows, look: Look) -> Page:
    phone = windows.phone()
    Coordinator(phone, look).signs_in("dag@miun.example", PASSWORD)
    return phone


def _ticks_off(dag: DoorStaff) -> None:
    dag.chooses("Konferens torsdag")
    dag.sees_count("0 av 2")
    assert [row.inner_text().split("\n")[0] for row in dag.seeks("marie cruz").all()] == ["Marie de la Cruz"]
    dag.ticks("Marie de la Cruz")
    dag.sees_count("1 av 2")
    dag.ticks("Marie de la Cruz")
    dag.sees_count("0 av 2")
    dag.ticks("Marie de la Cruz")
    dag.sees_count("1 av 2")


def _reads_lists(sam: Coordinator, folder: Path) -> None:
    path = sam.downloads("Deltagare", "Excel", folder)
    assert path.name == "run-konferens-2027-deltagare-2027-03-05.xlsx"
    heading, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    came = ["På plats"]
    parts = dict(zip(heading[9:], zip(*(row[9:] for row in rows), strict=True), strict=True))
    assert [row[:3] for row in rows] == [("de la Cruz", "Marie", "Skolchef"), ("Lundgren", "Leyla", "Verksamhetschef")]
    assert {part: values for part, values in parts.items() if any(values)} == {
        "Dialogmöte": (*came, None),
        "Konferens torsdag": (*came, *came),
        "Seminarium B": (*came, None),
        "Seminarium E": (*came, None),
    }
    text = sam.downloads("Närvaro", "CSV", folder).read_bytes().decode("utf-8-sig")
    present = {row["Efternamn"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";") if _is_known(row)}
    assert {name: (row["Svar"], row["Konferens torsdag"]) for name, row in present.items()} == {
        "de la Cruz": ("Kommer", "Närvarande"),
        "Lundgren": ("Kommer", "Frånvarande"),
        "Axelsson": ("Kommer inte", "Anmält förhinder"),
        "Sandberg": ("Kommer inte", "Anmält förhinder"),
    }


def _is_known(row: dict[str, str]) -> bool:
    return row["Organisation"] == "Bergs kommun" and row["Förnamn"] in {"Marie", "Leyla", "Sören", "Mikael"}
