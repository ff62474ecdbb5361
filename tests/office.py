"""LibreOffice, as somebody who has no Excel opens our workbooks; and pages as a screen shows them."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pypdfium2
import pytest

_PAPER = 0xE8
"""Small type is drawn in greys."""
Converts = Callable[[Mapping[str, bytes]], dict[str, bytes]]


@pytest.fixture(scope="session")
def as_printed(tmp_path_factory: pytest.TempPathFactory) -> Converts:
    """``as_printed({"lista": workbook, …})`` gives each as a PDF, all in one run. Without LibreOffice the test is
    skipped, or fails where CI says that there must be one.
    """
    program = shutil.which("soffice")
    if program is None:
        missing = "no LibreOffice (soffice)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)

    def printed(books: Mapping[str, bytes]) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("office")
        for name, content in books.items():
            (folder / f"{name}.xlsx").write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        files = sorted(str(one) for one in folder.glob("*.xlsx"))
        command = [
            program,
            profile,
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *files,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return {name: Path(folder / f"{name}.pdf").read_bytes() for name in books}

    return printed


def ink(pdf: bytes, page: int = 0) -> float:
    """How large a share of a page, drawn as a screen draws it, is not paper."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = bytes(document[page].render(scale=0.5, grayscale=True).buffer)
    finally:
        document.close()
    return sum(one < _PAPER for one in drawn) / len(drawn)
