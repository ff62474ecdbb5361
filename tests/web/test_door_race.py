"""Two phones that were without network send what they have, in processes of their own and in either order, and again
since they cannot know that it came: one truth, nothing lost; on both databases.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.attendance.model import Tick
from app.attendance.rules import standing
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import clock, tokens
from app.kernel.db import db, transaction
from app.organizers.model import SignIn
from app.organizers.rules import Right
from app.web.guards import SESSION_KEY
from tests import builders
from tests.races import at_once

pytestmark = pytest.mark.processes
EVENT = "/dorr/run-konferens-2027"
PEOPLE, EACH = 10, 20
WRONG = timedelta(hours=-7)
"""One of the phones has a wrong clock."""


class Doors:
    """Ten people, and two phones of two doors, each with twenty marks that it has kept."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        event = builders.event(slug="run-konferens-2027")
        self.part = builders.part(event).uid
        self.people = [builders.person("Anna", f"Berg{number}").uid for number in range(PEOPLE)]
        for who in db.session.scalars(sa.select(builders.Person)):
            builders.invitation(event, who, state=InvitationState.COMING)
        self.tokens = [self._sign_in(name) for name in ("Ett", "Två")]
        self.began = clock.now() - timedelta(hours=2)

    def _sign_in(self, name: str) -> str:
        account, token = builders.account(f"{name}@miun.example", Right.DOOR, name=name), tokens.new_seed()
        now = clock.now()
        times = {"created_at": now, "last_seen_at": now, "expires_at": now + timedelta(hours=12)}
        db.session.add(SignIn(account_id=account.id, token_digest=tokens.digest(token), **times))
        return token

    def marks(self, phone: int) -> list[dict[str, Any]]:
        """Everybody ticked off, and every third taken back by one and ticked again by the other."""
        found = []
        for number in range(EACH):
            who, again = number % PEOPLE, number >= PEOPLE
            at = self.began + timedelta(minutes=number, seconds=30 * phone)
            mark = "undo" if again and who % 3 == phone else "present"
            at = at + WRONG if phone else at
            told = {"nonce": f"{phone}-{number}", "person": self.people[who], "part": self.part}
            found.append(told | {"mark": mark, "how": "name", "at": at.isoformat()})
        return found

    def sends(self, phone: int, turns: range) -> Callable[[Any], list[Any]]:
        """The phone sends its marks in two batches, each twice."""

        def work(_barrier: Any) -> list[Any]:
            told = []
            client = self.app.test_client()
            with client.session_transaction() as cookie:
                cookie[SESSION_KEY] = self.tokens[phone]
            token = client.get(f"{EVENT}/lista.json").headers["X-CSRFToken"]
            marks = self.marks(phone)
            for turn in turns:
                batch = marks[turn % 2 * 10 :][:10]
                now = datetime.now(UTC) + (WRONG if phone else timedelta())
                body = {"phone_now": now.isoformat(), "marks": batch}
                answer = client.post(f"{EVENT}/bockningar", json=body, headers={"X-CSRFToken": token})
                told += [(answer.status_code, one["nonce"]) for one in answer.json["outcomes"]]  # type: ignore[index]
            return told

        return work


@pytest.fixture
def doors(database: Flask) -> Doors:
    with transaction():
        return Doors(database)


@pytest.mark.parametrize("turns", [range(4), range(3, -1, -1)], ids=["in order", "the last first"])
def test_two_phones_that_send_at_once_leave_one_truth(doors: Doors, turns: range) -> None:
    with transaction() as session:
        gone = session.scalars(sa.select(Invitation).order_by(Invitation.id)).first()
        assert gone is not None
        gone.state = InvitationState.NOT_COMING  # withdrawn meanwhile
    told = at_once([doors.sends(phone, turns) for phone in (0, 1)])
    assert (len(told), {status for status, _ in told}) == (2 * 2 * EACH, {200})
    rows = db.session.scalars(sa.select(Tick)).all()
    assert sorted(row.uid for row in rows) == sorted(f"{phone}-{n}" for phone in (0, 1) for n in range(EACH))
    assert all(abs(row.at - doors.began - timedelta(minutes=10)) < timedelta(minutes=12) for row in rows)
    for who in {row.person_id for row in rows}:
        own = [row for row in rows if row.person_id == who]
        judged = standing(row.record for row in own)
        assert [row.uid for row in own if row.standing] == ([judged.uid] if judged else [])
    present = {row.person_id for row in rows if row.standing}
    assert len(present) == PEOPLE - _left_by(doors)


def _left_by(doors: Doors) -> int:
    """How many are left out when all marks are put in the order that they were made in."""
    made = sorted(
        (datetime.fromisoformat(one["at"]) - (WRONG if phone else timedelta()), one["person"], one["mark"])
        for phone in (0, 1)
        for one in doors.marks(phone)
    )
    last = {person: mark for _at, person, mark in made}
    return sum(mark == "undo" for mark in last.values())
