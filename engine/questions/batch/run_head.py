"""What a run says besides its reports."""

from collections.abc import Iterable

import msgspec

from ...regimes.registry import FIRST_REGIME
from ...report.outline import Outline
from ...report.overview import Collected
from ...report.report import SCHEMA_VERSION, AppliedScenario
from ...report.run import AppliedConfiguration, Run, Shard, summarize, this_tool, used_rulebook
from ...rules.rulebook import Rulebook
from .baseline import Comparing


class RunHead(Run, frozen=True, kw_only=True):
    """A run without its reports. `only` is the one report in short, where there is no other; else there is an overview.

    `screening`, `scenario` and `regime` are those of any report: a run has one question.
    """

    screening: bool
    scenario: AppliedScenario | None
    only: Outline | None
    regime: str

    @property
    def has_more_to_say(self) -> bool:
        """Whether there is anything that the one report does not say."""
        return self.overview is not None or self.baseline is not None


def run_head(
    outlines: Iterable[Outline],
    rulebook: Rulebook,
    *,
    strict: bool = False,
    configuration: AppliedConfiguration | None = None,
    comparing: Comparing | None = None,
    shard: Shard | None = None,
) -> RunHead:
    """What a run says of the reports, one look at each. `strict`: a warning or an error makes it a failure.

    With `comparing` it fails only by what got worse.
    """
    collected = Collected()
    statuses, warned, defect, screening, scenario, last = [], False, False, False, None, None
    for last in outlines:
        collected.add(last)
        if comparing is not None:
            comparing.add(last)
        statuses.append(last.status)
        warned |= last.is_warned
        defect |= last.defect is not None
        screening |= last.screening
        scenario = scenario or last.scenario
    tool, law = this_tool(), used_rulebook(rulebook)
    comparison, failing = None, None
    if comparing is not None:
        comparison = comparing.comparison(tool, law)
        failing = [one.now for one in comparison.worse if one.now is not None]
        warned = bool(comparison.newly_warned)
    return RunHead(
        schema_version=SCHEMA_VERSION,
        tool=tool,
        rulebook=law,
        summary=summarize(statuses, failing, strict=strict, warned=warned, defect=defect),
        reports=[],
        configuration=configuration,
        screening=screening,
        scenario=scenario,
        only=last if len(statuses) == 1 else None,
        overview=collected.overview() if len(statuses) > 1 else None,
        baseline=comparison,
        shard=shard,
        regime=last.regime if last is not None else FIRST_REGIME,
    )


def head_of_one(run: RunHead, outline: Outline) -> RunHead:
    """What a run of the one bill of materials alone would say, without a baseline."""
    strict, warned, defect = run.summary.strict, outline.is_warned, outline.defect is not None
    return msgspec.structs.replace(
        run,
        summary=summarize([outline.status], strict=strict, warned=warned, defect=defect),
        screening=outline.screening,
        scenario=outline.scenario,
        only=outline,
        overview=None,
        baseline=None,
    )
