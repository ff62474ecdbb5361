"""Whatever people, organizers and workers do, in whatever order: no seat is given twice, nobody is passed who fits, and
each change of a person's state has one letter. Against the very actions and a database.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import selectinload

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.desk import change_capacity as capacities
from app.desk import quotas as desk
from app.events.model import Event, Part, Quota
from app.events.queries.quotas import list_quotas, quota_of
from app.events.rules import quotas
from app.events.rules.kinds import QueueMode
from app.invitations import queries as invitations
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Registration
from app.registrations.rules import Mode, Override, RegistrationState
from tests import builders
from tests.builders import NOW
from tests.conftest import empty

CONFIRMED, WAITING, CANCELLED = RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.CANCELLED
KOMMUN = OrganisationKind.KOMMUN
PEOPLE = ("Anna", "Axel", "Per", "Bo", "Pia")
"""Two principals and a politician of Ånge, a principal and a politician of Berg."""
QUOTAS = (
    quotas.Quota(1, organisation_kind=KOMMUN, per_organisation=True),
    quotas.Quota(2, organisation_kind=KOMMUN, per_organisation=True),
    quotas.Quota(1, RoleGroup.POLITIKER),
    quotas.Quota(1, RoleGroup.POLITIKER, outside=True, per_organisation=True),
)
EVENT, HALL, SEMINAR = 0, 1, 2
"""Where seats are: the event, and its two parts."""
Place = tuple[str, int, int]
"""Something that has a number of seats: "level" with one of the three, or "quota" with its id and an organisation's."""

people = st.sampled_from(PEOPLE)
picks = st.integers(0, 4)
mostly = st.sampled_from((True, True, True, False))
seats = st.sampled_from((1, 2, 0, 3, None))
wishes = st.lists(
    st.tuples(st.sampled_from((HALL, SEMINAR)), st.sampled_from((Mode.ON_SITE, Mode.ON_SITE, Mode.ONLINE))),
    min_size=1,
    max_size=2,
    unique_by=lambda one: one[0],
)


@dataclass
class Person:
    """Where one person stands, as far as a letter would tell it; and the places in line, by number."""

    state: RegistrationState = CANCELLED
    seats: frozenset[int] = frozenset()
    """Of the event and the parts, on site, given or held by an offer."""
    told: Any = None
    lines: dict[int, int] = field(default_factory=dict)
    offered: bool = False


@dataclass
class Picture:
    """Everything at one moment."""

    people: dict[str, Person]
    limits: dict[Place, int]
    letters: Counter[str]
    acts: Counter[str]
    overrides: int

    @property
    def seated(self) -> list[str]:
        return [name for name, one in self.people.items() if one.seats and not one.offered]

    @property
    def waiting(self) -> list[str]:
        return [name for name, one in self.people.items() if one.lines or one.offered]

    @property
    def offered(self) -> list[str]:
        return [name for name, one in self.people.items() if one.offered]


