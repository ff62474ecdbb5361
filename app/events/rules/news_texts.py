"""The letters that tell of a meeting that is not as it was: moved, changed, cancelled."""

from app.events.rules.letter_text import ROLE, LetterText
from app.kernel.words import N_

NEWS_TEXTS = (
    LetterText(
        "moved",
        N_("Ändrat möte"),
        N_("När du flyttar eller ändrar mötet, till dem som är anmälda eller står i kö"),
        N_("Mötet är ändrat. Här ser du vad som gäller nu."),
    ),
    LetterText(
        "moved_invited",
        N_("Ändrat möte, inte svarat"),
        N_("När du flyttar eller ändrar mötet, till dem som inte har svarat"),
        N_("Mötet som du är inbjuden till är ändrat. Här ser du vad som gäller nu."),
        summons=N_("Mötet som du är kallad till är ändrat. Här ser du vad som gäller nu."),
    ),
    LetterText(
        "moved_place",
        N_("Ändrat möte, plats utan namn"),
        N_("När du flyttar eller ändrar mötet, till en organisation som har platser utan namn"),
        N_("Mötet som {{organisation}} är inbjuden till är ändrat. Här ser du vad som gäller nu."),
        more=ROLE,
        to_invited=False,
    ),
    LetterText(
        "cancelled",
        N_("Inställt möte"),
        N_("När du ställer in mötet, till dem som är anmälda eller inte har svarat"),
        N_("Mötet är tyvärr inställt."),
    ),
    LetterText(
        "cancelled_place",
        N_("Inställt möte, plats utan namn"),
        N_("När du ställer in mötet, till en organisation som har platser utan namn"),
        N_("Mötet som {{organisation}} är inbjuden till är tyvärr inställt."),
        more=ROLE,
        to_invited=False,
    ),
)
