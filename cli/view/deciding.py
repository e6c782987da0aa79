"""What would decide an open share: the fewest facts, the break-even amounts, every missing fact."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .sections import Block, Bullets, Cells, Section, Table, Text, left, percent, right
from .words import counted, some

_MOST = 12
RELATION = {"at_most": "is at most", "at_least": "is at least", "below": "is below", "above": "is above"}


class Wording(NamedTuple):
    """The words of a regime: for the share, a missing fact, a break-even amount, and resolving several facts."""

    share: str
    named: Callable[[Any], str]
    break_even: Callable[[Any], str]
    several: str = "Resolving this"

    def section(self, deciding: Any, title: str, id_: str = "deciding", nav: str = "What would decide it") -> Section:
        """Sentences, then a row for each missing fact."""
        rows: list[list[Text]] = [
            [
                self.named(fact),
                percent(fact.low_if_best_percentage),
                percent(fact.high_if_worst_percentage),
                Cells(fact.cells),
            ]
            for fact in deciding.facts
        ]
        columns = left("missing") + right(f"{self.share} if resolved favorably", "if resolved unfavorably", breaks=True)
        table = Table(columns + left("cells"), rows, f"{id_}-table", "Each missing fact, all else as it is")
        blocks: list[Block] = [Bullets(self._sentences(deciding)), *[table] * bool(rows)]
        return Section(title, blocks, id_, nav)

    def _sentences(self, deciding: Any) -> list[Text]:
        """What could decide it either way, and the break-even amounts."""
        texts: list[Text] = []
        for outcome in ("pass", "fail"):
            facts = getattr(deciding, f"to_{outcome}")
            if facts is not None:
                is_fewest = getattr(deciding, f"to_{outcome}_is_fewest", True)
                fewer = "" if is_fewest else " (perhaps fewer facts are enough)"
                resolving = "Resolving this" if len(facts) == 1 else self.several
                shown = "; ".join(map(self.named, facts[:_MOST]))
                more = f"; and {len(facts) - _MOST} more" if len(facts) > _MOST else ""
                texts.append(f"{resolving} could produce a {outcome}: {shown}{more}{fewer}")
        return [*texts, *map(self.break_even, deciding.break_evens)]

    def steps(self, verb: str, facts: Sequence[Any], see: str) -> list[Text]:
        """What to state or to get, each with its cells: `State the value of line EL-04 (fluorspar): BOM!G31`."""
        texts: list[Text] = []
        for fact in facts[:_MOST]:
            cells = f": {some(fact.cells, 3)}" if fact.cells else ""
            texts.append(f"{verb} {self.named(fact)}{cells}")
        if len(facts) > _MOST:
            texts.append(f"{verb} {counted(len(facts) - _MOST, 'more fact')}: see what would decide {see}")
        return texts
