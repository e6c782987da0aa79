"""A result -> the report: the verdict and its reasons in words, every figure as text, and the same by period."""

from collections.abc import Iterator, Mapping
from functools import partial

import msgspec

from ...intake.facts.materials import MaterialsIntake
from ...model.battery import Entity, Holding, Measure
from ...model.findings import Finding, finding, rank
from ...model.materials import Materials
from ...model.numbers import Fraction, Interval, cut_percent, exact, money, total
from ...model.statuses import Status
from ...report.report import Bom, Rows, Verdict
from ...rules.rule import Date, Period, percent
from ..asked_law import open_readings
from ..regime import PeriodVerdict
from ..threshold.balance import bounds, gap_points, lifted, span
from .deciding import decide
from .holdings import MEASURES, ONE, VALUE, VOTES
from .items import JudgedItem
from .paths import percentage
from .question import MaterialAssistanceQuestion
from .ratio import NOT_SHOWN, item_findings, requests
from .rulebook import MaterialAssistanceRulebook
from .sections import EntityRow, HolderRow, ItemRow, MaterialAssistance, MaterialAssistanceReport, RestsOn, TaxpayerRow
from .verdict import Answer, Result, judge_on, status_under

_CELLS = ("owner", "equity_pct", "votes_pct")
ENTITY, GOVERNMENTS, UNEXPLAINED = "entity", "governments", "unexplained"
"""The kinds of holders: named, covered nations' governments as stated, and those that no row of Ownership explains."""
UNKNOWN = "unknown"
"""The status of a taxpayer who is not named."""


def material_assistance(result: Result) -> MaterialAssistance:
    """The ratio against the threshold, with its items and entities."""
    answer, subject, product = result.answer, result.subject, result.materials.product
    ratio, share, threshold = answer.ratio, bounds(answer.ratio.share), result.law.threshold()
    needed = None if answer.threshold is None else ratio.needed(answer.threshold)
    return MaterialAssistance(
        status=answer.status,
        class_=subject.class_,
        basis=subject.basis,
        date=subject.days.text,
        threshold_percentage=None if threshold is None else str(threshold.value),
        threshold_citation=None if threshold is None else result.law.rulebook.cite(threshold.source),
        ratio=share.pop("percentage"),
        **share,
        gap_points=gap(ratio.share, answer.threshold),
        total_cost_usd=money(ratio.total),
        non_pfe_cost_usd=money(ratio.not_pfe),
        excluded_cost_usd=money(ratio.excluded),
        needed_usd=lifted(needed),
        rests_on=RestsOn(money(ratio.certified), money(ratio.by_facts)),
        taxpayer=TaxpayerRow(product.taxpayer, answer.taxpayer.status if answer.taxpayer is not None else UNKNOWN),
        cost_basis=product.cost_basis,
        taxable_year_begins=subject.taxable_year_begins.isoformat() if subject.taxable_year_begins else None,
        items=Rows(answer.items, _item),
        entities=entities(result.materials, answer),
        requests=requests(answer.items, result.materials.identity),
    )


def gap(ratio: Interval | None, threshold: int | None) -> str | None:
    """The points of the ratio above the threshold, negative below; None without either."""
    return None if ratio is None or threshold is None else gap_points(ratio, percent(threshold))


def _item(one: JudgedItem) -> ItemRow:
    item, share = one.item, one.share
    own = dict.fromkeys([item.cost_cell, item.row.cell("producer"), item.row.cell("country"), *one.cells])
    return ItemRow(
        item=item.name,
        line=item.line,
        cost_usd=None if item.cost is None else money(item.cost),
        cost_exact=None if item.cost is None else exact(item.cost),
        producer=item.producer,
        supplier=item.supplier,
        country=item.country,
        status=one.status,
        non_pfe_low=None if share is None else exact(share.low),
        non_pfe_high=None if share is None else exact(share.high),
        certificate=one.certificate,
        why="; ".join(one.why or one.missing),
        cells=tuple(own),
        own_gaps=one.own_gaps,
    )


def entities(materials: Materials, answer: Answer) -> list[EntityRow]:
    """Every entity that the taxpayer, an item or a holding names, once, in this order."""
    names: dict[str, str] = {}
    for name in _named(materials):
        names.setdefault(materials.identity(name), name)
    holders = _direct_holders(materials, names)
    rows = []
    for at, name in names.items():
        of = answer.entities.status(name)
        rows.append(EntityRow(name, of.status, list(of.limbs), list(of.why), holders.get(at, [])))
    return rows


def _named(materials: Materials) -> Iterator[str]:
    if materials.product.taxpayer is not None:
        yield materials.product.taxpayer
    for item in materials.items:
        yield from (name for name in (item.producer, item.supplier, *item.earlier_producers) if name is not None)
    for holding in materials.holdings:
        yield from (holding.owner, holding.owned)


# Direct holders --------------------------------------------------------------------------------------------------


def _direct_holders(materials: Materials, names: Mapping[str, str]) -> dict[str, list[HolderRow]]:
    """The holders of each entity that has any, by identity; `names` are the names that the report uses."""
    held: dict[str, list[Holding]] = {}
    for holding in materials.holdings:
        held.setdefault(materials.identity(holding.owned), []).append(holding)
    found: dict[str, list[HolderRow]] = {}
    for at in names:
        holdings, entity = held.get(at, []), materials.entities.get(at)
        rows = [
            _row(ENTITY, names[materials.identity(one.owner)], one.shares, tuple(map(one.row.cell, _CELLS)))
            for one in holdings
        ]
        if entity is not None and (stated := {m: s for m, s in entity.government.items() if m in MEASURES}):
            rows.append(_row(GOVERNMENTS, None, stated, ()))
        if holdings and (left := _unexplained(entity, holdings)):
            rows.append(_row(UNEXPLAINED, None, left, ()))
        if rows:
            found[at] = rows
    return found


