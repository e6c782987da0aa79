"""The manufacturer's file on one bill of materials (26 CFR 1.30D-6; Rev. Proc. 2024-26, by summaries of them)."""

from ....report.decision import worst
from ...regime import Check
from ..halves import half_decisions
from ..sections import CleanVehicleReport
from ..verdict import Result
from .chains import chains, components
from .contents import Pack
from .documents import documents
from .sites import Sites
from .statements import statements
from .suppliers import suppliers


def pack(checked: Check, path: str, most: int) -> Pack:
    """The file on a checked bill of materials, which has a verdict.

    `path` is the bill of materials, in whose folder the documents of its certificates are; `most` is the largest
    document to read, in bytes.
    """
    report: CleanVehicleReport = checked.report
    result: Result = checked.result
    decisions = half_decisions(report, result.question.half)
    sites = Sites(result)
    every, listed, evidence = list(sites.all()), chains(result, sites), documents(result, path, most)
    rulebook, parts = result.law.rulebook, report.battery_components
    asked = result.law.rule(rulebook.feoc.compliance_report)
    return Pack(
        report=report,
        status=worst(decisions).status if decisions else report.verdict.status,
        suppliers=suppliers(result, every, evidence),
        chains=listed,
        components=None if parts is None else components(result, sites, parts.components),
        documents=list(evidence.values()),
        statements=statements(result, every, listed, evidence, report),
        excluded=len(result.battery.excluded),
        asked_for=asked.value,
        authority=rulebook.cite(asked.source),
    )
