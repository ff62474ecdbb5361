"""What an organizer corrected in the guesses of an import, as a value and as JSON for the upload's row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from app.people.rules.columns import ColumnCorrections
from app.people.rules.headings import Field
from app.people.rules.kinds import OrganisationKind


@dataclass(frozen=True)
class Corrections:
    """``columns``: what columns hold. ``roles``: by ``written_key`` of the title and kind of organisation, the role's
    key. ``organisations``: by ``written_key`` of the name, an organisation's id, or the kind of a new one.
    """

    columns: ColumnCorrections = field(default_factory=dict)
    roles: Mapping[tuple[str, OrganisationKind], str] = field(default_factory=dict)
    organisations: Mapping[str, int | OrganisationKind] = field(default_factory=dict)

    def as_data(self) -> dict[str, object]:
        """For JSON."""
        return {
            "columns": [
                [sheet, row, {str(at): f.value for at, f in said.items()}]
                for (sheet, row), said in self.columns.items()
            ],
            "roles": [[written, kind.value, key] for (written, kind), key in self.roles.items()],
            "organisations": [[written, choice] for written, choice in self.organisations.items()],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """What ``as_data`` wrote; an empty mapping is no corrections."""
        return cls(
            {
                (sheet, row): {int(at): Field(f) for at, f in said.items()}
                for sheet, row, said in data.get("columns", [])
            },
            {(written, OrganisationKind(kind)): key for written, kind, key in data.get("roles", [])},
            {
                written: choice if isinstance(choice, int) else OrganisationKind(choice)
                for written, choice in data.get("organisations", [])
            },
        )
