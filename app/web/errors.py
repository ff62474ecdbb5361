"""errors"""

from flask import Flask


def install(app: Flask) -> None:
    """Put the errors on ``app``."""
