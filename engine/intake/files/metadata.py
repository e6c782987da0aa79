"""Sheet metadata that calamine does not expose: unusable cells, percentages, number formats, merged and hidden cells.

Calamine returns empty cells for formulas without a saved value and for errors, and an empty cell would mean
*unknown*. Each format has its reader: `xlsx`, `xlsb`, `ods`, `xls`.

The readers protect calamine too: it allocates memory for every cell before the last one, and unpacks any part
of an archive regardless of the declared size.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from ...model.cell_address import address
from .budget import Budget, cells
from .number_formats import UNSPELLED, in_percent, says_more
from .sheet import Area, Formats

_T = TypeVar("_T")
NO_VALUE = "a formula without a saved value"
# Merged cells do not overlap, so a genuine sheet has no more of their rows than this.
_MERGED_ROWS = 1 << 22


class Styles(NamedTuple):
    """Cell styles by number: those of percentages, and the formats that show more than the value (`says_more`)."""

    in_percent: frozenset[int]
    formats: Mapping[int, str]


def styles_of(formats: Iterable[int], codes: Mapping[int, str]) -> Styles:
    """The cell styles, from the number format of each, and the codes of the formats that the workbook defines."""
    percents = {9, 10} | {number for number, code in codes.items() if in_percent(code)}  # built in
    used = {style: (number, codes.get(number, UNSPELLED.get(number, ""))) for style, number in enumerate(formats)}
    return Styles(
        frozenset(style for style, (number, _) in used.items() if number in percents),
        {style: code for style, (_, code) in used.items() if says_more(code)},
    )


class Metadata:
    """The metadata of a sheet as far as it has been read, and the sheet's extent.

    `faults` are the cells without a usable value and why, `percents` those that show a percentage, as far as the file
    `knows_percents`. Hidden rows count from 1, hidden columns from 0; `formats` are the number formats by such columns.
    `last` and `wide` are the numbers of rows and columns up to the last filled cell, `text` the bytes of the texts.
    """

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self.percents: set[str] = set()
        self.knows_percents = True
        self.merged: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.formats: dict[int, Formats] = {}
        self.last = self.wide = self.filled = self.text = 0

    def fill(self, row: int, column: int, text: int = 0) -> None:
        """Counts a filled cell, its row from 1 and its column from 0, and the bytes of its text."""
        self.last, self.wide = max(self.last, row), max(self.wide, column + 1)
        self.filled += 1
        self.text += text

    def show(self, row: int, column: int, style: int, styles: Styles) -> None:
        """Notes what the style of a cell shows beside its value."""
        if style in styles.in_percent:
            self.percents.add(address(row, column))
        if style in styles.formats:
            self.add_format(row, column, styles.formats[style])

    def add_format(self, row: int, column: int, code: str) -> None:
        """Notes the number format of a cell."""
        self.formats.setdefault(column, Formats()).add(row, code)

    def take(self, sheet: str, budget: Budget, places: int | None = None) -> None:
        """Uses up the sheet's share of the budget; `places` counts its cells, including blank ones.

        Raises:
            Unreadable: the total is above the limit.
        """
        if places is None:
            budget.check_reach(sheet, self.last, self.wide)
            places = self.last * self.wide
        notes = len(self.faults) + len(self.percents) + sum(map(len, self.formats.values()))
        budget.take_sheet(sheet, cells(places, self.filled, self.text, notes))


def of_sheet(found: Mapping[str, _T], name: str) -> _T:
    """The entry of a sheet, by its name.

    Raises:
        ValueError: the list of sheets names a missing one.
    """
    if name not in found:
        raise ValueError("one of its parts is missing")
    return found[name]


def clipped(areas: Sequence[Area], rows: int) -> list[Area]:
    """The merged cells, cut at the last row, so that a merged column is not a million rows.

    Raises:
        ValueError: they overlap.
    """
    inside = [(top, left, min(bottom, rows - 1), right) for top, left, bottom, right in areas if top < rows]
    if sum(bottom - top + 1 for top, _, bottom, _ in inside) > _MERGED_ROWS:
        raise ValueError("its merged cells overlap")
    return inside
