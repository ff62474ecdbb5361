"""What feeds there are, and which entries belong in them."""

from app.kernel.enums import Labelled
from app.kernel.words import N_


class FeedKind(Labelled):
    """Whose feed it is."""

    PERSONAL = "personal", N_("Personlig kalender")
    PUBLIC = "public", N_("Offentlig kalender")
