"""What the QR on the wall and an invitee's own link ask."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.attendance.model import Tick
from app.attendance.rules.self_check_in import BEFORE, is_window
from app.events.model import Event, Part
from app.events.rules.kinds import EventState
from app.kernel import links
from app.kernel.db import db
from app.kernel.links import Link, Purpose
from app.kernel.tokens import digest


def find_open_part(uid: str, now: datetime) -> Part | None:
    """The part, its event loaded, where it can be checked in to by oneself ``now``; None for every other."""
    asked = sa.select(Part).join(Part.event).options(contains_eager(Part.event)).where(Part.uid == uid)
    allowed = (Event.self_check_in, Event.state == EventState.PUBLISHED, Part.cancelled_at.is_(None))
    part = db.session.scalars(asked.where(*allowed)).one_or_none()
    return part if part is not None and is_window(part.starts_at, part.ends_at, now) else None


def own_code(part: Part) -> Link:
    """The address on the wall. The part's own uid stands in every invitee's answer form, and opens nothing."""
    return Link(Purpose.CHECK_IN, part.uid)


def find_read_part(token: str, now: datetime) -> Part | None:
    """The part whose address on the wall ends in ``token``, where it can be checked in to ``now``."""
    on = (Part.ends_at > now, Part.starts_at <= now + BEFORE, Event.self_check_in)
    uids = db.session.scalars(sa.select(Part.uid).join(Part.event).where(*on)).all()
    read = [uid for uid in uids if links.digest(Link(Purpose.CHECK_IN, uid)) == digest(token)]
    return find_open_part(read[0], now) if read else None


def find_standing(part_id: int, person_id: int) -> Tick | None:
    """The record that makes the person present at the part."""
    here = (Tick.part_id == part_id, Tick.person_id == person_id, Tick.standing)
    return db.session.scalars(sa.select(Tick).where(*here)).one_or_none()
