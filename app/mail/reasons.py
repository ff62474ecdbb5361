"""Why a letter did not arrive, in plain Swedish, by the codes that mail servers give (RFC 3463). Pure."""

import re

from app.kernel.words import N_

UNWELCOME = N_("Mottagarens e-postserver avvisade brevet")
LATER = N_("Mottagarens e-postserver ber oss försöka senare")
FULL = N_("Mottagarens brevlåda är full")
UNKNOWN = N_("Adressen finns inte")
CLOSED = N_("Mottagarens brevlåda är avstängd")
MISSPELT = N_("Adressen är inte rätt skriven")
NO_DOMAIN = N_("Adressens domän tar inte emot e-post")
TOO_LARGE = N_("Brevet är för stort för mottagarens brevlåda")
TOO_LATE = N_("Mottagarens e-postserver tog inte emot brevet i tid")

OF_THE_ADDRESS = frozenset({UNKNOWN, CLOSED, FULL, MISSPELT, NO_DOMAIN})
"""What is wrong with the address and will meet the next letter too."""

BY_ENHANCED_CODE = {
    "1.1": UNKNOWN,
    "1.6": UNKNOWN,
    "2.1": CLOSED,
    "1.2": NO_DOMAIN,
    "1.10": NO_DOMAIN,
    "4.4": NO_DOMAIN,
    "1.3": MISSPELT,
    "2.2": FULL,
    "2.3": TOO_LARGE,
    "3.4": TOO_LARGE,
}
"""The last two numbers of an enhanced code; the first only says whether it may pass."""

_IN_WORDS = {
    FULL: ("mailbox (?:is )?full", "over ?quota", "quota exceeded", "exceeded storage", "brevlådan? är full"),
    UNKNOWN: (
        "user unknown",
        "unknown (?:user|address|recipient)",
        "no such (?:user|recipient|mailbox|address|person)",
        "recipient ?not ?found",
        "nosuchuser",
        "does(?: not|n't) exist",
        "(?:was|could)n't (?:be )?found",
        "hittades inte",
        "finns inte",
        r"5\.4\.1\b.{0,40}recipient address rejected",
    ),
    NO_DOMAIN: (
        "host or domain name not found",
        "domain (?:not found|does not exist)",
        "host unknown",
        "unrouteable",
        "null mx",
    ),
    CLOSED: ("mailbox (?:is )?(?:disabled|inactive|unavailable)", "account (?:has been |is )?disabled"),
    TOO_LATE: ("delivery time expired", "message expired", "in (?:the )?queue too long", "retry timeout"),
}
"""What servers say in words, where their code says too little. Exchange Online's 5.1.10 is an unknown address, and in
RFC 7505 a domain without mail.
"""
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_GIVEN_UP = {"4.7", "4.6"}
_OF_THE_LETTER = ("6.", "2.12")
"""Beginnings of codes about what stands in a letter, or how many come at once."""


def of_bounce(status: str, said: str) -> tuple[str, bool]:
    """The reason that a returned letter gives, by its status ("5.1.1") and the last server's words; and whether it is
    the address that takes no letters, so that the next one would come back too.
    """
    codes = [(found[1], f"{found[2]}.{found[3]}") for found in _CODE.finditer(f"{status} {said[:2000]}")]
    known = next((BY_ENHANCED_CODE[code] for _, code in codes if code in BY_ENHANCED_CODE), None)
    worded = next(
        (reason for reason, words in _IN_WORDS.items() if re.search("|".join(words), said[:2000].lower())), None
    )
    lasts = not codes or codes[0][0] == "5"
    gave_up = not lasts or any(code in _GIVEN_UP for _, code in codes)
    reason = worded or known or (TOO_LATE if gave_up else UNWELCOME)
    about_letter = reason in {TOO_LARGE, TOO_LATE} or any(code.startswith(_OF_THE_LETTER) for _, code in codes)
    return reason, lasts and not about_letter
