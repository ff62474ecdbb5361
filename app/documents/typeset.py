"""Data -> typst -> PDF or PNG, in a process of its own that is given a time and no more: typst takes some hundred
megabytes, and a text that it stumbles on must not take a web process with it.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore

from app.kernel.text import clean_text

_TYPESETTER = Path(__file__).with_name("typesetter.py")
_SECONDS = 60.0
_UNBROKEN_HYPHEN, _HYPHEN = "\u2011", "\u2060-\u2060"
_AT_ONCE = BoundedSemaphore(2)
"""So many in each web process: the others wait for their turn, since memory is what there is least of."""


class NotTypesetError(RuntimeError):
    """No document came: typst was too slow, or said why."""


def typeset(template: str, data: Mapping[str, object], *, seconds: float = _SECONDS) -> bytes:
    """``templates/documents/<template>.typ`` filled with ``data`` (what JSON can hold), as a tagged PDF (PDF/UA-1).
    Texts are data and never markup. Raises NotTypesetError, also when ``seconds`` have passed.
    """
    return _run({"template": template, "data": json.dumps(_clean(data))}, seconds)


def image(svg: str, *, ppi: int = 192, seconds: float = _SECONDS) -> bytes:
    """The picture ``svg`` (``pictures.svg``) as a PNG, two dots for each of its px. Raises as ``typeset``."""
    return _run({"template": "picture", "data": json.dumps({"svg": svg}, ensure_ascii=False), "ppi": ppi}, seconds)


def _run(asked: Mapping[str, object], seconds: float) -> bytes:
    template, said = asked["template"], json.dumps(asked).encode()
    command = [sys.executable, "-I", str(_TYPESETTER)]
    with _AT_ONCE:
        try:
            done = subprocess.run(command, input=said, capture_output=True, timeout=seconds, check=False, env={})  # noqa: S603 - our own script
        except subprocess.TimeoutExpired as error:
            raise NotTypesetError(f"{template} took more than {seconds:g} seconds") from error
    if done.returncode:
        raise NotTypesetError(f"{template}: {done.stderr.decode(errors='replace').strip()[-2000:]}")
    return done.stdout


def _clean(value: object) -> object:
    """``value`` without control characters in its texts, since PDF/UA takes none, and old rows may hold some; and with
    a hyphen that the type has where one must not be broken at ("Al-Hakim").
    """
    if isinstance(value, str):
        plain = value if value.isprintable() else clean_text(value)
        return plain.replace(_UNBROKEN_HYPHEN, _HYPHEN)
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value
