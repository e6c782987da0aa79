"""What several views say in the same words."""

from collections.abc import Iterable
from decimal import Decimal

from ...engine.model.findings import Severity
from ...engine.model.statuses import Status
from ...engine.report.report import AppliedScenario
from ...engine.report.run import AppliedConfiguration
from ..escaping import one_line
from .sections import Banner, Tone, Word

SCREENING = Banner("SCREENING", "suppliers without an adverse fact are taken as attested")
COUNTS = {True: "yes", False: "no", None: "not known"}
SEVERITY = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.WARNING, Severity.NOTE: Tone.NOTE}
_VERDICT = {Status.PASS: Tone.GOOD, Status.INCOMPLETE: Tone.OPEN}
_STATUS = {
    "pass": Word("pass", Tone.GOOD),
    "clean": Word("shown to be clean", Tone.GOOD),
    "fail": Word("fail", Tone.BAD),
    "feoc": Word("FEOC", Tone.BAD),
    "incomplete": Word("incomplete", Tone.OPEN),
    "unknown": Word("not known", Tone.OPEN),
    "relieved": Word("relieved", Tone.NONE),
    "not_applicable": Word("does not apply", Tone.NONE),
}
_MOST = 6


def words(status: str) -> str:
    """`not_available` as `not available`."""
    return status.replace("_", " ")


def verdict_word(status: Status) -> str:
    return words(status).upper()


def verdict(status: Status) -> Word:
    """The verdict in capitals, with its tone."""
    return Word(verdict_word(status), _VERDICT.get(status, Tone.BAD), bold=True)


def status_word(status: str) -> Word:
    """The status of a test, a screen or a supplier, with its tone."""
    return _STATUS.get(status) or Word(words(status), Tone.NONE)


def span(low: str | None, high: str | None) -> str:
    """`40.0000 to 74.2212`, or the one number where both are the same."""
    if low is None or high is None:
        return "not known"
    return low if low == high else f"{low} to {high}"


def grouped(money: str) -> str:
    """`1234567.89` as `1,234,567.89`."""
    return f"{Decimal(money):,}"


def money(usd: str | None) -> str | None:
    return None if usd is None else grouped(usd)


def some(names: Iterable[str]) -> str:
    """The first names, each once, and how many more there are."""
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - _MOST} more" if len(unique) > _MOST else ""
    return ", ".join(unique[:_MOST]) + more


def counted(number: int, what: str) -> str:
    """`1 BOM`, `2 BOMs`."""
    return f"{number} {what}{'s' * (number != 1)}"


def scenario_mark(scenario: AppliedScenario) -> str:
    """`SCENARIO eu-partner`."""
    return f"SCENARIO {one_line(scenario.name)}"


def scenario_prefix(scenario: AppliedScenario | None) -> str:
    """`SCENARIO eu-partner: ` before a verdict, or nothing where there is none."""
    return f"{scenario_mark(scenario)}: " if scenario is not None else ""


def banners(scenario: AppliedScenario | None, *, screening: bool) -> list[Banner]:
    """What a report is marked with, so that it passes for no plain one."""
    marks = [Banner(scenario_mark(scenario), scenario.description, scenario.changes)] if scenario is not None else []
    return marks + [SCREENING] * screening


def configuration_line(used: AppliedConfiguration) -> str:
    """`configuration: critmin.toml (sha256 0123456789ab), CRITMIN_YEAR`."""
    file = [f"{one_line(used.path)} (sha256 {used.sha256[:12]})"] if used.path and used.sha256 else []
    return f"configuration: {', '.join([*file, *used.environment])}"
