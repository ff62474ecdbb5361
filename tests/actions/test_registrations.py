"""Registering, changing, saying no, withdrawing, moving up: on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.events.model import Event, Part
from app.events.rules.kinds import NeedsGround
from app.invitations import queries as invitations
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Erasure, Person
from app.people.rules.erasures import erasure_digest
from app.registrations import actions, queries
from app.registrations.actions import Answers, Asked
from app.registrations.model import Need, PurgeProtocol, Registration
from app.registrations.rules import (
    AlreadySo,
    Declined,
    Mode,
    NeedDraft,
    NeedFault,
    NeedKind,
    NeedsKept,
    NeedsRefused,
    NotAsked,
    NotRegistered,
    Override,
    Purged,
    Reason,
    Registered,
    RegistrationState,
    TooLate,
    Unchanged,
    Waiting,
    Withdrawn,
)
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(days=1)
THURSDAY = datetime(2027, 3, 4, 13, tzinfo=UTC)
AFTERWARDS = datetime(2027, 3, 7, 9, tzinfo=UTC)
VEGAN = NeedDraft(NeedKind.DIET, "vegan")


class Meeting:
    """A conference with a plenary, a dinner, a talk that is online too, and two seminars with one seat each."""

    def __init__(self, **given: Any) -> None:
        self.event = builders.event(asks_needs=True, needs_ground=NeedsGround.LAW, **given)
        self.rektor, self.ange = builders.role(), builders.organisation()
        slot = builders.slot(self.event)
        self.plenary = builders.part(self.event)
        self.dinner = builders.part(
            self.event, "Middag", starts_at=THURSDAY + timedelta(hours=5), ends_at=THURSDAY + timedelta(hours=8)
        )
        self.talk = builders.part(self.event, "Föreläsning", online_url="https://video.example/rum")
        self.first, self.second = (
            builders.part(
                self.event,
                f"Seminarium {letter}",
                slot_id=slot.id,
                capacity=1,
                starts_at=THURSDAY + timedelta(hours=19),
                ends_at=THURSDAY + timedelta(hours=20),
            )
            for letter in "AB"
        )
        self.people: list[Person] = []

    def invite(self, name: str) -> str:
        """Invite somebody; gives the invitation's uid."""
        person = builders.person(name, "Berg")
        return builders.invitation(self.event, person, self.rektor, self.ange).uid


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    with transaction():
        return Meeting()


def _invited(meeting: Meeting, *names: str) -> list[str]:
    with transaction():
        return [meeting.invite(name) for name in names]


def _register(
    uid: str,
    *parts: Part,
    now: datetime = NOW,
    unbound: bool = False,
    override: Override | None = None,
    **given: Any,
) -> Any:
    asked = tuple(Asked(part.uid, given.get("mode", Mode.ON_SITE)) for part in parts)
    seen = frozenset(part.uid for part in given.get("seen_full", ()))
    answers = Answers(asked, seen, given.get("event_seen_full", False), given.get("needs"))
    with transaction():
        return actions.register(
            invitations.lock(uid), answers, now=now, actor=SYSTEM, unbound=unbound, override=override
        )


def _withdraw(uid: str, now: datetime = LATER) -> Any:
    with transaction():
        return actions.withdraw(invitations.lock(uid), now=now, actor=SYSTEM)


def _decline(uid: str, message: str = "", now: datetime = NOW) -> Any:
    with transaction():
        return actions.decline(invitations.lock(uid), message, now=now, actor=SYSTEM)


def _letters(*, to: str = "") -> list[tuple[str, str]]:
    asked = sa.select(OutboxLetter).order_by(OutboxLetter.id)
    return [
        (letter.kind, letter.calendar_method) for letter in db.session.scalars(asked) if letter.to_name.startswith(to)
    ]


def _states(uid: str) -> tuple[InvitationState, RegistrationState | None, dict[str, RegistrationState]]:
    db.session.expire_all()
    invitation = invitations.get(uid)
    standing = queries.find_for(invitation.event_id, invitation.person_id)
    parts = {row.part.title: row.state for row in standing.registration.parts} if standing else {}
    return invitation.state, standing.registration.state if standing else None, parts


