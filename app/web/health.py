"""For operators: alive, ready."""

from flask import Blueprint

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> str:
    """The process answers."""
    return "ok\n"
