"""Copying to next year, and the words in addresses."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.rules import conference_days
from app.events.rules.changes import Change, changes
from app.events.rules.deadlines import GroupDays
from app.events.rules.drafts import EventDetails
from app.events.rules.kinds import EventKind
from app.events.rules.moves import next_year, preview
from app.events.rules.slugs import slug_of
from app.events.rules.usual import usual_draft
from app.kernel.words import local
from app.people.rules.kinds import RoleGroup

LAST_YEAR = usual_draft(EventKind.CONFERENCE, conference_days(2026)[0], {})


def test_next_years_conference_is_in_week_nine_with_every_part_at_its_hour() -> None:
    copy = next_year(LAST_YEAR)
    moved = [
        (local(old.starts_at).weekday(), local(old.starts_at).time())
        == (local(new.starts_at).weekday(), local(new.starts_at).time())
        for old, new in zip(LAST_YEAR.parts, copy.parts, strict=True)
    ]
    assert (copy.starts_on, copy.ends_on, set(moved)) == (date(2027, 3, 4), date(2027, 3, 5), {True})


def test_the_title_gets_the_new_year_and_the_theme_stays_behind() -> None:
    themed = replace(LAST_YEAR, details=replace(LAST_YEAR.details, theme="Attrahera"))
    assert next_year(themed).details == EventDetails(title="RUN-konferens 2027")


@pytest.mark.parametrize(
    ("title", "first", "last", "new"),
    [
        ("Dialogmöte 24 september 2026", date(2026, 9, 24), date(2026, 9, 24), "Dialogmöte 30 september 2027"),
        ("Dialogmöte 4 mars", date(2026, 3, 4), date(2026, 3, 4), "Dialogmöte 10 mars"),
        ("Nätverk 29–30 april 2026", date(2026, 4, 29), date(2026, 4, 30), "Nätverk 5–6 maj 2027"),
        ("Träff 14 mars och 4 mars", date(2026, 3, 4), date(2026, 3, 4), "Träff 14 mars och 10 mars"),
        ("Nätverksträff", date(2026, 9, 24), date(2026, 9, 24), "Nätverksträff"),
    ],
)
def test_a_day_in_the_title_becomes_the_new_day(title: str, first: date, last: date, new: str) -> None:
    draft = usual_draft(EventKind.NETWORK, first, {})
    draft = replace(draft, ends_on=last, details=replace(draft.details, title=title))
    assert next_year(draft).details.title == new


def test_another_day_can_be_chosen_and_every_part_follows() -> None:
    copy = next_year(LAST_YEAR, date(2027, 2, 25))
    assert (copy.starts_on, copy.ends_on) == (date(2027, 2, 25), date(2027, 2, 26))
    assert {local(part.starts_at).date() for part in copy.parts} == {date(2027, 2, 25), date(2027, 2, 26)}


def test_the_preview_shows_every_deadline_old_and_new() -> None:
    shown = preview(LAST_YEAR, date(2027, 3, 4))
    assert [(day.label, day.old, day.new) for day in shown.days] == [
        ("Första dag", date(2026, 2, 26), date(2027, 3, 4)),
        ("Sista dag", date(2026, 2, 27), date(2027, 3, 5)),
        ("Anmälan öppnar", date(2025, 10, 29), date(2026, 11, 4)),
        ("Svara senast", date(2026, 1, 29), date(2027, 2, 4)),
        ("Ändra senast", date(2026, 2, 12), date(2027, 2, 18)),
        ("Måltider låses", date(2026, 2, 16), date(2027, 2, 22)),
        ("Deltagarlistan låses", date(2026, 2, 25), date(2027, 3, 3)),
    ]
    assert len(shown.parts) == len(LAST_YEAR.parts)


def test_an_event_is_named_in_addresses_by_its_title() -> None:
    assert slug_of("RUN-konferens 2027", set()) == "run-konferens-2027"


def test_a_taken_name_gets_a_number() -> None:
    assert slug_of("Möte", {"mote", "mote-2"}) == "mote-3"


def test_an_event_never_takes_the_name_of_a_page() -> None:
    assert slug_of("Nytt", set()) == "mote-nytt"


@given(st.text(), st.sets(st.sampled_from(["mote", "mote-2", "a"])))
def test_a_name_is_new_short_and_safe(title: str, taken: set[str]) -> None:
    name = slug_of(title, taken)
    assert name not in taken
    assert len(name) <= 70
    assert name.isascii()
    assert all(letter.isalnum() or letter == "-" for letter in name)


def test_a_change_tells_the_field_before_and_after() -> None:
    old, new = EventDetails("Möte", place="Sundsvall"), EventDetails("Möte", place="Östersund")
    told = changes(old, new)
    assert (told, told[0].label) == ((Change("place", "Sundsvall", "Östersund"),), "Plats")


def test_the_preview_shows_what_a_role_group_has_instead() -> None:
    own = ((RoleGroup.POLITIKER, GroupDays(answer=14, change=7)),)
    shown = preview(replace(LAST_YEAR, group_days=own), date(2027, 3, 4))
    assert [(day.label, day.group, day.new) for day in shown.days[7:]] == [
        ("Svara senast", RoleGroup.POLITIKER, date(2027, 2, 18)),
        ("Ändra senast", RoleGroup.POLITIKER, date(2027, 2, 25)),
    ]
