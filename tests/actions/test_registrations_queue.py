"""The queue: quotas, seats given or offered for a time, when it stops; on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.desk import change_capacity as capacities
from app.desk import quotas as desk
from app.desk.edit_event import remove_part, restore_part
from app.desk.reschedule_event import reschedule_event
from app.events import queries as events
from app.events.model import Event, Part, Quota
from app.events.rules import quotas
from app.events.rules.kinds import QueueMode
from app.invitations import queries as invitations
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Organisation
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.registrations import actions, queries
from app.registrations.actions import Answers, Asked
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import (
    Mode,
    NoOffer,
    NotRegistered,
    OfferDeclined,
    OfferTaken,
    Override,
    Reason,
    Refused,
    Registered,
    RegistrationState,
    Waiting,
)
from tests import builders
from tests.builders import NOW
from tests.said import count_statements

KOMMUN = OrganisationKind.KOMMUN
TWO_EACH = quotas.Quota(2, organisation_kind=KOMMUN, per_organisation=True)
ONE_POLITICIAN = quotas.Quota(1, RoleGroup.POLITIKER, organisation_kind=KOMMUN, per_organisation=True)
ONE_OFFICIAL = quotas.Quota(1, RoleGroup.POLITIKER, outside=True, organisation_kind=KOMMUN, per_organisation=True)
COMING, WAITING, NOT_COMING = InvitationState.COMING, InvitationState.WAITING, InvitationState.NOT_COMING


class Meeting:
    """A plenary without limit and a seminar with one seat; people of two municipalities, by their given names."""

    def __init__(self, **given: Any) -> None:
        self.event = builders.event(**given)
        self.plenary = builders.part(self.event, online_url="https://video.example/rum")
        later = datetime(2027, 3, 5, 8, tzinfo=UTC)
        self.seminar = builders.part(
            self.event, "Seminarium", capacity=1, starts_at=later, ends_at=later + timedelta(hours=1)
        )
        self.rektor = builders.role()
        self.politician = builders.role("skolpolitiker", group=RoleGroup.POLITIKER)
        self.ange, self.berg = builders.organisation(), builders.organisation("Bergs kommun")
        self.uids: dict[str, str] = {}

    def invite(self, *names: str, politician: bool = False, of: Organisation | None = None) -> None:
        role = self.politician if politician else self.rektor
        for name in names:
            one = builders.invitation(self.event, builders.person(name), role, of or self.ange)
            self.uids[name] = one.uid

    def says_yes(self, name: str, *parts: Part, **given: Any) -> Any:
        """Come to ``parts`` (the plenary unless said), in line where it is full."""
        asked = tuple(Asked(part.uid, given.pop("mode", Mode.ON_SITE)) for part in parts or (self.plenary,))
        queues = given.pop("queues", True)
        seen = frozenset(one.part_uid for one in asked) if queues else frozenset()
        answers = Answers(asked, seen, event_seen_full=queues)
        with transaction():
            locked = invitations.lock(self.uids[name])
            return actions.register(locked, answers, **({"now": NOW, "actor": SYSTEM} | given))

    def does(self, act: Any, name: str, now: datetime = NOW) -> Any:
        """What comes of ``act``: withdraw, accept_offer, decline_offer."""
        with transaction():
            return act(invitations.lock(self.uids[name]), now=now, actor=SYSTEM)

    def add(self, quota: quotas.Quota, part: Part | None = None) -> Quota:
        with transaction():
            desk.add_quota(self.event, part, quota, now=NOW, actor=SYSTEM)
        return events.quotas.list_quotas(self.event)[-1]

    def states(self, *names: str) -> list[InvitationState]:
        db.session.expire_all()
        return [invitations.get(self.uids[name]).state for name in names]

    def held(self, name: str) -> dict[str, tuple[RegistrationState, bool]]:
        """By title, the state of each part that is held, and whether it is offered."""
        db.session.expire_all()
        invitation = invitations.get(self.uids[name])
        found = queries.find_for(invitation.event_id, invitation.person_id)
        rows = queries.active_parts(found.registration) if found else []
        return {row.part.title: (row.state, row.offered_until is not None) for row in rows}


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    with transaction():
        made = Meeting()
        made.invite("Anna", "Bo", "Cia")
        made.invite("Per", "Pia", politician=True)
        made.invite("Ada", of=made.berg)
        return made


def _letters(name: str) -> list[str]:
    asked = sa.select(OutboxLetter.kind).where(OutboxLetter.to_name.startswith(name)).order_by(OutboxLetter.id)
    return list(db.session.scalars(asked))


def _promote(meeting: Meeting, now: datetime = NOW) -> int:
    with transaction():
        return actions.promote(db.session.get_one(Event, meeting.event.id), now=now)


def test_a_full_quota_refuses_with_its_own_words_and_nothing_is_written(meeting: Meeting) -> None:
    row = meeting.add(TWO_EACH)
    outcomes = [meeting.says_yes(name, queues=False) for name in ("Anna", "Bo", "Cia", "Ada")]
    assert [type(one) for one in outcomes] == [Registered, Registered, NotRegistered, Registered]
    refused = outcomes[2].decision.event
    assert isinstance(refused, Refused)
    assert refused.quota is not None
    assert (refused.reason, refused.quota.quota_id, refused.quota.place) == (Reason.QUOTA, row.id, "Ånge kommun")
    assert (meeting.states("Cia"), _letters("Cia")) == ([InvitationState.UNANSWERED], [])


def test_one_politician_and_one_official_from_each_municipality(meeting: Meeting) -> None:
    meeting.add(ONE_POLITICIAN)
    meeting.add(ONE_OFFICIAL)
    outcomes = {name: type(meeting.says_yes(name, queues=False)) for name in ("Per", "Pia", "Anna", "Bo", "Ada")}
    assert [name for name, outcome in outcomes.items() if outcome is Registered] == ["Per", "Anna", "Ada"]


def test_a_quota_of_a_part_leaves_the_rest_of_the_meeting_open(meeting: Meeting) -> None:
    meeting.add(quotas.Quota(1, role_id=meeting.rektor.id), meeting.plenary)
    meeting.says_yes("Anna")
    outcome = meeting.says_yes("Bo", meeting.plenary, meeting.seminar)
    assert [type(outcome), meeting.held("Bo")] == [
        Registered,
        {"Konferens dag 1": (RegistrationState.WAITING, False), "Seminarium": (RegistrationState.CONFIRMED, False)},
    ]


def test_following_online_takes_no_place_of_a_quota(meeting: Meeting) -> None:
    meeting.add(quotas.Quota(1, role_id=meeting.rektor.id))
    outcomes = [meeting.says_yes(name, mode=Mode.ONLINE) for name in ("Anna", "Bo")] + [meeting.says_yes("Cia")]
    assert [one.decision.state for one in outcomes] == [RegistrationState.CONFIRMED] * 3


def test_somebody_with_two_roles_in_one_municipality_takes_one_place(meeting: Meeting) -> None:
    meeting.add(TWO_EACH)
    with transaction():
        other = builders.role("verksamhetschef")
        holding = invitations.get(meeting.uids["Anna"]).holdings[0]
        db.session.add(type(holding)(invitation_id=holding.invitation_id, role=other, organisation=meeting.ange))
    outcomes = [meeting.says_yes(name, queues=False) for name in ("Anna", "Bo", "Cia")]
    assert [type(one) for one in outcomes] == [Registered, Registered, NotRegistered]


def test_a_quota_leaves_those_who_come_already_and_a_smaller_one_too(meeting: Meeting) -> None:
    for name in ("Anna", "Bo", "Cia"):
        meeting.says_yes(name)
    meeting.add(quotas.Quota(1, organisation_kind=KOMMUN, per_organisation=True))
    again = meeting.says_yes("Bo", meeting.plenary, meeting.seminar)
    assert (type(again), meeting.states("Anna", "Bo", "Cia")) == (Registered, [COMING] * 3)


def test_whoever_a_quota_stops_waits_and_is_passed_by_those_it_does_not_count(meeting: Meeting) -> None:
    meeting.add(TWO_EACH)
    with transaction():
        meeting.event.capacity = 3
    waits = [meeting.says_yes(name) for name in ("Anna", "Bo", "Cia")][2].decision.event
    assert isinstance(waits, Waiting)
    meeting.says_yes("Ada")
    assert (waits.place, meeting.states("Cia", "Ada")) == (1, [WAITING, COMING])


@pytest.mark.parametrize("frees", ["withdrawal", "larger", "removed"])
def test_a_place_in_a_quota_goes_to_the_next_whom_it_stopped(meeting: Meeting, frees: str) -> None:
    row = meeting.add(TWO_EACH)
    for name in ("Anna", "Bo", "Cia", "Per"):
        meeting.says_yes(name)
    with transaction():
        if frees == "withdrawal":
            actions.withdraw(invitations.lock(meeting.uids["Anna"]), now=NOW, actor=SYSTEM)
        elif frees == "larger":
            three = quotas.Quota(3, organisation_kind=KOMMUN, per_organisation=True)
            desk.edit_quota(meeting.event, row, None, three, now=NOW, actor=SYSTEM, seen=None)
        else:
            desk.remove_quota(meeting.event, row, now=NOW, actor=SYSTEM)
    assert meeting.states("Cia", "Per") == [COMING, COMING if frees == "removed" else WAITING]
    assert _letters("Cia") == ["waiting", "promoted"]


def test_an_override_goes_beyond_a_quota_with_a_reason_in_the_log(meeting: Meeting) -> None:
    meeting.add(TWO_EACH)
    outcomes = [meeting.says_yes(name, override=Override("Talare")) for name in ("Anna", "Bo", "Cia")]
    log = sa.select(LogEntry.details).where(LogEntry.action == "registration.override")
    assert ([type(one) for one in outcomes], list(db.session.scalars(log))) == (
        [Registered] * 3,
        [{"reason": "Talare"}],
    )


def _offering(meeting: Meeting, **given: Any) -> None:
    """One seat, offered for a day; Anna has it, Bo and Cia wait."""
    with transaction():
        for name, value in ({"capacity": 1, "queue_mode": QueueMode.OFFERED, "offer_hours": 24} | given).items():
            setattr(meeting.event, name, value)
    for name in ("Anna", "Bo", "Cia"):
        meeting.says_yes(name)


def test_a_freed_seat_is_held_for_the_next_who_still_waits(meeting: Meeting) -> None:
    _offering(meeting)
    meeting.does(actions.withdraw, "Anna")
    late = meeting.says_yes("Per", queues=False)
    assert (meeting.states("Bo", "Cia"), _letters("Bo"), _letters("Cia"), type(late)) == (
        [WAITING, WAITING],
        ["waiting", "offered"],
        ["waiting"],
        NotRegistered,
    )
    assert meeting.held("Bo") == {"Konferens dag 1": (RegistrationState.WAITING, True)}
    assert _promote(meeting) == 0


def test_the_offer_can_be_taken_until_its_time_and_gives_a_receipt(meeting: Meeting) -> None:
    _offering(meeting)
    meeting.does(actions.withdraw, "Anna")
    outcomes = [meeting.does(actions.accept_offer, "Bo", NOW + timedelta(hours=23)) for _ in range(2)]
    letters = list(db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.to_name.startswith("Bo"))))
    assert [type(one) for one in outcomes] == [OfferTaken, NoOffer]
    assert (meeting.states("Bo"), [(one.kind, one.calendar_method) for one in letters]) == (
        [COMING],
        [("waiting", ""), ("offered", ""), ("receipt", "REQUEST")],
    )
    assert meeting.held("Bo") == {"Konferens dag 1": (RegistrationState.CONFIRMED, False)}


def test_whoever_lets_it_be_leaves_the_queue_and_it_goes_to_the_next(meeting: Meeting) -> None:
    _offering(meeting)
    meeting.does(actions.withdraw, "Anna")
    outcomes = [meeting.does(actions.decline_offer, "Bo") for _ in range(2)]
    assert [type(one) for one in outcomes] == [OfferDeclined, NoOffer]
    assert (meeting.states("Bo", "Cia"), _letters("Bo"), _letters("Cia")) == (
        [NOT_COMING, WAITING],
        ["waiting", "offered", "offer_declined"],
        ["waiting", "offered"],
    )


def test_after_its_time_the_offer_goes_to_the_next_with_a_letter_to_both(meeting: Meeting) -> None:
    _offering(meeting)
    meeting.does(actions.withdraw, "Anna")
    moved = [_promote(meeting, NOW + timedelta(hours=hours)) for hours in (23, 24, 24)]
    too_late = meeting.does(actions.accept_offer, "Bo", NOW + timedelta(hours=24))
    assert (moved, type(too_late), meeting.states("Bo", "Cia"), _letters("Bo"), _letters("Cia")) == (
        [0, 1, 0],
        NoOffer,
        [NOT_COMING, WAITING],
        ["waiting", "offered", "offer_passed"],
        ["waiting", "offered"],
    )


def test_one_who_answers_too_late_gets_nothing_also_before_the_round(meeting: Meeting) -> None:
    _offering(meeting)
    meeting.does(actions.withdraw, "Anna")
    outcome = meeting.does(actions.accept_offer, "Bo", NOW + timedelta(hours=25))
    assert (type(outcome), meeting.states("Bo", "Cia"), _letters("Cia")) == (
        NoOffer,
        [NOT_COMING, WAITING],
        ["waiting", "offered"],
    )


def test_one_who_regrets_stands_last(meeting: Meeting) -> None:
    _offering(meeting)
    meeting.says_yes("Per")
    meeting.does(actions.withdraw, "Anna")
    meeting.does(actions.decline_offer, "Bo")
    again = meeting.says_yes("Bo").decision.event
    assert isinstance(again, Waiting)
    assert again.place == 2  # behind Per: Cia is offered the seat, and stands in line no more


def test_an_offered_part_is_left_and_the_rest_of_the_registration_stays(meeting: Meeting) -> None:
    _offering(meeting, capacity=None)
    meeting.says_yes("Anna", meeting.plenary, meeting.seminar)
    for name in ("Bo", "Cia"):
        meeting.says_yes(name, meeting.plenary, meeting.seminar)
    meeting.does(actions.withdraw, "Anna")
    offered = meeting.held("Bo")
    meeting.does(actions.decline_offer, "Bo")
    assert (offered["Seminarium"], meeting.held("Bo"), meeting.states("Bo")) == (
        (RegistrationState.WAITING, True),
        {"Konferens dag 1": (RegistrationState.CONFIRMED, False)},
        [COMING],
    )
    assert (meeting.held("Cia")["Seminarium"], _letters("Bo")[-1]) == (
        (RegistrationState.WAITING, True),
        "offer_declined",
    )


def test_who_takes_a_seat_in_the_house_waits_for_the_part_that_was_full(meeting: Meeting) -> None:
    _offering(meeting)
    meeting.does(actions.withdraw, "Anna")
    meeting.does(actions.decline_offer, "Bo")
    meeting.does(actions.decline_offer, "Cia")
    with transaction():
        meeting.event.capacity = 2
    meeting.says_yes("Per", meeting.seminar)
    meeting.says_yes("Pia")
    meeting.says_yes("Ada", meeting.plenary, meeting.seminar)
    meeting.does(actions.withdraw, "Pia")
    meeting.does(actions.accept_offer, "Ada")
    assert meeting.held("Ada") == {
        "Konferens dag 1": (RegistrationState.CONFIRMED, False),
        "Seminarium": (RegistrationState.WAITING, False),
    }


def test_an_answer_that_is_changed_keeps_the_offer(meeting: Meeting) -> None:
    _offering(meeting)
    meeting.does(actions.withdraw, "Anna")
    meeting.says_yes("Bo", meeting.plenary, meeting.seminar)
    meeting.does(actions.accept_offer, "Bo")
    assert meeting.held("Bo") == {
        "Konferens dag 1": (RegistrationState.CONFIRMED, False),
        "Seminarium": (RegistrationState.CONFIRMED, False),
    }


def test_the_queue_stops_the_set_number_of_days_before(meeting: Meeting) -> None:
    _offering(meeting, queue_mode=QueueMode.GIVEN, queue_stop_days=5)
    last = datetime(2027, 2, 27, 12, tzinfo=UTC)
    meeting.does(actions.withdraw, "Anna", last + timedelta(days=1))
    stopped = meeting.states("Bo")
    with transaction():
        meeting.event.queue_stop_days = 3
    assert (stopped, _promote(meeting, last + timedelta(days=1)), meeting.states("Bo")) == ([WAITING], 1, [COMING])


def test_a_meeting_that_is_moved_away_lets_its_queue_move_again(meeting: Meeting) -> None:
    _offering(meeting, queue_mode=QueueMode.GIVEN, queue_stop_days=5)
    late = datetime(2027, 3, 1, 12, tzinfo=UTC)
    meeting.does(actions.withdraw, "Anna", late)
    with transaction():
        reschedule_event(
            meeting.event, datetime(2027, 4, 1).date(), datetime(2027, 4, 2).date(), now=late, actor=SYSTEM
        )
    assert meeting.states("Bo", "Cia") == [COMING, WAITING]


def test_fewer_seats_than_people_let_nobody_in_until_there_is_one(meeting: Meeting) -> None:
    for name in ("Anna", "Bo", "Per"):
        meeting.says_yes(name)
    with transaction():
        capacities.change_capacity(meeting.event, 1, now=NOW, actor=SYSTEM)
    meeting.says_yes("Cia")
    after = []
    for name in ("Anna", "Bo", "Per"):
        meeting.does(actions.withdraw, name)
        after.append(meeting.states("Cia")[0])
    assert after == [WAITING, WAITING, COMING]


def test_more_seats_in_house_and_part_let_in_who_waits(meeting: Meeting) -> None:
    with transaction():
        meeting.event.capacity = 1
    meeting.says_yes("Anna", meeting.seminar)
    meeting.says_yes("Bo", meeting.seminar)
    with transaction():
        capacities.change_capacity(meeting.event, 2, now=NOW, actor=SYSTEM)
    in_house = meeting.held("Bo")
    with transaction():
        capacities.change_part_capacity(meeting.event, meeting.seminar, 2, now=NOW, actor=SYSTEM)
    assert (in_house, meeting.held("Bo")) == (
        {"Seminarium": (RegistrationState.WAITING, False)},
        {"Seminarium": (RegistrationState.CONFIRMED, False)},
    )


def test_a_part_that_is_restored_gives_the_seat_that_got_free_meanwhile(meeting: Meeting) -> None:
    for name in ("Anna", "Bo"):
        meeting.says_yes(name, meeting.plenary, meeting.seminar)
    with transaction():
        remove_part(meeting.event, meeting.seminar, now=NOW, actor=SYSTEM)
    meeting.does(actions.withdraw, "Anna")
    cancelled = meeting.held("Bo")["Seminarium"]
    with transaction():
        restore_part(meeting.event, meeting.seminar, now=NOW, actor=SYSTEM)
    assert (cancelled, meeting.held("Bo")["Seminarium"]) == (
        (RegistrationState.WAITING, False),
        (RegistrationState.CONFIRMED, False),
    )


def test_who_waits_goes_on_waiting_when_the_waiting_list_is_closed(meeting: Meeting) -> None:
    _offering(meeting, queue_mode=QueueMode.GIVEN)
    with transaction():
        meeting.event.waiting_list = False
    again = meeting.says_yes("Bo")
    meeting.does(actions.withdraw, "Anna")
    assert (again.decision.state, meeting.states("Bo", "Cia")) == (RegistrationState.WAITING, [COMING, WAITING])


def test_the_round_finds_the_meetings_where_an_offer_has_passed(meeting: Meeting) -> None:
    _offering(meeting)
    meeting.does(actions.withdraw, "Anna")
    found = [queries.list_events_with_passed_offers(NOW + timedelta(hours=hours)) for hours in (23, 24)]
    assert [[event.id for event in events] for events in found] == [[], [meeting.event.id]]


def test_the_round_of_the_minute_passes_offers_on_once(meeting: Meeting) -> None:
    _offering(meeting)
    meeting.does(actions.withdraw, "Anna")
    passed = [rounds.pass_on_offers(NOW + timedelta(hours=hours)) for hours in (23, 24, 24)]
    assert (passed, meeting.states("Bo", "Cia")) == ([0, 1, 0], [NOT_COMING, WAITING])


def test_the_statements_of_a_promotion_do_not_grow_with_those_who_wait(meeting: Meeting) -> None:
    meeting.add(TWO_EACH)
    with transaction():
        meeting.event.capacity = 2
        meeting.invite(*(f"Gäst {number}" for number in range(12)))
    for name in ("Anna", "Bo", "Cia"):
        meeting.says_yes(name)
    few = _count_statements(meeting)
    for number in range(12):
        meeting.says_yes(f"Gäst {number}")
    assert _count_statements(meeting) == few


def _count_statements(meeting: Meeting) -> int:
    db.session.remove()
    return count_statements(lambda: _promote(meeting))


def test_no_row_both_waits_and_has_a_seat(meeting: Meeting) -> None:
    _offering(meeting)
    meeting.does(actions.withdraw, "Anna")
    meeting.does(actions.accept_offer, "Bo")
    lost = sa.select(Registration.id).where(
        Registration.state == RegistrationState.CONFIRMED, Registration.offered_until.is_not(None)
    )
    parts = sa.select(RegistrationPart.id).where(
        RegistrationPart.state == RegistrationState.CONFIRMED, RegistrationPart.queued_at.is_not(None)
    )
    assert (list(db.session.scalars(lost)), list(db.session.scalars(parts))) == ([], [])
