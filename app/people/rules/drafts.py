"""What is written about organisations, roles and expectations, as values."""

from dataclasses import dataclass

from app.kernel.words import N_
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.people.rules.persons import FieldChange


@dataclass(frozen=True)
class OrganisationDraft:
    """An organisation as written in a form."""

    name: str
    kind: OrganisationKind
    area: str = ""
    agreement: bool = False
    inhabitants: int | None = None
    inhabitants_year: int | None = None
    mailbox: str = ""
    contact_decides: bool = False


@dataclass(frozen=True)
class RoleDraft:
    """A role as written in a form."""

    name: str
    group: RoleGroup
    position: int = 100


@dataclass(frozen=True)
class ExpectationDraft:
    """Where a role is expected, and by how many: in the organisation named by ``organisation_uid``, else in each of
    ``kind``.
    """

    minimum: int
    kind: OrganisationKind | None = None
    agreement_only: bool = False
    per_area: bool = False
    organisation_uid: str = ""


ORGANISATION_LABELS = {
    "name": N_("Namn"),
    "kind": N_("Slag"),
    "area": N_("Område"),
    "agreement": N_("Avtalskommun"),
    "inhabitants": N_("Invånare"),
    "inhabitants_year": N_("Invånare, år"),
    "mailbox": N_("Funktionsbrevlåda"),
    "contact_decides": N_("Ändringar från kontakten gäller direkt"),
}
"""What the fields of ``OrganisationDraft`` are called on screen."""


def organisation_changes(old: OrganisationDraft, new: OrganisationDraft) -> tuple[FieldChange, ...]:
    """Field by field, what differs between two drafts."""
    return tuple(
        FieldChange(name, _shown(getattr(old, name)), _shown(getattr(new, name)))
        for name in ORGANISATION_LABELS
        if getattr(old, name) != getattr(new, name)
    )


def _shown(value: object) -> str:
    if isinstance(value, OrganisationKind):
        return value.label
    if isinstance(value, bool):
        return N_("ja") if value else N_("nej")
    return "" if value is None else str(value)
