"""The result of a run besides its reports."""

from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec import UnsetType

from ...model.statuses import Status
from ...model.waivers import Waivers
from ...regimes.registry import FIRST_REGIME
from ...report.outline import Outline
from ...report.overview import Collected
from ...report.report import SCHEMA_VERSION, AppliedScenario
from ...report.run import AppliedConfiguration, Run, Shard, summarize, this_tool, used_rulebook
from ...report.waiver_use import Counted
from ...report.withheld import Scope
from ...rules.rulebook import Rulebook
from .baseline import Comparing


class RunHead(Run, frozen=True, kw_only=True):
    """A run without its reports. `only` is the summary of a single report; with several there is an overview.

    `decided` are the numbers of each status by the name of the decision, None for the verdict; `effects` are those that
    the exit status depends on. `screening`, `scenario`, `redacted` and `regime` are the same in every report: a run has
    one question.
    """

    decided: dict[str | None, Counter[Status]]
    effects: list[Status]
    screening: bool
    scenario: AppliedScenario | None
    only: Outline | None
    regime: str

    @property
    def has_more_to_say(self) -> bool:
        """Whether it contains anything that a single report does not."""
        return self.overview is not None or self.baseline is not None


def run_head(
    outlines: Iterable[Outline],
    rulebook: Rulebook,
    *,
    strict: bool = False,
    configuration: AppliedConfiguration | None = None,
    comparing: Comparing | None = None,
    shard: Shard | None = None,
    waivers: Waivers | UnsetType | None = None,
    unredacted_sha256: str | None = None,
) -> RunHead:
    """The run without its reports, each of which is read once. `strict`: a warning or an error is a failure.

    With `comparing`, only what got worse is a failure.
    """
    used = Counted(waivers) if isinstance(waivers, Waivers) else None
    collected, decided, effects = Collected(), dict[str | None, Counter[Status]](), dict[Status, None]()
    statuses, warned, defect, screening, scenario, half, last = [], False, False, False, None, None, None
    redacted: Scope | None = None
    for last in outlines:
        collected.add(last)
        if comparing is not None:
            comparing.add(last)
        if used is not None:
            used.add(last)
        statuses.append(last.status)
        for decision in last.asked:
            decided.setdefault(decision.of, Counter())[decision.status] += 1
            effects[decision.effect] = None
        half = half or last.half
        warned |= last.is_warned
        defect |= last.defect is not None
        screening |= last.screening
        scenario = scenario or last.scenario
        redacted = redacted or last.redacted
    tool, law = this_tool(), used_rulebook(rulebook)
    comparison, failing = None, list(effects)
    if comparing is not None:
        comparison = comparing.comparison(tool, law)
        failing = [one.now for one in comparison.worse if one.now is not None and not one.now_waived]
        warned = bool(comparison.newly_warned)
    return RunHead(
        schema_version=SCHEMA_VERSION,
        tool=tool,
        rulebook=law,
        summary=summarize(statuses, failing, strict=strict, warned=warned, half=half, defect=defect),
        reports=[],
        configuration=configuration,
        decided=decided,
        effects=failing,
        screening=screening,
        scenario=scenario,
        only=last if len(statuses) == 1 else None,
        overview=collected.overview() if len(statuses) > 1 else None,
        baseline=comparison,
        shard=shard,
        waivers=used.use(whole=shard is None and redacted is None) if used is not None else None,
        redacted=redacted,
        unredacted_sha256=unredacted_sha256,
        regime=last.regime if last is not None else FIRST_REGIME,
    )


def head_of_one(run: RunHead, outline: Outline) -> RunHead:
    """The run head of a single bill of materials, without a baseline."""
    effects = [decision.effect for decision in outline.asked]
    summary = summarize(
        [outline.status],
        effects,
        strict=run.summary.strict,
        warned=outline.is_warned,
        half=outline.half,
        defect=outline.defect is not None,
    )
    return msgspec.structs.replace(
        run,
        summary=summary,
        decided={decision.of: Counter([decision.status]) for decision in outline.asked},
        effects=effects,
        screening=outline.screening,
        scenario=outline.scenario,
        only=outline,
        overview=None,
        baseline=None,
        waivers=None,
    )
