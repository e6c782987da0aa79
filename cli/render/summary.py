"""The run in one line."""

from ...engine.report import Run


def summary_line(run: Run) -> str:
    """`3 BOMs: 1 pass, 2 incomplete (exit status 3)`."""
    s = run.summary
    counts = {
        "pass": s.pass_,
        "fail": s.fail,
        "incomplete": s.incomplete,
        "not available": s.not_available,
        "unreadable": s.unreadable,
    }
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    screening = "SCREENING: " * any(report.screening for report in run.reports)
    return f"{screening}{s.boms} BOM{'s' * (s.boms != 1)}: {told} (exit status {int(s.exit_status)})"
