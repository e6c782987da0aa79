"""Tasks done by the workers of a Dask cluster, which share with this machine but the network and the program."""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from threading import Lock

from ...intake.files.storage import carrying
from ...report.run import this_tool
from ...rules.rulebook import load_rulebook
from .dask_client import Cluster, ClusterFailed, Result, WorkersKilled, line
from .sending import Sent, ready_to_send
from .tasks import Task, Work

_MOST_AT_ONCE = 32
"""Tasks handed over together: fewer cost more in handing over, more leave a worker idle at the end."""
_AHEAD = 8
"""Chunks for each thread of the cluster that may be done before the first of them is."""
_CHUNK_BYTES, _MOST_BYTES = 8 * 10**6, 256 * 10**6
"""So much of the files' content makes a chunk full, and is on its way at most."""
_NOT_HERE = b""
"""The answer of a worker to a task that needs documents of this machine: it is done here."""
_ENDED = "every worker that judged it was ended: killed, or out of memory"

Version = tuple[str, str]
"""Those of the program, and the hash of the rulebook."""


def do_all_on(
    address: str, tasks: Iterable[Task], total: int, work: Work, say: Callable[[str], None] = lambda _: None
) -> Iterator[bytes]:
    """What became of every task, packed, in their order. `say` is told what a person who waits should know.

    A defect of the program, or the end of every worker that tries it, costs the one task at which it happened.

    Raises:
        ClusterFailed: there is no such cluster, it has no worker or one of another version, or it is lost.
    """
    with Cluster(address, say) as cluster:
        _check(cluster.asked(this_version), address)
        hired = _Hired(cluster, work)
        size = max(1, min(_MOST_AT_ONCE, total // (cluster.threads() * _AHEAD)))
        for chunk in _chunks(tasks, size, work):
            while hired.is_full(chunk):
                yield from hired.first()
            hired.submit(chunk)
        while hired.waiting:
            yield from hired.first()


class _Chunk:
    """Tasks that are handed over together, as they are here and as they are sent."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.sent: list[Sent] = []
        self.size = 0

    def add(self, task: Task, sent: Sent) -> None:
        self.tasks.append(task)
        self.sent.append(sent)
        self.size += sent.size


def _chunks(tasks: Iterable[Task], most: int, work: Work) -> Iterator[_Chunk]:
    chunk = _Chunk()
    for task in tasks:
        chunk.add(task, ready_to_send(task, work.settings))
        if len(chunk.sent) == most or chunk.size >= _CHUNK_BYTES:
            yield chunk
            chunk = _Chunk()
    if chunk.sent:
        yield chunk


class _Hired:
    """A cluster at one work, with the chunks that it was given, in order."""

    def __init__(self, cluster: Cluster, work: Work) -> None:
        self.waiting: deque[tuple[_Chunk, Result]] = deque()
        self._cluster = cluster
        self._work = work
        self._size = 0
        self._most = self._until_counted = 0
        # As the result of a task it outlives the worker that holds it.
        self._pickled = cluster.submit(_itself, pickle.dumps(work))

    def is_full(self, chunk: _Chunk) -> bool:
        """Whether more than this is not to be on its way."""
        if not self._until_counted:  # workers come and go
            self._most = self._until_counted = self._cluster.threads() * _AHEAD
        return bool(self.waiting) and (len(self.waiting) >= self._most or self._size + chunk.size > _MOST_BYTES)

    def submit(self, chunk: _Chunk) -> None:
        self.waiting.append((chunk, self._submitted(chunk.sent)))
        self._size += chunk.size
        self._until_counted -= 1

    def first(self) -> list[bytes]:
        """The results of the chunk that is next in order."""
        chunk, result = self.waiting.popleft()
        self._size -= chunk.size
        try:
            done: list[bytes] = self._cluster.get(result)
        except WorkersKilled:
            # With nothing else on its way the one to blame is known.
            self._cluster.wait_for([later for _, later in self.waiting])
            done = [self._alone(sent) for sent in chunk.sent]
        return [
            self._work.do_safely(t).packed() if one == _NOT_HERE else one
            for t, one in zip(chunk.tasks, done, strict=True)
        ]

    def _alone(self, sent: Sent) -> bytes:
        try:
            done: list[bytes] = self._cluster.get(self._submitted([sent]))
        except WorkersKilled:
            return self._work.failed(sent.task, _ENDED).packed()
        return done[0]

    def _submitted(self, chunk: list[Sent]) -> Result:
        return self._cluster.submit(_do, this_version(), self._pickled, pickle.dumps(chunk))


def _check(versions: dict[str, Version | Exception], address: str) -> None:
    ours = this_version()
    for worker, version in sorted(versions.items()):
        if isinstance(version, OSError):
            continue  # it has just left
        if isinstance(version, Exception):
            told = f"the worker {worker} does not run critmin ({line(version)})"
            raise ClusterFailed(f"{told}: install critmin {ours[0]} there")
        if version != ours:
            raise ClusterFailed(f"the worker {worker} {_otherwise(version, ours)}")


def _otherwise(theirs: Version, ours: Version) -> str:
    def told(version: Version) -> str:
        return f"critmin {version[0]} with the rulebook {version[1][:12]}"

    return f"has {told(theirs)}, and here is {told(ours)}: the same was expected"


# On a worker -----------------------------------------------------------------------------------------------------

_ONE_AT_A_TIME = Lock()
"""A worker of several threads gains nothing by them, and reading a workbook turns the process's standard error off."""


@lru_cache(1)
def this_version() -> Version:
    """The version of the program that runs here, and the hash of its rulebook."""
    return this_tool().version, load_rulebook().sha256


def _itself(pickled: bytes) -> bytes:
    return pickled


def _do(ours: Version, pickled_work: bytes, pickled_chunk: bytes) -> list[bytes]:
    """Does a chunk; nothing is unpacked by another version than packed it.

    Raises:
        ClusterFailed: this worker has another version.
    """
    if this_version() != ours:
        raise ClusterFailed(f"a worker that came later {_otherwise(this_version(), ours)}")
    work = _unpickled(pickled_work)
    chunk: list[Sent] = pickle.loads(pickled_chunk)
    done = []
    with _ONE_AT_A_TIME:
        for sent in chunk:
            with carrying(sent.files) as lacking:
                packed = work.do_safely(sent.task).packed()
            done.append(_NOT_HERE if lacking else packed)
    return done


@lru_cache(1)
def _unpickled(work: bytes) -> Work:
    unpickled: Work = pickle.loads(work)
    return unpickled
