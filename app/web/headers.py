"""headers"""

from flask import Flask


def install(app: Flask) -> None:
    """Put the headers on ``app``."""