def _count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_yes_gives_one_registration_one_receipt_and_a_calendar_entry(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    outcome = _register(anna, meeting.plenary, meeting.dinner)
    assert (type(outcome), _states(anna), _letters()) == (
        Registered,
        (
            InvitationState.COMING,
            RegistrationState.CONFIRMED,
            {"Konferens dag 1": RegistrationState.CONFIRMED, "Middag": RegistrationState.CONFIRMED},
        ),
        [("receipt", "REQUEST")],
    )


def test_the_same_yes_twice_is_one_registration_and_one_receipt(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    outcomes = [type(_register(anna, meeting.plenary)) for _ in range(2)]
    assert (outcomes, _count(Registration), _letters()) == ([Registered, Unchanged], 1, [("receipt", "REQUEST")])


def test_a_change_gives_a_letter_and_a_higher_sequence_of_the_same_entry(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    _register(anna, meeting.plenary)
    outcome = _register(anna, meeting.plenary, meeting.dinner, now=LATER)
    assert (outcome.changed, _letters()) == (True, [("receipt", "REQUEST"), ("changed", "REQUEST")])
    files = [letter.calendar or b"" for letter in db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))]
    uid = db.session.scalars(sa.select(Registration.uid)).one().encode()
    assert [(uid in file, file.split(b"SEQUENCE:")[1][:1]) for file in files] == [(True, b"0"), (True, b"1")]


def test_the_entry_is_the_one_part_or_the_banner_over_the_days(meeting: Meeting) -> None:
    anna, bo = _invited(meeting, "Anna", "Bo")
    _register(anna, meeting.plenary)
    _register(bo, meeting.plenary, meeting.dinner)
    files = [letter.calendar or b"" for letter in db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))]
    assert b"DTSTART;TZID=Europe/Stockholm:20270304T130000" in files[0]
    assert b"DTSTART;VALUE=DATE:20270304" in files[1]
    assert b"DTEND;VALUE=DATE:20270306" in files[1]


def test_the_online_address_is_told_to_those_who_follow_online_and_to_nobody_else(meeting: Meeting) -> None:
    anna, bo = _invited(meeting, "Anna", "Bo")
    _register(anna, meeting.talk, mode=Mode.ONLINE)
    _register(bo, meeting.talk)
    told = [
        (letter.data["parts"][0]["online_url"], b"video.example" in (letter.calendar or b""))
        for letter in db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))
    ]
    assert told == [("https://video.example/rum", True), ("", False)]


def test_a_part_that_filled_up_leaves_nothing_of_the_answer(meeting: Meeting) -> None:
    anna, bo = _invited(meeting, "Anna", "Bo")
    _register(anna, meeting.first)
    outcome = _register(bo, meeting.plenary, meeting.first, needs=(VEGAN,))
    assert isinstance(outcome, NotRegistered)
    assert (outcome.decision.refusals, _states(bo), _letters(to="Bo"), _count(Need)) == (
        (Reason.FULL,),
        (InvitationState.UNANSWERED, None, {}),
        [],
        0,
    )


def test_the_waiting_have_places_in_order_and_a_letter_without_calendar(meeting: Meeting) -> None:
    anna, bo, cia = _invited(meeting, "Anna", "Bo", "Cia")
    _register(anna, meeting.first)
    places = [_register(who, meeting.first, seen_full=[meeting.first]).decision.parts[0].verdict for who in (bo, cia)]
    assert (places, _letters(to="Bo"), _states(bo)[:2]) == (
        [Waiting(1), Waiting(2)],
        [("waiting", "")],
        (InvitationState.WAITING, RegistrationState.WAITING),
    )


def test_a_freed_seat_goes_to_the_next_in_line_with_a_letter(meeting: Meeting) -> None:
    anna, bo, cia = _invited(meeting, "Anna", "Bo", "Cia")
    _register(anna, meeting.first)
    for who in (bo, cia):
        _register(who, meeting.first, seen_full=[meeting.first])
    _withdraw(anna)
    assert [_states(who)[0] for who in (anna, bo, cia)] == [
        InvitationState.NOT_COMING,
        InvitationState.COMING,
        InvitationState.WAITING,
    ]
    assert (_letters(to="Bo"), _letters(to="Cia")) == ([("waiting", ""), ("promoted", "REQUEST")], [("waiting", "")])


