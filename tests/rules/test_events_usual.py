"""What each kind of meeting usually is."""

from collections import Counter
from datetime import date

import pytest

from app.events.rules import conference_days
from app.events.rules.circles import CircleLineValue, HoldingValue, belongs
from app.events.rules.deadlines import order_fault
from app.events.rules.kinds import EventKind, PartKind
from app.events.rules.states import faults
from app.events.rules.times import span_fault
from app.events.rules.usual import usual_draft
from app.kernel.words import local, short_date, time_span
from app.people.rules.kinds import OrganisationKind

ROLES = (
    "skolpolitiker", "skolchef", "verksamhetschef", "rektor", "utvecklingsledare", "kvalitetsutvecklare",
    "fakultetsledning", "institutionsledning", "prefekt", "programansvarig", "utbildningschef", "samordnare",
    "arbetsutskott",
)  # fmt: skip
IDS = {key: number for number, key in enumerate(ROLES, start=1)}


def conference(year: int = 2027):  # type: ignore[no-untyped-def]
    return usual_draft(EventKind.CONFERENCE, conference_days(year)[0], IDS)


def test_the_conference_of_2027_has_its_programme() -> None:
    shown = [
        f"{short_date(part.starts_at)} {time_span(part.starts_at, part.ends_at)} {part.title}"
        for part in conference().parts
    ]
    assert shown == [
        "tor 4 mars 10.00–12.00 Dialogmöte",
        "tor 4 mars 12.00–13.00 Lunch torsdag",
        "tor 4 mars 13.00–16.15 Konferens torsdag",
        "tor 4 mars 19.00–22.00 Middag",
        "tor 4 mars 22.00–fre 5 mars 08.00 Övernattning",
        "fre 5 mars 09.00–10.30 Seminarium A",
        "fre 5 mars 09.00–10.30 Seminarium B",
        "fre 5 mars 09.00–10.30 Seminarium C",
        "fre 5 mars 10.45–12.15 Seminarium D",
        "fre 5 mars 10.45–12.15 Seminarium E",
        "fre 5 mars 10.45–12.15 Seminarium F",
        "fre 5 mars 12.15–13.15 Lunch fredag",
    ]


def test_one_of_three_seminars_is_chosen_in_each_slot() -> None:
    draft = conference()
    chosen = Counter(part.slot for part in draft.parts if part.kind is PartKind.PARALLEL)
    assert (draft.slots, dict(chosen)) == (
        ("Seminarier 9.00", "Seminarier 10.45"),
        {"Seminarier 9.00": 3, "Seminarier 10.45": 3},
    )


def test_the_dialogue_is_for_its_circle_and_the_conference_for_all() -> None:
    dialogue, *others = conference().parts
    skolchef = HoldingValue(IDS["skolchef"], OrganisationKind.KOMMUN, agreement=True)
    independent = HoldingValue(IDS["skolchef"], OrganisationKind.FRISTAENDE)
    rektor = HoldingValue(IDS["rektor"], OrganisationKind.KOMMUN, agreement=True)
    assert [belongs(dialogue.circle, [held]) for held in (skolchef, independent, rektor)] == [True, False, False]
    assert {part.circle for part in others} == {()}


def test_everybody_of_the_dialogue_is_invited_to_the_conference() -> None:
    draft = conference()
    assert set(draft.parts[0].circle) < set(draft.circle)


def test_a_role_that_was_removed_from_the_register_is_left_out() -> None:
    draft = usual_draft(EventKind.WORKING_COMMITTEE, date(2027, 1, 14), {"samordnare": 12})
    assert draft.circle == (CircleLineValue(12),)


@pytest.mark.parametrize("year", range(2015, 2041))
def test_every_conference_begins_at_ten_on_thursday_and_ends_on_friday(year: int) -> None:
    draft = conference(year)
    first = local(draft.parts[0].starts_at)
    assert ((first.date(), first.hour), local(draft.parts[-1].ends_at).date()) == (
        (draft.starts_on, 10),
        draft.ends_on,
    )


@pytest.mark.parametrize("kind", list(EventKind))
def test_what_is_proposed_can_stand_as_it_is(kind: EventKind) -> None:
    draft = usual_draft(kind, date(2027, 3, 4), IDS)
    outside = [
        part.title for part in draft.parts if span_fault(part.starts_at, part.ends_at, draft.starts_on, draft.ends_on)
    ]
    assert (outside, order_fault(draft.terms.days), bool(draft.parts)) == ([], None, True)


@pytest.mark.parametrize("kind", list(EventKind))
def test_only_the_ground_for_needs_is_left_for_the_organizer_to_choose(kind: EventKind) -> None:
    draft = usual_draft(kind, date(2027, 3, 4), IDS)
    words = ["Välj rättslig grund för särskilda behov, eller fråga inte efter dem."]
    assert [fault.words for fault in faults(draft, date(2026, 12, 1))] == (words if draft.terms.asks_needs else [])
