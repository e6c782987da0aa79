"""Runs tasks on the workers of a Dask cluster, which share only the network and the program with this machine."""

import asyncio
import hashlib
import logging
import pickle
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any

import msgspec

from ...intake.files.paths import CannotRead, is_url, shown_path, sibling
from ...intake.files.storage import carrying, read
from ...intake.files.text_table import SNIFFED
from ...intake.tables.companions import MisnamedFiles, companions_of
from ...model.settings import MB, Settings
from ...regimes.registry import REGIMES
from ...report.run import this_tool
from .tasks import Task, Work

_BATCH, _BATCH_BYTES = 100, 8 * 10**6
"""The most tasks in a batch, and the size of file contents at which it is full."""
_AHEAD, _MOST_BYTES = 4, 256 * 10**6
"""The most batches per thread of the cluster, and the most content, that may be pending."""
_RETRIES = 2
"""The number of times that a batch is retried on other workers."""
_CONNECTING = 10
"""Seconds to wait for the scheduler and its first worker."""
_LOOKING = 10
"""Seconds between checks that workers are left."""
_NOT_HERE = b""
"""The answer of a worker to a task that needs documents of this machine: it runs here instead."""
_ENDED = "every worker that checked it ended: killed, or out of memory"
_NO_DASK = 'a cluster needs Dask, which is not installed: pip install "critmin[dask]"'

Version = tuple[str, str]
"""The version of the program, and the hash of the rulebooks."""
Say = Callable[[str], None]
Client = Any
Future = Any


class ClusterFailed(Exception):
    """The cluster cannot do the work; the message is one line."""


