"""The doors in one list: every blueprint of every audience."""

from flask import Blueprint, Flask

from app.web import health
from app.web.organizer import navigation

BLUEPRINTS: list[Blueprint] = [
    health.bp,
]


def install(app: Flask) -> None:
    """Put every door's pages on ``app``."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    navigation.install(app)
