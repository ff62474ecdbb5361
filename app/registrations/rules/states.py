"""Where registrations stand, and how somebody takes part."""

from app.kernel.enums import Labelled
from app.kernel.words import N_


class RegistrationState(Labelled):
    """Where a registration, or one of its parts, stands."""

    CONFIRMED = "confirmed", N_("Anmäld")
    WAITING = "waiting", N_("Väntelista")
    CANCELLED = "cancelled", N_("Avbokad")


class Mode(Labelled):
    """How somebody takes part; only on site takes a seat."""

    ON_SITE = "on_site", N_("På plats")
    ONLINE = "online", N_("Digitalt")
