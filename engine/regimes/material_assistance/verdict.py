"""The order of questions: does the requirement apply, is the taxpayer barred, is the threshold reached."""

from collections.abc import Iterator

import msgspec

from ...entities.designations import described, is_listed
from ...entities.evidence import Evidence
from ...entities.list_screen import NamedAs, Role, screen_names, supplier_names
from ...entities.pfe_list import PfeScreen
from ...entities.sheet_names import holders, report_unlisted
from ...intake.facts.materials import MaterialsIntake
from ...model.dates import months_after
from ...model.findings import Finding, Findings
from ...model.materials import Materials, Product
from ...model.statuses import Status
from ...report.report import ScreenedList
from ...rules.rule import ONE_DAY, Date, Period
from ..unread import refuse_ended, refuse_mentioned
from .entity_status import EntityStatus, EntityStatuses, PfeStatus
from .gates import closed, conditions
from .items import EACH_NAMED, ItemStatus, JudgedItem, judge_items
from .law import Law
from .question import MaterialAssistanceQuestion, Subject, subject_of
from .ratio import Ratio, ratio_of
from .rulebook import Basis, MaterialAssistanceRulebook

SERVES = "material assistance"
"""What the certificates of this regime serve."""
DAY_IS = {Basis.SOLD: "sold", Basis.CONSTRUCTION_BEGINS: "on which construction begins"}
LISTED = "listed"
"""The limb of an entity that a list makes a prohibited foreign entity."""


class Answer(msgspec.Struct, frozen=True):
    """The verdict under one law and its basis. `closed` are the reasons why no credit is available.

    `threshold` is in percent; None if the statute has none for the days.
    """

    status: Status
    closed: list[Finding]
    items: list[JudgedItem]
    ratio: Ratio
    threshold: int | None
    entities: EntityStatuses
    taxpayer: EntityStatus | None
    evidence: Evidence


class Result(msgspec.Struct, frozen=True):
    """The result for a product under the law of one question, as numbers and objects, before any text.

    `found` are the findings collected on the way, `conditions` the assumptions of the verdict.
    """

    intake: MaterialsIntake
    question: MaterialAssistanceQuestion
    subject: Subject
    law: Law
    answer: Answer
    conditions: list[str]
    found: Findings
    lists: list[ScreenedList] = []

    @property
    def materials(self) -> Materials:
        return self.intake.materials


def judge(
    intake: MaterialsIntake, question: MaterialAssistanceQuestion, rulebook: MaterialAssistanceRulebook
) -> Result:
    """The verdict, with all findings.

    Raises:
        Unreadable: the class or its date is missing, dates contradict each other, or a certificate states more than
            the cost.
    """
    return judge_on(None, intake, question, rulebook)


def judge_on(
    days: Period | None,
    intake: MaterialsIntake,
    question: MaterialAssistanceQuestion,
    rulebook: MaterialAssistanceRulebook,
) -> Result:
    """The verdict on these days, or on those of the question if None; raises as `judge` does."""
    materials = intake.materials
    subject = subject_of(question, materials.product, rulebook, days)
    law = Law(rulebook, subject.class_, subject.days, question.readings)
    found = Findings()
    _report_ended_year(subject, materials.product, rulebook, found)
    if days is None:
        _report_unused_date(question, subject, found)
    answer = answer_under(law, materials, subject, found, entities_under(law, materials, question))
    refuse_ended(intake.ends, subject.days, found, day_is=DAY_IS[subject.basis])
    pfe = _pfe_screen(law, materials.product, question)
    refuse_mentioned(
        intake.mentions,
        materials,
        materials.identities,
        lambda name: "; ".join(one.why) if (one := answer.entities.status(name)).status is PfeStatus.PFE else None,
        lambda name: is_listed(question.sdn, name) or _is_listed(pfe, name),
        found,
        about=materials.product.taxpayer,
    )
    report_unlisted(_uncleared(materials, answer), materials.entities, materials.identity, found)
    certified = any(one.certificate is not None for one in answer.items)
    listed = _tested_days(law, materials.product) if question.pfe_list is not None else None
    assumed = [*conditions(subject, materials.product, answer.taxpayer, law, certified=certified, listed=listed)]
    lists = [*_screened(materials, answer, law, question, subject, found)]
    return Result(intake, question, subject, law, answer, assumed, found, lists)


def _is_listed(pfe: PfeScreen | None, name: str) -> str | None:
    """What the list of prohibited foreign entities says of a name on some of the days; None if nothing."""
    found = [match for match, entry in pfe.found(name) if entry.overlaps(pfe.days)] if pfe is not None else []
    return f"it is on the {pfe.listed.title}: {described(found[0])}" if pfe is not None and found else None


def _report_unused_date(question: MaterialAssistanceQuestion, subject: Subject, found: Findings) -> None:
    """Reports a day asked about that is of the other basis."""
    for basis in Basis:
        asked = getattr(question, basis)
        if basis is not subject.basis and asked is not None and basis not in question.sheet_first:
            message = (
                f"--{basis.replace('_', '-')} {asked} is not used: for the class {subject.class_}, "
                f"{subject.basis} decides ({subject.days.text}, --{subject.basis.replace('_', '-')})"
            )
            found.add("PRODUCT-DATE-UNUSED", message)


