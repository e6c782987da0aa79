"""The result of a run besides its reports."""

from collections import Counter
from collections.abc import Iterable

from msgspec import UnsetType

from ...model.statuses import Status
from ...model.waivers import Waivers
from ...regimes.registry import FIRST_REGIME
from ...report.disclosure import Scope
from ...report.outline import Outline
from ...report.overview import Collected, Counted
from ...report.report import SCHEMA_VERSION, AppliedScenario, Report
from ...report.run import AppliedConfiguration, Run, Shard, Tally, this_tool, used_rulebook
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

    def holding(self, reports: list[Report]) -> Run:
        """The run with its reports."""
        return Run(**{name: getattr(self, name) for name in Run.__struct_fields__} | {"reports": reports})


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
    collected, decided, tally = Collected(), dict[str | None, Counter[Status]](), Tally()
    screening, scenario, last = False, None, None
    redacted: Scope | None = None
    for last in outlines:
        collected.add(last)
        if comparing is not None:
            comparing.add(last)
        if used is not None:
            used.add(last)
        tally.add(last.status, last.asked, last.half, defect=last.defect is not None)
        for decision in last.asked:
            decided.setdefault(decision.of, Counter())[decision.status] += 1
        screening |= last.screening
        scenario = scenario or last.scenario
        redacted = redacted or last.redacted
    tool, law = this_tool(), used_rulebook(rulebook)
    comparison = None
    if comparing is not None:
        comparison = comparing.comparison(tool, law)
        tally.effects = [one.now for one in comparison.worse if one.now is not None and not one.now_waived]
        tally.warned = bool(comparison.newly_warned)
    return RunHead(
        schema_version=SCHEMA_VERSION,
        tool=tool,
        rulebook=law,
        summary=tally.summary(strict=strict),
        reports=[],
        configuration=configuration,
        decided=decided,
        effects=tally.effects,
        screening=screening,
        scenario=scenario,
        only=last if tally.boms == 1 else None,
        overview=collected.overview() if tally.boms > 1 else None,
        baseline=comparison,
        shard=shard,
        waivers=used.use(whole=shard is None and redacted is None) if used is not None else None,
        redacted=redacted,
        unredacted_sha256=unredacted_sha256,
        regime=last.regime if last is not None else FIRST_REGIME,
    )
