"""Who is invited, and when a letter or a reminder may go."""

from datetime import date

from app.events.rules.circles import CircleLineValue
from app.invitations.rules import (
    HeldRole,
    InvitationState,
    Selection,
    Standing,
    bare_title,
    differing,
    in_capacity,
    may_be_reminded,
    may_be_sent,
    select,
    standing,
)
from app.people.rules.kinds import OrganisationKind

DAY = date(2027, 3, 4)
REKTOR, SKOLCHEF = 1, 2
LAST = date(2027, 2, 4)
MUNICIPALITY = OrganisationKind.KOMMUN


def held(
    number: int, person: int, role: int = REKTOR, ends_on: date | None = None, *, agreement: bool = True
) -> HeldRole:
    return HeldRole(number, person, role, MUNICIPALITY, agreement, ends_on)


def test_somebody_with_two_roles_is_one_person_with_two_assignments() -> None:
    circle = [CircleLineValue(REKTOR), CircleLineValue(SKOLCHEF)]
    assert select(circle, [held(10, 1), held(11, 1, SKOLCHEF), held(12, 2)], DAY) == Selection(
        {1: (10, 11), 2: (12,)}, ()
    )


def test_a_term_that_ends_before_the_event_is_shown_apart() -> None:
    leaving, staying = held(10, 1, ends_on=date(2026, 12, 31)), held(11, 2, ends_on=DAY)
    assert select([CircleLineValue(REKTOR)], [leaving, staying], DAY) == Selection({2: (11,)}, (10,))


def test_somebody_who_is_there_through_another_role_is_not_shown_as_leaving() -> None:
    rows = [held(10, 1, ends_on=date(2026, 12, 31)), held(11, 1, SKOLCHEF)]
    circle = [CircleLineValue(REKTOR), CircleLineValue(SKOLCHEF)]
    assert select(circle, rows, DAY) == Selection({1: (11,)}, ())


def test_a_line_for_agreement_municipalities_leaves_the_others_out() -> None:
    circle = [CircleLineValue(SKOLCHEF, MUNICIPALITY, agreement_only=True)]
    assert select(circle, [held(10, 1, SKOLCHEF, agreement=False)], DAY) == Selection({}, ())


def test_a_circle_without_lines_points_out_nobody() -> None:
    assert select([], [held(10, 1)], DAY) == Selection({}, ())


def test_what_keeps_somebody_from_being_invited_is_said_in_this_order() -> None:
    told = [
        standing(invited=True, declined_all=True, has_address=False),
        standing(invited=False, declined_all=True, has_address=False),
        standing(invited=False, declined_all=False, has_address=False),
        standing(invited=False, declined_all=False, has_address=True),
    ]
    assert told == [Standing.INVITED, Standing.DECLINED_ALL, Standing.WITHOUT_ADDRESS, Standing.READY]


def test_only_what_is_not_sent_is_sent_and_only_to_an_address() -> None:
    assert [state for state in InvitationState if may_be_sent(state, has_address=True)] == [InvitationState.NOT_SENT]
    assert not may_be_sent(InvitationState.NOT_SENT, has_address=False)


def test_only_those_who_have_not_answered_are_reminded() -> None:
    sent = date(2027, 1, 10)
    reminded = [state for state in InvitationState if may_be_reminded(state, sent, None, LAST, date(2027, 1, 20))]
    assert reminded == [InvitationState.UNANSWERED]


def test_nobody_is_reminded_twice_a_day_or_on_the_day_of_the_invitation() -> None:
    day = date(2027, 1, 20)
    asked = [(day, None), (date(2027, 1, 10), day), (date(2027, 1, 10), date(2027, 1, 19)), (None, None)]
    told = [may_be_reminded(InvitationState.UNANSWERED, sent, reminded, LAST, day) for sent, reminded in asked]
    assert told == [False, False, True, False]


def test_nobody_is_reminded_after_their_own_last_day() -> None:
    sent, answered_until = date(2027, 1, 10), [date(2027, 1, 19), date(2027, 1, 20)]
    told = [may_be_reminded(InvitationState.UNANSWERED, sent, None, last, date(2027, 1, 20)) for last in answered_until]
    assert told == [False, True]


def test_a_capacity_is_written_for_the_middle_of_a_sentence() -> None:
    assert [in_capacity("Rektor", "Ånge kommun"), in_capacity("VFU-samordnare", ""), in_capacity("", "SPSM")] == [
        "rektor, Ånge kommun",
        "VFU-samordnare",
        "SPSM",
    ]


def test_a_title_that_ends_with_its_date_is_told_without_it() -> None:
    titles = ["RUN-konferens 2027", "Dialogmöte 4 mars 2027", "Nätverksträff", "Konferens 4–5 mars 2027"]
    bare = [bare_title(title, DAY, date(2027, 3, 5)) for title in titles]
    assert bare == ["RUN-konferens", "Dialogmöte", "Nätverksträff", "Konferens"]


def test_a_letter_is_shown_as_receivers_as_unlike_as_possible_get_it() -> None:
    keys = [("rektor", "Ånge"), ("rektor", "Åre"), ("skolchef", "Ånge"), ("skolchef", "Åre"), ("prefekt", "Ånge")]
    assert differing(keys) == (0, 3, 4)


def test_those_who_are_alike_are_shown_too_when_there_is_nobody_else() -> None:
    assert differing([("rektor", "Ånge"), ("rektor", "Ånge")]) == (0, 1)


def test_nobody_is_shown_when_there_is_nobody() -> None:
    assert differing([]) == ()
