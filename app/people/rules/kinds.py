"""The closed sets of the register. Values are what the database holds; labels are the words of organisations.csv and
of the network's framework text.
"""

from app.kernel.enums import Labelled
from app.kernel.words import N_


class OrganisationKind(Labelled):
    """What an organisation is; the roles that can be held there depend on it."""

    KOMMUN = "kommun", N_("kommun")
    KOMMUNALFORBUND = "kommunalforbund", N_("kommunalförbund")
    FRISTAENDE = "fristaende", N_("fristående huvudman")
    FAKULTET = "fakultet", N_("fakultet")
    INSTITUTION = "institution", N_("institution")
    UTBILDNING = "utbildning", N_("utbildning")
    MYNDIGHET = "myndighet", N_("myndighet")
    REGION = "region", N_("region")
    KOMMUNFORBUND = "kommunforbund", N_("kommunförbund")


class RoleGroup(Labelled):
    """Rollgrupp: roles that are counted and filtered together."""

    POLITIKER = "politiker", N_("Politiker")
    SKOLLEDNING = "skolledning", N_("Skolledning")
    UTVECKLING = "utveckling", N_("Utveckling")
    LAROSATE = "larosate", N_("Lärosäte")
    ADJUNGERADE = "adjungerade", N_("Adjungerade")
    KONTAKT = "kontakt", N_("Kontakt")


class AssignmentSource(Labelled):
    """From where the register knows that a person holds a role."""

    IMPORT = "import", N_("inläst från fil")
    MANUAL = "manual", N_("tillagd för hand")
    ORGANISATION = "organisation", N_("uppgift från organisationen")
    DEMO = "demo", N_("påhittad för prov")
