"""The permission matrix: who may reach which route. A route that is not here is refused, and fails the build."""

from app.web.permissions.access import ANYONE, LINK, Access, Anyone, HolderOfLink, SignedIn
from app.web.permissions.with_account import WITH_ACCOUNT
from app.web.permissions.without_account import WITHOUT_ACCOUNT

__all__ = ["ANYONE", "LINK", "MATRIX", "Access", "Anyone", "HolderOfLink", "SignedIn"]

MATRIX: dict[str, Access] = WITHOUT_ACCOUNT | WITH_ACCOUNT
