"""How far a run is: a bar on a standard error that takes one, and nothing anywhere else."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from .streams import takes_escapes

T = TypeVar("T")


def counted(results: Iterable[T], total: int, *, quiet: bool, what: str = "checking") -> Iterator[T]:
    """The results as they come, with a bar that counts them where somebody is looking."""
    if quiet or total == 1 or not takes_escapes(sys.stderr):
        yield from results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Without a thread of its own, which a process that starts later would take with it, half of it.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        task = progress.add_task("", total=total)
        for result in results:
            yield result
            progress.update(task, advance=1)
            progress.refresh()
