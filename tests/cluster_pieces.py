"""Pieces of a report that are made on the workers of a cluster: slowly, or at the cost of the worker."""

import os
import signal
import time

from critmin.engine.model.statuses import Status
from critmin.engine.report.report import Report


def slow_piece(number: int, report: Report) -> bytes:
    """A hundredth of a second, and the process in which it was made."""
    time.sleep(0.01)
    return f"{number} {report.bom.path} {report.verdict.status} {os.getpid()}".encode()


def deadly_piece(number: int, report: Report) -> bytes:
    """The end of the process at `killer.csv`, as if memory had run out."""
    if report.bom.path.endswith("killer.csv") and report.verdict.status is not Status.UNREADABLE:
        os.kill(os.getpid(), signal.SIGKILL)
    return f"{number} {report.bom.path}".encode()
