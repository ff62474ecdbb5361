"""What is certified of what somebody attended."""

from datetime import UTC, datetime, timedelta

import pytest

from app.attendance.rules import How
from app.attendance.rules.certificate import AttendedPart, Certificate, certificate, duration
from app.documents.certificate import CertificatePage, CertifiedPart, certificates_pdf
from app.documents.frame import MOST_CELLS, TooLongForPaperError
from app.events.rules.kinds import PartKind
from tests import paper
from tests.rules.test_documents_badges import NASTY

MORNING = datetime(2027, 3, 4, 9, tzinfo=UTC)
AFTERWARDS = MORNING + timedelta(days=3)


def attended(
    title: str, hour: float, hours: float, kind: PartKind = PartKind.PLENARY, *, cancelled: bool = False
) -> AttendedPart:
    """A part that begins so many hours after nine."""
    start = MORNING + timedelta(hours=hour)
    return AttendedPart(title, kind, start, start + timedelta(hours=hours), How.NAME, cancelled)


def _told(*parts: AttendedPart, now: datetime = AFTERWARDS) -> tuple[list[str], int] | None:
    found = certificate(parts, now)
    return ([one.title for one in found.parts], found.minutes) if found else None


def test_the_hours_are_those_of_the_parts_in_order_of_time() -> None:
    assert _told(attended("Konferens", 4, 3.25), attended("Dialogmöte", 1, 2)) == (["Dialogmöte", "Konferens"], 315)


def test_nobody_who_attended_nothing_has_a_certificate() -> None:
    assert certificate([], AFTERWARDS) is None


@pytest.mark.parametrize("kind", [PartKind.NIGHT, PartKind.MEAL])
def test_meals_and_nights_are_neither_listed_nor_hours(kind: PartKind) -> None:
    between = attended("Däremellan", 1, 1, kind)
    assert _told(between) is None
    assert _told(between, attended("Dialogmöte", 0, 1), attended("Konferens", 2, 2)) == (
        ["Dialogmöte", "Konferens"],
        180,
    )


def test_what_was_called_off_was_not_held() -> None:
    assert _told(attended("Konferens", 0, 1, cancelled=True)) is None


def test_two_parts_at_the_same_time_are_one_time() -> None:
    whole = attended("Hela dagen", 0, 8)
    within = attended("Föreläsning", 1, 1)
    over = attended("Samtal", 7, 2)
    assert _told(over, within, whole) == (["Hela dagen", "Föreläsning", "Samtal"], 9 * 60)


def test_a_part_counts_when_it_is_over_however_early_one_was_ticked_off() -> None:
    first, second = attended("Dialogmöte", 0, 2), attended("Konferens", 3, 2)
    assert _told(first, second, now=MORNING) is None
    assert _told(first, second, now=MORNING + timedelta(hours=2)) == (["Dialogmöte"], 120)
    assert _told(first, second, now=MORNING + timedelta(hours=4.9)) == (["Dialogmöte"], 120)


def test_a_change_to_summer_time_makes_no_hour() -> None:
    start = datetime.fromisoformat("2027-03-28T00:30+01:00")
    part = AttendedPart("Natt", PartKind.MEETING, start, datetime.fromisoformat("2027-03-28T03:30+02:00"), How.SELF)
    assert certificate([part], AFTERWARDS + timedelta(days=60)) == Certificate((part,), 120)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 minuter"), (1, "1 minut"), (45, "45 minuter"), (60, "1 timme"), (61, "1 timme och 1 minut"),
     (120, "2 timmar"), (405, "6 timmar och 45 minuter")],
)  # fmt: skip
def test_hours_are_told_in_words(minutes: int, said: str) -> None:
    assert duration(minutes) == said


def _printed(*pages: CertificatePage) -> paper.Paper:
    made = certificates_pdf(
        pages, event="RUN-konferens 2027", where="4–5 mars 2027, Sundsvall", issuer="Mittuniversitetet",
        issued="Utfärdat 8 mars 2027", contact="run@miun.example",
    )  # fmt: skip
    return paper.read(made)


def test_a_certificate_says_who_what_and_how_long() -> None:
    parts = [CertifiedPart("Dialogmöte", "torsdag 4 mars 2027", "10.00–12.00", "digitalt")]
    made = _printed(CertificatePage("Anna Berg", "rektor, Ånge kommun", parts, "2 timmar"))
    assert (made.ua, made.language, made.title, len(made.pages)) == (True, "sv-SE", "Intyg – RUN-konferens 2027", 1)
    assert made.tags >= {"/H1", "/Table", "/TH"}
    said = ("Intyg", "Anna Berg", "rektor, Ånge kommun", "har deltagit i", "RUN-konferens 2027", "Sundsvall",
            "Dialogmöte (digitalt)", "10.00–12.00", "2 timmar", "Mittuniversitetet", "Utfärdat 8 mars")  # fmt: skip
    assert [words for words in said if words not in made.text] == []


@pytest.mark.parametrize("nasty", [one for one in NASTY if one], ids=ascii)
def test_nasty_names_break_no_certificate(nasty: str) -> None:
    page = CertificatePage(nasty, nasty, [CertifiedPart(nasty, "torsdag", "10.00", nasty)], "2 timmar")
    assert "2 timmar" in _printed(page).text


def test_more_certificates_than_paper_holds_are_refused() -> None:
    with pytest.raises(TooLongForPaperError):
        _printed(*[CertificatePage("Anna", "", [], "")] * MOST_CELLS)
