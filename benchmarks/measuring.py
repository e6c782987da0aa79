"""Whole processes, measured side by side: the least of several times, taken in turn, and the most memory."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

_VERDICTS = (0, 1, 3)
"""How a command ends that did what it was to do."""

_WATCHED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def ratio(
    what: str,
    ours: list[str],
    theirs: list[str],
    *,
    rounds: int,
    environment: Mapping[str, str] | None = None,
    measure: Callable[[list[str], Mapping[str, str] | None], float] | None = None,
) -> None:
    """Prints how long ours takes for each second of theirs, by the clock or by another measure."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for side, command in enumerate((ours, theirs)):
            best[side] = min(best[side], (measure or seconds)(command, environment))
    print(f"{what}: {best[0] / best[1]:.2f}  ({best[0]:.3f} s / {best[1]:.3f} s)", flush=True)


def seconds(command: list[str], environment: Mapping[str, str] | None = None) -> float:
    """How long a command takes by the clock."""
    start = time.perf_counter()
    _run(command, environment)
    return time.perf_counter() - start


def processor_seconds(command: list[str], environment: Mapping[str, str] | None = None) -> float:
    """How much processor time a command and its processes take."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(command, environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(command: list[str], environment: Mapping[str, str] | None) -> None:
    whole = {**os.environ, **(environment or {})}
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, env=whole)
    if done.returncode not in _VERDICTS:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()}")


def memory(what: str, command: list[str]) -> None:
    """Prints the most memory that any one process of a command takes."""
    peak = subprocess.run([sys.executable, "-c", _WATCHED, *command], capture_output=True, check=True, text=True)
    print(f"{what}: {int(peak.stdout) / 1024:.0f} MB", flush=True)
