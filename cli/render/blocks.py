"""The tables that say of a run as a whole what every format then shows in its own way."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...engine.model.statuses import Status
from ...engine.report.report import CommonSupplier, Comparison, Overview
from ...engine.report.run_head import RunHead
from .phrases import words
from .summary import counted
from .tables import some

_MOST = 20
"""Of what changed since a baseline."""


class Block(NamedTuple):
    """A table with its title; each column is a title and `left` or `right`. Words of ours may be coloured."""

    title: str
    columns: Sequence[tuple[str, str]]
    rows: list[list[str]]


def run_blocks(run: RunHead) -> list[Block]:
    """What a run says besides its reports, and before its counts."""
    return [block for block in _all(run) if block.rows]


def run_notes(run: RunHead) -> list[str]:
    """What to say after the tables: which baseline, in what it was made otherwise, and what is as it was."""
    baseline = run.comparison
    if baseline is None:
        return []
    unchanged = counted(baseline.unchanged_failures, "unchanged failure")
    return [f"baseline: {baseline.path} (sha256 {baseline.sha256[:12]})", *baseline.made_otherwise, unchanged]


def _all(run: RunHead) -> Iterator[Block]:
    if run.comparison is not None:
        yield from _comparison(run.comparison)
    if run.overview is not None:
        yield from _overview(run.overview, run.summary.unreadable)


def _comparison(comparison: Comparison) -> Iterator[Block]:
    for title, changed in (
        ("Worse than in the baseline", comparison.worse),
        ("Better than in the baseline", comparison.better),
        ("New since the baseline, and a pass", comparison.new),
        ("In the baseline, and gone", comparison.gone),
    ):
        yield Block(
            f"{title}: {_shown(len(changed))}",
            [("BOM", "left"), ("before", "left"), ("now", "left")],
            [[one.title, _verdict(one.before), _verdict(one.now)] for one in changed[:_MOST]],
        )
    warned = comparison.newly_warned
    yield Block(
        f"Warned of or in error, and not in the baseline: {_shown(len(warned))}",
        [("BOM", "left")],
        [[one.title] for one in warned[:_MOST]],
    )


def _shown(all_: int) -> str:
    return f"the first {_MOST} of {all_}" if all_ > _MOST else str(all_)


def _verdict(status: Status | None) -> str:
    return "-" if status is None else words(status)


def _overview(overview: Overview, unreadable: int) -> Iterator[Block]:
    yield Block(
        f"Cannot be judged{_first(len(overview.unreadable), unreadable)}",
        [("BOM", "left"), ("because of", "left")],
        [[bom.title, some(bom.codes)] for bom in overview.unreadable],
    )
    yield Block(
        f"Failed by a FEOC in the chain{_first(len(overview.failed_by_feoc), overview.feoc_failures)}",
        [("BOM", "left"), ("suppliers", "left")],
        [[bom.title, "; ".join(bom.suppliers)] for bom in overview.failed_by_feoc],
    )
    yield Block(
        "Lowest against the requirement, in points",
        [("BOM", "left"), ("gap", "right"), ("counts %", "right"), ("required", "right"), ("verdict", "left")],
        [
            [gap.title, _signed(gap.gap_points), gap.percentage, gap.required_percentage, words(gap.status)]
            for gap in overview.worst_gaps
        ],
    )
    yield Block(
        "Commonest errors and warnings",
        [("finding", "left"), ("severity", "left"), ("BOMs", "right")],
        [[found.code, found.severity, str(found.boms)] for found in overview.findings],
    )
    yield _suppliers("Suppliers shown to be FEOCs", overview.feoc_suppliers)
    yield _suppliers("Suppliers not shown to be clean", overview.open_suppliers)


def _suppliers(title: str, suppliers: Iterable[CommonSupplier]) -> Block:
    return Block(title, [("supplier", "left"), ("BOMs", "right")], [[one.supplier, str(one.boms)] for one in suppliers])


def _first(shown: int, all_: int) -> str:
    return f": the first {shown} of {all_}" if shown < all_ else ""


def _signed(points: str) -> str:
    """A gap with its sign, so that more and less than required look different."""
    return points if points.startswith("-") else f"+{points}"
