"""Runs tasks on this machine: in this process, or in several in parallel."""

import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import islice

from .tasks import Task, Work

_MOST_AT_ONCE = 8
"""Tasks per batch: fewer cost more overhead, more leave a process idle at the end."""
_AHEAD = 8
"""Batches per process that may be pending at a time."""
_ENDED = "the system ended the process that checked it: killed, or out of memory"


def processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def do_all(tasks: Iterable[Task], total: int, work: Work, jobs: int) -> Iterator[bytes]:
    """The packed result of every task, in the order of the tasks.

    An internal error, or the end of a process, fails only the task at which it happened.
    """
    tasks = iter(tasks)
    # Here: what it loads, every process then has from its start.
    yield from (work.do_safely(task).packed() for task in islice(tasks, 1))
    gc.freeze()  # and is never looked through again
    size = max(1, min(_MOST_AT_ONCE, total // (jobs * _AHEAD)))
    batches = iter(lambda: list(islice(tasks, size)), [])
    if jobs == 1 or total == 1:
        for batch in batches:
            yield from _done(work, batch)
    else:
        yield from _side_by_side(batches, work, jobs)


def _done(work: Work, batch: list[Task]) -> list[bytes]:
    done = [work.do_safely(task).packed() for task in batch]
    gc.collect()
    return done


def _side_by_side(batches: Iterator[list[Task]], work: Work, jobs: int) -> Iterator[bytes]:
    """Runs tasks in a pool. If a process ends, the pool ends with it, and a new one takes the unfinished tasks."""
    pool = _pool(work, jobs)
    waiting: deque[tuple[list[Task], Future[list[bytes]]]] = deque()
    try:
        while True:
            for batch in islice(batches, jobs * _AHEAD - len(waiting)):
                waiting.append((batch, _submitted(pool, batch)))
            if not waiting:
                break
            batch, future = waiting.popleft()
            if not isinstance(future.exception(), BrokenProcessPool):
                yield from future.result()
                continue
            wait(later for _, later in waiting)
            pool.shutdown()
            pool = _pool(work, jobs)
            waiting = deque((b, _submitted(pool, b) if f.exception() is not None else f) for b, f in waiting)
            yield from (_alone(work, task) for task in batch)
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        with suppress(RuntimeError):  # an interrupt can come before the thread of the pool is started
            pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()


def _alone(work: Work, task: Task) -> bytes:
    """The result of a task in a process of its own; if that process ends, the task is the cause."""
    with _pool(work, 1) as pool:
        try:
            return _submitted(pool, [task]).result()[0]
        except BrokenProcessPool:
            return work.failed(task, _ENDED).packed()


def _submitted(pool: ProcessPoolExecutor, batch: list[Task]) -> "Future[list[bytes]]":
    """The future results; if a process has ended since the last batch, the future raises it."""
    try:
        return pool.submit(_do, batch)
    except BrokenProcessPool as error:
        broken: Future[list[bytes]] = Future()
        broken.set_exception(error)
        return broken


# In a process ----------------------------------------------------------------------------------------------------

_work: Work
"""The work of this process, set when it starts."""


def _pool(work: Work, jobs: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    return ProcessPoolExecutor(jobs, context, _start, (work,))


def _start(work: Work) -> None:
    global _work
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that submitted the tasks handles an interrupt
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()


def _do(batch: list[Task]) -> list[bytes]:
    return _done(_work, batch)
