"""Särskilda behov: one fixed question set. Health data: optional, never prefilled, never echoed, erased on time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.events.rules.kinds import NeedsGround
from app.kernel.enums import Labelled
from app.kernel.text import looks_like_personnummer
from app.kernel.words import N_, TAKE_AWAY_PERSONNUMMER

TEXT = "text"
"""The choice under which free text is kept."""
TEXT_LIMIT = 500
SEVERE_WORDS = N_("Jag har en svår allergi och vill att köket får veta mitt namn")
"""What stands at the box of the separate consent to tell the kitchen a name."""


class NeedKind(Labelled):
    """The fixed question set of särskilda behov."""

    DIET = "diet", N_("Kost")
    ALLERGY = "allergy", N_("Allergi")
    ACCESS = "access", N_("Tillgänglighet")


CHOICES: dict[NeedKind, tuple[tuple[str, str], ...]] = {
    NeedKind.DIET: (
        ("vegetarian", N_("Vegetarisk kost")),
        ("vegan", N_("Vegansk kost")),
        ("fish", N_("Vegetarisk kost med fisk")),
        ("no_pork", N_("Utan fläskkött")),
    ),
    NeedKind.ALLERGY: (
        ("gluten", N_("Gluten")),
        ("lactose", N_("Laktos")),
        ("milk", N_("Mjölkprotein")),
        ("egg", N_("Ägg")),
        ("nuts", N_("Nötter eller jordnötter")),
        ("fish", N_("Fisk eller skaldjur")),
    ),
    NeedKind.ACCESS: (
        ("hearing_loop", N_("Hörslinga")),
        ("wheelchair", N_("Plats för rullstol, väg utan trappsteg")),
        ("sign_language", N_("Teckenspråkstolkning")),
        ("captions", N_("Skrivtolkning")),
        ("near_front", N_("Plats nära talaren")),
    ),
}
"""What can be ticked, by kind: (stored value, words)."""


@dataclass(frozen=True)
class NeedDraft:
    """One need as somebody gives it: one of the fixed choices, or TEXT with what was written."""

    kind: NeedKind
    choice: str
    text: str = ""


class NeedFault(Labelled):
    """Why needs are not kept."""

    UNKNOWN = "unknown", N_("Välj bland alternativen.")
    PERSONNUMMER = "personnummer", TAKE_AWAY_PERSONNUMMER
    NO_CONSENT = "no_consent", N_("Samtyck till att uppgifterna sparas, eller lämna frågorna tomma.")
    SEVERE_WITHOUT_ALLERGY = (
        "severe_without_allergy",
        N_("Kryssa för eller skriv vilken allergi köket ska få veta, eller ta bort krysset för ditt namn."),
    )
    TOO_LONG = "too_long", N_("Skriv kortare: högst 500 tecken.")


def fault(
    drafts: Sequence[NeedDraft], grounds: Mapping[NeedKind, NeedsGround], *, consents: bool, severe: bool
) -> NeedFault | None:
    """What is wrong with ``drafts``, when each kind that is asked for has its ground in ``grounds``; None when they can
    be kept. ``consents``: to what rests on consent. ``severe``: the kitchen is to have the name with the allergy.
    """
    if any(draft.kind not in grounds for draft in drafts):
        return NeedFault.UNKNOWN
    if not consents and any(grounds[draft.kind] is NeedsGround.CONSENT for draft in drafts):
        return NeedFault.NO_CONSENT
    if severe and not any(draft.kind is NeedKind.ALLERGY for draft in drafts):
        return NeedFault.SEVERE_WITHOUT_ALLERGY
    return next((wrong for draft in drafts if (wrong := _fault_of(draft)) is not None), None)


def _fault_of(draft: NeedDraft) -> NeedFault | None:
    if draft.choice != TEXT and draft.choice not in {value for value, _words in CHOICES[draft.kind]}:
        return NeedFault.UNKNOWN
    if looks_like_personnummer(draft.text):
        return NeedFault.PERSONNUMMER
    if len(draft.text) > TEXT_LIMIT:
        return NeedFault.TOO_LONG
    return None


def worth_keeping(drafts: Iterable[NeedDraft]) -> tuple[NeedDraft, ...]:
    """Each need once; free text only where something is written."""
    kept = {(draft.kind, draft.choice): draft for draft in drafts if draft.choice != TEXT or draft.text}
    return tuple(kept.values())
