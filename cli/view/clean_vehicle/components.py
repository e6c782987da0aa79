"""The battery components percentage against its requirement, and the tree of components."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ....engine.model.battery import key
from ....engine.model.numbers import Fraction
from ....engine.regimes.clean_vehicle.components import ComponentPool, pools_of
from ....engine.regimes.clean_vehicle.consistency import stated_rows
from ....engine.regimes.clean_vehicle.sections import BatteryComponents, ComponentShare, ComponentsStatus
from ....engine.report.disclosure import WITHHELD
from ..sections import (
    Block,
    Cells,
    Column,
    Entry,
    Exact,
    Fact,
    Facts,
    Paragraph,
    Recomputed,
    Section,
    Table,
    Text,
    Tone,
    Word,
    dollars,
    left,
    right,
    usd,
)
from ..words import COUNTS, sentence, span
from . import feoc, percentage

_MOST = 200
"""Components in the tree of a report; the workbook lists all."""
MOST_IN_BRIEF, _MOST_MISSING = 2, 8
"""The missing facts that are named, on a screen and in full."""
_DEEPEST = 8
"""The levels of the tree that are drawn: what is deeper is drawn there."""
_TONES = {True: Tone.GOOD, False: Tone.BAD, None: Tone.OPEN}
_CAPTION = (
    "Each component below the component that contains it. It adds its value less the value of its parts, and counts if "
    "substantially all of its manufacture or assembly takes place in North America"
)


class _Branch(NamedTuple):
    """A component, its position in the sheet, its depth from 0, and the component that it is part of."""

    share: ComponentShare
    at: int
    level: int
    parent: ComponentShare | None


def _tree(components: Sequence[ComponentShare]) -> list[_Branch]:
    """Each component, followed by its parts; among its neighbors first what does not count or is not known."""
    within, parts = _within(components), defaultdict[int | None, list[int]](list)
    for at, container in enumerate(within):
        parts[container].append(at)
    worst = [_adverse(share) for share in components]
    for at, _ in reversed(_depth_first(parts)):
        if (container := within[at]) is not None:
            worst[container] = min(worst[container], worst[at])
    for positions in parts.values():
        positions.sort(key=worst.__getitem__)
    branches = []
    for at, level in _depth_first(parts):
        container = within[at]
        branches.append(_Branch(components[at], at, level, None if container is None else components[container]))
    return branches


def _within(components: Sequence[ComponentShare]) -> list[int | None]:
    """The position of the component that contains each."""
    positions: dict[str, int] = {}
    for at, share in enumerate(components):
        positions.setdefault(key(share.component), at)
    return [None if share.part_of is None else positions.get(key(share.part_of)) for share in components]


def _depth_first(parts: dict[int | None, list[int]]) -> list[tuple[int, int]]:
    """Each position with its level, before those of its parts."""
    found, waiting = [], [(at, 0) for at in reversed(parts.get(None, []))]
    while waiting:
        at, level = waiting.pop()
        found.append((at, level))
        waiting += [(part, level + 1) for part in reversed(parts.get(at, []))]
    return found


def _adverse(share: ComponentShare) -> int:
    if share.excluded is not None:
        return 3
    return {False: 0, None: 1, True: 2}[share.counts]


def requirement(c: BatteryComponents) -> str:
    """`battery components: 62.5000%, 60% required`; without figures before the requirement applied."""
    if c.status is ComponentsStatus.NOT_STATED:
        return "battery components: not stated"
    if c.required_percentage is None:
        return "battery components: not yet required on this date"
    return f"battery components: {span(c.percentage, c.high_percentage)}, {c.required_percentage}% required"


def section(c: BatteryComponents) -> Section:
    """The bar, the missing facts, the figures, and every component."""
    blocks = list(_figures(c, _MOST_MISSING))
    if c.low is not None:
        facts = [
            Fact("exact share, as a fraction", c.exact or f"{c.low} to {c.high}"),
            Fact("value", usd(c.total_value_usd)),
        ]
        blocks.append(Facts([*facts, Fact("value that counts", usd(c.qualifying_value_usd))]))
    branches = _tree(c.components)
    shown = branches[:_MOST]
    table = Table(
        left("component") + right("value", "adds") + left("counts", "country", "cell"),
        [_row(branch) for branch in shown],
        "components-table",
        _CAPTION,
        more=len(branches) - len(shown),
    )
    return Section(sentence(requirement(c)), [*blocks, table], "components", "Battery components")


def brief(c: BatteryComponents, *, is_screen: bool) -> Section:
    """The bar, and in a memo the missing facts: a screen has those that matter among the reasons."""
    return Section(sentence(requirement(c)), list(_figures(c, 0 if is_screen else MOST_IN_BRIEF)))


def _figures(c: BatteryComponents, most: int) -> Iterator[Block]:
    if c.status is ComponentsStatus.NOT_STATED:
        yield Paragraph("No component of the battery has a value, so there is no percentage")
    if c.percentage is not None and c.required_percentage is not None:
        yield percentage.bar(c)
    if most and c.status is not ComponentsStatus.NOT_STATED and missing(c):
        yield Paragraph(sentence(not_stated(c, most)))


def not_stated(c: BatteryComponents, most: int) -> str:
    """`not stated: the value of separator (Components!B5)`: the first facts that are missing."""
    texts = [f"{fact} ({cell})" for fact, cell in missing(c)]
    more = [f"{len(texts) - most} more"] if len(texts) > most else []
    return f"not stated: {'; '.join([*texts[:most], *more])}"


def missing(c: BatteryComponents) -> list[tuple[str, str]]:
    """The facts that are not stated, each with its cell: `the value of separator`, `where separator is assembled`."""
    facts = []
    for share in c.components:
        if share.excluded is None:
            value, place = share.value_cell or share.cells[0], share.country_cell or share.cells[0]
            facts += [(f"the value of {share.component}", value)] * (share.value_usd is None)
            facts += [(f"where {share.component} is assembled", place)] * (share.counts is None)
    return facts


def _row(branch: _Branch) -> list[Text | Entry]:
    share, parent = branch.share, branch.parent
    name = Entry(share.component, level=min(branch.level, _DEEPEST), parent=parent.component if parent else "")
    counts: Text = Word(COUNTS[share.counts], _TONES[share.counts])
    if share.excluded is not None:
        counts = [Word("excluded", Tone.NONE), f": {share.excluded}"]
    place = feoc.country(share.assembly_country) if share.assembly_country else "not known"
    value = usd(share.value_usd)
    return [name, value, adds(share), counts, place, Cells(share.cells[:1])]


def adds(share: ComponentShare) -> str:
    """What a component adds: `$1,300.00`, `$0.00 to $310.00`, `$0.00 or more, no upper limit`."""
    low, high = share.incremental_low_usd, share.incremental_high_usd
    if low is None:
        return ""
    if high is None:
        return f"{dollars(low)} or more, no upper limit"
    return dollars(low) if low == high else f"{dollars(low)} to {dollars(high)}"


def sheet(c: BatteryComponents) -> Table:
    """Every component in numbers, and the percentage recomputed from them."""
    columns = [Column("component", width=40), Column("part of", width=26), Column("counts", width=38)]
    columns += [Column("assembly country", width=24), Column("value USD", right=True, width=20)]
    columns += [Column(f"adds USD, {end}", right=True, width=20) for end in ("lowest", "highest")]
    columns += [Column("adds USD with its parts of unknown value", right=True, width=24)]
    columns += [Column(f"share that counts, {end}", right=True, width=18) for end in ("lowest", "highest")]
    columns += [Column("cells", width=62)]
    heads = {pool.at[0]: pool.line for pool in _pools(c)}
    rows: list[list[Text | Entry]] = []
    for share, at, level, _ in _tree(c.components):
        pool = heads.get(at)
        country = feoc.country(share.assembly_country) if share.assembly_country else "not known"
        ends: list[Text | Entry] = ["", ""]
        if share.excluded is None:
            high = share.incremental_high_usd
            ends = [usd(share.incremental_low_usd), usd(high) if high is not None else "no upper limit"]
        added: list[Text | Entry] = ["", "", ""]
        if pool is not None:
            amount = "no upper limit" if pool.value is None else Exact(str(pool.value), "$")
            added = [amount, Exact(str(pool.share.low)), Exact(str(pool.share.high))]
        rows.append(
            [
                Entry(share.component, level=min(level, _DEEPEST)),
                share.part_of or "",
                f"excluded: {share.excluded}" if share.excluded is not None else COUNTS[share.counts],
                country,
                Exact(share.value_exact, "$"),
                *ends,
                *added,
                Cells(share.cells),
            ]
        )
    return Table(columns, rows, sheet="components", recomputed=list(_recomputed(c)))


def _pools(c: BatteryComponents) -> list[ComponentPool]:
    """What each component adds together with its parts of unknown value."""
    return [] if c.total_value_usd == WITHHELD else pools_of(stated_rows(c.components) or [])


def _recomputed(c: BatteryComponents) -> Iterator[Recomputed]:
    """The percentage recomputed from what the components add; what has no upper limit moves it toward its own share."""
    found = [pool.line for pool in _pools(c)]
    known = [(pool.value, pool.share.low) for pool in found if pool.value is not None]
    value = sum((amount for amount, _ in known), Fraction(0))
    counts = sum((amount * low for amount, low in known), Fraction(0))
    if not value or c.low is None or c.high is None:
        return
    yield Recomputed("components: value", "SUM({7})", Exact(str(value), "$"))
    label = "value that counts" if c.low == c.high else "lowest value that counts"
    yield Recomputed(f"components: {label}", "SUMPRODUCT({7},{8})", Exact(str(counts), "$"))
    low, high = "SUMPRODUCT({7},{8})/SUM({7})", "SUMPRODUCT({7},{9})/SUM({7})"
    if len(known) < len(found):
        low = f"MIN({low},1-SUMPRODUCT(MAX(ISNUMBER({{8}})*(1-{{8}})*(1-ISNUMBER({{7}})))))"
        high = f"MAX({high},SUMPRODUCT(MAX({{9}}*(1-ISNUMBER({{7}})))))"
    ends = [("percentage", low, c.low)]
    if c.low != c.high:
        ends = [("lowest percentage", low, c.low), ("highest percentage", high, c.high)]
    for label, formula, share in ends:
        yield Recomputed(f"components: {label}", f"100*{formula}", Exact(str(100 * Fraction(share)), "%"))
