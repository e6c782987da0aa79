"""Workflow commands of GitHub Actions: each verdict and each finding becomes an annotation.

Every line is a command of ours, so that nothing in a cell can start one: the runner looks for `::` at the start of a
line first, and for its older `##[` only in a line that is no such command.
"""

from collections.abc import Callable, Iterator

from ...engine.model.findings import Finding, Severity
from ...engine.model.statuses import Status
from ...engine.questions.batch.baseline import Baseline
from ...engine.report.report import Bom, Report
from .escaping import one_line
from .phrases import excuse, headline, verdict_words
from .tables import some

_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_VERDICT = {
    Status.PASS: "notice",
    Status.FAIL: "error",
    Status.INCOMPLETE: "warning",
    Status.NOT_AVAILABLE: "error",
    Status.UNREADABLE: "error",
}


def github_piece(report: Report, baseline: Baseline | None = None) -> str:
    """The verdict and the findings of one report, each a line; what is no worse than in the baseline is a notice."""
    known = excuse(baseline, report)
    return "".join(f"{line}\n" for line in (_verdict(report, known), *_findings(report, known)))


def github_whole(pieces: Callable[[], Iterator[str]]) -> Iterator[str]:
    """The verdicts, then the findings: GitHub shows only the first ten annotations of a kind and step."""
    for piece in pieces():
        yield piece[: piece.index("\n") + 1]
    for piece in pieces():
        yield piece[piece.index("\n") + 1 :]


def _verdict(report: Report, known: str | None) -> str:
    kind = _VERDICT[report.verdict.status] if known is None else "notice"
    told = headline(report) if known is None else f"{known}: {headline(report)}"
    return _command(kind, report.bom, verdict_words(report), told)


def _findings(report: Report, known: str | None) -> Iterator[str]:
    for found in report.findings:
        kind = _SEVERITY[found.severity] if known is None else "notice"
        yield _command(kind, report.bom, found.code, *_told(found))


def _told(found: Finding) -> Iterator[str]:
    yield f"{some(found.cells)}: {found.message}" if found.cells else found.message
    if found.severity is not Severity.NOTE:
        yield f"-> {found.remedy}"


def _command(name: str, bom: Bom, title: str, *lines: str) -> str:
    named = f" ({bom.name})" if bom.name is not None else ""
    message = "\n".join(one_line(line) for line in lines)
    return f"::{name} file={_property(bom.path)},title={_property(title + named)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
