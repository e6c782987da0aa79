"""The run in one line."""

from ...engine.report import ConfigurationUsed, Run, ScenarioUsed
from .escaping import one_line


def summary_line(run: Run) -> str:
    """`3 BOMs: 1 pass, 2 incomplete (exit status 3)`."""
    s = run.summary
    counts = {
        "pass": s.pass_,
        "fail": s.fail,
        "incomplete": s.incomplete,
        "not available": s.not_available,
        "unreadable": s.unreadable,
    }
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    screening = "SCREENING: " * any(report.screening for report in run.reports)
    scenario = scenario_prefix(run.reports[0].scenario if run.reports else None)  # a run has one, or none
    return f"{scenario}{screening}{s.boms} BOM{'s' * (s.boms != 1)}: {told} (exit status {int(s.exit_status)})"


def scenario_mark(scenario: ScenarioUsed) -> str:
    """`SCENARIO eu-partner`."""
    return f"SCENARIO {one_line(scenario.name)}"


def scenario_prefix(scenario: ScenarioUsed | None) -> str:
    """`SCENARIO eu-partner: ` before a verdict, or nothing where there is none."""
    return f"{scenario_mark(scenario)}: " if scenario is not None else ""


def configuration_line(used: ConfigurationUsed) -> str:
    """`configuration: critmin.toml (sha256 0123456789ab), CRITMIN_YEAR`."""
    file = [f"{one_line(used.path)} (sha256 {used.sha256[:12]})"] if used.path and used.sha256 else []
    return f"configuration: {', '.join([*file, *used.environment])}"
