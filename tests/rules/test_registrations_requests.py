"""When something has to be asked for, and what can be asked for at all."""

import pytest

from app.events.rules.deadlines import Phase
from app.registrations.rules import Confirmed, Decision, Mode, PartVerdict, Reason, Refused, Reply, Waiting
from app.registrations.rules.requests import RequestKind, Wishes, kind_at, refusal


@pytest.mark.parametrize(
    ("at", "new", "registered"),
    [
        (Phase.NOT_OPEN, None, None),
        (Phase.OPEN, None, None),
        (Phase.CHANGES, RequestKind.LATE, None),
        (Phase.FIXED, RequestKind.LATE, RequestKind.CHANGE),
        (Phase.OVER, None, None),
    ],
)
def test_one_asks_only_for_what_one_can_no_longer_do_oneself(
    at: Phase, new: RequestKind | None, registered: RequestKind | None
) -> None:
    assert (kind_at(at, registered=False), kind_at(at, registered=True)) == (new, registered)


def test_that_something_is_full_is_for_the_organizer_to_weigh() -> None:
    full = [Reason.FULL, Reason.FULL_CLOSED, Reason.QUOTA, Reason.QUOTA_CLOSED]
    asked = [Decision(Confirmed(), (PartVerdict(1, Mode.ON_SITE, Refused(reason)),)) for reason in full]
    asked += [Decision(Refused(reason)) for reason in full] + [Decision(Waiting(3))]
    assert [refusal(decision) for decision in asked] == [None] * 9


def test_what_cannot_be_at_all_cannot_be_asked_for() -> None:
    asked = [Decision(Refused(reason)) for reason in (Reason.NOTHING_CHOSEN, Reason.UNKNOWN_PART, Reason.TWO_AT_ONCE)]
    assert [refusal(decision) for decision in asked] == asked


@pytest.mark.parametrize("replies", [None, (), (Reply("q", ("ja", "kanske"), consents=True),)])
def test_wishes_are_kept_as_they_were_given(replies: tuple[Reply, ...] | None) -> None:
    wishes = Wishes((("a", Mode.ON_SITE), ("b", Mode.ONLINE)), replies, consents=False)
    assert Wishes.of(wishes.as_data()) == wishes