class Meeting(RuleBasedStateMachine):
    """A meeting with a hall that can be followed online and a seminar; five people, an organizer, a worker."""

    app: ClassVar[Flask]

    @initialize(capacity=seats, seminar=seats, offers=st.booleans(), quota=st.none() | st.sampled_from(QUOTAS))
    def begin(self, capacity: int | None, seminar: int | None, offers: bool, quota: quotas.Quota | None) -> None:
        self.now = NOW
        empty(self.app)
        self.context = self.app.app_context()
        self.context.push()
        with transaction():
            mode = QueueMode.OFFERED if offers else QueueMode.GIVEN
            event = builders.event(capacity=capacity, queue_mode=mode, offer_hours=24)
            hall = builders.part(event, online_url="https://video.example/rum")
            other = builders.part(event, "Seminarium", capacity=seminar)
            rektor, politician = builders.role(), builders.role("skolpolitiker", group=RoleGroup.POLITIKER)
            ange, berg = builders.organisation(), builders.organisation("Bergs kommun")
            roles = dict(zip(PEOPLE, (rektor, rektor, politician, rektor, politician), strict=True))
            self.roles = {name: (role.id, role.group) for name, role in roles.items()}
            places = dict(zip(PEOPLE, (ange, ange, ange, berg, berg), strict=True))
            self.places = {name: place.id for name, place in places.items()}
            self.uids = {
                name: builders.invitation(event, builders.person(name), roles[name], places[name]).uid
                for name in PEOPLE
            }
            self.by_uid = {uid: name for name, uid in self.uids.items()}
            self.names = {invitations.get(uid).person.uid: name for name, uid in self.uids.items()}
            self.event_id, self.parts = event.id, {HALL: hall.id, SEMINAR: other.id}
            self.uid_of = {HALL: hall.uid, SEMINAR: other.uid}
        self.before = self._look()
        if quota is not None:
            self.a_quota_is_set(quota, EVENT)

    def teardown(self) -> None:
        if hasattr(self, "context"):
            db.session.remove()
            self.context.pop()

    @contextmanager
    def _event(self) -> Iterator[Event]:
        with transaction():
            yield db.session.get_one(Event, self.event_id)

    def _act(self, act: Any, name: str) -> None:
        with transaction():
            act(invitations.lock(self.uids[name]), now=self.now, actor=SYSTEM)

    @rule(name=people, wanted=wishes, queues=mostly, override=st.sampled_from((False,) * 7 + (True,)))
    def answers(self, name: str, wanted: list[tuple[int, Mode]], queues: bool, override: bool) -> None:
        modes = [(part, Mode.ON_SITE if part == SEMINAR else mode) for part, mode in wanted]
        asked = tuple(Asked(self.uid_of[part], mode) for part, mode in modes)
        seen = frozenset(one.part_uid for one in asked) if queues else frozenset[str]()
        with transaction():
            actions.register(
                invitations.lock(self.uids[name]),
                Answers(asked, seen, event_seen_full=queues),
                now=self.now,
                actor=SYSTEM,
                override=Override("Talare") if override else None,
            )

    @rule(names=st.permutations(PEOPLE), to=st.sampled_from((HALL, SEMINAR)))
    def many_come(self, names: list[str], to: int) -> None:
        for name in names[:4]:
            self.answers(name, [(to, Mode.ON_SITE)], queues=True, override=False)
            self.holds()

    @rule(name=people)
    def withdraws(self, name: str) -> None:
        self._act(actions.withdraw, name)

    @precondition(lambda self: self.before.seated and self.before.waiting)
    @rule(pick=picks)
    def a_seat_gets_free(self, pick: int) -> None:
        self._act(actions.withdraw, self.before.seated[pick % len(self.before.seated)])

    @precondition(lambda self: self.before.offered)
    @rule(pick=picks, takes=st.booleans())
    def somebody_answers_an_offer(self, pick: int, takes: bool) -> None:
        name = self.before.offered[pick % len(self.before.offered)]
        self._act(actions.accept_offer if takes else actions.decline_offer, name)

    @rule(name=people, takes=st.booleans())
    def somebody_presses_an_old_button(self, name: str, takes: bool) -> None:
        self._act(actions.accept_offer if takes else actions.decline_offer, name)

    @rule(capacity=seats)
    def the_event_has_other_places(self, capacity: int | None) -> None:
        with self._event() as event:
            capacities.change_capacity(event, capacity, now=self.now, actor=SYSTEM)

    @rule(capacity=seats)
    def the_seminar_has_other_places(self, capacity: int | None) -> None:
        with self._event() as event:
            part = db.session.get_one(Part, self.parts[SEMINAR])
            capacities.change_part_capacity(event, part, capacity, now=self.now, actor=SYSTEM)

    @rule(quota=st.sampled_from(QUOTAS), part=st.sampled_from((EVENT, EVENT, SEMINAR)))
    def a_quota_is_set(self, quota: quotas.Quota, part: int) -> None:
        with self._event() as event:
            whole = db.session.get_one(Part, self.parts[part]) if part else None
            if len(list_quotas(event)) < 2:
                desk.add_quota(event, whole, quota, now=self.now, actor=SYSTEM)

    @precondition(lambda self: any(place[0] == "quota" for place in self.before.limits))
    @rule()
    def a_quota_is_taken_away(self) -> None:
        with self._event() as event:
            desk.remove_quota(event, list_quotas(event)[0], now=self.now, actor=SYSTEM)

    @rule(offers=st.booleans(), waiting_list=st.booleans())
    def the_settings_change(self, offers: bool, waiting_list: bool) -> None:
        with self._event() as event:
            event.queue_mode, event.waiting_list = QueueMode.OFFERED if offers else QueueMode.GIVEN, waiting_list

    @precondition(lambda self: self.before.waiting)
    @rule(hours=st.sampled_from((30, 1, 23)))
    def time_goes_and_the_worker_comes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        with self._event() as event:
            actions.promote(event, now=self.now)
        held = sa.select(Registration).options(selectinload(Registration.parts))
        for one in db.session.scalars(held.execution_options(populate_existing=True)):
            offers = (one.offered_until, *(row.offered_until for row in one.parts))
            assert all(until is None or until > self.now for until in offers), "an offer that has run out"

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "before"):
            return
        after = self._look()
        self._nobody_new_beyond_the_seats(after)
        self._nobody_is_passed(after)
        self._one_letter_for_each_change(after)
        self.before = after

    def _look(self) -> Picture:
        db.session.rollback()
        db.session.expire_all()
        event = db.session.get_one(Event, self.event_id)
        part = db.session.get_one(Part, self.parts[SEMINAR])
        limits: dict[Place, int] = {}
        for level, capacity in ((EVENT, event.capacity), (SEMINAR, part.capacity)):
            if capacity is not None:
                limits["level", level, 0] = capacity
        self.quotas = list_quotas(event)
        for row in self.quotas:
            for place in set(self.places.values()) if row.per_organisation else {0}:
                limits["quota", row.id, place] = row.most
        letters = Counter(name.split()[0] for name in db.session.scalars(sa.select(OutboxLetter.to_name)))
        asked = sa.select(LogEntry.action, LogEntry.subject_uid).where(LogEntry.action.startswith("registration."))
        entries = db.session.execute(asked).all()
        acts = Counter(self.names[uid] for action, uid in entries if action != "registration.override")
        overrides = sum(action == "registration.override" for action, _uid in entries)
        return Picture(self._people(), limits, letters, acts, overrides)

    def _people(self) -> dict[str, Person]:
        """Everybody, each with an invitation that says the same as the registration."""
        asked = sa.select(Invitation, Registration).outerjoin(Registration, Registration.invitation_id == Invitation.id)
        found = {}
        for invitation, registration in db.session.execute(asked.options(selectinload(Registration.parts))):
            if registration is None or registration.state is CANCELLED:
                assert invitation.state in (InvitationState.UNANSWERED, InvitationState.NOT_COMING)
                found[self.by_uid[invitation.uid]] = Person()
                continue
            coming = InvitationState.COMING if registration.state is CONFIRMED else InvitationState.WAITING
            assert invitation.state is coming
            found[self.by_uid[invitation.uid]] = self._standing(registration)
        return found

    def _standing(self, found: Registration) -> Person:
        """Nobody both has a seat and waits for it, or is in the event's queue and in a part's."""
        levels = {number: level for level, number in self.parts.items()}
        held, lines, told = set(), {}, set()
        rows = [row for row in found.parts if row.state is not CANCELLED]
        on_site = [row for row in rows if row.mode is Mode.ON_SITE]
        if found.queued_at is not None:
            assert found.state is WAITING
            assert all(row.state is WAITING and row.queued_at is None for row in on_site)
            if found.offered_until is None:
                lines[EVENT] = found.queue_number
        elif on_site:
            assert found.offered_until is None
        if on_site and (found.queued_at is None or found.offered_until is not None):
            held.add(EVENT)
        for row in rows:
            level = levels[row.part_id]
            told.add((level, row.state, row.mode, row.offered_until))
            assert row.state is WAITING or (row.queued_at, row.offered_until) == (None, None)
            if row.mode is Mode.ON_SITE and (row.state is CONFIRMED or row.offered_until is not None):
                held.add(level)
            elif row.queued_at is not None:
                lines[level] = row.queue_number
        event_told = (found.state, found.queued_at is not None, found.offered_until)
        offered = found.offered_until is not None or any(row.offered_until is not None for row in rows)
        return Person(found.state, frozenset(held), (event_told, frozenset(told)), lines, offered)

    def _limits_of(self, name: str, level: int, picture: Picture) -> list[Place]:
        """What somebody who takes a seat at ``level`` takes one of."""
        own: list[Place] = [("level", level, 0)] if ("level", level, 0) in picture.limits else []
        role_id, group = self.roles[name]
        held = quotas.Held(role_id, group, self.places[name], "", KOMMUN)
        part_id = self.parts.get(level)
        mine = [row for row in self.quotas if row.part_id == part_id and quotas.counts(quota_of(row), held)]
        return own + [("quota", row.id, self.places[name] if row.per_organisation else 0) for row in mine]

    def _within(self, place: Place, picture: Picture) -> set[str]:
        """Who has one of those seats."""
        levels = {row.id: self._level(row) for row in self.quotas}
        level = place[1] if place[0] == "level" else levels[place[1]]
        return {
            name
            for name, person in picture.people.items()
            if level in person.seats and place in self._limits_of(name, level, picture)
        }

    def _level(self, row: Quota) -> int:
        return next((level for level, number in self.parts.items() if number == row.part_id), EVENT)

    def _nobody_new_beyond_the_seats(self, after: Picture) -> None:
        if after.overrides > self.before.overrides:
            return
        for place, most in after.limits.items():
            now = self._within(place, after)
            if len(now) > most:
                level = (
                    place[1] if place[0] == "level" else self._level(next(r for r in self.quotas if r.id == place[1]))
                )
                assert {name for name in now if level not in self.before.people[name].seats} == set(), place

    def _nobody_is_passed(self, after: Picture) -> None:
        """Whoever stands in line cannot be let in: so no one behind has got a seat that the one before could have."""
        taken = {place: len(self._within(place, after)) for place in after.limits}
        for name, person in after.people.items():
            for level, number in person.lines.items():
                full = [p for p in self._limits_of(name, level, after) if taken[p] >= after.limits[p]]
                assert full, f"{name} could have a seat at {level}"
                was = self.before.people[name].lines.get(level)
                assert was in (None, number), "a place in line that changed"
        for level in (EVENT, HALL, SEMINAR):
            numbers = [one.lines[level] for one in after.people.values() if level in one.lines]
            assert len(numbers) == len(set(numbers))

        for name, person in after.people.items():
            for level in person.seats - self.before.people[name].seats:
                self._passes_nobody(name, level, taken, after)

    def _passes_nobody(self, name: str, level: int, taken: dict[Place, int], after: Picture) -> None:
        """Whoever stood before one who has got a seat, and stands there still, is kept by something else."""
        if after.overrides > self.before.overrides:
            return
        own = set(self._limits_of(name, level, after))
        behind = self.before.people[name].lines.get(level, 10**9)
        for other, person in after.people.items():
            if person.lines.get(level, behind) < behind and self.before.people[other].lines.get(level) is not None:
                full = {p for p in self._limits_of(other, level, after) if taken[p] >= after.limits[p]}
                assert full - own, f"{name} passed {other} at {level}"

    def _one_letter_for_each_change(self, after: Picture) -> None:
        for name in PEOPLE:
            letters = after.letters[name] - self.before.letters[name]
            acts = after.acts[name] - self.before.acts[name]
            changed = after.people[name].told != self.before.people[name].told
            assert letters == acts, f"{name}: {letters} letters about {acts} changes"
            assert changed == bool(acts), f"{name}: changed {changed}, told {letters}"


def test_whatever_happens_seats_order_and_letters_are_right(sqlite_app: Flask) -> None:
    Meeting.app = sqlite_app
    run_state_machine_as_test(
        Meeting,
        settings=settings(
            max_examples=50, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