def _unexplained(entity: Entity | None, holdings: list[Holding]) -> dict[Measure, Fraction]:
    """What no row explains; nothing where Entities states what specified foreign entities own."""
    if entity is not None and (entity.foreign.sfe_largest is not None or entity.foreign.sfe_total is not None):
        return {}
    stated = [m for m in MEASURES if all(m in one.shares for one in holdings)]
    left = {m: ONE - total(one.shares[m] for one in holdings) for m in stated}
    return {m: share for m, share in left.items() if share > 0}


def _row(kind: str, holder: str | None, shares: Mapping[Measure, Fraction], cells: tuple[str, ...]) -> HolderRow:
    of_value, of_votes = (percentage(shares[m])[:-1] if m in shares else None for m in (VALUE, VOTES))
    return HolderRow(kind, holder, of_value, of_votes, cells)


TAXPAYER = "TAXPAYER-PFE"
_CLOSED = {
    TAXPAYER: "no credit is available: the taxpayer is a prohibited foreign entity",
    "MACR-BEFORE-START": "not decided: the requirement does not apply yet",
    "MACR-NO-THRESHOLD": "not decided: the statute has no threshold percentage for this date",
    "MACR-AFTER-END": "no credit is available for this date",
}
CLOSED = tuple(_CLOSED)
"""The codes of the reasons why no credit is available."""


def report(bom: Bom, result: Result) -> MaterialAssistanceReport:
    answer = result.answer
    readings = open_readings(result.law, answer.status, partial(status_under, result))
    return MaterialAssistanceReport(
        bom=bom,
        verdict=Verdict(
            status=answer.status,
            headline=headline(answer.status, closed=[found.code for found in answer.closed]),
            conditions=result.conditions,
            findings=list(dict.fromkeys(found.code for found in decisive(result))),
        ),
        findings=findings(result),
        screening=result.question.screening,
        material_assistance=material_assistance(result),
        deciding=decide(answer, result.materials.identity),
        readings=readings,
        lists=result.lists,
        certificates=answer.evidence.judged(),
    )


def decisive(result: Result) -> list[Finding]:
    """The findings that decide the verdict, its reason first."""
    return result.answer.closed or [*_reason(result), *_open(result)]


def findings(result: Result) -> list[Finding]:
    """All findings, the errors first."""
    of_ratio = [] if result.answer.closed else _reason(result)
    every = result.answer.closed + of_ratio + item_findings(result.answer.items, result.materials.identity)
    return sorted([*every, *result.found.all(), *result.intake.findings], key=rank)


def headline(status: Status, *, closed: list[str]) -> str:
    """The meaning of the verdict in one sentence; `closed` are the codes of the reasons why no credit is available."""
    for code, text in _CLOSED.items():
        if code in closed:
            return text
    if status is Status.PASS:
        return "no material assistance from a prohibited foreign entity: the threshold is reached"
    if status is Status.FAIL:
        return "material assistance from a prohibited foreign entity: the ratio is below the threshold"
    return "incomplete: facts are missing; undecided: the material assistance cost ratio"


def _reason(result: Result) -> list[Finding]:
    """The reason why the threshold is reached, missed or open."""
    answer, law = result.answer, result.law
    threshold = law.threshold()
    assert threshold is not None
    need = f"threshold: {threshold.value}% ({law.rulebook.cite(threshold.source)})"
    share = answer.ratio.share
    if share is None:
        return [finding("MACR-NO-COST", f"no cost is in the ratio; {need}")]
    code = {Status.PASS: "MACR-MET", Status.FAIL: "MACR-NOT-MET"}.get(answer.status, "MACR-UNDECIDED")
    return [finding(code, f"material assistance cost ratio: {span(share)}; {need}")]


def _open(result: Result) -> list[Finding]:
    """The findings on what leaves the ratio open."""
    if result.answer.status is not Status.INCOMPLETE:
        return []
    found = item_findings(result.answer.items, result.materials.identity)
    return [one for one in found if one.code == NOT_SHOWN]


class MaterialAssistancePeriod(PeriodVerdict, frozen=True):
    """The threshold for a product sold, or whose construction begins, on these days, and the ratio."""

    basis: str
    threshold_percentage: str | None
    ratio: str | None
    high_percentage: str | None


def period(
    intake: MaterialsIntake,
    question: MaterialAssistanceQuestion,
    rulebook: MaterialAssistanceRulebook,
    first: Date,
    last: Date | None,
) -> MaterialAssistancePeriod:
    """The verdict for every day from the first to the last; the question's own dates are ignored.

    Raises:
        Unreadable: the class is stated nowhere, or a certificate states more than the cost.
    """
    product = msgspec.structs.replace(intake.materials.product, taxable_year_begins=None)
    materials = msgspec.structs.replace(intake.materials, product=product)
    question = msgspec.structs.replace(question, taxable_year_begins=None)
    # The end of an attestation, by a column that is not read, concerns the date of the question alone.
    intake = msgspec.structs.replace(intake, materials=materials, ends=[])
    result = judge_on(Period(first, last or first, first.isoformat()), intake, question, rulebook)
    answer, share = result.answer, result.answer.ratio.share
    codes = {found.code for found in decisive(result)}
    return MaterialAssistancePeriod(
        first=first.isoformat(),
        last=None if last is None else last.isoformat(),
        basis=result.subject.basis,
        threshold_percentage=None if answer.threshold is None else str(answer.threshold),
        ratio=None if share is None else cut_percent(share.low),
        high_percentage=None if share is None else cut_percent(share.high),
        status=answer.status,
        only_if=None,
        reasons=[found for found in findings(result) if found.code in codes],
    )
