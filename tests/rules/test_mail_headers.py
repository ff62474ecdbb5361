"""What stands in the head of a letter as another program reads it: by RFC 2047, where the space between two encoded
words is part of neither.
"""

import quopri
import re
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.settings import Settings, load_settings
from app.mail.postman.message import POLICY, Parcel, mime

SETTINGS: Settings = load_settings({"RUN_ENV": "testing"})
SUBJECT = "Spara datumet: RUN-konferens 2027, torsdag–fredag 4–5 mars 2027"
WORDS = st.sampled_from(["torsdag–fredag", "4–5", "mars", "2027,", "för", "Åsa", "Rektors", "å", "Föräldrar:", "”vi”"])
TEXTS = st.lists(WORDS, min_size=1, max_size=16).map(" ".join)

_WORD = re.compile(rb"=\?utf-8\?([bq])\?([^?]*)\?=", re.IGNORECASE)


def head_of(parcel: Parcel) -> bytes:
    """The head that the letter leaves with."""
    return mime(parcel, SETTINGS).as_bytes(policy=POLICY).partition(b"\r\n\r\n")[0]


def headers_of(subject: str, name: str = "Anna Berg") -> dict[str, str]:
    """Its headers, read anew; every line is short enough for every server."""
    head = head_of(Parcel(name, "anna@ange.example", "<1@x.example>", subject, "Hej", "<p>Hej</p>"))
    assert max(map(len, head.split(b"\r\n"))) <= 78
    lines = re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n")
    return dict(_read(line).split(": ", 1) for line in lines)


def _read(line: bytes) -> str:
    together = re.sub(rb"(\?=)[ \t]+(?==\?)", rb"\1", line)
    return _WORD.sub(_decoded, together).decode()


def _decoded(found: re.Match[bytes]) -> bytes:
    return b64decode(found[2]) if found[1].lower() == b"b" else quopri.decodestring(found[2].replace(b"_", b"=20"))


@given(TEXTS)
def test_a_subject_arrives_with_every_space(subject: str) -> None:
    assert headers_of(subject)["Subject"] == subject


def test_the_days_of_a_mailing_keep_their_space() -> None:
    assert headers_of(SUBJECT)["Subject"] == SUBJECT


@given(TEXTS)
def test_a_name_arrives_with_every_space(name: str) -> None:
    told = headers_of("Hej", name)["To"].replace('"', "")
    assert told == f"{name} <anna@ange.example>"


@pytest.mark.parametrize("subject", ["Hej", "Ett ord " * 20 + "x", "Å" * 200, "x" * 60 + " å"])
def test_long_and_short_ones_too(subject: str) -> None:
    assert headers_of(subject)["Subject"] == subject


@pytest.mark.parametrize("host", ["m.example", "run-moten.utbildning.larosatet.example", "x" * 60 + ".example"])
def test_addresses_that_programs_read_stay_in_one_piece_however_long(host: str) -> None:
    """Neither broken nor in encoded words, which RFC 2047 allows only in text."""
    number, page = f"<9148d5f5-0fe5-4dcd-b8dd-fc03f7132dd3@{host}>", f"https://{host}/avsta/{'x' * 43}"
    head = head_of(Parcel("Anna", "anna@ange.example", number, "Hej", "Hej", "<p>Hej</p>", decline_url=page))
    lines = head.decode("ascii").split("\r\n")
    assert f"Message-ID: {number}" in lines
    assert f"List-Unsubscribe: <{page}>" in lines
