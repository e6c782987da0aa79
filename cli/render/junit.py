"""JUnit XML, which CI servers show as test results: each decision on a bill of materials is a test case.

Every status except a pass is red: a failure for a negative one, an error where there is none. One that is waived, or no
worse than in the baseline, is skipped.
"""

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from ...engine.model.findings import Finding, Severity
from ...engine.model.statuses import Status
from ...engine.questions.batch.baseline import Baseline, fails, is_newly_warned
from ...engine.questions.batch.run_head import RunHead
from ...engine.regimes.registry import REGIMES
from ...engine.report.decision import Decision
from ...engine.report.report import Bom, BomDecision, Report
from ..escaping import one_line
from ..view.report import excuse, headline
from ..view.run import comparison_words, waiver_lines
from ..view.sections import remedy_of, waiver_of
from ..view.words import configuration_line, mark
from .formats import Look, Rendered

_OUTCOME = {
    Status.PASS: None,
    Status.FAIL: "failure",
    Status.NOT_AVAILABLE: "failure",
    Status.INCOMPLETE: "error",
    Status.UNREADABLE: "error",
}
_CASE_INDENT = "    "
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def piece(look: Look, _: int, report: Report) -> str:
    """The test cases of one bill of materials: one for each decision that the question asks for."""
    cases = []
    for decision in REGIMES[report.regime].outline(report).asked:
        case = _case(report, decision, look.baseline, strict=look.strict)
        ET.indent(case, level=2)
        cases.append(f"{_CASE_INDENT}{ET.tostring(case, encoding='unicode')}\n")
    return "".join(cases)


def whole(look: Look, run: RunHead, reports: Rendered) -> Iterator[str]:
    """The run as one test suite. No times and host names: same input, same bytes."""
    strict = run.summary.strict
    outcomes = Counter(
        _outcome(look.baseline, row.bom, decision, strict=strict)
        for row in reports.outlines()
        for decision in row.asked
    )
    about = {
        "name": run.tool.name,
        "tests": str(outcomes.total()),
        "failures": str(outcomes["failure"]),
        "errors": str(outcomes["error"]),
        "skipped": str(outcomes["skipped"]),
    }
    root = ET.Element("testsuites", about)
    suite = ET.SubElement(root, "testsuite", about)
    properties = {
        "version": run.tool.version,
        "rulebook": run.rulebook.edition,
        "rulebook_sha256": run.rulebook.sha256,
        "exit_status": str(int(run.summary.exit_status)),
    }
    if run.configuration is not None:
        properties["configuration"] = configuration_line(run.configuration)
    if run.redacted is not None:
        properties["redacted"] = run.redacted
    if run.baseline is not None:
        properties["baseline"] = comparison_words(run.baseline)
    if run.waivers is not None:
        properties["waivers"] = "; ".join(waiver_lines(run.waivers))
    beside = ET.SubElement(suite, "properties")
    for name, value in properties.items():
        ET.SubElement(beside, "property", {"name": name, "value": value})
    ET.SubElement(suite, "testcase")
    ET.indent(root)
    before, _, after = ET.tostring(root, encoding="unicode").partition(f"{_CASE_INDENT}<testcase />\n")
    yield _DECLARATION + before
    yield from reports.pieces()
    yield after + "\n"


def _outcome(baseline: Baseline | None, bom: Bom, decision: Decision, *, strict: bool) -> str | None:
    """The outcome of a test case; in a strict run a warning fails it regardless of the decision."""
    outcome = _OUTCOME[decision.status]
    if outcome is not None and fails(baseline, bom, decision):
        return outcome
    if strict and is_newly_warned(baseline, bom, warned=decision.is_warned):
        return "failure"
    return "skipped" if outcome is not None else None


def _case(report: Report, decision: Decision, baseline: Baseline | None, *, strict: bool) -> ET.Element:
    title = BomDecision(report.bom.path, report.bom.name, of=decision.of).title
    marks = mark(report.scenario, screening=False, redacted=report.redacted)
    name = marks + one_line(title)  # a list of passed tests shows only names
    case = ET.Element("testcase", {"classname": "critmin.check", "name": name, "file": one_line(report.bom.path)})
    answer = headline(report, [decision])
    if known := excuse(baseline, report, decision):
        answer = f"{known}: {answer}"
    because: list[Finding] = []
    beside: list[str] = []
    if outcome := _outcome(baseline, report.bom, decision, strict=strict):
        because = [found for found in report.findings if _explains(found, decision, strict=strict)]
        about = {"type": decision.status, "message": one_line(answer)}
        ET.SubElement(case, outcome, about).text = _lines([answer, *_finding_lines(because)])
    else:
        beside.append(answer)
    beside += _finding_lines([found for found in report.findings if found not in because])
    beside += [f"assumed: {condition}" for condition in report.verdict.conditions]
    if beside:
        ET.SubElement(case, "system-out").text = _lines(beside)
    return case


def _explains(found: Finding, decision: Decision, *, strict: bool) -> bool:
    """Whether the finding explains the decision: warnings and notes only if it depends on them."""
    if found.code in decision.unrelated:
        return False
    warns = strict and found.severity is Severity.WARNING
    return found.severity is Severity.ERROR or warns or found.code in decision.reasons


def _finding_lines(findings: list[Finding]) -> Iterator[str]:
    for found in findings:
        yield " ".join([found.severity, found.code, *found.cells])
        yield f"  {found.message}"
        if waiver := waiver_of(found):
            yield f"  {waiver}"
        if (remedy := remedy_of(found)) is not None:
            yield f"  -> {remedy}"


def _lines(texts: list[str]) -> str:
    """The texts, one per line, without control characters, which XML cannot contain."""
    return "\n".join(one_line(text) for text in texts)
