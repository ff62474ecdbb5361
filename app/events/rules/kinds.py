"""The closed sets that an event is described with."""

from app.kernel.enums import Labelled
from app.kernel.words import N_


class EventKind(Labelled):
    """What sort of meeting it is; each has its usual circles, parts and deadlines (product.md)."""

    CONFERENCE = "conference", N_("RUN-konferens")
    DIALOGUE = "dialogue", N_("Dialogmöte")
    WORKING_COMMITTEE = "working_committee", N_("Arbetsutskott")
    DEVELOPMENT_GROUP = "development_group", N_("Utvecklingsgrupp")
    NETWORK = "network", N_("Nätverk")
    SEMINAR = "seminar", N_("Seminarium")


SUMMONED = frozenset({EventKind.DIALOGUE, EventKind.WORKING_COMMITTEE})
"""Kinds that have a kallelse instead of an inbjudan (product.md)."""


class EventState(Labelled):
    """Where an event stands. Only a published one can be answered."""

    DRAFT = "draft", N_("Utkast")
    PUBLISHED = "published", N_("Publicerat")
    CANCELLED = "cancelled", N_("Inställt")
    DONE = "done", N_("Genomfört")


class PartKind(Labelled):
    """What a part is."""

    MEETING = "meeting", N_("Möte")
    PLENARY = "plenary", N_("Gemensamt program")
    PARALLEL = "parallel", N_("Parallellt seminarium")
    MEAL = "meal", N_("Måltid")
    NIGHT = "night", N_("Övernattning")


class LegalBasis(Labelled):
    """The ground of GDPR article 6 that an event's registration rests on; decides text, box and withdrawal."""

    PUBLIC_INTEREST = "public_interest", N_("Allmänt intresse (artikel 6.1 e)")
    CONSENT = "consent", N_("Samtycke (artikel 6.1 a)")


class NeedQuestion(Labelled):
    """Whether one kind of needs (diet, allergy, access) is asked for, and on which ground."""

    SHARED = "shared", N_("Fråga, på grunden ovan")
    CONSENT = "consent", N_("Fråga, med uttryckligt samtycke")
    LAW = "law", N_("Fråga, med stöd av lag")
    NOT_ASKED = "not_asked", N_("Fråga inte")


class NeedsGround(Labelled):
    """The ground of GDPR article 9 that health data rest on; must be set before needs are asked for."""

    CONSENT = "consent", N_("Uttryckligt samtycke (artikel 9.2 a)")
    LAW = "law", N_("Lag (2018:218) 3 kap. 3 §")


class QueueMode(Labelled):
    """What becomes of a seat that gets free."""

    GIVEN = "given", N_("Platsen är den nästas genast")
    OFFERED = "offered", N_("Platsen erbjuds den nästa, som får tid på sig att svara")
