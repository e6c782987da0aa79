"""Workflow commands of GitHub Actions: each verdict and each finding becomes an annotation.

Every line is a command of ours, so that nothing in a cell can start one: the runner looks for `::` at the start of a
line first, and for its older `##[` only in a line that is no such command.
"""

from collections.abc import Callable, Iterator

from ...engine.report import Bom, Finding, Report, Severity, Status
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


def github_piece(report: Report) -> str:
    """The verdict and the findings of one report, each a line."""
    return "".join(f"{line}\n" for line in (_verdict(report), *_findings(report)))


def github_whole(pieces: Callable[[], Iterator[str]]) -> Iterator[str]:
    """The verdicts, then the findings: GitHub shows only the first ten annotations of a kind and step."""
    for piece in pieces():
        yield piece[: piece.index("\n") + 1]
    for piece in pieces():
        yield piece[piece.index("\n") + 1 :]


def _verdict(report: Report) -> str:
    status = report.verdict.status
    return _command(_VERDICT[status], report.bom, verdict_words(report), headline(report))


def _findings(report: Report) -> Iterator[str]:
    for found in report.findings:
        yield _command(_SEVERITY[found.severity], report.bom, found.code, *_told(found))


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
