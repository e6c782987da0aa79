"""What to ask each supplier for, so that the open items are settled."""

from collections.abc import Sequence

from ...model.findings import Finding, finding
from ...model.quoting import named_lines
from ...report.report import Request
from .items import ItemStatus, JudgedItem
from .parcels import Identity, Parcel, by_company, direct_supplier

NOT_SHOWN = "ITEM-NOT-SHOWN"


def open_parcels(items: Sequence[JudgedItem], identity: Identity) -> list[Parcel]:
    """The open items by direct supplier."""
    return by_company((one for one in items if one.status is ItemStatus.UNKNOWN), direct_supplier, identity)


def requests(items: Sequence[JudgedItem], identity: Identity) -> list[Request]:
    """The requests that could settle every open item, those for the most items first."""
    asked = sorted(open_parcels(items, identity), key=lambda one: -len(one.items))
    return [Request(one.who, one.lines, one.missing) for one in asked]


def item_findings(items: Sequence[JudgedItem], identity: Identity) -> list[Finding]:
    """The findings on items of prohibited foreign entities, one for each reason, and on open items by supplier."""
    adverse: dict[tuple[str, ...], list[JudgedItem]] = {}
    for one in items:
        if one.status is ItemStatus.PFE and one.why:
            adverse.setdefault(one.why, []).append(one)
    found = []
    for why, of in adverse.items():
        lines = named_lines([one.item.line for one in of])
        found.append(finding("ITEM-PFE", f"{'; '.join(why)} ({lines})", *(cell for one in of for cell in one.cells)))
    for asked in open_parcels(items, identity):
        missing = f"({named_lines(asked.lines)}); missing: {'; '.join(asked.missing)}"
        supplier = direct_supplier(asked.items[0].item)
        found.append(finding(NOT_SHOWN, f"{_subject(asked)} not cleared {missing}", *asked.cells, supplier=supplier))
    return found


def _subject(asked: Parcel) -> str:
    """Who or what is not cleared: the supplier itself only where its own facts as the producer are missing."""
    item = asked.items[0].item
    if item.direct_supplier is None:
        return f"{item.name} is"
    itself = any(one.item.producer == asked.who and not one.own_gaps for one in asked.items)
    return f"{asked.who} is" if itself else f"what {asked.who} supplies is"
