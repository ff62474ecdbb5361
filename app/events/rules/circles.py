"""Circles (målgrupper): roles in kinds of organisations."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.people.rules.kinds import OrganisationKind


@dataclass(frozen=True)
class CircleLineValue:
    """A role in organisations of one kind (None: any), perhaps only in the agreement municipalities."""

    role_id: int
    organisation_kind: OrganisationKind | None = None
    agreement_only: bool = False


@dataclass(frozen=True)
class HoldingValue:
    """That somebody holds a role in an organisation of a kind, with or without an agreement."""

    role_id: int
    organisation_kind: OrganisationKind
    agreement: bool = False


def matches(line: CircleLineValue, holding: HoldingValue) -> bool:
    """Whether the one who has ``holding`` is meant by ``line``."""
    return (
        line.role_id == holding.role_id
        and line.organisation_kind in (None, holding.organisation_kind)
        and (holding.agreement or not line.agreement_only)
    )


def in_circle(lines: Iterable[CircleLineValue], holdings: Iterable[HoldingValue]) -> bool:
    """Whether any of the holdings is meant by any of the lines. A circle without lines means nobody."""
    held = tuple(holdings)
    return any(matches(line, holding) for line in lines for holding in held)


def belongs(lines: Iterable[CircleLineValue], holdings: Iterable[HoldingValue]) -> bool:
    """Whether a part with these lines is for somebody invited with these holdings: a part without lines is for all."""
    circle = tuple(lines)
    return not circle or in_circle(circle, holdings)
