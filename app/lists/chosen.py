"""Which rows of a list are wanted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chosen:
    """Filters of a list; None asks for all. ``state`` is the invitation's state, the others are ids of this event's
    part, a role and an organisation.
    """

    state: str | None = None
    part_id: int | None = None
    role_id: int | None = None
    organisation_id: int | None = None


EVERYBODY = Chosen()
