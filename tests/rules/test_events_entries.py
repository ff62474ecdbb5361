"""What calendars are given of a meeting."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.calendar.entry import Entry, Status
from app.events.rules.entries import (
    Chosen,
    MeetingValue,
    PartValue,
    Presence,
    mail_entry,
    personal_entries,
    public_entries,
)

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
DIALOGUE = PartValue(
    uid="part-dialogue",
    title="Dialogmöte",
    starts_at=datetime(2027, 3, 4, 9, 0, tzinfo=UTC),
    ends_at=datetime(2027, 3, 4, 11, 0, tzinfo=UTC),
    changed_at=NOW,
    room="Sal 1",
    for_all=False,
)
SEMINAR = PartValue(
    uid="part-seminar",
    title="Seminarium B",
    starts_at=datetime(2027, 3, 5, 8, 0, tzinfo=UTC),
    ends_at=datetime(2027, 3, 5, 9, 30, tzinfo=UTC),
    changed_at=NOW,
    sequence=2,
    contributors="Åsa Öberg",
    description="Om **läsning**.",
    room="Sal 3",
    online_url="https://video.example/3",
)
CONFERENCE = MeetingValue(
    uid="event",
    title="RUN-konferens 2027",
    theme="Språk i alla ämnen",
    starts_on=date(2027, 3, 4),
    ends_on=date(2027, 3, 5),
    changed_at=NOW,
    sequence=1,
    place="Södra Berget",
    address="Sundsvall",
    page_url="https://run.example/moten/run-konferens-2027",
    parts=(DIALOGUE, SEMINAR),
)
ON_SITE = Presence("registration", 3, NOW, (Chosen("part-seminar", online=False, changed_at=NOW),))
BANNER = Entry(
    uid="registration",
    summary="RUN-konferens 2027",
    starts=date(2027, 3, 4),
    ends=date(2027, 3, 5),
    last_modified=NOW,
    sequence=4,
    location="Södra Berget, Sundsvall",
    description="Språk i alla ämnen",
    url="https://run.example/moten/run-konferens-2027",
    transparent=True,
)
TIMED = Entry(
    uid="part-seminar",
    summary="Seminarium B – RUN-konferens 2027",
    starts=datetime(2027, 3, 5, 8, 0, tzinfo=UTC),
    ends=datetime(2027, 3, 5, 9, 30, tzinfo=UTC),
    last_modified=NOW,
    sequence=3,
    location="Sal 3, Södra Berget, Sundsvall",
    description="Språk i alla ämnen\n\nMedverkande: Åsa Öberg\n\nOm läsning.",
    url="https://run.example/moten/run-konferens-2027",
)


def test_a_conference_is_a_banner_over_its_days_and_a_timed_entry_for_each_part_that_is_the_persons() -> None:
    assert personal_entries(CONFERENCE, ON_SITE) == (BANNER, TIMED)


@pytest.mark.parametrize("chosen", [(), ("part-seminar",), ("part-seminar", "part-dialogue")])
def test_the_mail_carries_the_banner_of_the_feed_whatever_one_has_chosen(chosen: tuple[str, ...]) -> None:
    own = replace(ON_SITE, chosen=tuple(Chosen(uid, online=False, changed_at=NOW) for uid in chosen))
    assert mail_entry(CONFERENCE, own) == BANNER == personal_entries(CONFERENCE, own)[0]


def off(*uids: str) -> MeetingValue:
    parts = tuple(replace(part, called_off=part.uid in uids) for part in CONFERENCE.parts)
    return replace(CONFERENCE, parts=parts)


BOTH = replace(ON_SITE, chosen=tuple(Chosen(part.uid, online=False, changed_at=NOW) for part in CONFERENCE.parts))


@pytest.mark.parametrize(("own", "uid"), [(ON_SITE, "part-dialogue"), (BOTH, "part-seminar"), (BOTH, "part-dialogue")])
def test_a_part_that_is_cancelled_leaves_the_mail_with_the_banner_while_something_that_was_chosen_stands(
    own: Presence, uid: str
) -> None:
    assert mail_entry(off(uid), own) == BANNER == personal_entries(off(uid), own)[0]


def test_with_everything_that_was_chosen_cancelled_only_that_stands_in_the_feed_and_the_mails_entry_is_cancelled() -> (
    None
):
    meeting = off("part-seminar")
    assert personal_entries(meeting, ON_SITE) == (replace(TIMED, status=Status.CANCELLED),)
    assert mail_entry(meeting, ON_SITE) == replace(BANNER, status=Status.CANCELLED)


def test_of_a_meeting_that_is_cancelled_itself_the_banner_stands_cancelled_too() -> None:
    meeting = replace(off("part-seminar"), called_off=True)
    assert [one.status for one in personal_entries(meeting, ON_SITE)] == [Status.CANCELLED, Status.CANCELLED]


def test_only_who_comes_digitally_gets_the_online_address_and_no_room_to_look_for() -> None:
    online = replace(ON_SITE, chosen=(Chosen("part-seminar", online=True, changed_at=LATER),))
    expected = replace(TIMED, location="Digitalt", conference_url="https://video.example/3", last_modified=LATER)
    assert personal_entries(CONFERENCE, online) == (BANNER, expected)


def test_a_meeting_of_one_part_is_that_part_in_feed_and_mail() -> None:
    meeting = replace(CONFERENCE, parts=(SEMINAR,))
    expected = replace(TIMED, uid="registration", summary="RUN-konferens 2027", sequence=4)
    assert personal_entries(meeting, ON_SITE) == (expected,)
    assert mail_entry(meeting, ON_SITE) == expected
    assert public_entries(meeting) == (replace(expected, uid="event", sequence=1),)


def test_the_only_part_cancelled_is_the_meeting_cancelled() -> None:
    off = replace(CONFERENCE, parts=(replace(SEMINAR, called_off=True),))
    assert mail_entry(off, ON_SITE).status is Status.CANCELLED
    assert personal_entries(off, ON_SITE) == (mail_entry(off, ON_SITE),)


def test_in_line_for_the_only_part_there_is_nothing_to_show() -> None:
    assert personal_entries(replace(CONFERENCE, parts=(SEMINAR,)), replace(ON_SITE, chosen=())) == ()


def test_everybody_sees_the_banner_and_the_parts_without_circle_and_no_online_address() -> None:
    assert public_entries(CONFERENCE) == (replace(BANNER, uid="event", sequence=1), TIMED)


def test_a_cancelled_part_is_cancelled_alone_and_a_cancelled_meeting_takes_its_parts_with_it() -> None:
    called_off = personal_entries(off("part-seminar"), BOTH)
    assert [entry.status for entry in called_off] == [Status.CONFIRMED, Status.CONFIRMED, Status.CANCELLED]
    whole = replace(CONFERENCE, called_off=True)
    assert [entry.status for entry in personal_entries(whole, ON_SITE)] == [Status.CANCELLED, Status.CANCELLED]


def test_a_cancelled_meeting_has_no_online_address() -> None:
    online = replace(ON_SITE, chosen=(Chosen("part-seminar", online=True, changed_at=NOW),))
    assert personal_entries(replace(CONFERENCE, called_off=True), online)[1].conference_url == ""


def test_a_night_does_not_make_the_time_busy() -> None:
    night = replace(CONFERENCE, parts=(DIALOGUE, replace(SEMINAR, overnight=True)))
    assert [entry.transparent for entry in personal_entries(night, ON_SITE)] == [True, True]


def test_every_change_is_the_latest_of_event_part_and_registration() -> None:
    moved = replace(CONFERENCE, changed_at=LATER)
    assert {entry.last_modified for entry in personal_entries(moved, ON_SITE)} == {LATER}
    answered = replace(ON_SITE, changed_at=LATER)
    assert [entry.last_modified for entry in personal_entries(CONFERENCE, answered)] == [LATER, NOW]


def test_a_part_that_names_its_meeting_is_not_told_twice() -> None:
    named = replace(SEMINAR, title="Kväll på RUN-konferens 2027")
    assert public_entries(replace(CONFERENCE, parts=(DIALOGUE, named)))[1].summary == "Kväll på RUN-konferens 2027"
