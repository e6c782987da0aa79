"""What several reports say in the same words."""

from ...engine.report import CriticalMinerals, Report, Status
from .summary import scenario_prefix

TESTS = {"traced": "traced qualifying value test", "value_added": "50 percent value-added test"}
SCREENING = "SCREENING: suppliers without an adverse fact are taken as attested"


def words(status: str) -> str:
    """`not_available` as `not available`."""
    return status.replace("_", " ")


def verdict_word(status: Status) -> str:
    return words(status).upper()


def verdict_words(report: Report) -> str:
    """The verdict; under a scenario never the word alone."""
    return scenario_prefix(report.scenario) + verdict_word(report.verdict.status)


def headline(report: Report) -> str:
    """What the verdict means, and the percentage where there is one."""
    parts = [report.verdict.headline]
    if report.critical_minerals is not None and report.critical_minerals.required_percentage is not None:
        parts.append(requirement(report.critical_minerals))
    if report.screening:
        parts.insert(0, SCREENING)
    return "; ".join(parts)


def requirement(m: CriticalMinerals) -> str:
    """`critical minerals: 59.9960 percent, 60 required`."""
    return f"critical minerals: {span(m.percentage, m.high_percentage)} percent, {m.required_percentage} required"


def span(low: str | None, high: str | None) -> str:
    """`40.0000 to 74.2212`, or the one number where both are the same."""
    if low is None or high is None:
        return "not known"
    return low if low == high else f"{low} to {high}"
