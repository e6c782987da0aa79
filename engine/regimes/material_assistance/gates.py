"""When the requirement applies, when the credit ends, and the taxpayer itself."""

from collections.abc import Iterator

from ...model.findings import Finding, finding
from ...model.materials import Product
from ...model.quoting import quoted
from ...rules.rule import Date, Period, Rule
from .entity_status import EntityStatus, PfeStatus
from .law import Law
from .question import Subject
from .rulebook import Basis, ProductClass


def closed(subject: Subject, product: Product, taxpayer: EntityStatus | None, law: Law) -> list[Finding]:
    """The reasons why there is no verdict on the ratio, or no credit whatever it is."""
    found = [*closed_by_dates(subject, product, law)]
    if taxpayer is not None and taxpayer.status is PfeStatus.PFE and asks_taxpayer(subject, law):
        message = (
            f"the taxpayer {quoted(product.taxpayer or '')} is a prohibited foreign entity: {'; '.join(taxpayer.why)} "
            f"({_cite(law, law.rulebook.credit.taxpayer(subject.basis))})"
        )
        found.append(finding("TAXPAYER-PFE", message, *product.cells_of("taxpayer"), *taxpayer.cells))
    return found


def asks_taxpayer(subject: Subject, law: Law) -> bool:
    """Whether no credit is available if the taxpayer is a prohibited foreign entity."""
    return not _began_by(subject, law.rule(law.rulebook.credit.taxpayer(subject.basis)).value)


def closed_by_dates(subject: Subject, product: Product, law: Law) -> Iterator[Finding]:
    """The first reason why no threshold applies on the days."""
    days, credit = subject.days, law.rulebook.credit
    sold = subject.basis is Basis.SOLD
    what = f"{'sold' if sold else 'construction begins'} {days.text}"
    cell = product.cells_of(subject.basis)
    start = credit.eligible_components if sold else credit.facilities
    last = law.rule(start).value
    if sold and _began_by(subject, last):
        begins = f"the taxable year begins {subject.taxable_year_begins}"
        message = f"{begins}: the requirement applies to taxable years that begin after {last} ({_cite(law, start)})"
        yield finding("MACR-BEFORE-START", message, *product.cells_of("taxable_year_begins"))
        return
    if days.last <= last:
        applies = f"to taxable years that begin after {last}" if sold else f"where construction begins after {last}"
        message = f"{what}: the requirement applies {applies} ({_cite(law, start)})"
        yield finding("MACR-BEFORE-START", message, *cell)
        return
    end = law.rule(credit.end_battery_component)
    if subject.class_ is ProductClass.BATTERY_COMPONENT and days.last > end.value:
        message = f"{what}: the credit for battery components ends after {end.value} ({law.rulebook.cite(end.source)})"
        yield finding("MACR-AFTER-END", message, *cell)
        return
    if law.threshold() is None:
        message = f"{what}: the statute has no threshold percentage for this date ({_cite(law, law.threshold_rule)})"
        yield finding("MACR-NO-THRESHOLD", message, *cell)


def conditions(
    subject: Subject,
    product: Product,
    taxpayer: EntityStatus | None,
    law: Law,
    *,
    certified: bool,
    listed: Period | None,
) -> Iterator[str]:
    """What the verdict assumes: what is not stated, and what no sheet holds.

    `certified`: a certificate counts; `listed` are the days for which a list of prohibited foreign entities was asked.
    """
    credit, papers = law.rulebook.credit, law.rulebook.certificates
    start = law.rule(credit.taxpayer(subject.basis))
    if subject.taxable_year_begins is None:
        yield f"the taxable year begins after {start.value} ({law.rulebook.cite(start.source)})"
    if taxpayer is None:
        yield f"the taxpayer is not a prohibited foreign entity ({law.rulebook.cite(start.source)})"
    elif taxpayer.status is not PfeStatus.PFE and taxpayer.missing:
        who = quoted(product.taxpayer or "")
        missing = "; ".join(taxpayer.missing)
        yield (
            f"the taxpayer {who} is not a prohibited foreign entity, which is not known without {missing} "
            f"({law.rulebook.cite(start.source)})"
        )
    produced = law.rule(credit.end_critical_mineral)
    if subject.class_ is ProductClass.CRITICAL_MINERAL and subject.days.last > produced.value:
        yield f"the mineral was produced by {produced.value} ({law.rulebook.cite(produced.source)})"
    yield (
        "each producer's status is that of the last day of its taxable year in which the cost was paid or incurred "
        f"({law.rulebook.cite('usc-7701-a-51')})"
    )
    if listed is not None:
        day = "sold" if subject.basis is Basis.SOLD else "on which construction begins, or a later one"
        yield (
            f"each cost was paid or incurred in the producer's taxable year that includes the day {day}, or in the one "
            f"before: an entry of the list of prohibited foreign entities counts {listed.text} "
            f"({law.rulebook.cite('usc-7701-a-51')})"
        )
    if certified:
        last = papers.last_day.on(subject.days.last, law.readings.takes)
        until = (
            f"until {last.value}"
            if last is not None
            else f"until {papers.days_after_tables.values[0].value} days after Treasury issues its tables"
        )
        cite = law.rulebook.cite(papers.days_after_tables.values[0].source)
        yield f"certificates could be relied on: {until} ({cite})"


def _began_by(subject: Subject, last: Date) -> bool:
    """Whether the taxable year is known to begin on this day or before."""
    return subject.taxable_year_begins is not None and subject.taxable_year_begins <= last


def _cite(law: Law, rule: Rule[Date] | Rule[int]) -> str:
    return law.rulebook.cite(rule.values[-1].source)
