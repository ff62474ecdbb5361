"""Närvaro: person × part × time × door × who."""

from app.kernel.enums import Labelled
from app.kernel.words import N_


class How(Labelled):
    """How somebody was ticked off."""

    NAME = "name", N_("Namn")
    WALK_IN = "walk_in", N_("På plats utan anmälan")
