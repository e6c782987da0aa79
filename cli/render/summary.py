"""The run in one line."""

from collections.abc import Sized

from ...engine.report.report import Comparison, ConfigurationUsed, ScenarioUsed
from ...engine.report.run_head import RunHead
from .escaping import one_line


def summary_line(run: RunHead) -> str:
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
    screening = "SCREENING: " * run.screening
    changed = f"; {comparison_words(run.comparison)}" if run.comparison is not None else ""
    marks = f"{scenario_prefix(run.scenario)}{screening}"
    return f"{marks}{counted(s.boms, 'BOM')}{': ' * bool(told)}{told}{changed} (exit status {int(s.exit_status)})"


def comparison_words(baseline: Comparison) -> str:
    """`against the baseline: 2 worse, 1 better, 12 unchanged failures`."""
    counts: dict[str, Sized] = {
        "better": baseline.better,
        "new": baseline.new,
        "gone": baseline.gone,
        "newly warned": baseline.newly_warned,
    }
    told = [f"{len(which)} {name}" for name, which in counts.items() if which]
    unchanged = counted(baseline.unchanged_failures, "unchanged failure")
    return f"against the baseline: {', '.join([f'{len(baseline.worse)} worse', *told, unchanged])}"


def counted(number: int, what: str) -> str:
    """`1 BOM`, `2 BOMs`."""
    return f"{number} {what}{'s' * (number != 1)}"


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
