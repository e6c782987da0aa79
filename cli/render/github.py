"""Workflow commands of GitHub Actions: each decision and each finding becomes an annotation.

Every line is our own command, so that nothing in a cell can start one: the runner looks for `::` at the start of a
line first, and for its older `##[` only in other lines.
"""

from collections.abc import Iterator

import msgspec

from ...engine.model.findings import Finding, Severity
from ...engine.model.statuses import Status
from ...engine.questions.batch.run_head import RunHead
from ...engine.regimes.registry import REGIMES
from ...engine.report.report import Bom, Report
from ..escaping import one_line
from ..view.report import decision_words, excuse, headline
from ..view.run import WARNING, waiver_lines
from ..view.sections import remedy_of, waiver_of
from ..view.words import some
from .formats import Look, Rendered

_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_DECISION = {Status.PASS: "notice", Status.INCOMPLETE: "warning"}


def piece(look: Look, _: int, report: Report) -> str:
    """The decisions and findings of a report, one per line; notices if waived, or no worse than the baseline."""
    lines, fresh = [], []
    for decision in REGIMES[report.regime].outline(report).asked:
        known = excuse(look.baseline, report, decision)
        text = headline(report, [decision])
        text = text if known is None else f"{known}: {text}"
        kind = _DECISION.get(decision.status, "error") if known is None else "notice"
        lines.append(_command(kind, report.bom, decision_words(report, decision), text))
        unwaived = msgspec.structs.replace(decision, waived=False)
        fresh += [decision] * (excuse(look.baseline, report, unwaived) is None)
    for found in report.findings:
        counts = any(found.code not in decision.unrelated for decision in fresh)
        kind = _SEVERITY[found.severity] if counts and not waiver_of(found) else "notice"
        lines.append(_command(kind, report.bom, found.code, *_message(found)))
    return "".join(f"{line}\n" for line in lines)


def whole(_: Look, run: RunHead, reports: Rendered) -> Iterator[str]:
    """The decisions, then the findings: GitHub shows only the first ten annotations of a kind and step."""
    for first in (True, False):
        for text, outline in zip(reports.pieces(), reports.outlines(), strict=True):
            lines, decisions = text.split("\n"), len(outline.asked)
            yield "".join(f"{line}\n" for line in (lines[:decisions] if first else lines[decisions:-1]))
    for line in waiver_lines(run.waivers):
        kind, text = ("warning", line.removeprefix(WARNING)) if line.startswith(WARNING) else ("notice", line)
        yield f"::{kind} title=waivers::{_data(one_line(text))}\n"


def _message(found: Finding) -> Iterator[str]:
    yield f"{some(found.cells)}: {found.message}" if found.cells else found.message
    if waiver := waiver_of(found):
        yield waiver
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
