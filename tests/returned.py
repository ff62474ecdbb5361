"""Messages as they come back to a mailbox, in the shapes of real mail servers and calendars. People are invented."""

from pathlib import Path

_FOLDER = Path(__file__).with_name("data") / "mail"
LETTER = "<5f0c2f4e-6a5e-4f0e-9a76-0d6d5c1f7c11@moten.example>"
UID = "0b7a4f1e-2c1d-4a55-9a83-6f7a2d0e4b21"


def message(name: str, message_id: str = LETTER, to: str = "eva.ek@harnosand.example", uid: str = UID) -> bytes:
    """The message ``name``.eml about the letter ``message_id`` that went to ``to``, with CRLF."""
    text = (_FOLDER / f"{name}.eml").read_text(encoding="utf-8")
    for mark, value in (("{message_id}", message_id), ("{to}", to), ("{uid}", uid)):
        text = text.replace(mark, value)
    return text.replace("\n", "\r\n").encode()
