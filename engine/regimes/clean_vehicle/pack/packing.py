"""The manufacturer's file on one bill of materials, and what its attestation would state, as far as it is supported.

It follows summaries of 26 CFR 1.30D-6 and Rev. Proc. 2024-26.
"""

from collections.abc import Iterable, Iterator

from ....intake.files.storage import FileCheck
from ....model.findings import Finding
from ....model.numbers import Fraction, exact
from ....model.quoting import named_lines, quoted
from ....model.statuses import Status
from ....report.decision import worst
from ...regime import Check
from ..halves import half_decisions
from ..question import Half
from ..sections import ASSEMBLY, CleanVehicleReport, ComponentsStatus, SiteStatus
from ..tracing import Traced
from ..verdict import Result
from .contents import (
    NOT_SCREENED,
    Gap,
    Pack,
    PackChain,
    PackComponent,
    PackDocument,
    PackSupplier,
    Statement,
    Subject,
    Support,
)
from .suppliers import Register, Sites, StatedSite, documents, suppliers
from .suppliers import worst as worst_of

_NO_COMPONENTS = "no battery component is listed, so the suppliers of battery components are not stated"


def statements(
    result: Result,
    sites: list[StatedSite],
    chains: list[PackChain],
    documents: Register,
    report: CleanVehicleReport,
) -> list[Statement]:
    parts = [site for site in sites if site.step == ASSEMBLY]
    others = [site for site in sites if site.step != ASSEMBLY]
    unlisted = result.law.screens_components() and not result.answer.screen.components_screened
    half = result.question.half
    named = [document for document in documents.values() if document.file is not None]
    minerals, listed = report.critical_minerals, report.battery_components
    applies = minerals is not None and minerals.required_percentage is not None
    status = minerals.status if minerals is not None and applies else None
    of_parts = ComponentsStatus.NOT_STATED if listed is None else listed.status
    in_time = of_parts is not ComponentsStatus.NOT_AVAILABLE
    closed, unread = _findings(result.gates.closed, adverse=True), _findings(result.gates.unread, adverse=False)
    return [
        _names(suppliers(result, sites, documents), unlisted=unlisted),
        _screen(Subject.MINERALS, suppliers(result, others, documents), "line"),
        _screen(Subject.COMPONENTS, suppliers(result, parts, documents), "component", unlisted=unlisted),
        _percentage(Subject.PERCENTAGE, status, report, "CM-", asked=half is not Half.COMPONENTS and applies),
        _percentage(
            Subject.COMPONENTS_PERCENTAGE, of_parts, report, "BC-", asked=half is not Half.MINERALS and in_time
        ),
        # The conditions of the credit that the file does not state are assumptions.
        _statement(Subject.VEHICLE, [*closed, *unread], asked=False),
        _statement(Subject.DATA_SHEET, _unstated(chains), asked=bool(chains)),
        _statement(Subject.DOCUMENTS, _unchecked(named), asked=bool(named)),
    ]


def _statement(subject: Subject, gaps: Iterable[Gap], *, asked: bool) -> Statement:
    found = list(gaps)
    support = Support.OPEN if found else Support.SUPPORTED if asked else Support.NOT_ASKED
    if any(gap.adverse for gap in found):
        support = Support.CONTRADICTED
    return Statement(subject, support, found)


def _names(found: list[PackSupplier], *, unlisted: bool) -> Statement:
    screened = [one for one in found if one.status not in (NOT_SCREENED, SiteStatus.RELIEVED)]
    gaps = [Gap(f"{one.name}: the supplier's name", one.cells) for one in screened if one.entity is None]
    asked = any(one.status != NOT_SCREENED for one in found)
    return _statement(Subject.NAMES, [Gap(_NO_COMPONENTS, [])] * unlisted + gaps, asked=asked)


def _screen(subject: Subject, found: list[PackSupplier], what: str, *, unlisted: bool = False) -> Statement:
    """Whether no supplier is a FEOC: a fact against one contradicts it, missing evidence leaves it open."""
    adverse = [
        Gap(f"{_named(one, what)}: {'; '.join(one.against)}", one.cells, adverse=True)
        for one in found
        if one.status == SiteStatus.FEOC
    ]
    missing = [
        Gap(f"{_named(one, what)}: missing: {'; '.join(_lacking(one))}", one.cells) for one in found if one.missing
    ]
    without = [Gap(_NO_COMPONENTS, [])] * (unlisted and not adverse)
    asked = any(one.status != NOT_SCREENED for one in found)
    return _statement(subject, [*adverse, *without, *missing], asked=asked)


