"""Accounts, rights, and what a password must be."""

from app.kernel.enums import Labelled
from app.kernel.words import N_


class Right(Labelled):
    """What an account may do. A set, not a ladder: each is given by itself."""

    ADMIN = "admin", N_("Administratör")
    ORGANIZER = "organizer", N_("Arrangör")
    DOOR = "door", N_("Dörr")
    READER = "reader", N_("Läsare")
    NEEDS = "needs", N_("Särskilda behov")
    PROTECTED = "protected", N_("Skyddade personer")
