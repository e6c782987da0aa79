"""How large a file may be, what it may unpack to, and the memory that its cells may take."""

from ...model.cell_address import LAST_COLUMN, letter
from ...model.findings import Unreadable, refuse
from ...model.settings import MB

UNPACKED = 10
"""So many times the largest file is the most that a workbook, or the text of a Parquet file on disk, unpacks to."""
PARQUET_TEXT, PARQUET_GROUP = 2, 4
"""So many times the largest file is the most text of a Parquet file that is read at once, and the most that a piece of
it (a row group) unpacks to."""
CELLS_PER_MB = 200_000
"""So many cells a workbook may have for each MB of the largest file, all its sheets together.

A cell is the 32 bytes that calamine takes for each place before the last one of a sheet. One that is filled takes as
much again, and so does every `BYTES_PER_CELL` of its text; a note of what it shows takes `CELLS_PER_NOTE`.
"""
BYTES_PER_CELL = 32
LONGEST_CELL = 10 * MB
"""The longest text of one cell, in bytes or characters. A spreadsheet program takes 32,767 of them."""
CELLS_PER_NOTE = 4


def too_large(shown: str, size: str, max_mb: int) -> Unreadable:
    """The exception for a file that is, or unpacks to, more than the limit."""
    limit = f"the limit is {max_mb:,} MB, and {UNPACKED * max_mb:,} MB unpacked"
    return refuse("FILE-TOO-LARGE", f"{shown} is {size}: {limit}")


def cells(places: int = 0, filled: int = 0, text: int = 0, notes: int = 0) -> int:
    """The memory that a sheet needs: its cells, the filled ones, the bytes of their texts, and its metadata."""
    return places + filled + text // BYTES_PER_CELL + notes * CELLS_PER_NOTE


class Budget:
    """The memory that a workbook may use, all its sheets together."""

    def __init__(self, shown: str, max_mb: int) -> None:
        """`shown` is how messages name the file."""
        self.shown = shown
        self.most = max_mb * CELLS_PER_MB
        self._taken: dict[str, int] = {}

    def take(self, what: str, size: int) -> None:
        """Uses up the memory that a sheet or another part needs.

        Raises:
            Unreadable: the total is above the limit.
        """
        self._taken[what] = size
        total = sum(self._taken.values())
        if total > self.most:
            message = f"{what} of {self.shown} needs the memory of {size:,} cells"
            if len(self._taken) > 1:
                message += f", and the workbook in total that of {total:,} cells"
            expected = f"the limit is {self.most:,} cells"
            raise refuse("SHEET-TOO-LARGE", f"{message}: {expected}; look for a stray cell")

    def check_reach(self, sheet: str, rows: int, columns: int) -> None:
        """Refuses a stray cell far out, for which calamine would allocate memory for every cell before it.

        Raises:
            Unreadable: the sheet spans more cells than the budget allows.
        """
        if rows * columns > self.most or columns > LAST_COLUMN:
            raise refuse(
                "SHEET-TOO-LARGE",
                f"the sheet {sheet} of {self.shown} reaches to column {letter(columns - 1)} and row {rows}: "
                f"the limit is {self.most:,} cells; look for a stray cell",
            )
