"""The lists of the demo year say the same of it as each other and as the database."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from app.attendance.model import Tick
from app.events.model import Event
from app.events.queries import get_event
from app.events.rules.kinds import PartKind
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.lists.chosen import Chosen
from app.lists.people import part_headings
from app.lists.ready import ready_lists
from app.lists.standing import part_standings, standing
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from app.sheets.table import Table
from tests.builders import NOW
from tests.demo_year import COMING, HELD, demo_year

pytestmark = pytest.mark.xdist_group("demo_year")
__all__ = ["demo_year"]
HERE = Mode.ON_SITE.label
ALL = Chosen(protected=True)
WAITS = RegistrationState.WAITING.label


@dataclass(frozen=True)
class Read:
    """A list, read: its rows by heading."""

    rows: Sequence[dict[str, object]]

    def count(self, heading: str, value: object) -> int:
        """How many rows have the value there."""
        return sum(row[heading] == value for row in self.rows)

    def by(self, heading: str) -> Counter[object]:
        """How many rows have each value."""
        return Counter(row[heading] for row in self.rows)

    def total(self, heading: str) -> int:
        """The numbers of a column together."""
        return sum(int(str(row[heading])) for row in self.rows)


@dataclass(frozen=True)
class Lists:
    """All lists of an event."""

    event: Event

    def __getitem__(self, name: str) -> Read:
        return _read(ready_lists(NOW)[name].build(self.event, ALL))

    def headings(self, *kinds: PartKind) -> dict[str, int]:
        """The parts' ids by the headings that lists have for them; of these kinds, or all."""
        parts = [part for part in self.event.parts if part.cancelled_at is None]
        named = zip(parts, part_headings(parts), strict=True)
        return {heading: part.id for part, heading in named if not kinds or part.kind in kinds}

    def seats(self, mode: Mode, state: RegistrationState = RegistrationState.CONFIRMED) -> Counter[int]:
        """How many stand so at each part, as the database has it."""
        asked = sa.select(RegistrationPart.part_id, sa.func.count()).join(RegistrationPart.registration)
        asked = asked.where(Registration.event_id == self.event.id, RegistrationPart.state == state)
        asked = asked.where(RegistrationPart.mode == mode).group_by(RegistrationPart.part_id)
        return Counter({row[0]: row[1] for row in db.session.execute(asked)})


def _read(table: Table) -> Read:
    headings = [column.heading for column in table.columns]
    assert len(set(headings)) == len(headings)
    return Read([dict(zip(headings, row, strict=True)) for row in table.rows])


@pytest.fixture(params=[HELD, COMING])
def lists(request: pytest.FixtureRequest, demo_year: Flask) -> Iterator[Lists]:
    """Of the conference that has been, and of the one that is half answered."""
    with demo_year.app_context():
        yield Lists(get_event(request.param))
        db.session.remove()
        db.engine.dispose()


def _invited(lists: Lists, *states: InvitationState) -> int:
    asked = sa.select(sa.func.count()).where(Invitation.event_id == lists.event.id)
    return db.session.scalar(asked.where(Invitation.state.in_(states)) if states else asked) or 0


def test_the_invited_are_those_who_come_wait_do_not_come_send_somebody_and_are_silent(lists: Lists) -> None:
    invited, silent = lists["inbjudna"], lists["ej-svarat"]
    answered = [row for row in invited.rows if row["Svarade"] is not None]
    assert len(invited.rows) == _invited(lists) == len(silent.rows) + len(answered)
    assert len(silent.rows) == invited.count("Svar", "Har inte svarat") == _invited(lists, InvitationState.UNANSWERED)
    refused = len(lists["forhinder"].rows)
    assert refused == invited.count("Svar", "Kommer inte") == _invited(lists, InvitationState.NOT_COMING)
    instead = sum(str(row["Svar"]).endswith("kommer i stället") for row in invited.rows)
    assert instead == _invited(lists, InvitationState.REPLACED)


def test_the_participants_are_those_who_come_and_those_who_wait(lists: Lists) -> None:
    participants, invited, places = lists["deltagare"], lists["inbjudna"], lists["per-kommun"]
    number = len(participants.rows)
    assert number > 0
    assert number == invited.count("Svar", "Kommer") + invited.count("Svar", WAITS)
    assert number == places.total("Kommer") + places.total(WAITS)
    states = [RegistrationState.CONFIRMED, RegistrationState.WAITING]
    asked = sa.select(sa.func.count()).where(Registration.event_id == lists.event.id, Registration.state.in_(states))
    assert number == db.session.scalar(asked)
    (beside,) = ready_lists(NOW)["per-kommun"].build(lists.event, ALL).beside
    assert _read(beside).by("Organisation") == Counter(
        {row["Organisation"]: row["Kommer"] + row[WAITS] for row in places.rows if row["Kommer"] + row[WAITS]}
    )


