"""Somebody who subscribes with a calendar of their own: vdirsyncer fetches, khal shows (config/subscriber.sh)."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.strict_ics import unescaped

_BIN = Path(__file__).resolve().parents[1] / ".venv-subscriber" / "bin"
_SYNC = """
[general]
status_path = "{folder}/status/"
[pair run]
a = "feed"
b = "local"
collections = null
[storage feed]
type = "http"
url = "{url}"
filter_hook = "{folder}/keep-uid"
[storage local]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""
_UID = "X-FETCHED-UID"
_KEEP_UID = f"#!/bin/sh\nexec sed 's/^UID:\\(.*\\)/&\\n{_UID}:\\1/'\n"
"""Between fetching and saving: vdirsyncer gives what it subscribes to UIDs of its own."""
_SHOW = """
[calendars]
[[run]]
path = {folder}/calendar
readonly = True
[locale]
local_timezone = Europe/Stockholm
default_timezone = Europe/Stockholm
timeformat = %H.%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H.%M
longdatetimeformat = %Y-%m-%d %H.%M
[sqlite]
path = {folder}/khal.db
"""


def _said(calendar: str, name: str) -> str:
    (found,) = re.findall(rf"^{name}(?:;[^:\n]*)?:(.*)$", calendar, re.MULTILINE)
    return str(found)


def find_or_skip() -> None:
    """Skip the test where the client is not installed; fail where CI says that it must be."""
    if not (_BIN / "khal").exists():
        missing = "vdirsyncer and khal are missing: make subscriber (config/subscriber.sh)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)


@dataclass(frozen=True)
class Subscriber:
    """A calendar in a folder."""

    folder: Path

    @classmethod
    def to(cls, url: str, folder: Path) -> "Subscriber":
        """Somebody who has pasted ``url`` into the calendar."""
        (folder / "calendar").mkdir(parents=True)
        (folder / "sync.conf").write_text(_SYNC.format(folder=folder, url=url))
        (folder / "keep-uid").write_text(_KEEP_UID)
        (folder / "keep-uid").chmod(0o755)
        (folder / "show.conf").write_text(_SHOW.format(folder=folder))
        one = cls(folder)
        one._run("vdirsyncer", "-c", f"{folder}/sync.conf", "discover", "run")
        return one

    def syncs(self) -> bool:
        """Fetch what there is; whether the address answered with a calendar."""
        return self._run("vdirsyncer", "-c", f"{self.folder}/sync.conf", "sync", "run").returncode == 0

    def sees(self, since: str = "2027-03-01", days: int = 14) -> list[str]:
        """What the calendar shows, a line for each entry: those at a time of day first."""
        shown = "{start-long}|{end-long}|{title}|{location}|{status}"
        given = ["list", "--once", "--day-format", "", "--format", shown, since, f"{days}d"]
        listed = self._run("khal", "-c", f"{self.folder}/show.conf", *given)
        assert listed.returncode == 0, listed.stderr
        return sorted(line.strip() for line in listed.stdout.splitlines() if "|" in line)

    def holds(self) -> dict[str, tuple[str, int]]:
        """UID and SEQUENCE of each entry by its title, as they were fetched."""
        files = (self.folder / "calendar").rglob("*.ics")
        texts = [re.sub(r"\n[ \t]", "", one.read_text(encoding="utf-8")) for one in files]
        return {unescaped(_said(text, "SUMMARY")): (_said(text, _UID), int(_said(text, "SEQUENCE"))) for text in texts}

    def _run(self, program: str, *words: str) -> "subprocess.CompletedProcess[str]":
        home = {"HOME": str(self.folder), "LC_ALL": "C.UTF-8", "PATH": f"{_BIN}:{os.environ['PATH']}"}
        return subprocess.run(
            [str(_BIN / program), *words],
            capture_output=True,
            text=True,
            timeout=60,
            env=home,
            input="y\n",
            check=False,
        )
