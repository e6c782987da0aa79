"""The JSON report that is a run's baseline: no more of it than is compared."""

import hashlib

import msgspec

from ...model.findings import Severity
from ...model.quoting import quoted
from ...model.statuses import Status
from ...report.report import AppliedRulebook, Tool, title_of
from ...report.run import Shard
from ..run_file import BadReport, check_version, explained, text_of
from .baseline import Baseline, Before, Place


class _Bom(msgspec.Struct):
    path: str
    name: str | None = None


class _Verdict(msgspec.Struct):
    status: Status


class _Finding(msgspec.Struct):
    severity: Severity


class _Report(msgspec.Struct):
    bom: _Bom
    verdict: _Verdict
    findings: list[_Finding]
    asked: msgspec.Raw = msgspec.Raw(b"null")


class _Run(msgspec.Struct):
    tool: Tool
    rulebook: AppliedRulebook
    reports: list[_Report]
    shard: Shard | None = None


def parse_baseline(content: bytes, shown: str) -> Baseline:
    """An earlier run from its JSON report; `shown` is how it is named.

    Raises:
        BadReport: it is no such report, has another schema version, or has a bill of materials twice.
    """
    named = quoted(shown)
    with explained(named):
        text = text_of(content)
        check_version(text, named, "compares with")
        run = msgspec.json.decode(text, type=_Run)
        asked = [msgspec.json.decode(said) for said in dict.fromkeys(bytes(one.asked) for one in run.reports)]
    if run.shard is not None:
        raise BadReport(f"{named} is {run.shard.title} of a run: put the parts together with `critmin merge` first")
    asked_so = [said for said in asked if isinstance(said, dict)]  # a defect of the program was asked nothing
    return Baseline(shown, hashlib.sha256(content).hexdigest(), run.tool, run.rulebook, asked_so, _boms(run, named))


def _boms(run: _Run, named: str) -> dict[Place, Before]:
    boms: dict[Place, Before] = {}
    for one in run.reports:
        place = (one.bom.path, one.bom.name)
        if place in boms:
            raise BadReport(f"{named} has {quoted(title_of(*place))} twice: each is known again by its path and name")
        warned = any(found.severity is not Severity.NOTE for found in one.findings)
        boms[place] = Before(one.verdict.status, warned)
    return boms
