"""Who is invited to what, and in which words an invitation's state is told."""

from app.kernel.enums import Labelled
from app.kernel.words import N_


class InvitationState(Labelled):
    """product.md's words for where an invitation stands."""

    NOT_SENT = "not_sent", N_("Inte inbjuden än")
    UNANSWERED = "unanswered", N_("Har inte svarat")
    COMING = "coming", N_("Kommer")
    NOT_COMING = "not_coming", N_("Kommer inte")
    WAITING = "waiting", N_("Väntelista")
    REPLACED = "replaced", N_("Någon annan kommer i stället")
    REVOKED = "revoked", N_("Återkallad")


class InvitationSource(Labelled):
    """Why somebody is invited."""

    CIRCLE = "circle", N_("Genom sin roll")
    BY_HAND = "by_hand", N_("Tillagd för hand")
    SUCCESSOR = "successor", N_("Efterträdare")
