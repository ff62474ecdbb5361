"""fields"""

from flask import Flask


def install(app: Flask) -> None:
    """Put the fields on ``app``."""
