"""What a password must be (OWASP ASVS 5, V6.2): long rather than odd, not one that everybody tries first."""

import re

from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.organizers.rules.common_passwords import COMMON

SHORTEST = 12
LONGEST = 128
_FEWEST_DIFFERENT = 5
_LOOKALIKES = str.maketrans("0134578@$!", "oieastbasi")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyzåäö",
    "qwertyuiopå",
    "asdfghjklöä",
    "zxcvbnm",
    "01234567890123456789",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol",
)
_TAIL = "0123456789!?.*#-_ "


class PasswordFault(Labelled):
    """Why a password is refused; the label says what to do."""

    TOO_SHORT = "too_short", N_("Skriv minst 12 tecken")
    TOO_LONG = "too_long", N_("Skriv högst 128 tecken")
    COMMON = "common", N_("Välj ett lösenord som är svårare att gissa, till exempel fyra ord som inte hör ihop")
    PERSONAL = "personal", N_("Välj ett lösenord som inte är ditt namn eller din adress")


def find_fault(password: str, *personal: str) -> PasswordFault | None:
    """Why ``password`` is refused, or None. ``personal``: the account's name and address. Length is counted in
    characters; nothing is trimmed.
    """
    if len(password) < SHORTEST:
        return PasswordFault.TOO_SHORT
    if len(password) > LONGEST:
        return PasswordFault.TOO_LONG
    if _is_common(password):
        return PasswordFault.COMMON
    if _letters(password) in _personal_words(personal):
        return PasswordFault.PERSONAL
    return None


def _letters(password: str) -> str:
    return re.sub(r"[^a-zåäöéü]", "", password.casefold())


def _is_common(password: str) -> bool:
    """Few different characters, a row of the keyboard, or a common word dressed up with digits and signs."""
    folded = password.casefold()
    if len(set(folded)) < _FEWEST_DIFFERENT or folded in COMMON:
        return True
    if any(_unrepeated(folded) in line or _unrepeated(folded) in line[::-1] for line in _ROWS):
        return True
    undressed = (folded, folded.translate(_LOOKALIKES), folded.rstrip(_TAIL).translate(_LOOKALIKES))
    candidates = {_letters(form) for form in undressed}
    return any(_is_common_words(candidate) for candidate in candidates if candidate)


def _unrepeated(word: str) -> str:
    """The shortest part that ``word`` repeats: "hejhejhej" is "hej"."""
    return word[: (word + word).find(word, 1)]


def _is_common_words(letters: str) -> bool:
    """Whether all of ``letters`` is one common word, that word repeated, or two common words on end."""
    word = _unrepeated(letters)
    return word in COMMON or any(word[:cut] in COMMON and word[cut:] in COMMON for cut in range(3, len(word) - 2))


def _personal_words(personal: tuple[str, ...]) -> set[str]:
    words = {_letters(part) for text in personal for part in (text, *re.split(r"[\s@.]+", text))}
    return words - {""}
