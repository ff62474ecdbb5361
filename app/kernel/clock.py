"""The only place that reads the time. Rules and actions get ``now`` as an argument."""

from datetime import UTC, date, datetime

from app.kernel.words import STOCKHOLM


def now() -> datetime:
    """The present moment, aware, in UTC, without fractions of a second."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """The present date in Europe/Stockholm."""
    return datetime.now(STOCKHOLM).date()
