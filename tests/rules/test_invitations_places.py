"""Why nobody can answer within a place without a name."""

import pytest

from app.events.rules.deadlines import Phase
from app.events.rules.kinds import EventState
from app.invitations.rules.places import Shut, shut

CASES = [
    (EventState.PUBLISHED, Phase.OPEN, 1, None),
    (EventState.PUBLISHED, Phase.OPEN, 0, Shut.TAKEN),
    (EventState.PUBLISHED, Phase.NOT_OPEN, 0, Shut.NOT_OPEN),
    (EventState.PUBLISHED, Phase.CHANGES, 1, Shut.CLOSED),
    (EventState.PUBLISHED, Phase.FIXED, 1, Shut.CLOSED),
    (EventState.PUBLISHED, Phase.OVER, 1, Shut.OVER),
    (EventState.DRAFT, Phase.OPEN, 1, Shut.OVER),
    (EventState.CANCELLED, Phase.OVER, 1, Shut.CANCELLED),
]


@pytest.mark.parametrize(("state", "at", "left", "why"), CASES)
def test_a_place_is_answered_within_while_the_meeting_is_open_and_something_is_left(
    state: EventState, at: Phase, left: int, why: Shut | None
) -> None:
    assert shut(state, at, left) is why
