"""Whether a submitted report is consistent: its verdict with its ratio, and the ratio with its items."""

from collections.abc import Iterator, Sequence

from ...model.interval import Interval
from ...model.numbers import Fraction, cut_percent
from ...model.statuses import Status
from ..threshold.balance import weigh
from .figures import gap
from .ratio import Ratio
from .report import CLOSED, headline
from .rulebook import MaterialAssistanceRulebook, ProductClass
from .sections import ItemRow, MaterialAssistanceReport
from .verdict import status_of


def contradictions(report: MaterialAssistanceReport, rulebook: MaterialAssistanceRulebook) -> Iterator[str]:
    """The inconsistencies, one sentence each."""
    verdict, section = report.verdict, report.material_assistance
    if section is None:
        if verdict.status is not Status.UNREADABLE:
            yield f"its verdict is {verdict.status}, but it has no ratio"
        return
    codes = [found.code for found in report.findings if found.code in CLOSED]
    known = {str(value.value) for value in rulebook.thresholds.of(ProductClass(section.class_)).values}
    if section.threshold_percentage not in {*known, None}:
        yield f"its threshold of {section.threshold_percentage}% is not one of its class"
    ratio = _ratio(section.items)
    stated = None
    if section.low is not None and section.high is not None:
        stated = Interval(Fraction(section.low), Fraction(section.high))
    percentages = (None, None) if stated is None else (cut_percent(stated.low), cut_percent(stated.high))
    if stated != ratio.share or (section.ratio, section.high_percentage) != percentages:
        yield "its ratio is not that of its items"
    threshold = int(section.threshold_percentage) if section.threshold_percentage is not None else None
    if section.gap_points != gap(stated, threshold):
        yield "its gap is not that of its ratio and its threshold"
    expected = status_of(ratio, threshold, closed=bool(codes))
    if verdict.status is not expected or section.status is not expected:
        yield f"its verdict is {verdict.status} ({section.status} of the ratio), but its ratio gives {expected}"
    if verdict.headline != headline(expected, closed=codes):
        yield f"its headline is not that of a verdict of {expected}"


def _ratio(items: Sequence[ItemRow]) -> Ratio:
    """The ratio of the rows of a report."""
    within = [row for row in items if row.non_pfe_low is not None and row.non_pfe_high is not None]
    weighed = weigh((_cost(row), _share(row)) for row in within)
    unpriced = sum(row.cost_exact is None for row in within)
    none = Fraction(0)
    share = weighed.share if weighed.value or unpriced else None
    return Ratio(share, weighed.value or none, weighed.qualifying or none, none, none, unpriced)


def _cost(row: ItemRow) -> Fraction | None:
    return None if row.cost_exact is None else Fraction(row.cost_exact)


def _share(row: ItemRow) -> Interval:
    assert row.non_pfe_low is not None
    assert row.non_pfe_high is not None
    return Interval(Fraction(row.non_pfe_low), Fraction(row.non_pfe_high))