def do_all_on(
    address: str, tasks: Iterable[Task], total: int, work: Work, say: Say = lambda _: None
) -> Iterator[bytes]:
    """The packed result of every task, in order. `say` receives messages for a person who waits.

    An internal error, or the loss of every worker that tries a task, fails only that task.

    Raises:
        ClusterFailed: the cluster is missing or lost, or has no worker or one of a different version.
    """
    with _connected(address) as client:
        cluster = _Cluster(client, address, work, say)
        most = cluster.threads() * _AHEAD
        for batch in _batches(tasks, max(1, min(_BATCH, total // most)), work):
            while cluster.waiting and (len(cluster.waiting) >= most or cluster.size + batch.size > _MOST_BYTES):
                yield from cluster.first()
                most = cluster.threads() * _AHEAD  # workers come and go
            cluster.submit(batch)
        while cluster.waiting:
            yield from cluster.first()


class Sent(msgspec.Struct, frozen=True):
    """A task with the contents of its files by path, or why one cannot be read."""

    task: Task
    files: Mapping[str, bytes | str] = {}

    @property
    def size(self) -> int:
        """The size of the files' contents in bytes."""
        task = self.task
        parts = () if task.part is None else (sheet.content for sheet in task.part.sheets.values())
        return sum(map(len, (task.content or b"", *parts, *self.files.values())))


def ready_to_send(task: Task, settings: Settings) -> Sent:
    """The task with its files and those beside them; a file elsewhere is read where the task is done.

    Paths are changed to those shown in reports, which do not depend on the folder in which the program runs.
    """
    if is_url(task.path):
        return Sent(task)
    shown = shown_path(task.path)
    if task.part is not None:
        beside = tuple(msgspec.structs.replace(one, path=shown_path(one.path)) for one in task.part.companions)
        part = msgspec.structs.replace(task.part, companions=beside)
        return Sent(msgspec.structs.replace(task, path=shown, part=part))
    here = msgspec.structs.replace(task, path=shown)
    files = {} if task.content is not None else {shown: _content(task.path, settings)}
    try:
        for companion in companions_of(task.path, settings.sheets).values():
            files[sibling(shown, companion.name)] = _content(str(companion), settings)
    except MisnamedFiles as error:  # whoever judges it refuses it, by the same names
        for name in error.files:
            content = _content(sibling(task.path, name), settings)
            files[sibling(shown, name)] = content[:SNIFFED]
    return Sent(here, files)


def _content(path: str, settings: Settings) -> bytes | str:
    try:
        return read(path, settings.max_mb * MB + 1)
    except CannotRead as error:
        return str(error)


class _Batch:
    """Tasks submitted together, in local and in sent form; `size` is in bytes of content."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.sent: list[Sent] = []
        self.size = 0


def _batches(tasks: Iterable[Task], most: int, work: Work) -> Iterator[_Batch]:
    batch = _Batch()
    for task in tasks:
        sent = ready_to_send(task, work.settings)
        batch.tasks.append(task)
        batch.sent.append(sent)
        batch.size += sent.size
        if len(batch.sent) == most or batch.size >= _BATCH_BYTES:
            yield batch
            batch = _Batch()
    if batch.sent:
        yield batch


class _Cluster:
    """A cluster doing one job, with the batches submitted but not yet answered, in order."""

    def __init__(self, client: Client, address: str, work: Work, say: Say) -> None:
        """Raises:
        ClusterFailed: a worker has a different version of the program, or none.
        """
        self.waiting: deque[tuple[_Batch, Future]] = deque()
        self.size = 0
        self._client, self._address, self._work, self._say = client, address, work, say
        self._pickled = pickle.dumps(work)  # the scheduler does not need to unpack what it forwards
        self._submitted = 0
        self._reported = False
        with self._one_line():
            _check_versions(client.run(this_version, on_error="return"))

    def threads(self) -> int:
        with self._one_line():
            threads: int = sum(self._client.nthreads().values())
        return max(1, threads)

    def submit(self, batch: _Batch) -> None:
        with self._one_line():
            self.waiting.append((batch, self._submit(batch.sent)))
        self.size += batch.size

    def first(self) -> list[bytes]:
        """The results of the next batch in order."""
        batch, future = self.waiting.popleft()
        self.size -= batch.size
        with self._one_line():
            done = self._result(future)
            if done is None:
                for _, later in self.waiting:
                    self._result(later)  # with nothing else pending, the task at fault is certain
                done = [self._alone(sent) for sent in batch.sent]
        return [
            self._work.do_safely(task).packed() if packed == _NOT_HERE else packed
            for task, packed in zip(batch.tasks, done, strict=True)
        ]

    def _alone(self, sent: Sent) -> bytes:
        done = self._result(self._submit([sent]))
        return self._work.failed(sent.task, _ENDED).packed() if done is None else done[0]

    def _submit(self, batch: list[Sent]) -> Future:
        self._submitted += 1
        # One group of tasks, so that the scheduler gives a worker the next as soon as it is free, and not before.
        key = (f"critmin-{self._client.id}", self._submitted)
        given = (this_version(), self._pickled, pickle.dumps(batch))
        return self._client.submit(_do, *given, key=key, retries=_RETRIES)

    def _result(self, future: Future) -> list[bytes] | None:
        """The result, once available; None if every worker that tried was lost. Reports once that no worker is left."""
        from distributed import KilledWorker

        while True:
            try:
                done: list[bytes] = future.result(timeout=_LOOKING)
                return done
            except KilledWorker:
                return None
            except TimeoutError:
                if future.status == "error" or self._client.status != "running":
                    raise
                if not self._reported and not self._client.nthreads():
                    self._reported = True
                    self._say(f"critmin: the Dask scheduler at {self._address} has no workers left: waiting for one")

    @contextmanager
    def _one_line(self) -> Iterator[None]:
        """Turns errors of Dask into one line."""
        from distributed import CancelledError

        try:
            yield
        except ClusterFailed:
            raise
        except (Exception, CancelledError) as error:  # noqa: BLE001 - a worker can fail with any error
            if self._client.status != "running" or isinstance(error, CancelledError):
                raise ClusterFailed(
                    "the connection to the Dask scheduler was lost before the run was complete"
                ) from None
            raise ClusterFailed(f"a worker failed: {_line(error)}") from None


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """A client of the cluster; its unfinished work is canceled when it closes."""
    try:
        from distributed import Client
    except ImportError:
        raise ClusterFailed(_NO_DASK) from None
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # an error reports what matters of it
    warnings.filterwarnings("ignore", module="distributed")  # of versions, of large graphs
    _knock(address)
    try:
        client = Client(address, timeout=_CONNECTING, set_as_default=False, name="critmin")
    except (OSError, ValueError, TypeError) as error:
        raise ClusterFailed(f"no Dask scheduler answers: {_line(error)}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_CONNECTING)
        except TimeoutError:
            start = f"start one with `dask worker {address}`"
            raise ClusterFailed(f"the Dask scheduler has no worker: {start}") from None
        yield client


def _knock(address: str) -> None:
    """Checks that a scheduler answers at the address: with anything else a client fails with a traceback.

    Raises:
        ClusterFailed: no scheduler answers.
    """
    from distributed.core import rpc
    from distributed.security import Security

    async def identity() -> Any:
        async with rpc(address, connection_args=Security().get_connection_args("client")) as there:
            return await asyncio.wait_for(there.identity(), _CONNECTING)

    try:
        kind = asyncio.run(identity())["type"]
    except TimeoutError:
        raise ClusterFailed(f"no Dask scheduler answers within {_CONNECTING} seconds") from None
    except (OSError, ValueError, TypeError) as error:
        raise ClusterFailed(f"no Dask scheduler answers: {_line(error)}") from None
    except Exception:  # noqa: BLE001 - any other answer can raise anything
        raise ClusterFailed("the address is not a Dask scheduler") from None
    if kind != "Scheduler":
        raise ClusterFailed(f"the address is a Dask {kind}: expected the address of the scheduler")


def _check_versions(versions: dict[str, Version | Exception]) -> None:
    ours = this_version()
    for worker, version in sorted(versions.items()):
        if isinstance(version, OSError):
            continue  # it has just left
        if isinstance(version, Exception):
            failure = f"the worker {worker} cannot run critmin ({_line(version)})"
            raise ClusterFailed(f"{failure}: install critmin {ours[0]} on it")
        if version != ours:
            raise ClusterFailed(f"the worker {worker} {_otherwise(version, ours)}")


def _otherwise(theirs: Version, ours: Version) -> str:
    def text(version: Version) -> str:
        return f"critmin {version[0]} with the rulebook {version[1][:12]}"

    return f"has {text(theirs)}, but this machine has {text(ours)}: both must be the same"


def _line(error: BaseException) -> str:
    """The first line of an error, or its kind."""
    return str(error).partition("\n")[0] or type(error).__name__


# On a worker -----------------------------------------------------------------------------------------------------

_ONE_AT_A_TIME = Lock()
"""Several threads per worker are no faster, and reading a workbook turns off the process's standard error."""


@lru_cache(1)
def this_version() -> Version:
    """The version of this program, and the hash of all regimes' rulebooks."""
    rulebooks = "".join(f"{id_} {regime.rulebook().sha256}\n" for id_, regime in sorted(REGIMES.items()))
    return this_tool().version, hashlib.sha256(rulebooks.encode()).hexdigest()


_unpickled = lru_cache(1)(pickle.loads)
"""The work, which is the same for every batch."""


def _do(ours: Version, pickled_work: bytes, pickled_batch: bytes) -> list[bytes]:
    """The results of a batch, which only the version that packed it unpacks.

    Raises:
        ClusterFailed: this worker has a different version.
    """
    if this_version() != ours:
        raise ClusterFailed(f"a worker that joined later {_otherwise(this_version(), ours)}")
    work: Work = _unpickled(pickled_work)
    batch: list[Sent] = pickle.loads(pickled_batch)
    done = []
    with _ONE_AT_A_TIME:
        for sent in batch:
            with carrying(sent.files) as lacking:
                packed = work.do_safely(sent.task).packed()
            done.append(_NOT_HERE if lacking else packed)
    return done
