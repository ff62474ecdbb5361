"""A lean load client on raw sockets, so that what is measured is the server and not the client. Loopback only; every
loop is bounded in count.
"""

import multiprocessing
import re
import socket
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Call:
    """One request, whole."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def octets(self, port: int) -> bytes:
        """As it goes over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(self.body)}"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    body: bytes


@dataclass(frozen=True)
class Load:
    """How a load went: answers a second, and milliseconds at the median and the 95th percentile."""

    rate: float
    p50: float
    p95: float
    statuses: dict[int, int]


class Connection:
    """A kept-alive connection to the server on ``port``."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None
        self._rest = b""

    def ask(self, call: Call) -> Answer:
        """Send and read one answer; connects again when the server has closed."""
        data = call.octets(self.port)
        for attempt in (1, 2):
            try:
                if self._socket is None:
                    self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                    self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._rest = b""
                self._socket.sendall(data)
                return self._read(call.method)
            except (ConnectionError, BrokenPipeError):
                self.close()
                if attempt == 2:
                    raise
        raise ConnectionError

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _read(self, method: str) -> Answer:
        assert self._socket is not None
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head, _, rest = self._rest.partition(b"\r\n\r\n")
        status = int(head[9:12])
        found = _LENGTH.search(head)
        length = 0 if status in (204, 304) or method == "HEAD" else int(found.group(1)) if found else -1
        if length < 0:  # chunked or until closed
            while not (rest.endswith(b"0\r\n\r\n")):
                self._rest = rest
                self._more()
                rest = self._rest
            body, self._rest = rest, b""
        else:
            while len(rest) < length:
                self._rest = rest
                self._more()
                rest = self._rest
            body, self._rest = rest[:length], rest[length:]
        if b"connection: close" in head.lower():
            self._socket.close()
            self._socket = None
        return Answer(status, head, body)

    def _more(self) -> None:
        assert self._socket is not None
        piece = self._socket.recv(262_144)
        if not piece:
            raise ConnectionError
        self._rest += piece


def load(port: int, calls: Sequence[Call], *, clients: int = 8, warm: int = 20, steps: int = 1) -> Load:
    """All ``calls`` once, spread over ``clients`` connections in two processes, after ``warm`` unmeasured ones of the
    same kind (only where the calls change nothing: pass 0 otherwise). ``steps``: so many calls in a row are one piece
    of work, done by one client and measured as one.
    """
    connection = Connection(port)
    for call in calls[:warm]:
        connection.ask(call)
    works = [calls[n : n + steps] for n in range(0, len(calls), steps)]
    shares = [works[n::clients] for n in range(clients)]
    context = multiprocessing.get_context("fork")
    results: multiprocessing.Queue[tuple[list[float], dict[int, int]]] = context.Queue()
    gate = context.Barrier(3)
    workers = [
        context.Process(target=_process, args=(port, shares[n::2], gate, results), daemon=True) for n in range(2)
    ]
    for worker in workers:
        worker.start()
    gate.wait()
    started = time.perf_counter()
    gathered = [results.get(timeout=600) for _ in workers]
    seconds = time.perf_counter() - started
    for worker in workers:
        worker.join()
    times = sorted(t for part, _ in gathered for t in part)
    statuses: dict[int, int] = {}
    for _, counted in gathered:
        for status, number in counted.items():
            statuses[status] = statuses.get(status, 0) + number
    return Load(len(works) / seconds, _at(times, 0.5), _at(times, 0.95), statuses)


@dataclass(frozen=True)
class Turns:
    """Ours and the bare flow measured by turns: the median of each turn's rates and of their ratios, ours' 95th
    percentile in milliseconds, and ours' answers by status.
    """

    ours: float
    bare: float
    ratio: float
    p95: float
    statuses: dict[int, int]


def by_turns(
    ours: tuple[int, Sequence[Call]],
    bare: tuple[int, Sequence[Call]],
    *,
    turns: int = 12,
    clients: int = 8,
    warm: int = 20,
    steps: int = 1,
) -> Turns:
    """(port, calls) of ours and of the bare flow in slices, one after the other: a machine that others share is quicker
    and slower by half within minutes, and only what is measured within seconds can be compared.
    """
    done = [
        tuple(load(port, some, clients=clients, warm=warm, steps=steps) for port, some in pair)
        for pair in zip(_slices(*ours, turns, steps), _slices(*bare, turns, steps), strict=True)
    ]
    statuses: dict[int, int] = {}
    for mine, _nude in done:
        for status, number in mine.statuses.items():
            statuses[status] = statuses.get(status, 0) + number
    return Turns(
        statistics.median(mine.rate for mine, _nude in done),
        statistics.median(nude.rate for _mine, nude in done),
        statistics.median(mine.rate / nude.rate for mine, nude in done),
        statistics.median(mine.p95 for mine, _nude in done),
        statuses,
    )


def _slices(port: int, calls: Sequence[Call], turns: int, steps: int) -> list[tuple[int, Sequence[Call]]]:
    works = len(calls) // steps
    cuts = [works * turn // turns * steps for turn in range(turns + 1)]
    return [(port, calls[first:last]) for first, last in pairwise(cuts)]


def _at(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))] * 1000


def _process(port: int, shares: list[Sequence[Sequence[Call]]], gate: object, results: object) -> None:
    times: list[float] = []
    statuses: dict[int, int] = {}

    def run(share: Sequence[Sequence[Call]]) -> None:
        connection = Connection(port)
        for work in share:
            started = time.perf_counter()
            answers = [connection.ask(call) for call in work]
            times.append(time.perf_counter() - started)
            for answer in answers:
                statuses[answer.status] = statuses.get(answer.status, 0) + 1

    threads = [threading.Thread(target=run, args=(share,)) for share in shares if share]
    gate.wait()  # type: ignore[attr-defined]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put((times, statuses))  # type: ignore[attr-defined]


def timed(action: Callable[[], object]) -> float:
    """Seconds that ``action`` takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
