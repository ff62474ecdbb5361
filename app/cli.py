"""The commands: ``flask --app wsgi …``."""

from flask import Flask


def install(app: Flask) -> None:
    """Put the commands on ``app``."""
