"""Processes that do tasks side by side; what becomes of them is told in the order of the tasks."""

import gc
import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from types import TracebackType
from typing import Self

from .tasks import Task, Work

_MOST_AT_ONCE = 8
"""Tasks handed over together: fewer cost more in handing over, more leave a process idle at the end."""
_AHEAD = 8
"""Chunks for each process that may be done before the first of them is."""
_ENDED = "the process that judged it was ended by the system: killed, or out of memory"

Chunk = list[Task]


def side_by_side(tasks: Iterable[Task], total: int, work: Work, jobs: int) -> Iterator[bytes]:
    """What became of every task, packed, in their order; the end of a process costs the task at which it was."""
    tasks = iter(tasks)
    # Judged here: what it loads, every process then has from its start.
    yield from (work.do_safely(task).packed() for task in islice(tasks, 1))
    size = max(1, min(_MOST_AT_ONCE, total // (jobs * _AHEAD)))
    chunks = iter(lambda: list(islice(tasks, size)), [])
    waiting: deque[tuple[Chunk, Future[list[bytes]]]] = deque()
    with _Processes(work, jobs) as processes:
        for chunk in chunks:
            waiting.append((chunk, processes.submit(chunk)))
            if len(waiting) == jobs * _AHEAD:
                yield from _first(waiting, processes)
        while waiting:
            yield from _first(waiting, processes)


def _first(waiting: deque[tuple[Chunk, Future[list[bytes]]]], processes: "_Processes") -> list[bytes]:
    """The results of the chunk that is next in order."""
    chunk, future = waiting.popleft()
    try:
        return future.result()
    except BrokenProcessPool:
        wait([future for _, future in waiting])
        processes.start()
        for place, (later, broken) in enumerate(waiting):
            if broken.exception() is not None:
                waiting[place] = (later, processes.submit(later))
        return [processes.alone(task) for task in chunk]


class _Processes:
    """Processes that do the work; one that is ended takes at most the task with it at which it was."""

    def __init__(self, work: Work, jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        gc.collect()
        gc.freeze()  # what is there now is never looked through again, here or in a process
        self._pool = _pool(work, jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:
            for process in multiprocessing.active_children():
                process.terminate()
        self._pool.shutdown(cancel_futures=True)

    def start(self) -> None:
        """Starts anew, where a process was ended and took the others with it."""
        self._pool.shutdown()
        self._pool = _pool(self._work, self._jobs)

    def submit(self, chunk: Chunk) -> Future[list[bytes]]:
        """Hands tasks over."""
        return self._pool.submit(_do, chunk)

    def alone(self, task: Task) -> bytes:
        """Does a task in a process of its own, whose end tells that the task is the cause."""
        with _pool(self._work, 1) as pool:
            try:
                return pool.submit(_do, [task]).result()[0]
            except BrokenProcessPool:
                return self._work.failed(task, _ENDED).packed()


_work: Work
"""What a process does, from its start."""


def _pool(work: Work, jobs: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    return ProcessPoolExecutor(jobs, context, _start, (work,))


def _start(work: Work) -> None:
    global _work
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is answered by the one who handed the tasks over
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()


def _do(chunk: Chunk) -> list[bytes]:
    done = [_work.do_safely(task).packed() for task in chunk]
    gc.collect()
    return done
