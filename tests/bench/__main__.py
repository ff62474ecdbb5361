"""``make bench``: every row of the speed goals, ours beside the bare flow in one run, with the ratios."""

import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.organizers.rules import Right
from tests.bench import crowd, exports
from tests.bench import ours as our
from tests.bench.client import Call, Connection, Turns, by_turns, load, timed
from tests.bench.crowd import Crowd
from tests.bench.fill import SLUG, feed_path, invitation_path
from tests.bench.servers import ROOT, Server, free_port, gunicorn, memory_mib

PEOPLE = 5000
PLAYING = Crowd(registered=4000, seats=500, spare=6)
EVENT = f"/arrangor/moten/{SLUG}"


@dataclass
class Report:
    """The rows measured so far."""

    rows: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def add(self, work: str, ours: str, bare: str, goal: str, reached: float) -> None:
        """``reached``: 1 is the goal exactly, more is better; under a half is a failure."""
        word = "ja" if reached >= 1 else f"nej ({reached:.2f} av målet)"
        self.rows.append((work, ours, bare, goal, word))
        print(f"{work:44} {ours:>22} {bare:>16}   {goal:38} {word}", flush=True)

    def rate(self, work: str, done: Turns, share: float) -> None:
        """A rate that should be at least ``share`` of the bare flow's."""
        shown = f"{done.ours:.0f}/s ({done.ratio:.0%})"
        self.add(work, shown, f"{done.bare:.0f}/s", f"≥ {share:.0%} av den nakna", done.ratio / share)

    def at_most(self, work: str, ours: float, limit: float, unit: str, bare: str = "") -> None:
        """A figure that should be at most ``limit``."""
        self.add(work, f"{ours:.3g} {unit}", bare, f"≤ {limit:g} {unit}", limit / ours if ours else 1)


@contextmanager
def _bare(folder: Path) -> Iterator[Server]:
    environ = {"BARE_DATABASE": str(folder / "bare.sqlite"), "PYTHONPATH": str(ROOT)}
    os.environ["BARE_DATABASE"] = environ["BARE_DATABASE"]
    from tests.bench.bare import create_tables

    create_tables(PEOPLE)
    with gunicorn("tests.bench.bare:app", "/door", environ) as server:
        yield server


def main() -> int:
    """Measure everything; exit 1 when a row is under half its goal."""
    report = Report()
    compileall.compile_dir(ROOT / "app", quiet=1)  # as it is after a first start
    with tempfile.TemporaryDirectory(prefix="run-bench-") as name:
        folder = Path(name)
        port = free_port()
        ours = our.prepare(folder, port, PEOPLE, PLAYING, lists=True)
        with gunicorn("wsgi:app", "/healthz", ours.environ) as server, _bare(folder) as bare:
            _start_and_memory(report, ours, server, folder)
            _pages(report, ours, server, bare)
            _registrations(report, ours, server, bare, _PLAIN)
            _registrations(report, ours, server, bare, _IN_PLAY)
            _feeds(report, ours, server, bare)
            _door(report, ours, server, bare)
            _lists(report, ours, server)
            exports.measure(report, ours, server)
        with gunicorn("wsgi:app", "/healthz", ours.environ) as server:
            exports.meanwhile(report, ours, server)
        _imports(report, ours, folder)
    _write(report)
    return 1 if any("nej (0.0" <= row[4] < "nej (0.5" for row in report.rows) else 0


