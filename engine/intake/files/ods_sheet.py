"""A sheet of an OpenDocument spreadsheet, row by row, and the number formats of its styles.

A row or a cell written once may be repeated many times.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from ...model.cell_address import address
from .number_formats import shown_by
from .sheet import NO_VALUE, Area, Budget, Metadata, cells, clipped

_FORMATS = ("number:number-style", "number:currency-style", "number:percentage-style")
_NUMBER_PARTS = ("number:number", "number:scientific-number", "number:fraction")
_TEXT, _SYMBOL = "number:text", "number:currency-symbol"
_THOUSANDS = re.compile(r"1((?:000)+)(?:\.0*)?")
_MOST_PARENTS = 20
Attributes = dict[str, str]
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:[0-9]+")
_HIDDEN = ("collapse", "filter")
_NUMBERS = ("float", "currency", "percentage")
_DEFAULT_STYLE = "table:default-cell-style-name"
_COLUMNS_REPEATED, _ROWS_REPEATED = "table:number-columns-repeated", "table:number-rows-repeated"
_COLUMNS_SPANNED, _ROWS_SPANNED = "table:number-columns-spanned", "table:number-rows-spanned"
# The budget is checked again after this many cells.
_STEP = 10_000


class OdsStyles:
    """The styles of cells, collected from the elements that state them."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._of_cells: dict[str, tuple[str | None, str | None]] = {}
        self._format: str | None = None
        self._pieces: list[str] = []
        self._others: list[str] = []
        self._shown: list[str] | None = None
        self.code = cache(self._code)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _FORMATS:
            self._format = attributes.get("style:name", "")
            self._pieces, self._others = [], []
        elif name == "style:style" and attributes.get("style:family") == "table-cell":
            stated = attributes.get("style:data-style-name"), attributes.get("style:parent-style-name")
            self._of_cells[attributes.get("style:name", "")] = stated
        elif self._format is None:
            return
        elif name in (_TEXT, _SYMBOL):
            self._shown = []
        elif name in _NUMBER_PARTS:
            thousands = _THOUSANDS.fullmatch(attributes.get("number:display-factor", ""))
            self._pieces.append("0" + "," * (len(thousands[1]) // 3 if thousands else 0))
        elif name == "style:map":
            self._others.append(attributes.get("style:apply-style-name", ""))

    def text(self, text: str) -> None:
        if self._shown is not None:
            self._shown.append(text)

    def end(self, name: str) -> None:
        if self._shown is not None and name in (_TEXT, _SYMBOL):
            shown = "".join(self._shown)
            self._shown = None
            self._pieces.append(
                f"[${shown.replace(']', '')}]" if name == _SYMBOL else '"' + shown.replace('"', "") + '"'
            )
        elif self._format is not None and name in _FORMATS:
            own = "".join(self._pieces)
            # The other formats are for numbers of another sign; any of them may apply.
            others = [self._codes[other] for other in self._others if other in self._codes]
            self._codes[self._format] = ";[>=0]".join([own, *others])
            self._format = None

    def _code(self, style: str) -> str:
        """The number format of a cell's style where it shows a currency or a unit; otherwise empty."""
        name: str | None = style
        for _ in range(_MOST_PARENTS):
            if name is None or name not in self._of_cells:
                break
            data, name = self._of_cells[name]
            if data is not None:
                code = self._codes.get(data, "")
                return code if shown_by(code) else ""
        return ""


class OdsSheet:
    """A sheet as far as its rows have been read."""

    def __init__(self, name: str, styles: OdsStyles, budget: Budget) -> None:
        self.name = name
        self._styles, self._budget = styles, budget
        self._metadata = Metadata()
        self._merged: list[Area] = []
        self._columns: list[tuple[int, str]] = []  # where columns of a style end, and the style
        self._hidden_columns: list[range] = []
        self._notes = self._taken = self._above = 0
        self.start_row({})

    def add_columns(self, attributes: Attributes) -> None:
        first = self._columns[-1][0] if self._columns else 0
        after = first + _count(attributes, _COLUMNS_REPEATED)
        if attributes.get("table:visibility") in _HIDDEN:
            self._hidden_columns.append(range(first, after))
        self._columns.append((after, attributes.get(_DEFAULT_STYLE, "")))

    def start_row(self, attributes: Attributes) -> None:
        self._repeated = _count(attributes, _ROWS_REPEATED)
        self._is_hidden = attributes.get("table:visibility") in _HIDDEN
        self._style = attributes.get(_DEFAULT_STYLE, "")
        self._column = self._filled = self._text = 0
        self._faults: list[tuple[range, str]] = []
        self._percents: list[range] = []
        self._formats: list[tuple[range, str]] = []
        self._spans: list[tuple[int, int, int]] = []  # the first column, the last one, and the rows below

    def add_cell(self, attributes: Attributes, shown: str) -> None:
        columns = range(self._column, self._column + _count(attributes, _COLUMNS_REPEATED))
        self._column = columns.stop
        kind = attributes.get("office:value-type")
        if attributes.get("calcext:value-type") == "error" or (shown and _ERROR.fullmatch(shown)):
            self._faults.append((columns, f"the error {shown}"))
        elif kind is None and "table:formula" in attributes:
            self._faults.append((columns, NO_VALUE))
        elif kind == "percentage":
            self._percents.append(columns)
        if kind in _NUMBERS:
            self._formats += self._formats_of(attributes, columns)
        right, down = _count(attributes, _COLUMNS_SPANNED), _count(attributes, _ROWS_SPANNED)
        if down > 1 or right > 1:
            self._spans.append((columns.start, columns.start + right - 1, down - 1))
        # Calamine takes any value, and any formula, as one.
        if shown or any(key.startswith("office:") or key == "table:formula" for key in attributes):
            self._filled = columns.stop
            self._text += len(shown) * len(columns)

    def end_row(self) -> None:
        """Records the row for each of its repetitions.

        Raises:
            Unreadable: the budget is exceeded.
        """
        found = self._metadata
        if self._filled:
            found.last, found.wide = self._above + self._repeated, max(found.wide, self._filled)
            found.filled += self._filled * self._repeated
            found.text += self._text * self._repeated
            unusual = [*self._percents, *(columns for columns, _ in self._faults)]
            self._notes += sum(map(len, unusual)) * self._repeated + sum(len(columns) for columns, _ in self._formats)
        self._budget.check_reach(self.name, found.last, found.wide)
        if self._size() - self._taken > _STEP:  # not at every row
            self._take()
        for row in range(self._above + 1, self._above + self._repeated + 1) if self._filled else ():
            for columns, fault in self._faults:
                found.faults.update((address(row, column), fault) for column in columns)
            found.percents |= {address(row, column) for columns in self._percents for column in columns}
            for columns, code in self._formats:
                for column in columns:
                    found.add_format(row, column, code)
            if self._is_hidden:
                found.hidden_rows.add(row)
        self._merged += [(self._above, left, self._above + down, right) for left, right, down in self._spans]
        for row in range(self._above + 1, self._above + self._repeated) if self._filled else ():
            self._merged += [(row, left, row, right) for left, right, _ in self._spans]
        self._above += self._repeated

    def end(self) -> Metadata:
        """The metadata once the last row has been read.

        Raises:
            Unreadable: the budget is exceeded.
        """
        self._take()
        found = self._metadata
        for columns in self._hidden_columns:
            found.hidden_columns.update(columns[: max(0, found.wide - columns.start)])
        found.merged = clipped(self._merged, found.last)
        return found

    def _size(self) -> int:
        """The memory used so far. Calamine holds all sheets, and copies the requested one."""
        found = self._metadata
        return cells(found.last * found.wide, found.filled, 2 * found.text, self._notes)

    def _take(self) -> None:
        self._taken = self._size()
        self._budget.take(f"the sheet {self.name}", self._taken)

    def _formats_of(self, attributes: Attributes, columns: range) -> Iterator[tuple[range, str]]:
        """The number formats of cells: by their own style, their row's or column's, or their currency."""
        currency = attributes.get("office:currency", "")
        style = attributes.get("table:style-name") or self._style
        for part, of_part in [(columns, style)] if style else self._parts_by_style(columns):
            if code := self._styles.code(of_part) or (f"[${currency}]0" if currency else ""):
                yield part, code

    def _parts_by_style(self, columns: range) -> Iterator[tuple[range, str]]:
        first = columns.start
        at = bisect_right(self._columns, first, key=lambda part: part[0])
        while first < columns.stop:
            after, style = self._columns[at] if at < len(self._columns) else (columns.stop, "")
            yield range(first, min(after, columns.stop)), style
            first, at = after, at + 1


def _count(attributes: Attributes, name: str) -> int:
    count = int(attributes.get(name, 1))
    if count < 0:
        raise ValueError(f"{name} is {count}")
    return count
