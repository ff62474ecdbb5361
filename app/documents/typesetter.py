"""The process that ``typeset`` starts: reads what is asked from standard input, writes the PDF, or a picture as PNG, to
standard output.

Run as a script and importing nothing of the app, so that it starts in a few hundredths of a second.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import font_source_sans_pro
import manimgx_fonts
import manimgx_fonts_cjk
import typst

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "documents"
_NO_SUCH_LETTER = "could not be displayed"
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_MARK = "\ufffd"
_OURS = [Path(str(font_source_sans_pro.font_directory))]
_OTHERS = [Path(str(one.__file__)).parent for one in (manimgx_fonts, manimgx_fonts_cjk)]
"""Noto for Chinese, Japanese, Korean, Thai, Hindi, emoji and more: packages that hold font files and no code."""


def main() -> int:
    """Give the document, or say on standard error why there is none."""
    asked = json.load(sys.stdin.buffer)
    try:
        make = _image if asked.get("ppi") else _made
        sys.stdout.buffer.write(make(**asked))
    except typst.TypstError as error:
        sys.stderr.write(f"{error.message}\n{error.diagnostic}")
        return 1
    return 0


def _made(template: str, data: str) -> bytes:
    """PDF/UA refuses a letter that no font has (王, 🎉): then the fonts for the rest of the world's writing are asked,
    then the machine's own; what none of them has becomes �, which says that something is missing.
    """
    for fonts in (_OURS, _OURS + _OTHERS):
        try:
            return _pdf(_compiler(template, data, fonts))
        except typst.TypstError as error:
            if _NO_SUCH_LETTER not in error.message:
                raise
    every = _OURS + _OTHERS
    try:
        return _pdf(_compiler(template, data, every, own_fonts=True))
    except typst.TypstError as error:
        if _NO_SUCH_LETTER not in error.message:
            raise
        marked = _without(data, _MISSING.findall(str(error.diagnostic)))
    try:
        return _pdf(_compiler(template, marked, every, own_fonts=True))
    except typst.TypstError as error:
        if _NO_SUCH_LETTER not in error.message:
            raise
    return _pdf(_compiler(template, marked, every, own_fonts=True), [])


def _without(data: str, missing: Sequence[str]) -> str:
    """``data`` with � in place of each letter of ``missing``, which are written as typst says them (𓀀, \\u{200d})."""
    found = {chr(int(one[3:-1], 16)) if one.startswith("\\u{") else letter for one in missing for letter in one}
    return json.dumps(_marked(json.loads(data), str.maketrans(dict.fromkeys(found, _MARK))))


def _marked(value: object, marks: dict[int, str]) -> object:
    if isinstance(value, str):
        return value.translate(marks)
    if isinstance(value, dict):
        return {name: _marked(one, marks) for name, one in value.items()}
    return [_marked(one, marks) for one in value] if isinstance(value, list) else value


def _image(template: str, data: str, ppi: int) -> bytes:
    """The other fonts are asked for what ours do not have."""
    fonts, other = (_OURS, False) if data.isascii() else (_OURS + _OTHERS, True)
    made = _compiler(template, data, fonts, own_fonts=other).compile(format="png", ppi=ppi)
    assert isinstance(made, bytes)
    return made


def _compiler(template: str, data: str, fonts: list[Path], *, own_fonts: bool = False) -> typst.Compiler:
    return typst.Compiler(
        _TEMPLATES / f"{template}.typ",
        root=_TEMPLATES,
        font_paths=fonts,
        ignore_system_fonts=not own_fonts,
        sys_inputs={"data": data},
    )


def _pdf(compiler: typst.Compiler, standards: Sequence[typst.PDFStandard] = ("ua-1",)) -> bytes:
    made = compiler.compile(format="pdf", pdf_standards=list(standards))
    assert isinstance(made, bytes)
    return made


if __name__ == "__main__":
    sys.exit(main())
