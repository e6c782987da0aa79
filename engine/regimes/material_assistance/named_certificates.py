"""Certificates against all items that name them: those of more than the cost, and those known to be wrong."""

from collections.abc import Sequence

from ...entities.evidence import Evidence
from ...model.battery import Certificate
from ...model.findings import Findings, Unreadable
from ...model.materials import Item, Materials
from ...model.numbers import ZERO, plain, total
from ...model.quoting import quoted

COST = "cost"
"""The kind of certificates that state a part of the cost; those of the other kind are for the whole item."""


def items_naming(materials: Materials) -> dict[str, list[Item]]:
    """The items that name each certificate, by its key."""
    naming: dict[str, list[Item]] = {}
    for item in materials.items:
        if item.certificate is not None and item.certificate.certificate is not None:
            naming.setdefault(item.certificate.certificate, []).append(item)
    return naming


def refuse_above_cost(materials: Materials, evidence: Evidence) -> None:
    """Refuses certificates of more dollars than the items that name them cost.

    Raises:
        Unreadable: there is such a certificate.
    """
    refused = Findings()
    for at, items in items_naming(materials).items():
        certificate = materials.certificates[at]
        costs = [item.cost for item in items if item.cost is not None]
        stated = certificate.non_pfe_cost if certificate.kind == COST else None
        if stated is None or len(costs) < len(items) or stated <= total(costs) or not evidence.stands(certificate):
            continue
        message = (
            f"the certificate {quoted(certificate.name)} states {plain(stated)} US dollars that are not a prohibited "
            f"foreign entity's, but the items that name it cost {plain(total(costs))}"
        )
        cells = (certificate.row.cell("non_pfe_cost_usd"), *(item.cost_cell for item in items))
        refused.add("CERTIFICATE-ABOVE-COST", message, *cells)
    if refused.all():
        raise Unreadable(refused.all())


def is_wrong(certificate: Certificate, items: Sequence[Item], adverse: Sequence[Item], *, with_dollars: bool) -> bool:
    """Whether a certificate is known to be wrong, if these of the items that name it are a prohibited foreign entity's.

    One of a part of the cost may still be right if the other items cost as much as it states. Its dollars are compared
    with costs only `with_dollars`.
    """
    if not adverse:
        return False
    if certificate.kind != COST or any(item.cost is None for item in items):
        return True
    whole, lost = (total(item.cost or ZERO for item in of) for of in (items, adverse))
    share, dollars = certificate.non_pfe_share, certificate.non_pfe_cost if with_dollars else None
    stated = [part for part in (dollars, None if share is None else share * whole) if part is not None]
    return bool(stated) and min(stated) > whole - lost
