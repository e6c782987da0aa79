"""What a run says besides its reports."""

from collections.abc import Iterable

import msgspec

from ..judging import summarize, this_tool, used_rulebook
from ..report import SCHEMA_VERSION, ConfigurationUsed, RulebookUsed, ScenarioUsed, Summary, Tool
from ..rulebook import Rulebook
from .outline import Outline


class RunHead(msgspec.Struct, frozen=True):
    """A run without its reports. `only` is the one report in short, where there is no other.

    `screening` and `scenario` are those of any of its reports: a run has one question.
    """

    schema_version: int
    tool: Tool
    rulebook: RulebookUsed
    summary: Summary
    configuration: ConfigurationUsed | None
    screening: bool
    scenario: ScenarioUsed | None
    only: Outline | None


def run_head(
    outlines: Iterable[Outline],
    rulebook: Rulebook,
    *,
    strict: bool = False,
    configuration: ConfigurationUsed | None = None,
) -> RunHead:
    """What a run says of the reports, one look at each. `strict`: a warning or an error makes it a failure."""
    statuses, warned, defect, screening, scenario, last = [], False, False, False, None, None
    for last in outlines:
        statuses.append(last.status)
        warned |= last.is_warned
        defect |= last.defect is not None
        screening |= last.screening
        scenario = scenario or last.scenario
    return RunHead(
        schema_version=SCHEMA_VERSION,
        tool=this_tool(),
        rulebook=used_rulebook(rulebook),
        summary=summarize(statuses, strict=strict, warned=warned, defect=defect),
        configuration=configuration,
        screening=screening,
        scenario=scenario,
        only=last if len(statuses) == 1 else None,
    )