def test_leaving_a_part_frees_its_seat_too(meeting: Meeting) -> None:
    anna, bo = _invited(meeting, "Anna", "Bo")
    _register(anna, meeting.plenary, meeting.first)
    _register(bo, meeting.plenary, meeting.first, seen_full=[meeting.first])
    _register(anna, meeting.plenary, now=LATER)
    assert _states(bo)[2] == {
        "Konferens dag 1": RegistrationState.CONFIRMED,
        "Seminarium A": RegistrationState.CONFIRMED,
    }
    assert _letters(to="Bo") == [("receipt", "REQUEST"), ("promoted", "REQUEST")]


def test_nobody_moves_up_when_the_meeting_has_begun(meeting: Meeting) -> None:
    anna, bo = _invited(meeting, "Anna", "Bo")
    _register(anna, meeting.first)
    _register(bo, meeting.first, seen_full=[meeting.first])
    assert (type(_withdraw(anna, THURSDAY)), _letters(to="Bo")) == (Withdrawn, [("waiting", "")])


def test_more_seats_let_those_who_wait_in_once(meeting: Meeting) -> None:
    uids = _invited(meeting, "Anna", "Bo", "Cia", "Dag")
    for uid in uids:
        _register(uid, meeting.first, seen_full=[meeting.first])
    moved = []
    for _ in range(2):
        with transaction():
            event = db.session.get_one(Event, meeting.event.id)
            next(part for part in event.parts if part.id == meeting.first.id).capacity = 3
            moved.append(actions.promote(event, now=LATER))
    assert (moved, [_states(uid)[0] for uid in uids][-2:]) == (
        [2, 0],
        [InvitationState.COMING, InvitationState.WAITING],
    )


def test_a_full_event_has_a_queue_of_its_own_that_leads_into_its_parts(database: Flask) -> None:
    with transaction():
        meeting = Meeting(capacity=1)
        anna, bo, cia = (meeting.invite(name) for name in ("Anna", "Bo", "Cia"))
    _register(anna, meeting.plenary)
    refused = _register(bo, meeting.plenary)
    waiting = [_register(who, meeting.plenary, meeting.first, event_seen_full=True).decision.event for who in (bo, cia)]
    _withdraw(anna)
    assert (refused.decision.refusals, waiting) == ((Reason.FULL,), [Waiting(1), Waiting(2)])
    assert (_states(bo)[2], _states(cia)[1]) == (
        {"Konferens dag 1": RegistrationState.CONFIRMED, "Seminarium A": RegistrationState.CONFIRMED},
        RegistrationState.WAITING,
    )


def test_following_online_needs_no_seat_in_a_full_house(database: Flask) -> None:
    with transaction():
        meeting = Meeting(capacity=0)
        anna = meeting.invite("Anna")
    assert isinstance(_register(anna, meeting.talk, mode=Mode.ONLINE), Registered)


