"""The days on which the status of an entity may be tested (26 USC 7701(a)(51))."""

from ...entities.pfe_list import PfeScreen
from ...model.dates import months_after
from ...model.materials import Product
from ...rules.rule import ONE_DAY, Date, Period
from .law import Law
from .question import MaterialAssistanceQuestion
from .rulebook import Basis


def tested_days(law: Law, product: Product) -> Period:
    """Every day that may be the one on which the status of a producer counts.

    It is the last day of the producer's taxable year in which the cost was paid or incurred, of the first such year
    under the law its first day. No sheet states that year: it may be the one that includes the day sold, or the
    one before; of a facility, whose costs follow, any until the year in which it is placed in service.
    """
    months = law.rule(law.rulebook.credit.taxable_year).value
    last: Date | None = law.days.last
    if law.threshold_rule.basis is Basis.CONSTRUCTION_BEGINS:
        placed = product.placed_in_service
        last = None if placed is None else max(placed, law.days.last)
    until = Date.max if last is None else months_after(last, months) - ONE_DAY
    since = max(months_after(law.days.first, -months) + ONE_DAY, law.rulebook.start)
    first = min(since, until)
    return Period(first, until, f"from {first}" if last is None else f"from {first} to {until}")


def pfe_screen(law: Law, product: Product, question: MaterialAssistanceQuestion) -> PfeScreen | None:
    """The list of the question on these days; None without one."""
    return PfeScreen(question.pfe_list, tested_days(law, product)) if question.pfe_list is not None else None
