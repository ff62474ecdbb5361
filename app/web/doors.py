"""The doors in one list: every blueprint of every audience."""

from flask import Blueprint, Flask

from app.web import health, info
from app.web.door import attendance
from app.web.organizer import accounts, log, navigation, own_account, sign_in

BLUEPRINTS: list[Blueprint] = [
    health.bp,
    info.bp,
    sign_in.bp,
    own_account.bp,
    accounts.bp,
    log.bp,
    attendance.bp,
]


def install(app: Flask) -> None:
    """Put every door's pages on ``app``."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    navigation.install(app)
    log.install(app)
