"""Taking an invitation back from somebody registered."""

import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.desk.revoke_invitation import revoke_invitation
from app.invitations import queries
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.mail.outbox import as_letter
from app.mail.render import preview
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from tests import builders
from tests.builders import NOW


def test_the_letter_of_a_revoked_invitation_offers_no_way_back(database: Flask) -> None:
    with transaction():
        event = builders.event()
        part = builders.part(event)
        uid = builders.invitation(event, builders.person(), builders.role(), builders.organisation()).uid
        asked = Answers((Asked(part.uid),))
    with transaction():
        actions.register(queries.lock(uid), asked, now=NOW, actor=SYSTEM)
    with transaction():
        revoked = revoke_invitation(uid, now=NOW, actor=SYSTEM)
    letters = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id)).all()
    text = preview(as_letter(letters[-1])).text
    assert [letter.kind for letter in letters] == ["receipt", "revoked"]
    assert (revoked.state, letters[-1].calendar_method) == (InvitationState.REVOKED, "CANCEL")
    assert ("tagit tillbaka din inbjudan" in text, "anmäla dig igen" in text) == (True, False)
