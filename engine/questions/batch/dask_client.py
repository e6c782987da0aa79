"""What is asked of Dask: its errors in one line, and its own log silent."""

import logging
import warnings
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self, TypeVar

_CONNECTING = 10
"""Seconds to wait for the scheduler and its first worker."""
_LOOKING = 10
"""Seconds after which is looked whether anyone works."""
_NO_DASK = 'a cluster needs dask, which is not installed: pip install "critmin[dask]"'

T = TypeVar("T")
Result = Any
"""A result to come: a future of Dask's."""


class ClusterFailed(Exception):
    """A cluster that cannot do the work; the text is one line."""


class WorkersKilled(Exception):
    """Every worker that tried a task was ended at it."""


class Cluster:
    """A client of a cluster that is there already."""

    def __init__(self, address: str, say: Callable[[str], None]) -> None:
        """Connects.

        Raises:
            ClusterFailed: there is no scheduler at the address, or it has no worker.
        """
        try:
            import distributed
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise ClusterFailed(_NO_DASK) from None
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters of it is told by an error
        warnings.filterwarnings("ignore", module="distributed")  # of versions, of large graphs
        self._distributed, self._killed = distributed, KilledWorker
        self._address, self._say = address, say
        self._number = 0
        self._told = False
        _knock(address)
        try:
            self._client = distributed.Client(address, timeout=_CONNECTING, set_as_default=False, name="critmin")
        except (OSError, ValueError, TypeError) as error:
            raise ClusterFailed(f"no Dask scheduler answers there: {line(error)}") from None

    def __enter__(self) -> Self:
        try:
            self._client.wait_for_workers(1, timeout=_CONNECTING)
        except TimeoutError:
            self._client.close()
            start = f"start one with `dask worker {self._address}`"
            raise ClusterFailed(f"the Dask scheduler has no worker: {start}") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._client.close()  # with it goes what it has asked for and is not done

    def asked(self, question: Callable[[], T]) -> dict[str, T | Exception]:
        """What each worker answers, by its address."""
        answers: dict[str, T | Exception] = self._client.run(question, on_error="return")
        return answers

    def threads(self) -> int:
        """How many tasks can be done at once, at least 1.

        Raises:
            ClusterFailed: the scheduler is lost.
        """
        return max(1, sum(self._workers().values()))

    def submit(self, function: Callable[..., object], *arguments: object) -> Result:
        """Asks for a function's result; arguments may be results to come.

        Raises:
            ClusterFailed: the scheduler is lost.
        """
        self._number += 1
        # One group of tasks, so that the scheduler gives a worker the next as soon as it is free, and not before.
        key = (f"critmin-{function.__name__}-{self._client.id}", self._number)
        try:
            return self._client.submit(function, *arguments, key=key)
        except Exception:
            if self._client.status == "running":
                raise
            raise self._lost() from None

    def wait_for(self, results: Iterable[Result]) -> None:
        """Waits until all are there, or have failed.

        Raises:
            ClusterFailed: the scheduler is lost.
        """
        for result in results:
            while not result.done():
                try:
                    result.exception(timeout=_LOOKING)
                except TimeoutError:
                    self._look()
                except self._distributed.CancelledError:
                    raise self._lost() from None

    def get(self, result: Result) -> Any:
        """A result, once it is there.

        Raises:
            WorkersKilled: every worker that tried was ended.
            ClusterFailed: the scheduler is lost, or a worker cannot do it.
        """
        while True:
            try:
                return result.result(timeout=_LOOKING)
            except self._killed:
                raise WorkersKilled from None
            except self._distributed.CancelledError:
                raise self._lost() from None
            except ClusterFailed:
                raise
            except Exception as error:  # noqa: BLE001 - what a worker may fail with besides the task has no end
                if not isinstance(error, TimeoutError) or result.status == "error":
                    raise ClusterFailed(f"a worker failed: {line(error)}") from None
                self._look()

    def _look(self) -> None:
        """Tells once that nobody works."""
        if self._client.status != "running":
            raise self._lost()
        if not self._told and not self._workers():
            self._told = True
            self._say(f"critmin: the Dask scheduler at {self._address} has no worker left: waiting for one")

    def _workers(self) -> dict[str, int]:
        """The threads of each worker."""
        try:
            threads: dict[str, int] = self._client.nthreads()
        except OSError:
            raise self._lost() from None
        return threads

    def _lost(self) -> ClusterFailed:
        return ClusterFailed("the Dask scheduler was lost before all was done")


def _knock(address: str) -> None:
    """Asks whoever is there for a word, before a client that would not let go of it in peace.

    Raises:
        ClusterFailed: no scheduler answers.
    """
    import asyncio

    from distributed.core import rpc
    from distributed.security import Security

    async def identity() -> Any:
        async with rpc(address, connection_args=Security().get_connection_args("client")) as there:
            return await there.identity()

    async def in_time() -> Any:
        return await asyncio.wait_for(identity(), _CONNECTING)

    try:
        kind = asyncio.run(in_time())["type"]
    except TimeoutError:
        raise ClusterFailed(f"no Dask scheduler answers there within {_CONNECTING} seconds") from None
    except (OSError, ValueError, TypeError) as error:
        raise ClusterFailed(f"no Dask scheduler answers there: {line(error)}") from None
    except Exception:  # noqa: BLE001 - an answer of another kind can be taken for anything
        raise ClusterFailed("what answers there is no Dask scheduler") from None
    if kind != "Scheduler":
        raise ClusterFailed(f"what answers there is a {kind} of Dask: the address of its scheduler was expected")


def line(error: BaseException) -> str:
    """The first line of an error, or its kind."""
    return str(error).partition("\n")[0] or type(error).__name__
