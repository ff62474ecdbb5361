"""What the rules of meetings say, without database, web or clock."""

from app.events.rules.weeks import conference_days

__all__ = ["conference_days"]
