"""A verdict under one law, before it is put into words and figures."""

import msgspec

from ...entities.evidence import Evidence
from ...model.findings import Finding
from ...model.statuses import Status
from ...report.report import FeocScreen
from .content import TestResult
from .tracing import Traced


class Answer(msgspec.Struct, frozen=True):
    """The verdict and what it rests on. `tests` is empty, and `chosen` None, where no percentage applies."""

    status: Status
    minerals: Status
    tests: list[TestResult]
    chosen: TestResult | None
    traced: list[Traced]
    screen: FeocScreen
    decisive: list[Finding]
    evidence: Evidence
