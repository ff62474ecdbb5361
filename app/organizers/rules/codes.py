"""Codes of two-step sign-in: those of the telephone (TOTP, RFC 6238, 30 seconds) and those kept on paper."""

import hmac
import re
import secrets
from datetime import datetime

import pyotp

STEP_SECONDS = 30
ISSUER = "RUN-möten"
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_GROUPS, _GROUP_LETTERS = 3, 4


def new_secret() -> str:
    """A new TOTP secret, 160 bits in Base32."""
    return str(pyotp.random_base32())


def setup_address(secret: str, email: str) -> str:
    """The otpauth address that a telephone reads as a QR code."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER))


def accepted_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The 30-second step whose code was given, one step early or late allowed; None when the code is wrong or of a
    step that has been used: a code works once.
    """
    written = re.sub(r"\s", "", code)
    present = int(now.timestamp()) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if step > last_step and hmac.compare_digest(_code_at(secret, step).encode(), written.encode()):
            return step
    return None


def _code_at(secret: str, step: int) -> str:
    return str(pyotp.TOTP(secret, interval=STEP_SECONDS).generate_otp(step))


def new_recovery_code() -> str:
    """A code for paper, such as "k7wd-m2hx-p9ra": 59 random bits."""
    letters = [secrets.choice(_ALPHABET) for _ in range(_GROUPS * _GROUP_LETTERS)]
    return "-".join("".join(letters[at : at + _GROUP_LETTERS]) for at in range(0, len(letters), _GROUP_LETTERS))


def plain_recovery_code(written: str) -> str:
    """What a written recovery code is compared as: small letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", written.lower())


def new_password() -> str:
    """A first password to hand over, such as "k7wd-m2hx-p9ra-t4qe-b8nz"."""
    return f"{new_recovery_code()}-{new_recovery_code()[:9]}"
