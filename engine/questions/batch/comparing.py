"""A run held against its baseline, one report in short after the other."""

from ...model.statuses import Status
from ...report.outline import Outline
from ...report.report import Asked, BomName, Compared, Comparison, RulebookUsed, Tool
from .baseline import Baseline, Change, Place, is_newly_warned, made_otherwise


class Comparing:
    """Looks at every report in short, and keeps what changed."""

    def __init__(self, baseline: Baseline, asked: Asked, *, strict: bool) -> None:
        self._baseline = baseline
        self._asked = asked
        self._strict = strict
        self._changed: dict[Change, list[Compared]] = {change: [] for change in Change}
        self._newly_warned: list[BomName] = []
        self._unchanged = {True: 0, False: 0}
        self._seen: set[Place] = set()

    def add(self, outline: Outline) -> None:
        """Looks at the next one."""
        bom, now = outline.bom, outline.status
        before, change = self._baseline.before(bom), self._baseline.change(bom, now)
        self._seen.add((bom.path, bom.name))
        if change is Change.SAME:
            self._unchanged[now is Status.PASS] += 1
        else:
            self._changed[change].append(Compared(bom.path, bom.name, before.status if before else None, now))
        if self._strict and is_newly_warned(self._baseline, bom, warned=outline.is_warned):
            self._newly_warned.append(BomName(bom.path, bom.name))

    def comparison(self, tool: Tool, rulebook: RulebookUsed) -> Comparison:
        """What changed since the baseline, of all that were added."""
        return Comparison(
            path=self._baseline.path,
            sha256=self._baseline.sha256,
            made_otherwise=made_otherwise(self._baseline, tool, rulebook, self._asked),
            worse=self._changed[Change.WORSE],
            better=self._changed[Change.BETTER],
            new=self._changed[Change.NEW],
            gone=[
                Compared(*place, before.status, None)
                for place, before in self._baseline.boms.items()
                if place not in self._seen
            ],
            newly_warned=self._newly_warned,
            unchanged_failures=self._unchanged[False],
            unchanged_passes=self._unchanged[True],
        )
