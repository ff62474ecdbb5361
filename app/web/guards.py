"""guards"""

from flask import Flask


def install(app: Flask) -> None:
    """Put the guards on ``app``."""
