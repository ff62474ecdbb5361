"""Starts and ends the two servers of the measurement: ours and the bare flow, under the same gunicorn settings."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Server:
    """A running server: its port, its process id, and the seconds from start to the first 200."""

    port: int
    pid: int
    start_seconds: float


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gunicorn(target: str, ready: str, environ: Mapping[str, str]) -> Iterator[Server]:
    """``target`` under gunicorn with the project's own configuration, until the block ends."""
    port = int(environ.get("PORT") or free_port())
    command = [sys.executable, "-m", "gunicorn", target, "-c", str(ROOT / "config" / "gunicorn.conf.py")]
    command += ["--log-level", "error", "--access-logfile", os.devnull]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ, "PORT": str(port)})
    try:
        _wait(port, ready, process)
        yield Server(port, process.pid, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait(port: int, ready: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(3000):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=5).close()
            return
        time.sleep(0.01)
    raise RuntimeError("the server did not answer")


def memory_mib(pids: list[int]) -> float:
    """PSS of the processes and all their children, in MiB."""
    return sum(_pss(pid) for pid in _with_children(pids)) / 1024


def children_of(pid: int) -> list[int]:
    """The processes that ``pid`` has started; none when it has ended."""
    found: list[int] = []
    with suppress(OSError):
        for task in (Path("/proc") / str(pid) / "task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def cpu_seconds(pid: int) -> float:
    """What the process and all its children have worked so far, by the processors' clock."""
    ticks = 0
    for one in _with_children([pid]):
        with suppress(OSError):
            told = (Path("/proc") / str(one) / "stat").read_text().rpartition(")")[2].split()
            ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _with_children(pids: list[int]) -> list[int]:
    found, todo = [], list(pids)
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children_of(pid)
    return sorted(set(found))


def _pss(pid: int) -> int:
    with suppress(OSError):
        for line in (Path("/proc") / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
