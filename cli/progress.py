"""The progress of a run: a bar on a standard error that is a terminal."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from .streams import takes_escapes

T = TypeVar("T")


def counted(results: Iterable[T], total: int, *, quiet: bool, what: str = "checking") -> Iterator[T]:
    """The results as they come, counted by a bar on a terminal."""
    if quiet or total == 1 or not takes_escapes(sys.stderr):
        yield from results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Without a thread, which a process started later would copy in part.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        task = progress.add_task("", total=total)
        for result in results:
            yield result
            progress.update(task, advance=1)
            progress.refresh()
