"""How a report says that it was made under a scenario."""

import hashlib
from collections.abc import Iterable

import msgspec

from ..model.findings import Severity, finding
from ..model.statuses import Status
from ..report.report import Report, ScenarioUsed
from ..rules.scenario import Scenario


def used(scenario: Scenario, changes: Iterable[str]) -> ScenarioUsed:
    """The scenario as a report names it; `changes` are in words."""
    applied = msgspec.json.encode(scenario, order="deterministic")
    return ScenarioUsed(scenario.name, scenario.description, hashlib.sha256(applied).hexdigest(), list(changes))


def marked(report: Report, scenario: ScenarioUsed) -> Report:
    """The report with the scenario in every part that is read alone. No amount is claimed under a scenario."""
    name, verdict = f"SCENARIO {scenario.name}", report.verdict
    granted = [] if verdict.status is Status.UNREADABLE else [f"{name}: {scenario.description}"]
    told = "; ".join(scenario.changes)
    warning = finding("SCENARIO", f"{name} is supposed, and no verdict on the law and the facts as they are: {told}")
    order = list(Severity)
    return msgspec.structs.replace(
        report,
        scenario=scenario,
        verdict=msgspec.structs.replace(
            verdict,
            headline=f"{name}: {verdict.headline}",
            amount_usd=None,
            conditions=[*granted, *verdict.conditions],
        ),
        findings=sorted([warning, *report.findings], key=lambda found: order.index(found.severity)),
    )