def _start_and_memory(report: Report, ours: our.Ours, server: Server, folder: Path) -> None:
    report.at_most("start till första 200", server.start_seconds, 1.5, "s")
    worker = subprocess.Popen(
        [sys.executable, "-m", "huey.bin.huey_consumer", "app.worker.huey", "-w", "1", "-g", "TERM", "-q"],
        cwd=ROOT,
        env={**os.environ, **ours.environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    our.wait_for_quiet(6)
    report.at_most("minne, webb + arbetare, i vila (PSS)", memory_mib([server.pid, worker.pid]), 180, "MiB")
    worker.terminate()
    worker.wait(timeout=30)
    assert folder.exists()


@dataclass(frozen=True)
class _Meeting:
    """A meeting to register for: what the rows are called after it, its invitations, and whose are used: the first 800
    by many at once, the next 150 by one alone. ``bare``: whose of the bare flow.
    """

    called: str
    path: Callable[[int], str]
    first: int
    bare: int


_PLAIN = _Meeting("", invitation_path, 1000, 0)
_IN_PLAY = _Meeting(" med frågor, kvoter och kö", crowd.path, PLAYING.first_without_answer(), 1000)


def _pages(report: Report, ours: our.Ours, server: Server, bare: Server) -> None:
    nude = [Call("GET", f"/i/t{n % 50}") for n in range(3000)]
    for meeting in (_PLAIN, _IN_PLAY):
        form = [Call("GET", meeting.path(meeting.first + n % 50) + "/svara") for n in range(1200)]
        done = by_turns((server.port, form), (bare.port, nude))
        report.rate(f"inbjudans formulär{meeting.called}", done, 0.4)
        our.count_statements(ours, form[0])  # the event is kept in this process from here on
        report.at_most("  satser", our.count_statements(ours, form[0]), 6, "satser")


def _registrations(report: Report, ours: our.Ours, server: Server, bare: Server, meeting: _Meeting) -> None:
    """A whole registration as in the peers' figures: open the form, send it, be led to the page that says so."""
    last = meeting.first + 960
    form = our.as_shown_full(our.form_call(Connection(server.port), meeting.path(last) + "/svara"))

    def whole(numbers: range) -> list[Call]:
        return [call for n in numbers for call in _whole(meeting.path(n), "/svara", form)]

    numbers = range(meeting.bare, meeting.bare + 1000)
    nude = [call for n in numbers for call in _whole(f"/i/t{n}", "", Call("POST", "", (), _BARE_ANSWER))]
    mine = whole(range(meeting.first, meeting.first + 800))
    done = by_turns((server.port, mine), (bare.port, nude), warm=0, steps=3)
    assert done.statuses == {200: 1600, 303: 800}, done.statuses
    report.rate(f"hel anmälan{meeting.called}, 8 klienter", done, 0.5)
    alone = load(server.port, whole(range(meeting.first + 800, meeting.first + 950)), clients=1, warm=0, steps=3)
    report.at_most(f"hel anmälan{meeting.called}, ensam, p50", alone.p50, 25, "ms")
    counted = Call("POST", meeting.path(last) + "/svara", form.headers, form.body)
    report.at_most("  satser", our.count_statements(ours, counted), 15, "satser")


_BARE_ANSWER = b"part=1&part=2&part=3&part=4&part=7"


def _whole(address: str, form: str, sent: Call) -> tuple[Call, Call, Call]:
    return (
        Call("GET", address + form, sent.headers),
        Call("POST", address + form, sent.headers, sent.body),
        Call("GET", address, sent.headers),
    )


def _feeds(report: Report, ours: our.Ours, server: Server, bare: Server) -> None:
    connection = Connection(server.port)
    tags = {}
    for number in range(1, 11):
        head = connection.ask(Call("GET", feed_path(number))).head
        tags[number] = next(line[6:].decode() for line in head.split(b"\r\n") if line.lower().startswith(b"etag: "))
    polls = [Call("GET", feed_path(n % 10 + 1), (("If-None-Match", tags[n % 10 + 1]),)) for n in range(4000)]
    nude = [Call("GET", f"/kalender/t{n % 10}.ics", (("If-None-Match", '"1"'),)) for n in range(6000)]
    done = by_turns((server.port, polls), (bare.port, nude))
    assert done.statuses == {304: len(polls)}, done.statuses
    report.rate("kalender, oförändrad (304)", done, 0.7)
    report.at_most("  satser", our.count_statements(ours, polls[0]), 1, "satser")
    changed = [Call("GET", feed_path(n % 10 + 1), (("If-None-Match", '"old"'),)) for n in range(2500)]
    nude = [Call("GET", f"/kalender/t{n % 10}.ics") for n in range(4000)]
    report.rate("kalender, 60 poster, ändrad sedan", by_turns((server.port, changed), (bare.port, nude)), 0.4)
    our.change_feeds(ours, 10)
    built = [timed(lambda n=n: connection.ask(Call("GET", feed_path(n)))) for n in range(1, 11)]  # type: ignore[misc]
    report.at_most("  ombyggd", statistics.median(built) * 1000, 40, "ms")


def _door(report: Report, ours: our.Ours, server: Server, bare: Server) -> None:
    cookie = our.signed_in_cookie(ours, Right.DOOR)
    address = f"/dorr/{SLUG}/{our.first_part(ours)}"
    one = our.form_call(Connection(server.port), address, cookie)
    token = next(pair for pair in one.body.split(b"&") if pair.startswith(b"csrf_token="))
    headers = (("Cookie", dict(one.headers)["Cookie"]),)
    ticks = [Call("POST", f"{address}/person-{n}/narvarande", headers, token) for n in range(1, 1601)]
    nude = [Call("POST", f"/tick/{n}") for n in range(1600)]
    done = by_turns((server.port, ticks), (bare.port, nude), clients=4, warm=0)
    assert done.statuses == {303: len(ticks)}, done.statuses
    report.rate("incheckning, 4 dörrar", done, 0.5)
    report.at_most("  p95", done.p95, 30, "ms")


def _lists(report: Report, ours: our.Ours, server: Server) -> None:
    cookie = (("Cookie", our.signed_in_cookie(ours, Right.ORGANIZER)),)
    connection = Connection(server.port)
    page = [timed(lambda: connection.ask(Call("GET", f"{EVENT}/inbjudna", cookie))) for _ in range(15)]
    report.at_most("deltagarlista, sida, 5 000", statistics.median(page) * 1000, 50, "ms")
    answers = f"/arrangor/moten/{crowd.SLUG}/anmalda?lage=confirmed&q=anna1"
    page = [timed(lambda: connection.ask(Call("GET", answers, cookie))) for _ in range(15)]
    report.at_most("Anmälda med filter, 5 000", statistics.median(page) * 1000, 100, "ms")
    exports.files(report, server, "5 000 rader", f"{EVENT}/listor/inbjudna", cookie, 20)


def _imports(report: Report, ours: our.Ours, folder: Path) -> None:
    """10,000 rows by the command, read in."""
    path = folder / "kontakter.xlsx"
    path.write_bytes(our.contact_file(10_000))
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "import-contacts", str(path), "--apply"]
    seconds = timed(
        lambda: subprocess.run(
            command, cwd=ROOT, env={**os.environ, **ours.environ}, check=True, stdout=subprocess.DEVNULL
        )
    )
    report.at_most("inläsning av 10 000 rader", seconds, 60, "s")


def _write(report: Report) -> None:
    commit = subprocess.run(
        [shutil.which("git") or "git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    lines = ["| arbete | vår | naken | mål | nått |", "|---|---|---|---|---|"]
    lines += ["| " + " | ".join(row) + " |" for row in report.rows]
    print(f"\n{our.CORES} kärnor, {commit}\n" + "\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
