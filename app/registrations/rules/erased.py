"""What a protocol of erasures tells of: kinds and counts, never content."""

from app.kernel.enums import Labelled
from app.kernel.words import N_


class ErasedKind(Labelled):
    """What was erased."""

    NEEDS = "needs", N_("Uppgifter om särskilda behov")
    PERSON = "person", N_("Personer, på begäran")
    CONTACT = "contact", N_("Kontaktuppgifter till deltagare utan uppdrag")
    PROPOSAL = "proposal", N_("Namn i förslag som ingen avgjorde")
    REGISTRATION = "registration", N_("Anmälningar som hörde till dem")
    TICK = "tick", N_("Närvaro som hörde till dem")
