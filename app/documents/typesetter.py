"""The process that ``typeset`` starts: reads what is asked from standard input, writes the PDF, or a picture as PNG, to
standard output.

Run as a script and importing nothing of the app, so that it starts in a few hundredths of a second.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import font_source_sans_pro
import typst

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "documents"
_NO_SUCH_LETTER = "could not be displayed"


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
    """PDF/UA refuses a letter that no font has (王, 🎉): then the machine's own fonts are asked, and where they have
    none either, a document with an empty box is better than none.
    """
    try:
        return _pdf(_compiler(template, data, own_fonts=False))
    except typst.TypstError as error:
        if _NO_SUCH_LETTER not in error.message:
            raise
    compiler = _compiler(template, data, own_fonts=True)
    try:
        return _pdf(compiler)
    except typst.TypstError as error:
        if _NO_SUCH_LETTER not in error.message:
            raise
    return _pdf(compiler, [])


def _image(template: str, data: str, ppi: int) -> bytes:
    """The machine's own fonts are asked for what ours do not have."""
    made = _compiler(template, data, own_fonts=not data.isascii()).compile(format="png", ppi=ppi)
    assert isinstance(made, bytes)
    return made


def _compiler(template: str, data: str, *, own_fonts: bool) -> typst.Compiler:
    return typst.Compiler(
        _TEMPLATES / f"{template}.typ",
        root=_TEMPLATES,
        font_paths=[font_source_sans_pro.font_directory],
        ignore_system_fonts=not own_fonts,
        sys_inputs={"data": data},
    )


def _pdf(compiler: typst.Compiler, standards: Sequence[typst.PDFStandard] = ("ua-1",)) -> bytes:
    made = compiler.compile(format="pdf", pdf_standards=list(standards))
    assert isinstance(made, bytes)
    return made


if __name__ == "__main__":
    sys.exit(main())
