"""The register as the import sees it: frozen values, read once by ``people.queries``, so that a preview is pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.people.rules.names import Name


@dataclass(frozen=True)
class KnownOrganisation:
    """An organisation of the register."""

    id: int
    name: str
    kind: OrganisationKind
    area: str = ""


@dataclass(frozen=True)
class KnownRole:
    """A role of the register; ``key`` is its slug."""

    key: str
    name: str
    group: RoleGroup


@dataclass(frozen=True)
class KnownAssignment:
    """An assignment of a person. ``ended``: its last day has passed."""

    id: int
    role_key: str
    organisation_id: int
    ended: bool = False


@dataclass(frozen=True)
class KnownPerson:
    """A person of the register.

    ``addresses``: as written, the preferred one first. ``own_changes``: names of the ``PersonDraft`` fields that the
    person changed by the link, which an import leaves alone. ``declined``: has said no to all further invitations.
    ``protected``: shown to those with the right to it only.
    """

    id: int
    name: Name
    addresses: tuple[str, ...] = ()
    phone: str = ""
    note: str = ""
    language: str = "sv"
    assignments: tuple[KnownAssignment, ...] = ()
    own_changes: frozenset[str] = frozenset()
    declined: bool = False
    protected: bool = False


@dataclass(frozen=True)
class Register:
    """Everything that a file is compared with.

    ``synonyms`` and ``aliases`` are what earlier corrections taught: by ``written_key`` and kind of organisation to
    the role's key, and by ``written_key`` to the organisation's id. ``erased``: ``erasure_digest`` of the
    addresses (their keys) of people who have been erased and must not come back.
    """

    organisations: tuple[KnownOrganisation, ...] = ()
    roles: tuple[KnownRole, ...] = ()
    persons: tuple[KnownPerson, ...] = ()
    synonyms: Mapping[tuple[str, OrganisationKind], str] = field(default_factory=dict)
    aliases: Mapping[str, int] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
