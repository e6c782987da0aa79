"""What several reports say in the same words."""

from ...engine.model.statuses import Status
from ...engine.questions.batch.baseline import Baseline, Change, fails
from ...engine.report.report import BreakEven, CriticalMinerals, Deciding, Report, UnknownFact
from .summary import scenario_prefix
from .tables import grouped

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


def excuse(baseline: Baseline | None, report: Report) -> str | None:
    """Why a verdict that is no pass does not count against the run; None where it does, or is one."""
    now = report.verdict.status
    if baseline is None or now is Status.PASS or fails(baseline, report.bom, now):
        return None
    before = baseline.before(report.bom)
    if before is None or baseline.change(report.bom, now) is Change.SAME:
        return "unchanged since the baseline"
    return f"better than in the baseline, where it was {words(before.status)}"


def requirement(m: CriticalMinerals) -> str:
    """`critical minerals: 59.9960 percent, 60 required`."""
    return f"critical minerals: {span(m.percentage, m.high_percentage)} percent, {m.required_percentage} required"


def span(low: str | None, high: str | None) -> str:
    """`40.0000 to 74.2212`, or the one number where both are the same."""
    if low is None or high is None:
        return "not known"
    return low if low == high else f"{low} to {high}"


def citations(report: Report) -> list[str]:
    """The authorities that the report rests on, each once."""
    cited = [found.citation for found in report.findings]
    if report.critical_minerals is not None and report.critical_minerals.requirement_citation is not None:
        cited.insert(0, report.critical_minerals.requirement_citation)
    return [cite for cite in dict.fromkeys(cited) if not cite.startswith("critmin")]


# What decides an incomplete percentage ---------------------------------------------------------------------------

_MOST = 12
_OPEN = {"value": "the value", "origin": "where {step}", "value_added": "the value added by {step}"}
_RELATION = {"at_most": "is at most", "at_least": "is at least", "below": "is below", "above": "is above"}


def deciding_sentences(deciding: Deciding) -> list[str]:
    """What could settle it either way, and the amounts at which it tips."""
    told = []
    if deciding.to_pass is not None:
        told.append(f"could settle a pass: {_named(deciding.to_pass)}")
    if deciding.to_fail is not None:
        least = "" if deciding.to_fail_is_fewest else " (perhaps fewer)"
        told.append(f"could settle a fail: {_named(deciding.to_fail)}{least}")
    return told + [_break_even(tip) for tip in deciding.break_evens]


def fact_text(fact: UnknownFact) -> str:
    """`the value of line EL-04 (fluorspar)`."""
    verb = " is done" if fact.kind == "origin" else ""
    return f"{_OPEN[fact.kind].format(step=fact.step)} of line {fact.line} ({fact.mineral}){verb}"


def _break_even(tip: BreakEven) -> str:
    outcome = "passes" if tip.outcome is Status.PASS else "fails"
    what = "the value" if tip.step is None else f"the value added by {tip.step}"
    amount = f"{_RELATION[tip.relation]} ${grouped(tip.usd)}"
    return f"{outcome} the percentage if {what} of line {tip.line} ({tip.mineral}) {amount}"


def _named(facts: list[UnknownFact]) -> str:
    shown = "; ".join(fact_text(fact) for fact in facts[:_MOST])
    return shown + (f"; and {len(facts) - _MOST} more" if len(facts) > _MOST else "")