def test_withdrawing_cancels_the_entry_erases_the_needs_and_is_harmless_twice(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    _register(anna, meeting.plenary, needs=(VEGAN,))
    outcomes = [_withdraw(anna), _withdraw(anna)]
    assert (outcomes, _letters(), _count(Need)) == (
        [Withdrawn(), AlreadySo()],
        [("receipt", "REQUEST"), ("withdrawn", "CANCEL")],
        0,
    )


def test_withdrawing_is_possible_after_every_deadline_until_the_meeting_has_been(meeting: Meeting) -> None:
    anna, bo = _invited(meeting, "Anna", "Bo")
    for who in (anna, bo):
        _register(who, meeting.plenary)
    assert [_withdraw(anna, THURSDAY), _withdraw(bo, AFTERWARDS)] == [Withdrawn(), TooLate()]


def test_after_a_withdrawal_one_can_register_again_with_the_same_entry(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    _register(anna, meeting.plenary)
    _withdraw(anna)
    _register(anna, meeting.plenary, now=LATER)
    assert (_count(Registration), _letters()[-1]) == (1, ("receipt", "REQUEST"))
    assert db.session.scalars(sa.select(Registration.calendar_sequence)).one() == 2


def test_somebody_who_waited_gets_no_cancel_for_an_entry_never_sent(meeting: Meeting) -> None:
    anna, bo = _invited(meeting, "Anna", "Bo")
    _register(anna, meeting.first)
    _register(bo, meeting.first, seen_full=[meeting.first])
    _withdraw(bo)
    assert _letters(to="Bo") == [("waiting", ""), ("withdrawn", "")]


def test_a_no_is_kept_with_its_message_and_one_letter(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    outcomes = [_decline(anna, "Jag är i Umeå då."), _decline(anna)]
    invitation = db.session.scalars(sa.select(Invitation)).one()
    assert (outcomes, invitation.state, invitation.message, _letters()) == (
        [Declined(), AlreadySo()],
        InvitationState.NOT_COMING,
        "Jag är i Umeå då.",
        [("declined", "")],
    )


def test_a_no_from_somebody_registered_is_a_withdrawal(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    _register(anna, meeting.plenary)
    assert (_decline(anna, "Förhinder"), _letters()[-1]) == (Withdrawn(), ("withdrawn", "CANCEL"))


def test_a_no_can_become_a_yes(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    _decline(anna, "Kan inte")
    _register(anna, meeting.plenary)
    invitation = db.session.scalars(sa.select(Invitation)).one()
    assert (invitation.state, invitation.message) == (InvitationState.COMING, "")


def test_another_events_part_is_not_ones_own(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    with transaction():
        other = builders.part(builders.event("Dialogmöte"), "Annat")
    assert _register(anna, other).decision.refusals == (Reason.UNKNOWN_PART,)


def test_an_organizer_can_register_somebody_after_the_deadlines(meeting: Meeting) -> None:
    anna, bo = _invited(meeting, "Anna", "Bo")
    late = datetime(2027, 3, 1, 9, tzinfo=UTC)
    outcomes = [_register(anna, meeting.plenary, now=late), _register(bo, meeting.plenary, now=late, unbound=True)]
    assert [type(outcome) for outcome in outcomes] == [NotRegistered, Registered]


def _overrides() -> list[dict[str, Any]]:
    asked = sa.select(LogEntry).where(LogEntry.action == "registration.override")
    return [entry.details for entry in db.session.scalars(asked)]


def test_an_organizer_can_let_somebody_into_what_is_full_and_the_log_keeps_why(meeting: Meeting) -> None:
    anna, bo = _invited(meeting, "Anna", "Bo")
    outcomes = [_register(who, meeting.first, override=Override("Ska hålla i samtalet")) for who in (anna, bo, bo)]
    assert ([type(outcome) for outcome in outcomes], _states(bo)[2], _letters(to="Bo"), _overrides()) == (
        [Registered, Registered, Unchanged],
        {"Seminarium A": RegistrationState.CONFIRMED},
        [("receipt", "REQUEST")],
        [{"reason": "Ska hålla i samtalet"}],
    )


def test_somebody_in_line_who_is_let_in_beyond_the_seats_is_told_as_those_who_move_up(meeting: Meeting) -> None:
    anna, bo = _invited(meeting, "Anna", "Bo")
    _register(anna, meeting.first)
    _register(bo, meeting.first, seen_full=[meeting.first])
    _register(bo, meeting.first, override=Override("Medverkar"))
    assert (_states(bo)[0], _letters(to="Bo")) == (
        InvitationState.COMING,
        [("waiting", ""), ("promoted", "REQUEST")],
    )


def test_no_override_opens_a_cancelled_meeting_or_answers_for_anothers_part(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    with transaction():
        other = builders.part(builders.event("Dialogmöte"), "Annat")
    assert _register(anna, other, override=Override("Medverkar")).decision.refusals == (Reason.UNKNOWN_PART,)


def test_every_change_raises_the_feeds_version(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    versions = []
    for act in (lambda: None, lambda: _register(anna, meeting.plenary), lambda: _withdraw(anna)):
        act()
        versions.append(db.session.scalars(sa.select(Person.calendar_version)).one())
    assert versions == [1, 2, 3]


def test_announcing_a_change_reaches_the_feeds_of_those_registered_only(meeting: Meeting) -> None:
    anna, _bo = _invited(meeting, "Anna", "Bo")
    _register(anna, meeting.plenary)
    with transaction():
        assert actions.announce_change(meeting.event) == 1
    asked = sa.select(Person.given_name, Person.calendar_version).order_by(Person.id)
    assert [tuple(row) for row in db.session.execute(asked)] == [("Anna", 3), ("Bo", 1)]


def test_needs_are_kept_replaced_and_taken_away(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    _register(anna, meeting.plenary, needs=(VEGAN,))
    said = []
    for drafts in ([NeedDraft(NeedKind.ALLERGY, "nuts"), NeedDraft(NeedKind.ACCESS, "text", "Ledarhund")], []):
        with transaction():
            said.append(actions.set_needs(invitations.lock(anna), drafts, now=NOW, actor=SYSTEM))
        said.append(sorted((n.kind.value, n.choice, n.text) for n in db.session.scalars(sa.select(Need))))
    assert said == [NeedsKept(2), [("access", "text", "Ledarhund"), ("allergy", "nuts", "")], NeedsKept(0), []]


def test_an_unchanged_answer_with_new_needs_keeps_the_needs_and_sends_no_letter(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    _register(anna, meeting.plenary)
    outcome = _register(anna, meeting.plenary, needs=(VEGAN,))
    assert (type(outcome), _count(Need), len(_letters())) == (Unchanged, 1, 1)


def test_a_personnummer_among_the_needs_is_refused_and_nothing_is_written(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    text = NeedDraft(NeedKind.DIET, "text", "Glutenfritt, 19640823-3234")
    outcome = _register(anna, meeting.plenary, needs=(text,))
    assert (outcome, _count(Registration)) == (NeedsRefused(NeedFault.PERSONNUMMER), 0)


def test_needs_of_an_event_that_asks_no_more_are_erased_all_the_same(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    _register(anna, meeting.plenary, needs=(VEGAN,))
    with transaction():
        meeting.event.asks_needs = False
    with transaction():
        assert [one.count for one in actions.purge_needs(NOW + timedelta(days=120))] == [1]
    assert _count(Need) == 0


def test_needs_are_not_kept_where_they_are_not_asked_for(database: Flask) -> None:
    with transaction():
        meeting = Meeting()
        meeting.event.asks_needs = False
        anna = meeting.invite("Anna")
    _register(anna, meeting.plenary)
    with transaction():
        assert actions.set_needs(invitations.lock(anna), [VEGAN], now=NOW, actor=SYSTEM) == NotAsked()


def test_health_stands_in_no_letter_and_no_log(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    _register(anna, meeting.plenary, needs=(NeedDraft(NeedKind.ALLERGY, "text", "jordnötssmör"),))
    letters = [str(letter.data) + str(letter.calendar) for letter in db.session.scalars(sa.select(OutboxLetter))]
    entries = [entry.action + str(entry.details) for entry in db.session.scalars(sa.select(LogEntry))]
    assert not [text for text in letters + entries if "jordnöt" in text or "allerg" in text]
    part = [meeting.plenary.title, "", "På plats"]
    assert entries == [f"registration.made{ {'version': 1, 'state': 'confirmed', 'needs': True, 'changes': [part]} }"]


def test_the_purge_erases_needs_once_their_time_is_over_and_leaves_a_protocol(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    _register(anna, meeting.plenary, needs=(VEGAN, NeedDraft(NeedKind.ALLERGY, "egg")))
    last = datetime.combine(date(2027, 3, 19), datetime.min.time(), UTC) + timedelta(hours=12)
    said = []
    for at in (last, last + timedelta(days=1), last + timedelta(days=2)):
        with transaction():
            said.append(actions.purge_needs(at))
    uid = meeting.event.uid
    protocol = db.session.scalars(sa.select(PurgeProtocol)).one()
    erasure = db.session.scalars(sa.select(Erasure)).one()
    assert (said, _count(Need)) == ([[], [Purged(uid, 2)], []], 0)
    assert (protocol.kind, protocol.event_uid, protocol.count) == ("needs", uid, 2)
    assert (erasure.kind, erasure.digest) == ("needs", erasure_digest(uid))


def test_a_persons_registrations_are_listed_with_event_and_parts(meeting: Meeting) -> None:
    (anna,) = _invited(meeting, "Anna")
    _register(anna, meeting.plenary)
    found = queries.list_for_person(invitations.get(anna).person_id)
    assert [(one.event.title, [row.part.title for row in one.parts]) for one in found] == [
        ("RUN-konferens 2027", ["Konferens dag 1"])
    ]
    assert [one.person.name for one in queries.list_for_event(meeting.event.id, meeting.plenary.id)] == ["Anna Berg"]
    assert queries.list_for_event(meeting.event.id, meeting.dinner.id) == []
