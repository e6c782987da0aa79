"""One row per bill of materials, for a spreadsheet or a script. Nothing in it is a formula to a spreadsheet program."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ...engine.questions.batch.table import COLUMNS, Kind, Value, columns
from ...engine.regimes.registry import REGIMES
from ..escaping import one_line, spreadsheet_text

if TYPE_CHECKING:
    from ...engine.questions.batch.run_head import RunHead
    from ...engine.report.outline import Outline
    from ...engine.report.report import Report
    from ..view.sections import Table
    from .formats import Look

SEPARATORS = {Kind.WORDS: " ", Kind.TEXTS: "; "}
"""What stands between several texts in one cell."""
_NAMES = [column.name for column in COLUMNS]
_WIDTH = _NAMES.index("scenario") + 1
FIRST_COLUMNS = ",".join(_NAMES[:4])
"""How every CSV report begins."""


def piece(look: "Look", _: int, report: "Report") -> str:
    """The row of one bill of materials, with one more cell where there is a baseline."""
    shown = columns(look.baseline)
    shown = [*shown[:_WIDTH], *shown[-1:]] if look.baseline is not None else shown[:_WIDTH]
    row = REGIMES[report.regime].outline(report, None)
    return line([cell_text(column.of(row), column.kind) for column in shown])


def whole(
    look: "Look", run: "RunHead", pieces: Callable[[], Iterator[str]], outlines: "Callable[[], Iterator[Outline]]"
) -> Iterator[str]:
    """The run as CSV with a header; one row per bill of materials, in the order of the report."""
    yield line([*_NAMES[:_WIDTH], *_NAMES[-1:]] if run.comparison is not None else _NAMES[:_WIDTH])
    yield from pieces()


def line(cells: Sequence[object]) -> str:
    """A row; None is an empty cell."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def cell_text(value: Value, kind: Kind) -> str:
    """The text of a cell."""
    if isinstance(value, list):
        value = SEPARATORS[kind].join(value)
    if isinstance(value, str):
        return spreadsheet_text(one_line(value))
    return "" if value is None else str(value)


def table(shown: "Table") -> str:
    """A table with a header."""
    rows = [[column.title for column in shown.columns], *shown.rows]
    return "".join(map(line, rows))
