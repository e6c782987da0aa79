"""Workflow commands of GitHub Actions: each verdict and each finding becomes an annotation.

Every line is a command of ours, so that nothing in a cell can start one: the runner looks for `::` at the start of a
line first, and for its older `##[` only in a line that is no such command.
"""

from collections.abc import Iterator

from ...engine.report import Finding, Report, Run, Severity, Status
from .escaping import one_line
from .phrases import headline, verdict_words
from .tables import some

_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_VERDICT = {
    Status.PASS: "notice",
    Status.FAIL: "error",
    Status.INCOMPLETE: "warning",
    Status.NOT_AVAILABLE: "error",
    Status.UNREADABLE: "error",
}


def render_github(run: Run) -> str:
    """The verdicts, then the findings: GitHub shows only the first ten annotations of a kind and step."""
    lines = [_verdict(report) for report in run.reports]
    for report in run.reports:
        lines += _findings(report)
    return "".join(f"{line}\n" for line in lines)


def _verdict(report: Report) -> str:
    status = report.verdict.status
    return _command(_VERDICT[status], report.bom.path, verdict_words(report), headline(report))


def _findings(report: Report) -> Iterator[str]:
    for found in report.findings:
        yield _command(_SEVERITY[found.severity], report.bom.path, found.code, *_told(found))


def _told(found: Finding) -> Iterator[str]:
    yield f"{some(found.cells)}: {found.message}" if found.cells else found.message
    if found.severity is not Severity.NOTE:
        yield f"-> {found.remedy}"


def _command(name: str, path: str, title: str, *lines: str) -> str:
    message = "\n".join(one_line(line) for line in lines)
    return f"::{name} file={_property(path)},title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