def _lacking(supplier: PackSupplier) -> list[str]:
    """What is missing, and the facts that count if it does not turn out well: those of a line that may be exempt."""
    against = [] if supplier.status == SiteStatus.FEOC else supplier.against
    return [*supplier.missing, *(f"otherwise {fact}" for fact in against)]


def _named(supplier: PackSupplier, what: str) -> str:
    return supplier.name if supplier.entity is None else f"{supplier.name} ({named_lines(supplier.lines, what)})"


def _percentage(
    subject: Subject, status: str | None, report: CleanVehicleReport, codes: str, *, asked: bool
) -> Statement:
    """Whether a half's percentage is met. A half that is not asked for is stated only if it is."""
    if status == Status.PASS:
        return Statement(subject, Support.SUPPORTED, [])
    if not asked:
        return Statement(subject, Support.NOT_ASKED, [])
    support = Support.CONTRADICTED if status == Status.FAIL else Support.OPEN
    against = [found for found in report.findings if found.code.startswith(codes)]
    return Statement(subject, support, _findings(against, adverse=support is Support.CONTRADICTED))


def _findings(found: Iterable[Finding], *, adverse: bool) -> list[Gap]:
    return [Gap(finding.message, list(finding.cells), adverse) for finding in found]


def _unstated(chains: list[PackChain]) -> Iterator[Gap]:
    for what, of in (("mass", "mass_kg"), ("value", "value_usd")):
        without = [chain for chain in chains if getattr(chain, of) is None]
        if without:
            lines = named_lines(list(dict.fromkeys(chain.line for chain in without)))
            cells = [chain.mass_cell if what == "mass" else chain.value_cell for chain in without]
            yield Gap(f"the {what} of {lines} is not stated", list(dict.fromkeys(cells)))


def _unchecked(documents: Iterable[PackDocument]) -> Iterator[Gap]:
    """The documents that cannot be held as evidence: missing, unreadable, or not the file that the row states."""
    for document in documents:
        name, file = quoted(document.reference), quoted(document.file or "")
        if document.check is FileCheck.MISSING:
            yield Gap(f"{file}, the document of {name}, is not in the folder of the bill of materials", document.cells)
        elif document.check is FileCheck.NOT_READ:
            yield Gap(f"{file}, the document of {name}, could not be read: {document.why}", document.cells)
        elif document.check is FileCheck.DIFFERS:
            yield Gap(f"{file}, the document of {name}, differs from the sha256 that its row states", document.cells)


def pack(checked: Check, path: str, most: int) -> Pack:
    """The file on a checked bill of materials, which has a verdict.

    `path` is the bill of materials, in whose folder the documents of its certificates are; `most` is the largest
    document to read, in bytes.
    """
    report: CleanVehicleReport = checked.report
    result: Result = checked.result
    decisions = half_decisions(report, result.question.half)
    sites = Sites(result)
    every, listed, evidence = (
        list(sites.all()),
        [_chain(one, sites) for one in result.answer.traced],
        documents(result, path, most),
    )
    rulebook, parts = result.law.rulebook, report.battery_components
    asked = result.law.rule(rulebook.feoc.compliance_report)
    return Pack(
        report=report,
        status=worst(decisions).status if decisions else report.verdict.status,
        suppliers=suppliers(result, every, evidence),
        chains=listed,
        components=None
        if parts is None
        else [
            PackComponent(share, _exact(part.value_usd), sites.of_component(part))
            for part, share in zip(result.battery.components or (), parts.components, strict=True)
        ],
        documents=list(evidence.values()),
        statements=statements(result, every, listed, evidence, report),
        excluded=len(result.battery.excluded),
        asked_for=asked.value,
        authority=rulebook.cite(asked.source),
    )


def _chain(one: Traced, sites: Sites) -> PackChain:
    chain, of_chain = one.chain, sites.of_chain(one)
    return PackChain(
        line=chain.line,
        component=chain.component,
        material=chain.material,
        mineral=chain.mineral,
        mass_kg=_exact(chain.mass),
        value_usd=_exact(chain.value),
        status=worst_of(site.status for site in of_chain),
        sites=of_chain,
        mass_cell=chain.row.cell("mass_kg"),
        value_cell=chain.value_cell,
    )


def _exact(amount: Fraction | None) -> str | None:
    return None if amount is None else exact(amount)
