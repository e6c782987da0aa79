"""The answer for the half of the credit that a question asks for."""

from ...model.findings import Finding
from ...model.statuses import Status
from .halves import statuses_of
from .question import Half
from .report import decisive, findings
from .verdict import Result

_BEST_FIRST = (Status.PASS, Status.INCOMPLETE, Status.FAIL, Status.NOT_AVAILABLE)
_MINERALS, _COMPONENTS = "CM-", "BC-"
"""How the codes of the findings begin that are reasons of one half alone."""


def asked_status(result: Result) -> Status:
    """The status of the half asked for; of both, the worse."""
    minerals, components = statuses_of(result).values()
    half = result.question.half
    if half is Half.BOTH:
        return max(minerals, components, key=_BEST_FIRST.index)
    return minerals if half is Half.MINERALS else components


def asked_reasons(result: Result) -> list[Finding]:
    """The findings that decide it, the errors first."""
    codes = {found.code for found in decisive(result)}
    every = [found for found in findings(result) if found.code in codes or found.code.startswith(_COMPONENTS)]
    if result.question.half is Half.COMPONENTS:
        return [found for found in every if not found.code.startswith(_MINERALS)]
    return every
