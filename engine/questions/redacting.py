"""Redacts the report on a checked bill of materials."""

from typing import Any, TypeVar

from ..regimes.regime import Check
from ..regimes.registry import REGIMES
from ..report.disclosure import Disclosure
from ..report.redaction import Redaction, Redactor

S = TypeVar("S")


def redact_check(checked: Check, redaction: Redaction, number: int) -> Any:
    """The report of a check, the run's `number`th, without what the run withholds."""
    regime, facts = REGIMES[checked.report.regime], checked.case.facts
    identities = {} if facts is None else regime.identities(facts)
    return Redactor(redaction, regime.offered("disclosure"), number, identities).report(checked.report)


def redact_part(part: S, redaction: Redaction) -> S:
    """What a run says besides its reports, without what it withholds."""
    redacted: S = Redactor(redaction, Disclosure(), 1).struct(part) if part is not None else part
    return redacted


def redact_report(report: Any, redaction: Redaction, number: int) -> Any:
    """A report of which no facts are at hand, without what the run withholds."""
    return Redactor(redaction, REGIMES[report.regime].offered("disclosure"), number).report(report)
