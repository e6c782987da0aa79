"""Whether a submitted report is consistent: its verdict with its ratio, and the ratio with its items."""

from collections.abc import Iterator, Sequence

import msgspec

from ...model.findings import Unreadable
from ...model.materials import Product
from ...model.numbers import Fraction, Interval, cut_percent
from ...model.statuses import Status
from ...rules.rule import Date, Period
from ..threshold.balance import weigh
from .entity_status import PfeStatus
from .gates import asks_taxpayer, closed_by_dates
from .law import Law
from .question import MaterialAssistanceQuestion, Subject, subject_of
from .ratio import Ratio
from .report import CLOSED, TAXPAYER, gap, headline
from .rulebook import Basis, MaterialAssistanceRulebook
from .sections import ItemRow, MaterialAssistance, MaterialAssistanceReport
from .verdict import status_of


def contradictions(
    report: MaterialAssistanceReport, question: MaterialAssistanceQuestion, rulebook: MaterialAssistanceRulebook
) -> Iterator[str]:
    section = report.material_assistance
    if section is None:
        if report.verdict.status is not Status.UNREADABLE:
            yield f"its verdict is {report.verdict.status}, but it has no ratio"
        return
    product = _product(section)
    subject = _subject(section, product, question, rulebook)
    if subject is None:
        yield "its class or its date is not that of its question"
    else:
        law = Law(rulebook, subject.class_, subject.days, question.readings)
        yield from _under(law, subject, product, report, section)


def _under(
    law: Law, subject: Subject, product: Product, report: MaterialAssistanceReport, section: MaterialAssistance
) -> Iterator[str]:
    """The inconsistencies of a report with a ratio, under the law of its class and its date."""
    verdict, required = report.verdict, law.threshold()
    need = (None, None) if required is None else (str(required.value), law.rulebook.cite(required.source))
    if (section.threshold_percentage, section.threshold_citation) != need:
        yield "its threshold, or its source, is not that of its class and its date"
    codes = [found.code for found in closed_by_dates(subject, product, law)]
    codes += [TAXPAYER] * (section.taxpayer.status == PfeStatus.PFE and asks_taxpayer(subject, law))
    if codes != [found.code for found in report.findings if found.code in CLOSED]:
        yield "its findings on whether there is a credit are not those of its date and its taxpayer"
    ratio = _ratio(section.items)
    stated = None
    if section.low is not None and section.high is not None:
        stated = Interval(Fraction(section.low), Fraction(section.high))
    percentages = (None, None) if stated is None else (cut_percent(stated.low), cut_percent(stated.high))
    if stated != ratio.share or (section.ratio, section.high_percentage) != percentages:
        yield "its ratio is not that of its items"
    threshold = None if required is None else required.value
    if section.gap_points != gap(stated, threshold):
        yield "its gap is not that of its ratio and its threshold"
    expected = status_of(ratio, threshold, closed=bool(codes))
    if verdict.status is not expected or section.status is not expected:
        yield f"its verdict is {verdict.status} ({section.status} of the ratio), but its ratio gives {expected}"
    if verdict.headline != headline(expected, closed=codes):
        yield f"its headline is not that of a verdict of {expected}"


def _product(section: MaterialAssistance) -> Product:
    """The class and the dates that the report states; it has no date of the basis if it is about a year."""
    days, begins = Period.parse(section.date, Date.min), section.taxable_year_begins
    day = days.first if days.first == days.last else None
    return Product(
        class_=section.class_,
        sold=day if section.basis == Basis.SOLD else None,
        construction_begins=day if section.basis == Basis.CONSTRUCTION_BEGINS else None,
        taxable_year_begins=None if begins is None else Date.fromisoformat(begins),
    )


def _subject(
    section: MaterialAssistance,
    product: Product,
    question: MaterialAssistanceQuestion,
    rulebook: MaterialAssistanceRulebook,
) -> Subject | None:
    """What is judged; None if the report states another class, basis or date than its question gives.

    The taxable year is that of the report, which leaves out one that has ended.
    """
    try:
        subject = subject_of(msgspec.structs.replace(question, taxable_year_begins=None), product, rulebook)
    except Unreadable:
        return None
    stated = section.class_, section.basis, section.date
    return subject if (subject.class_, subject.basis, subject.days.text) == stated else None


def _ratio(items: Sequence[ItemRow]) -> Ratio:
    within = [
        (None if row.cost_exact is None else Fraction(row.cost_exact), Interval(Fraction(low), Fraction(high)))
        for row in items
        if (low := row.non_pfe_low) is not None and (high := row.non_pfe_high) is not None
    ]
    weighed = weigh(within)
    unpriced = sum(cost is None for cost, _ in within)
    none = Fraction(0)
    share = weighed.share if weighed.value or unpriced else None
    return Ratio(share, weighed.value or none, weighed.qualifying or none, none, none, unpriced)
