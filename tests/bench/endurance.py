"""``python -m tests.bench.endurance [pages]``: a thousand pages of 5,000 registered, eight clients at once, under
gunicorn with 2 workers × 4 threads. Says whether a worker died and how memory went (docs/decisions/0005-garbage.md).
"""

import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa

from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState
from tests.bench import ours as our
from tests.bench.client import Call, load
from tests.bench.fill import NOW
from tests.bench.servers import children_of, free_port, gunicorn, memory_mib

PEOPLE = 5000
STEP = 100


def main(pages: int) -> int:
    """Exit 1 when a worker was replaced or a page was not answered."""
    with tempfile.TemporaryDirectory(prefix="run-endurance-") as name:
        ours = our.prepare(Path(name), free_port(), PEOPLE)
        _register_all(ours)
        cookie = (("Cookie", our.signed_in_cookie(ours, Right.ORGANIZER)),)
        with gunicorn("wsgi:app", "/healthz", ours.environ) as server:
            workers = children_of(server.pid)
            print(f"i vila {memory_mib([server.pid]):.0f} MiB")
            failed = 0
            for done in range(STEP, pages + 1, STEP):
                answers = load(server.port, [Call("GET", f"{our.EVENT}/anmalda", cookie)] * STEP, warm=0)
                failed += STEP - answers.statuses.get(200, 0)
                print(f"{done:5} sidor, {answers.rate:.0f}/s, {memory_mib([server.pid]):.0f} MiB", flush=True)
            died = sorted(set(workers) - set(children_of(server.pid)))
    print(f"{failed} misslyckade sidor, {len(died)} döda arbetare")
    return 1 if failed or died else 0


def _register_all(ours: our.Ours) -> None:
    """Everybody who is invited comes."""
    with ours.app.app_context():
        with transaction() as session:
            session.execute(sa.update(Invitation).values(state=InvitationState.COMING))
            invited = session.execute(sa.select(Invitation.id, Invitation.event_id, Invitation.person_id)).all()
            shared = {"state": RegistrationState.CONFIRMED, "created_at": NOW, "changed_at": NOW}
            rows = [{"invitation_id": i, "event_id": e, "person_id": p, **shared} for i, e, p in invited]
            session.execute(sa.insert(Registration), rows)
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
