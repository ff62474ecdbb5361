"""The doors in one list: every blueprint of every audience."""

from flask import Blueprint, Flask

from app.web import health, info
from app.web.calendars import feeds
from app.web.door import attendance
from app.web.invitee import public
from app.web.organizer import accounts, events, lists, log, navigation, own_account, programme, sign_in

BLUEPRINTS: list[Blueprint] = [
    health.bp,
    feeds.bp,
    public.bp,
    events.bp,
    programme.bp,
    info.bp,
    sign_in.bp,
    own_account.bp,
    accounts.bp,
    log.bp,
    attendance.bp,
    lists.bp,
]


def install(app: Flask) -> None:
    """Put every door's pages on ``app``."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    navigation.install(app)
    log.install(app)
