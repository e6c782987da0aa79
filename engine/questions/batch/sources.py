"""The files of a run -> each bill of materials in them, in order; all of them, or one part of the run."""

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
    """The bills of materials of a part of a run. `len` is their number; a table that holds several counts each of them.

    `total` is how many the whole run has. Part I of N has the Ith in the run's order and every Nth after it: the same
    on every machine that is given the same files, and no part has more than one above another.
    """

    def __init__(
        self,
        paths: list[str],
        settings: Settings,
        read: Callable[[str], bytes | None],
        part: tuple[int, int] = WHOLE,
    ) -> None:
        """`read` gives the content of what is no file; None of a file, which is read where it is judged."""
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
        """Which part of the run it is; None of a whole run."""
        return None if self._part == WHOLE else Shard(*self._part, self.total, self._names.hexdigest())
