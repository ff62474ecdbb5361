"""Reports from Zoom and Teams: what they look like, how long people were there, and who they are."""

import pytest

from app.attendance.rules.digital import NOBODY, Fit, Invited, match_all
from app.attendance.rules.reports import NoReportError, Participant, read_report
from app.people.rules.names import Name
from app.sheets.read import read

TEAMS = """1. Summary
Meeting title\tRUN-konferens 2027, seminarium
Attended participants\t3
Start time\t3/4/27, 12:55:11 PM
End time\t3/4/27, 4:20:02 PM
Meeting duration\t3h 24m 51s
Average attendance time\t1h 2m 3s

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Anna Berg\t3/4/27, 12:58:11 PM\t3/4/27, 4:15:02 PM\t3h 16m 51s\tAnna.Berg@ange.example\tanna@x.example\tOrganizer
Bo Ek (Guest)\t3/4/27, 1:02:00 PM\t3/4/27, 4:00:00 PM\t12m 4s\t\t\tPresenter

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Anna Berg\t3/4/27, 12:58:11 PM\t3/4/27, 4:15:02 PM\t3h 16m 51s\tanna.berg@ange.example\tOrganizer
Bo Ek (Guest)\t3/4/27, 1:02:00 PM\t3/4/27, 1:14:04 PM\t12m 4s\t\tPresenter
Bo Ek (Guest)\t3/4/27, 1:02:00 PM\t3/4/27, 1:14:04 PM\t12m 4s\t\tPresenter
Bo Ek (Guest)\t3/4/27, 1:02:00 PM\t3/4/27, 1:14:04 PM\t12m 4s\t\tPresenter
Bo Ek (Guest)\t3/4/27, 1:02:00 PM\t3/4/27, 1:14:04 PM\t12m 4s\t\tPresenter
"""
TEAMS_SWEDISH = """1. Sammanfattning
Mötesrubrik\tDialogmöte
Deltagare som närvarade\t2

2. Deltagare
Namn\tFörsta anslutning\tSenaste lämning\tVaraktighet i mötet\tE-post\tDeltagar-ID (UPN)\tRoll
Åsa Öberg\t2027-03-04, 13:00:05\t2027-03-04, 14:31:00\t1 tim 30 min 55 sek\t\tasa@berg.example\tDeltagare
"""
ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456 7890,RUN,03/04/2027 01:00:00 PM,03/04/2027 02:00:00 PM,sam@miun.example,60,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
Anna (Anna Berg),anna.berg@ange.example,03/04/2027 01:00:00 PM,03/04/2027 01:30:00 PM,30,No,Y
Anna (Anna Berg),ANNA.BERG@ange.example,03/04/2027 01:20:00 PM,03/04/2027 01:40:00 PM,20,No,Y
Bo,,03/04/2027 01:00:00 PM,03/04/2027 01:10:00 PM,10,Yes,Y
Bo,,03/04/2027 01:15:00 PM,03/04/2027 01:20:00 PM,5,Yes,Y
"""
ZOOM_SUMS = "Name (original name),Email,Total duration (minutes),Guest\nAnna Berg,,121,Yes\nBo Ek,bo@a.example,4,No\n"
ZOOM_SWEDISH = "Namn (ursprungligt namn);E-post;Total varaktighet (minuter);Gäst\nAnna Berg;;90,5;Ja\n"

TEAMS_ACTIONS = """Full Name\tUser Action\tTimestamp
Anna Berg\tJoined before\t3/4/2027, 1:00:00 PM
Anna Berg\tLeft\t3/4/2027, 1:30:00 PM
Bo Ek (Guest)\tJoined\t3/4/2027, 1:05:00 PM
Bo Ek (Guest)\tJoined\t3/4/2027, 1:10:00 PM
Bo Ek (Guest)\tLeft\t3/4/2027, 1:20:00 PM
Bo Ek (Guest)\tLeft\t3/4/2027, 1:25:00 PM
Anna Berg\tJoined\t3/4/2027, 1:45:00 PM
Anna Berg\tLeft\t3/4/2027, 2:00:00 PM
Cia Dal\tJoined\t3/4/2027, 1:55:00 PM
Dan Alm\tLeft\t3/4/2027, 1:02:00 PM
"""
TEAMS_ACTIONS_SWEDISH = """Fullständigt namn\tAnvändaråtgärd\tTidsstämpel
Åsa Öberg\tLämnade\t2027-03-04, 14:31:00
Åsa Öberg\tAnslöt\t2027-03-04, 13:01:00
Bo Ek\tAnslöt tidigare\t2027-03-04, 13:00:00
Bo Ek\tLämnade\tsnart
"""


def _read(text: str, encoding: str = "utf-8") -> list[tuple[str, str, int]]:
    found = read_report(read(text.encode(encoding), "rapport.csv"))
    return [(one.name, one.address, one.minutes) for one in found]


def test_a_report_of_teams_in_utf_16_is_read_to_the_end_of_its_participants() -> None:
    assert _read(TEAMS, "utf-16") == [("Anna Berg", "anna.berg@ange.example", 197), ("Bo Ek (Guest)", "", 12)]


def test_a_swedish_report_of_teams_is_read_and_an_account_that_is_an_address_is_one() -> None:
    assert _read(TEAMS_SWEDISH, "utf-16") == [("Åsa Öberg", "asa@berg.example", 91)]


def test_who_left_and_came_again_was_there_for_both_and_two_devices_at_a_time_count_once() -> None:
    assert _read(ZOOM) == [("Anna (Anna Berg)", "anna.berg@ange.example", 40), ("Bo", "", 15)]


def test_a_report_of_zoom_with_sums_alone_is_read_in_both_languages() -> None:
    assert _read(ZOOM_SUMS) == [("Anna Berg", "", 121), ("Bo Ek", "bo@a.example", 4)]
    assert _read(ZOOM_SWEDISH, "utf-8-sig") == [("Anna Berg", "", 91)]


def test_rows_of_who_joined_and_left_are_summed_for_each() -> None:
    assert _read(TEAMS_ACTIONS, "utf-16") == [
        ("Anna Berg", "", 45),
        ("Bo Ek (Guest)", "", 20),
        ("Cia Dal", "", 5),
        ("Dan Alm", "", 0),
    ]


def test_they_are_read_in_swedish_whatever_their_order() -> None:
    assert _read(TEAMS_ACTIONS_SWEDISH, "utf-16") == [("Åsa Öberg", "", 90), ("Bo Ek", "", 91)]


def test_joining_and_leaving_without_any_time_is_being_there_all_the_same() -> None:
    assert _read("Name\tAction\tTimestamp\nAnna Berg\tJoined\t?\n") == [("Anna Berg", "", 0)]


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("1h 5m 20s", 65), ("5m", 5), ("45s", 1), ("01:27:51", 88), ("2 tim", 120), ("1 t 3 min", 63), ("", 0), ("?", 0)],
)
def test_how_long_is_read_as_it_is_written(written: str, minutes: int) -> None:
    assert _read(f"Name\tDuration\tEmail\nAnna Berg\t{written}\tanna@ange.example\n")[0][2] == minutes


@pytest.mark.parametrize("time", ["3/4/27, 1:30:00\u202fPM", "2027-03-04 13:30:00", "Mar 4, 2027 01:30 PM"])
def test_times_are_enough_where_the_report_does_not_say_how_long(time: str) -> None:
    begun = time.replace("1:30", "1:00").replace("13:30", "13:00")
    assert _read(f"Name\tJoin time\tLeave time\nAnna Berg\t{begun}\t{time}\n")[0][2] == 30


def test_what_is_no_report_is_refused() -> None:
    with pytest.raises(NoReportError):
        _read("Kommun;Invånare\nÅnge;9000\n")


ANNA = Invited("anna", Name("Anna", "Berg"), frozenset({"anna.berg@ange.example", "skolan@ange.example"}))
BO = Invited("bo", Name("Bo", "Ek"), frozenset({"bo.ek@ange.example"}))
OTHER_BO = Invited("bo2", Name("Bo", "Ek"), frozenset())
CIA = Invited("cia", Name("Cia", "Dal"), frozenset({"skolan@ange.example"}))
PEOPLE = (ANNA, BO, OTHER_BO, CIA)


def _match(name: str, address: str = "", chosen: str = "") -> tuple[Fit, str, tuple[str, ...]]:
    (found,) = match_all([Participant(name, address, 60)], PEOPLE, {0: chosen})
    return found.fit, found.uid, found.suggestions


@pytest.mark.parametrize(
    ("name", "address", "fit", "uid"),
    [
        ("Anna B", "Anna.Berg@ange.example", Fit.ADDRESS, "anna"),
        ("", "anna.berg@ange.example", Fit.ADDRESS, "anna"),
        ("Bo Ek", "bo.ek@ange.example", Fit.ADDRESS, "bo"),
        ("Cia Dal", "skolan@ange.example", Fit.ADDRESS, "cia"),
        ("Anna Berg", "", Fit.NAME, "anna"),
        ("anna berg", "privat@mejl.example", Fit.NAME, "anna"),
        ("Berg, Anna", "", Fit.NAME, "anna"),
        ("Anna (Anna Berg)", "", Fit.NAME, "anna"),
        ("Anna Berg - Ånge kommun", "", Fit.NAME, "anna"),
        ("Cia Dal (Gäst)", "", Fit.NAME, "cia"),
    ],
)
def test_people_are_known_by_address_then_by_name(name: str, address: str, fit: Fit, uid: str) -> None:
    assert _match(name, address) == (fit, uid, ())


@pytest.mark.parametrize(
    ("name", "address", "suggested"),
    [
        ("Bo Ek", "", ("bo", "bo2")),
        ("Surfplatta", "anna.berg@ange.example", ("anna",)),
        ("Någon", "skolan@ange.example", ("anna", "cia")),
        ("Rektor Anna Berg Ånge", "", ("anna",)),
    ],
)
def test_what_is_not_sure_is_suggested_and_not_decided(name: str, address: str, suggested: tuple[str, ...]) -> None:
    assert _match(name, address) == (Fit.UNSURE, "", suggested)


def test_who_is_nobody_of_those_invited_is_told_to_be_so() -> None:
    assert _match("Read.ai meeting notes") == (Fit.NOBODY, "", ())


def test_what_is_chosen_by_hand_holds_where_nothing_was_sure() -> None:
    assert _match("Bo Ek", "", "bo2") == (Fit.CHOSEN, "bo2", ("bo", "bo2"))
    assert _match("Bo Ek", "", NOBODY)[:2] == (Fit.NOBODY, "")
    assert _match("Bo Ek", "", "hittepa")[:2] == (Fit.UNSURE, "")
    assert _match("Anna Berg", "", "bo")[:2] == (Fit.NAME, "anna")


ALIKE = (
    Invited("karin", Name("Karin", "Bergström")),
    Invited("k", Name("K.", "Bergström")),
    Invited("lukasz", Name("?ukasz", "Berg")),
    Invited("one", Name("Cher", "")),
    *(Invited(f"u{number}", Name(f"Åsa{number}", "Öst")) for number in range(3)),
)


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("K. Maria Bergström", ("karin", "k")),
        ("Karin Maria Bergström", ("karin", "k")),
        ("Łukasz Bergh", ()),
        ("Łukasz Berg (Timrå)", ("lukasz",)),
        ("Kar?n Bergström", ("karin", "k")),
        ("Cher Berg", ("one",)),
        ("王小明", ()),
        ("!!!", ()),
    ],
)
def test_those_who_are_alike_are_found_by_words_initials_and_lost_letters(
    name: str, suggested: tuple[str, ...]
) -> None:
    (found,) = match_all([Participant(name, "", 60)], ALIKE)
    assert found.suggestions == suggested
