"""Lists the bills of materials in the files of a run, in order: all, or one part of the run."""

import hashlib
from collections.abc import Callable, Iterator

import msgspec

from ...intake.files.paths import shown_path
from ...intake.tables.long_table import LongTable, open_long_table
from ...model.settings import Settings
from ...report.run import Shard
from .tasks import Task

WHOLE = (1, 1)
"""The only part of one."""


class Sources:
    """The bills of materials of a part of a run. `len` is their number; a table with several counts each.

    `total` is the number in the whole run. Part I of N contains the Ith in the run's order and every Nth after it: the
    same on every machine with the same files, and the sizes of parts differ by at most one.
    """

    def __init__(
        self,
        paths: list[str],
        settings: Settings,
        read: Callable[[str], bytes | None],
        part: tuple[int, int] = WHOLE,
    ) -> None:
        """`read` returns the content of anything that is not a file; None for a file, which is read when checked."""
        self._read = read
        self._files: list[tuple[str, LongTable | None, list[str]]] = []
        self._part = part
        self._names = hashlib.sha256()
        self.total = 0
        number, of = part
        for path in paths:
            table = open_long_table(path, settings)
            names = [""]
            if table is not None:  # the one that is wanted, or all, with those that have no line
                names = [*table.names, *table.lineless] if settings.bom is None else [settings.bom]
            if part != WHOLE:
                self._names.update(msgspec.json.encode([shown_path(path), names]) + b"\n")
            mine = names[(number - 1 - self.total) % of :: of]
            self.total += len(names)
            if mine:
                self._files.append((path, table, mine))

    def __len__(self) -> int:
        return sum(len(names) for _, _, names in self._files)

    def __iter__(self) -> Iterator[Task]:
        number = 0
        for path, table, names in self._files:
            for part in [None] if table is None else table.parts(names):
                number += 1
                yield Task(number, path, self._read(path) if part is None else None, part)

    def shard(self) -> Shard | None:
        """The part of the run; None for a whole run."""
        return None if self._part == WHOLE else Shard(*self._part, self.total, self._names.hexdigest())
