"""A verdict under one law, before it is put into words and figures."""

import msgspec

from ...entities.evidence import Evidence
from ...model.statuses import Status
from .content import TestResult
from .feoc import ScreenResult
from .tracing import Traced


class Answer(msgspec.Struct, frozen=True):
    """The verdict and what it rests on. `tests` is empty, and `chosen` None, where no percentage applies."""

    status: Status
    minerals: Status
    tests: list[TestResult]
    chosen: TestResult | None
    traced: list[Traced]
    screen: ScreenResult
    evidence: Evidence
