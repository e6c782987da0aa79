"""One row per bill of materials, for a spreadsheet or a script. No cell is read as a formula."""

import csv
import io
from collections.abc import Iterator, Sequence

from ...engine.questions.batch.baseline import report_columns
from ...engine.questions.batch.run_head import RunHead
from ...engine.regimes.registry import REGIMES
from ...engine.report.outline import Kind, Value
from ...engine.report.report import Report
from ..escaping import one_line, spreadsheet_text
from ..view.sections import Table, plain
from .formats import Look, Rendered

SEPARATORS = {Kind.WORDS: " ", Kind.TEXTS: "; "}
"""The separator of several texts in one cell."""


def piece(look: Look, _: int, report: Report) -> str:
    """The row of one bill of materials, with one more cell if there is a baseline."""
    row = REGIMES[report.regime].outline(report)
    shown = report_columns(report.regime, look.baseline, compared=look.baseline is not None, redacted=row.redacted)
    return line([cell_text(column.of(row), column.kind) for column in shown])


def whole(look: Look, run: RunHead, reports: Rendered) -> Iterator[str]:
    """The run as CSV with a header; one row per bill of materials, in the order of the report."""
    shown = report_columns(run.regime, look.baseline, compared=run.baseline is not None, redacted=run.redacted)
    yield line([column.name for column in shown])
    yield from reports.pieces()


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


def table(shown: Table) -> str:
    """A table with a header; None is an empty cell."""
    rows = [[column.title for column in shown.columns], *shown.rows]
    return "".join(line([None if cell is None else cell_text(plain(cell), Kind.TEXT) for cell in row]) for row in rows)
