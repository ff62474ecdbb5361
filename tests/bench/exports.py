"""What is made of much at once: the coverage of sixty organisations and twelve roles, and the list of participants as a
file, with what the web process needs for it and how others fare meanwhile.
"""

import statistics
import threading
import time
from collections.abc import Callable
from typing import Protocol

from app.organizers.rules import Right
from tests.bench import covered, wide
from tests.bench import ours as our
from tests.bench.client import Call, Connection, timed
from tests.bench.fill import invitation_path
from tests.bench.servers import Server, memory_mib

_ROWS = 5000
_TURNS = 7
_MEETING = "/arrangor/moten"
_Cookie = tuple[tuple[str, str], ...]


class Tells(Protocol):
    """What a report is told."""

    def add(self, work: str, ours: str, bare: str, goal: str, reached: float) -> None:
        """A row."""

    def at_most(self, work: str, ours: float, limit: float, unit: str, bare: str = "") -> None:
        """A figure that should be at most ``limit``."""


def measure(report: Tells, ours: our.Ours, server: Server) -> None:
    """The coverage and the files."""
    cookie = (("Cookie", our.signed_in_cookie(ours, Right.ORGANIZER)),)
    _coverage(report, ours, server, cookie)
    address = f"{_MEETING}/{wide.SLUG}/listor/deltagare"
    files(report, server, f"Deltagare, 5 000 × {wide.COLUMNS}", address, cookie, wide.COLUMNS)


def _coverage(report: Tells, ours: our.Ours, server: Server, cookie: _Cookie) -> None:
    page, connection = Call("GET", f"{_MEETING}/{covered.SLUG}/tackning", cookie), Connection(server.port)
    times = [timed(lambda: connection.ask(page)) for _ in range(15)]
    report.at_most("täckning, 60 organisationer × 12 roller", statistics.median(times) * 1000, 150, "ms")
    report.at_most("  satser", our.count_statements(ours, page), 16, "satser")


def files(report: Tells, server: Server, said: str, address: str, cookie: _Cookie, columns: int) -> None:
    """A list of ``columns`` columns as CSV and XLSX, beside writers that only write as many cells."""
    from tests.bench.bare import bare_csv, bare_xlsx

    connection = Connection(server.port)
    cells = [[f"Cell {row} {column} text" for column in range(columns)] for row in range(_ROWS)]
    writers: tuple[tuple[str, Callable[[list[list[str]]], bytes], float, int], ...]
    writers = (("csv", bare_csv, 3.0, _TURNS * 6), ("xlsx", bare_xlsx, 1.5, _TURNS))  # a tenth of a second is little
    for ending, writer, factor, turns in writers:
        asked = Call("GET", f"{address}.{ending}", cookie)
        pairs = []
        for _ in range(turns):  # by turns, as what is loaded
            nude = timed(lambda w=writer: w(cells))  # type: ignore[misc]
            got = timed(lambda a=asked: connection.ask(a))  # type: ignore[misc]
            pairs.append((got / nude, got, nude))
        times, got, nude = statistics.median_low(pairs)
        shown, goal = f"{got:.2f} s ({times:.1f}×)", f"≤ {factor}× den nakna skrivaren"
        report.add(f"{ending.upper()}, {said}", shown, f"{nude:.2f} s", goal, factor / times)


def meanwhile(report: Tells, ours: our.Ours, server: Server) -> None:
    """The web's memory at its highest while a file is made, and an invitee's page in the same time; ``server`` has been
    asked for nothing else.
    """
    cookie = (("Cookie", our.signed_in_cookie(ours, Right.ORGANIZER)),)
    export = Call("GET", f"{_MEETING}/{wide.SLUG}/listor/deltagare.xlsx", cookie)
    page, connection = Call("GET", invitation_path(1)), Connection(server.port)
    peak, waits = 0.0, []
    for _ in range(_TURNS):
        answers: list[int] = []
        work = threading.Thread(target=lambda: answers.append(Connection(server.port).ask(export).status))  # noqa: B023
        work.start()
        while work.is_alive():
            waits.append(timed(lambda: connection.ask(page)))
            peak = max(peak, memory_mib([server.pid]))
            time.sleep(0.02)
        work.join()
        assert answers == [200], answers
    report.at_most("minne, webb, medan XLSX görs (PSS)", peak, 200, "MiB")
    waits.sort()
    report.at_most("inbjudans sida medan XLSX görs, p95", waits[int(len(waits) * 0.95)] * 1000, 100, "ms")
