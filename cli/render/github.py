"""Workflow commands of GitHub Actions: each verdict and each finding becomes an annotation.

Every line is our own command, so that nothing in a cell can start one: the runner looks for `::` at the start of a
line first, and for its older `##[` only in other lines.
"""

from collections.abc import Callable, Iterator

from ...engine.model.findings import Finding, Severity
from ...engine.model.statuses import Status
from ...engine.questions.batch.run_head import RunHead
from ...engine.report.outline import Outline
from ...engine.report.report import Bom, Report
from ..escaping import one_line
from ..view.report import excuse, headline, verdict_words
from ..view.sections import remedy_of
from ..view.words import some
from .formats import Look

_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_VERDICT = {Status.PASS: "notice", Status.INCOMPLETE: "warning"}


def piece(look: Look, _: int, report: Report) -> str:
    """The verdict and findings of a report, one per line; those no worse than the baseline are notices."""
    known = excuse(look.baseline, report)
    text = headline(report) if known is None else f"{known}: {headline(report)}"
    kind = _VERDICT.get(report.verdict.status, "error")
    lines = [_command(kind if known is None else "notice", report.bom, verdict_words(report), text)]
    for found in report.findings:
        kind = _SEVERITY[found.severity] if known is None else "notice"
        lines.append(_command(kind, report.bom, found.code, *_message(found)))
    return "".join(f"{line}\n" for line in lines)


def whole(
    _: Look, run: RunHead, pieces: Callable[[], Iterator[str]], outlines: Callable[[], Iterator[Outline]]
) -> Iterator[str]:
    """The verdicts, then the findings: GitHub shows only the first ten annotations of a kind and step."""
    for text in pieces():
        yield text[: text.index("\n") + 1]
    for text in pieces():
        yield text[text.index("\n") + 1 :]


def _message(found: Finding) -> Iterator[str]:
    yield f"{some(found.cells)}: {found.message}" if found.cells else found.message
    if (remedy := remedy_of(found)) is not None:
        yield f"-> {remedy}"


def _command(name: str, bom: Bom, title: str, *lines: str) -> str:
    named = f" ({bom.name})" if bom.name is not None else ""
    message = "\n".join(one_line(line) for line in lines)
    return f"::{name} file={_property(bom.path)},title={_property(title + named)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
