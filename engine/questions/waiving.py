"""Marks the findings of a report that waivers cover. The verdict, its figures and the findings stay as they are."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from ..model.findings import AppliedWaiver, Finding, Severity, load_findings
from ..model.waivers import Waiver, Waivers
from ..report.decision import is_waived
from ..report.report import Bom
from ..vocabulary.company_names import identity


def waived(report: Any, waivers: Waivers | UnsetType) -> Any:
    """The report with the marks that the waivers give it, and no others."""
    own = [] if waivers is UNSET else _of_bom(waivers, report.bom)
    findings = [_marked(found, own) for found in report.findings]
    verdict = report.verdict
    passes = UNSET if waivers is UNSET else is_waived(verdict.status, verdict.findings, findings)
    return msgspec.structs.replace(report, findings=findings, verdict=msgspec.structs.replace(verdict, waived=passes))


def _of_bom(waivers: Waivers, bom: Bom) -> list[tuple[int, Waiver]]:
    return [(number, one) for number, one in waivers.in_force() if one.concerns(bom.path, bom.title)]


def _marked(found: Finding, waivers: Iterable[tuple[int, Waiver]]) -> Finding:
    """The finding with the first waiver that covers it."""
    mark = next(
        (AppliedWaiver(number, one.reason, one.by, one.until) for number, one in waivers if _covers(one, found)), UNSET
    )
    return found if mark == found.waived else msgspec.structs.replace(found, waived=mark)


def _covers(waiver: Waiver, found: Finding) -> bool:
    if waiver.code != found.code or why_never(found.code) or not waiver.covers(found.cells):
        return False
    if waiver.supplier is None:
        return True
    return found.supplier is not UNSET and identity(found.supplier) == identity(waiver.supplier)


def why_never(code: str) -> str:
    """Why a finding of this code cannot be waived; empty if it can."""
    rule = load_findings()[code]
    if rule.never_waived:
        return rule.never_waived
    if rule.unreadable:
        return "the file cannot be judged"
    return "a note fails no run" if rule.severity == Severity.NOTE else ""
