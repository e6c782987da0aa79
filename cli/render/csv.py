"""One row per bill of materials, for a spreadsheet or a script."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from ...engine.model.findings import Severity
from ...engine.questions.batch.baseline import Baseline
from ...engine.report.report import Report
from ...engine.report.run_head import RunHead
from .escaping import one_line, spreadsheet_text
from .summary import scenario_mark

_HEADER = [
    "bom",
    "verdict",
    "amount_usd",
    "placed_in_service",
    "acquired",
    "required_percentage",
    "percentage",
    "low",
    "high",
    "test",
    "total_value_usd",
    "qualifying_value_usd",
    "feoc",
    "errors",
    "warnings",
    "findings",
    "conditions",
    "screening",
    "scenario",
]


FIRST_COLUMNS = ",".join(_HEADER[:4])
"""How every CSV report begins."""


def csv_piece(report: Report, baseline: Baseline | None = None) -> str:
    """The row of one bill of materials, with one more cell where there is a baseline."""
    changed = [] if baseline is None else [baseline.change(report.bom, report.verdict.status)]
    return _line([*_row(report), *changed])


def csv_whole(run: RunHead, pieces: Iterable[str]) -> Iterator[str]:
    """The run as CSV with a header; one row per bill of materials, in the order of the report."""
    yield _line([*_HEADER, *([] if run.comparison is None else ["against_baseline"])])
    yield from pieces


def _line(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _row(report: Report) -> list[object]:
    v, m, verdict = report.vehicle, report.critical_minerals, report.verdict
    count = {severity: sum(f.severity is severity for f in report.findings) for severity in Severity}
    return [
        spreadsheet_text(one_line(report.bom.title)),
        verdict.status,
        "" if verdict.amount_usd is None else verdict.amount_usd,
        v.placed_in_service if v else "",
        (v.acquired or "") if v else "",
        *((m.required_percentage, m.percentage, m.low, m.high, m.test) if m else ("", "", "", "", "")),
        *((m.total_value_usd, m.qualifying_value_usd) if m else ("", "")),
        report.feoc.status if report.feoc else "",
        count[Severity.ERROR],
        count[Severity.WARNING],
        " ".join(verdict.findings),
        one_line("; ".join(verdict.conditions)),
        "SCREENING" if report.screening else "",
        scenario_mark(report.scenario) if report.scenario else "",
    ]
