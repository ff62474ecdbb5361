"""Whatever people, organizers and workers do, in whatever order: no seat is given twice, nobody is passed who fits, and
each change of a person's state has one letter. Against the very actions and a database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
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
from app.desk import change_capacity as capacities
from app.desk import quotas as desk
from app.events.model import Event, Part
from app.events.queries.quotas import list_quotas
from app.events.rules import quotas
from app.events.rules.kinds import QueueMode
from app.invitations import queries as invitations
from app.kernel.db import db, transaction
from app.people.rules.kinds import RoleGroup
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Registration
from app.registrations.queries import places_in_line
from app.registrations.rules import Mode, Override
from tests import builders
from tests.builders import NOW
from tests.emptying import empty
from tests.pictured import EVENT, HALL, KOMMUN, PEOPLE, SEMINAR, Picture, Pictured, Place

QUOTAS = (
    quotas.Quota(1, organisation_kind=KOMMUN, per_organisation=True),
    quotas.Quota(2, organisation_kind=KOMMUN, per_organisation=True),
    quotas.Quota(1, RoleGroup.POLITIKER),
    quotas.Quota(1, RoleGroup.POLITIKER, outside=True, per_organisation=True),
)

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


class Meeting(Pictured, RuleBasedStateMachine):
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
        self.before = self.look()
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
        after = self.look()
        self._nobody_new_beyond_the_seats(after)
        self._nobody_is_passed(after)
        self._everybody_is_told_their_place(after)
        self._one_letter_for_each_change(after)
        self.before = after

    def _nobody_new_beyond_the_seats(self, after: Picture) -> None:
        if after.overrides > self.before.overrides:
            return
        for place, most in after.limits.items():
            now = self.within(place, after)
            if len(now) > most:
                level = (
                    place[1] if place[0] == "level" else self.level_of(next(r for r in self.quotas if r.id == place[1]))
                )
                assert {name for name in now if level not in self.before.people[name].seats} == set(), place

    def _nobody_is_passed(self, after: Picture) -> None:
        """Whoever stands in line cannot be let in: so no one behind has got a seat that the one before could have."""
        taken = {place: len(self.within(place, after)) for place in after.limits}
        for name, person in after.people.items():
            for level, number in person.lines.items():
                full = [p for p in self.limits_of(name, level, after) if taken[p] >= after.limits[p]]
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
        own = set(self.limits_of(name, level, after))
        behind = self.before.people[name].lines.get(level, 10**9)
        for other, person in after.people.items():
            if person.lines.get(level, behind) < behind and self.before.people[other].lines.get(level) is not None:
                full = {p for p in self.limits_of(other, level, after) if taken[p] >= after.limits[p]}
                assert full - own, f"{name} passed {other} at {level}"

    def _everybody_is_told_their_place(self, after: Picture) -> None:
        """The place in a part's line is one more than those who stand there before."""
        for name, person in after.people.items():
            lines = {level: number for level, number in person.lines.items() if level != EVENT}
            if lines:
                before = {
                    self.parts[level]: sum(other.lines.get(level, number) < number for other in after.people.values())
                    for level, number in lines.items()
                }
                of = sa.select(Registration).where(Registration.invitation_id == invitations.get(self.uids[name]).id)
                told = places_in_line(db.session.scalars(of).one())
                assert told == {part: ahead + 1 for part, ahead in before.items()}, name

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