def test_each_organisations_counts_are_everybody_who_was_asked(lists: Lists) -> None:
    places, stands = lists["per-kommun"], standing(lists.event)
    assert places.total("Inbjudna") == stands.invited == len(lists["inbjudna"].rows)
    for heading, state in (("Kommer", InvitationState.COMING), ("Har inte svarat", InvitationState.UNANSWERED)):
        assert places.total(heading) == stands.states[state]


def test_each_part_has_the_same_people_in_every_list_that_has_it(lists: Lists) -> None:
    participants, here, online = lists["deltagare"], lists.seats(Mode.ON_SITE), lists.seats(Mode.ONLINE)
    shown = {one.part.id: one for one in part_standings(lists.event)}
    for heading, part in lists.headings().items():
        assert participants.count(heading, HERE) == here[part] == shown[part].on_site
        assert participants.count(heading, Mode.ONLINE.label) == online[part] == shown[part].online
        assert participants.count(heading, WAITS) == shown[part].waiting
    assert sum(here.values()) > 0
    access = [row for row in lists["tillganglighet"].rows if row["Behov"] == "Alla på plats"]
    assert {row["Del"]: row["Antal"] for row in access} == {one: here[part] for one, part in lists.headings().items()}


def test_the_kitchen_counts_those_whom_the_accounts_name(lists: Lists) -> None:
    here, meals = lists.seats(Mode.ON_SITE), lists.headings(PartKind.MEAL)
    eat = {row["Måltid"]: row["Antal"] for row in lists["matlista"].rows if row["Kost"] == "Alla som äter"}
    assert eat == {heading: here[part] for heading, part in meals.items()}
    assert lists["representation"].by("Måltid") == Counter(eat)


def test_the_hotel_counts_those_whom_it_names(lists: Lists) -> None:
    here, nights = lists.seats(Mode.ON_SITE), lists.headings(PartKind.NIGHT)
    number = {heading: here[part] for heading, part in nights.items()}
    assert lists["hotell"].by("Natt") == Counter(number)
    assert {row["Natt"]: row["Antal"] for row in lists["hotell-antal"].rows} == number


def test_seminars_and_lists_to_sign_have_the_parts_own_people(lists: Lists) -> None:
    here, online = lists.seats(Mode.ON_SITE), lists.seats(Mode.ONLINE)
    seminars, waits = lists.headings(PartKind.PARALLEL), lists.seats(Mode.ON_SITE, RegistrationState.WAITING)
    chosen = {heading: here[part] + online[part] + waits[part] for heading, part in seminars.items()}
    assert lists["seminarieval"].by("Seminarium") == Counter(chosen)
    rooms = lists.headings(PartKind.MEETING, PartKind.PLENARY, PartKind.PARALLEL)
    assert lists["signaturlista"].by("Del") == Counter({one: here[part] for one, part in rooms.items() if here[part]})


def test_the_queues_are_those_who_wait_each_with_a_place_of_their_own(lists: Lists) -> None:
    waiting, participants = lists["vantelista"], lists["deltagare"]
    queues = {one: number for one in lists.headings() if (number := participants.count(one, WAITS))}
    assert waiting.by("Kö till") == Counter(queues)
    for queue in queues:
        places = [row["Plats i kön"] for row in waiting.rows if row["Kö till"] == queue]
        numbered = [place for place in places if place is not None]
        assert numbered == list(range(1, len(numbered) + 1))
    assert bool(queues) == (lists.event.slug == COMING)


def test_who_was_there_is_who_was_ticked_off(lists: Lists) -> None:
    attendance, supplement = lists["narvaro"], lists["bilaga"]
    headings = {one: part for one, part in lists.headings().items() if one in attendance.rows[0]}
    there = [row for row in attendance.rows if "Närvarande" in row.values()]
    for heading, part in headings.items():
        asked = sa.select(sa.func.count(sa.distinct(Tick.person_id))).where(Tick.part_id == part)
        assert attendance.count(heading, "Närvarande") == db.session.scalar(asked)
    under = supplement.by("Närvaro")
    assert under["Närvarande"] + under["I stället för ordinarie"] + under["Adjungerade"] == len(there)
    assert bool(there) == (lists.event.slug == HELD)


def test_a_badge_is_made_for_everybody_who_comes_to_the_place(lists: Lists) -> None:
    coming, headings = lists["deltagare"], lists.headings()
    distant = [row for row in coming.rows if {row[one] for one in headings} & {HERE, Mode.ONLINE.label} == {"Digitalt"}]
    assert len(lists["namnskyltar"].rows) == coming.count("Anmälan", "Anmäld") - len(distant)
