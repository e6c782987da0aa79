"""Tasks done on this machine: here, or in processes side by side."""

import gc
import os
from collections.abc import Iterable, Iterator

from .tasks import Task, Work

_BETWEEN_COLLECTIONS = 8


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def do_all(tasks: Iterable[Task], total: int, work: Work, jobs: int) -> Iterator[bytes]:
    """What became of every task, packed, in their order, whatever the order in which they are done.

    A defect of the program, or the end of a process, costs the one task at which it happened.
    """
    if jobs == 1 or total == 1:
        return _one_by_one(tasks, work)
    from .processes import side_by_side  # what it loads, a plain check does without

    return side_by_side(tasks, total, work, jobs)


def _one_by_one(tasks: Iterable[Task], work: Work) -> Iterator[bytes]:
    for number, task in enumerate(tasks):
        yield work.do_safely(task).packed()
        if number == 0:
            gc.freeze()
        if number % _BETWEEN_COLLECTIONS == 0:
            gc.collect()
