"""The network's roles, as the migration ships them, and the organisations of ``tests/data/organisations.csv``."""

import csv
import importlib.util
from pathlib import Path

from app.kernel.db import db
from app.people.model import Role
from app.people.rules.kinds import OrganisationKind, RoleGroup
from tests import builders

DATA = Path(__file__).parent / "data"
_MIGRATION = Path(__file__).parents[1] / "migrations" / "versions" / "0002_register.py"


def build() -> None:
    """Add them. Inside ``with transaction():``."""
    for key, name, group, position in _roles():
        db.session.add(Role(key=key, name=name, group=RoleGroup(group), position=position))
    kinds = {kind.label: kind for kind in OrganisationKind}
    with (DATA / "organisations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            agreement = row["avtalskommun"] == "ja"
            kind = kinds[row["organisationstyp"]]
            builders.organisation(row["organisation"], kind=kind, area=row["område"], agreement=agreement)


def _roles() -> tuple[tuple[str, str, str, int], ...]:
    spec = importlib.util.spec_from_file_location("register_migration", _MIGRATION)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    roles: tuple[tuple[str, str, str, int], ...] = module.ROLES
    return roles
