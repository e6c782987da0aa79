"""The manufacturer's file on one bill of materials (26 CFR 1.30D-6; Rev. Proc. 2024-26, by summaries of them)."""

from ....model.numbers import Fraction, exact
from ....report.decision import worst
from ...regime import Check
from ..halves import half_decisions
from ..sections import CleanVehicleReport
from ..tracing import Traced
from ..verdict import Result
from .contents import Pack, PackChain, PackComponent
from .documents import documents
from .sites import Sites
from .sites import worst as worst_of
from .statements import statements
from .suppliers import suppliers


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
