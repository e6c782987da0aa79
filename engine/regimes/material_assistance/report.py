"""A result -> the report: the verdict and its reasons in words, and every section."""

from functools import partial

from ...model.findings import Finding, finding, rank
from ...model.statuses import Status
from ...report.report import Bom, Verdict
from ..asked_law import open_readings
from ..threshold.texts import span
from .deciding import decide
from .figures import material_assistance
from .parcels import NOT_SHOWN, item_findings
from .sections import MaterialAssistanceReport
from .verdict import Result, status_under

TAXPAYER = "TAXPAYER-PFE"
_CLOSED = {
    TAXPAYER: "no credit is available: the taxpayer is a prohibited foreign entity",
    "MACR-BEFORE-START": "not decided: the requirement does not apply yet",
    "MACR-NO-THRESHOLD": "not decided: the statute has no threshold percentage for this date",
    "MACR-AFTER-END": "no credit is available for this date",
}
CLOSED = tuple(_CLOSED)
"""The codes of the reasons why no credit is available."""


def report(bom: Bom, result: Result) -> MaterialAssistanceReport:
    answer = result.answer
    readings = open_readings(result.law, answer.status, partial(status_under, result))
    return MaterialAssistanceReport(
        bom=bom,
        verdict=Verdict(
            status=answer.status,
            headline=headline(answer.status, closed=[found.code for found in answer.closed]),
            conditions=result.conditions,
            findings=list(dict.fromkeys(found.code for found in decisive(result))),
        ),
        findings=findings(result),
        screening=result.question.screening,
        material_assistance=material_assistance(result),
        deciding=decide(answer, result.materials.identity),
        readings=readings,
        lists=result.lists,
        certificates=answer.evidence.judged(),
    )


def decisive(result: Result) -> list[Finding]:
    """The findings that decide the verdict, its reason first."""
    return result.answer.closed or [*_reason(result), *_open(result)]


def findings(result: Result) -> list[Finding]:
    """All findings, the errors first."""
    of_ratio = [] if result.answer.closed else _reason(result)
    every = result.answer.closed + of_ratio + item_findings(result.answer.items, result.materials.identity)
    return sorted([*every, *result.found.all(), *result.intake.findings], key=rank)


def headline(status: Status, *, closed: list[str]) -> str:
    """The meaning of the verdict in one sentence; `closed` are the codes of the reasons why no credit is available."""
    for code, text in _CLOSED.items():
        if code in closed:
            return text
    if status is Status.PASS:
        return "no material assistance from a prohibited foreign entity: the threshold is reached"
    if status is Status.FAIL:
        return "material assistance from a prohibited foreign entity: the ratio is below the threshold"
    return "incomplete: facts are missing; undecided: the material assistance cost ratio"


def _reason(result: Result) -> list[Finding]:
    """The reason why the threshold is reached, missed or open."""
    answer, law = result.answer, result.law
    threshold = law.threshold()
    assert threshold is not None
    need = f"threshold: {threshold.value}% ({law.rulebook.cite(threshold.source)})"
    share = answer.ratio.share
    if share is None:
        return [finding("MACR-NO-COST", f"no cost is in the ratio; {need}")]
    code = {Status.PASS: "MACR-MET", Status.FAIL: "MACR-NOT-MET"}.get(answer.status, "MACR-UNDECIDED")
    return [finding(code, f"material assistance cost ratio: {span(share)}; {need}")]


def _open(result: Result) -> list[Finding]:
    """The findings on what leaves the ratio open."""
    if result.answer.status is not Status.INCOMPLETE:
        return []
    found = item_findings(result.answer.items, result.materials.identity)
    return [one for one in found if one.code == NOT_SHOWN]
