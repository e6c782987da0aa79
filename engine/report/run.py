"""The reports of one run put together, with its summary."""

from collections import Counter
from collections.abc import Collection
from importlib.metadata import version

from ..model.exit_status import ExitStatus
from ..model.findings import Severity
from ..model.statuses import Status
from ..rules.rulebook import Rulebook
from .report import (
    SCHEMA_VERSION,
    ConfigurationUsed,
    Report,
    RulebookUsed,
    Run,
    Summary,
    Tool,
)

PROGRAM = "critmin"


def make_run(
    reports: list[Report], rulebook: Rulebook, *, strict: bool = False, configuration: ConfigurationUsed | None = None
) -> Run:
    """The reports of one run with its summary. `strict`: a warning or an error makes it a failure."""
    statuses = [report.verdict.status for report in reports]
    return Run(
        schema_version=SCHEMA_VERSION,
        tool=this_tool(),
        rulebook=used_rulebook(rulebook),
        summary=summarize(statuses, strict=strict, warned=any(map(is_warned, reports))),
        reports=reports,
        configuration=configuration,
    )


def this_tool() -> Tool:
    """This program and its version."""
    return Tool(PROGRAM, version(PROGRAM))


def used_rulebook(rulebook: Rulebook) -> RulebookUsed:
    """Which law a run followed."""
    return RulebookUsed(rulebook.edition.isoformat(), rulebook.sha256)


def is_warned(report: Report) -> bool:
    """Whether a strict run fails by this report, whatever its verdict is."""
    return any(found.severity is not Severity.NOTE for found in report.findings)


def summarize(
    statuses: Collection[Status],
    failing: Collection[Status] | None = None,
    *,
    strict: bool,
    warned: bool,
    defect: bool = False,
) -> Summary:
    """The counts of a run. `warned`: a report has a warning or an error; `defect`: the program failed at one.

    `failing` are the verdicts that decide the exit status, all where it is None.
    """
    count = Counter(statuses)
    against = count if failing is None else Counter(failing)
    if defect:
        status = ExitStatus.DEFECT
    elif against[Status.UNREADABLE]:
        status = ExitStatus.UNREADABLE
    elif against[Status.FAIL] or against[Status.NOT_AVAILABLE] or (strict and warned):
        status = ExitStatus.FAIL
    else:
        status = ExitStatus.INCOMPLETE if against[Status.INCOMPLETE] else ExitStatus.PASS
    return Summary(
        boms=len(statuses),
        pass_=count[Status.PASS],
        fail=count[Status.FAIL],
        incomplete=count[Status.INCOMPLETE],
        not_available=count[Status.NOT_AVAILABLE],
        unreadable=count[Status.UNREADABLE],
        exit_status=status,
        strict=strict,
    )