def _report_ended_year(
    subject: Subject, product: Product, rulebook: MaterialAssistanceRulebook, found: Findings
) -> None:
    if subject.ended_year is None:
        return
    placed = product.placed_in_service
    then = f"sold {subject.days.text}" if subject.basis is Basis.SOLD else f"construction begins {subject.days.text}"
    if subject.basis is Basis.CONSTRUCTION_BEGINS and placed is not None:
        then += f", placed in service {placed}"
    message = (
        f"the taxable year that begins {subject.ended_year} is not that of the credit ({then}): it has at most "
        f"{rulebook.credit.taxable_year.values[0].value} months"
    )
    names = ("taxable_year_begins", subject.basis, "placed_in_service")
    found.add("PRODUCT-YEAR-ENDED", message, *product.cells_of(*names))


def entities_under(law: Law, materials: Materials, question: MaterialAssistanceQuestion) -> EntityStatuses:
    return EntityStatuses(
        materials, law, question.sdn, materials.product.taxpayer, _pfe_screen(law, materials.product, question)
    )


def answer_under(law: Law, materials: Materials, subject: Subject, found: Findings, entities: EntityStatuses) -> Answer:
    """The verdict on the same facts under a law.

    Raises:
        Unreadable: a certificate states more than the cost.
    """
    product = materials.product
    taxpayer = entities.status(product.taxpayer) if product.taxpayer is not None else None
    accepts = {rule.kind: law.rule(rule).value for rule in law.rulebook.certificates.needs}
    others = "who is not the direct supplier of the item"
    evidence = Evidence(materials, subject.days, found, accepts, SERVES, others)
    items = judge_items(materials, law, entities, evidence, found)
    ratio, required = ratio_of(items), law.threshold()
    threshold = required.value if required is not None else None
    reasons = closed(subject, product, taxpayer, law)
    status = status_of(ratio, threshold, closed=bool(reasons))
    return Answer(status, reasons, items, ratio, threshold, entities, taxpayer, evidence)


def status_of(ratio: Ratio, threshold: int | None, *, closed: bool) -> Status:
    """The verdict from the ratio and the threshold, in percent; `closed`: no credit is available."""
    return Status.NOT_AVAILABLE if closed or threshold is None else ratio.status(threshold)


def status_under(result: Result, law: Law) -> Status:
    """The verdict on the same facts under another law."""
    materials = result.materials
    entities = entities_under(law, materials, result.question)
    return answer_under(law, materials, result.subject, Findings(), entities).status


def _uncleared(materials: Materials, answer: Answer) -> Iterator[tuple[str, str]]:
    """The names that need a row in `Entities`, with their cells: producers of open items, the taxpayer, and holders."""
    for one in answer.items:
        if one.status is ItemStatus.UNKNOWN and one.item.producer is not None:
            yield one.item.producer, one.item.row.cell("producer")
    product = materials.product
    if product.taxpayer is not None:
        yield product.taxpayer, product.cells.get("taxpayer", "")
    yield from holders(materials.holdings)


def _screened(
    materials: Materials,
    answer: Answer,
    law: Law,
    question: MaterialAssistanceQuestion,
    subject: Subject,
    found: Findings,
) -> Iterator[ScreenedList]:
    """The names of the product on the lists; the screen has asked about those whose work or whose credit it is."""
    pfe = _pfe_screen(law, materials.product, question)
    if question.sdn is None and pfe is None:
        return
    names = [one.item.producer for one in answer.items if one.share is not None] + [materials.product.taxpayer]
    if law.takes(*EACH_NAMED):
        names += [name for one in answer.items for name in (one.item.supplier, *one.item.earlier_producers)]
    statuses = {name: answer.entities.status(name) for name in names if name is not None}
    decided = {name for name, one in statuses.items() if LISTED in one.limbs or one.barred}
    judged = {materials.identity(name) for name in decided}
    used = [*_names(materials)]
    if question.sdn is not None:
        yield screen_names(
            used, materials.identity, question.sdn, judged, found, days=subject.days, day_is=DAY_IS[subject.basis]
        )
    if pfe is not None:
        yield screen_names(used, materials.identity, pfe.listed, judged, found, tested=pfe.days)


def _names(materials: Materials) -> Iterator[NamedAs]:
    """Every name with its role and its cell: those of items, of the taxpayer, and of the other sheets."""
    for item in materials.items:
        named = [("producer", item.producer), ("supplier", item.supplier)]
        named += [("earlier_producers", name) for name in item.earlier_producers]
        yield from ((Role.NAMED, name, item.row.cell(column)) for column, name in named if name is not None)
    product = materials.product
    if product.taxpayer is not None:
        yield Role.NAMED, product.taxpayer, product.cells.get("taxpayer", "")
    yield from supplier_names(materials.entities, materials.holdings)


def _tested_days(law: Law, product: Product) -> Period:
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


def _pfe_screen(law: Law, product: Product, question: MaterialAssistanceQuestion) -> PfeScreen | None:
    """The list of the question on these days; None without one."""
    return PfeScreen(question.pfe_list, _tested_days(law, product)) if question.pfe_list is not None else None
