"""Which rows of a list are wanted."""

from dataclasses import dataclass

from app.people.queries.sight import sees_protected


@dataclass(frozen=True)
class Chosen:
    """Filters of a list; None asks for all. ``state`` is the invitation's state, the others are ids of this event's
    part, a role and an organisation. ``protected``: whether the reader may see protected people.
    """

    state: str | None = None
    part_id: int | None = None
    role_id: int | None = None
    organisation_id: int | None = None
    protected: bool = False


EVERYBODY = Chosen()
"""No filter, for whoever may not see protected people."""


def everybody() -> Chosen:
    """No filter, for whoever looks now."""
    return Chosen(protected=sees_protected())
