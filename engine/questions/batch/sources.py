"""The files of a run -> each bill of materials in them, in order."""

from collections.abc import Callable, Iterator
from itertools import count

from ...intake.tables.long_table import LongTable, open_long_table
from ...model.settings import Settings
from .tasks import Task


class Sources:
    """The bills of materials of a run. `len` is their number; a table that holds several counts each of them."""

    def __init__(self, paths: list[str], settings: Settings, read: Callable[[str], bytes | None]) -> None:
        """`read` gives the content of what is no file; None of a file, which is read where it is judged."""
        self._files = [(path, open_long_table(path, settings)) for path in paths]
        self._wanted = settings.bom
        self._read = read

    def __len__(self) -> int:
        return sum(len(self._names(table)) if table is not None else 1 for _, table in self._files)

    def __iter__(self) -> Iterator[Task]:
        numbers = count(1)
        for path, table in self._files:
            if table is None:
                yield Task(next(numbers), path, self._read(path))
            else:
                yield from self._parts(table, numbers)

    def _parts(self, table: LongTable, numbers: Iterator[int]) -> Iterator[Task]:
        return (Task(next(numbers), table.path, part=part) for part in table.parts(self._names(table)))

    def _names(self, table: LongTable) -> list[str]:
        """The one that is wanted, or all, with those that have no line."""
        return [*table.names, *table.lineless] if self._wanted is None else [self._wanted]
