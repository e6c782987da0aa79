"""Items that one supplier can settle, or that are replaced, together."""

from collections.abc import Callable, Collection, Iterable, Sequence
from operator import attrgetter
from typing import TypeAlias

import msgspec
from msgspec import UNSET

from ...model.findings import Finding, finding
from ...model.materials import Item
from ...model.missing import texts
from ...model.numbers import ZERO, Fraction, Interval
from ...model.quoting import named_lines, quoted
from ...report.report import Request
from ...rules.rule import percent
from ..threshold.balance import Balance
from ..threshold.lines import Greatest
from .items import ItemStatus, JudgedItem

Identity: TypeAlias = Callable[[str], str]
"""The key of the entity of a name."""
Company: TypeAlias = Callable[[Item], str | None]
"""A company of an item; None if it is not known."""

CERTIFICATE = "certificate"
"""The fact that settles a parcel: what its supplier certifies or states."""
_TEST = "material_assistance"
NOT_SHOWN = "ITEM-NOT-SHOWN"


class Parcel(msgspec.Struct, frozen=True):
    """Items of one direct supplier, or of one producer, or a single item; `who` is that company."""

    who: str
    items: tuple[JudgedItem, ...]

    @property
    def lines(self) -> list[str]:
        return [one.item.line for one in self.items]

    @property
    def missing(self) -> list[str]:
        """What would settle the items, each once; facts about a producer that is not `who` name the producer."""
        return list(dict.fromkeys(text for one in self.items for text in self._missing(one)))

    def _missing(self, one: JudgedItem) -> list[str]:
        """What would settle the item: a seller knows from it whose facts count."""
        if one.item.producer in (None, self.who):
            return one.missing
        about = texts(fact for fact in one.lacking if fact.about is not None)
        others = texts(fact for fact in one.lacking if fact.about is None)
        return [*[f"about the producer {quoted(one.item.producer)}: {', '.join(about)}"] * bool(about), *others]

    @property
    def certifiable(self) -> bool:
        """Whether a certificate could settle one of the items."""
        return any(one.certifiable for one in self.items)

    @property
    def cells(self) -> list[str]:
        """The cells of the suppliers' names, and of what is against the items or missing."""
        own = [one.item.row.cell("supplier" if one.item.supplier is not None else "producer") for one in self.items]
        return list(dict.fromkeys([*own, *(cell for one in self.items for cell in one.cells)]))

    @property
    def cost(self) -> Fraction | None:
        """The cost of all of them; None if one is unknown."""
        costs = [one.item.cost for one in self.items if one.item.cost is not None]
        return sum(costs, ZERO) if len(costs) == len(self.items) else None

    @property
    def share(self) -> Interval:
        """The share of the cost that is not a prohibited foreign entity's; of costs that are 0, the first item's."""
        shares = [(one.item.cost or ZERO, one.share) for one in self.items if one.share is not None]
        cost = sum((value for value, _ in shares), ZERO)
        if not cost:
            return shares[0][1]
        low = sum((value * share.low for value, share in shares), ZERO)
        high = sum((value * share.high for value, share in shares), ZERO)
        return Interval(low / cost, high / cost)


direct_supplier: Company = attrgetter("direct_supplier")
"""Who can certify the item."""


def maker(item: Item) -> str | None:
    """Who would be replaced: the producer, or the supplier where no producer is named."""
    return item.producer or item.supplier


def by_company(items: Iterable[JudgedItem], company: Company, identity: Identity) -> list[Parcel]:
    """The items by a company of theirs, in the order in which they are met; alone where it is not known."""
    found: dict[str, list[JudgedItem]] = {}
    for one in items:
        name = company(one.item)
        found.setdefault(f"row {one.item.line}" if name is None else f"by {identity(name)}", []).append(one)
    return [Parcel(_who(of[0].item, company), tuple(of)) for of in found.values()]


def parcels(
    items: Sequence[JudgedItem], together: Collection[ItemStatus], company: Company, identity: Identity
) -> list[Parcel]:
    """The items in the ratio; those of known cost and one of these statuses by company, the others alone."""
    within = [one for one in items if one.share is not None]
    joined: list[JudgedItem] = []
    alone: list[JudgedItem] = []
    for one in within:
        (joined if one.item.cost is not None and one.status in together else alone).append(one)
    return [*by_company(joined, company, identity), *(Parcel(_who(one.item, company), (one,)) for one in alone)]


def balance(of: Sequence[Parcel], threshold: int) -> Balance:
    """The parcels against the threshold in percent; what is open about a parcel is one fact."""
    return Balance(_TEST, percent(threshold), [Greatest(one.cost, {CERTIFICATE: one.share}) for one in of])


def _who(item: Item, company: Company) -> str:
    return company(item) or f"not named ({item.name}, row {item.line})"


# What to ask each supplier for ---------------------------------------------------------------------------------


def _open_parcels(items: Sequence[JudgedItem], identity: Identity) -> list[Parcel]:
    """The open items by direct supplier."""
    return by_company((one for one in items if one.status is ItemStatus.UNKNOWN), direct_supplier, identity)


def requests(items: Sequence[JudgedItem], identity: Identity) -> list[Request]:
    """The requests that could settle every open item, those for the most items first."""
    asked = sorted(_open_parcels(items, identity), key=lambda one: -len(one.items))
    return [Request(one.who, one.lines, one.missing, UNSET if one.certifiable else False) for one in asked]


def item_findings(items: Sequence[JudgedItem], identity: Identity) -> list[Finding]:
    """The findings on items of prohibited foreign entities, one for each reason, and on open items by supplier."""
    adverse: dict[tuple[str, ...], list[JudgedItem]] = {}
    for one in items:
        if one.status is ItemStatus.PFE and one.why:
            adverse.setdefault(one.why, []).append(one)
    found = []
    for why, of in adverse.items():
        lines = named_lines([one.item.line for one in of], "row")
        found.append(finding("ITEM-PFE", f"{'; '.join(why)} ({lines})", *(cell for one in of for cell in one.cells)))
    for asked in _open_parcels(items, identity):
        missing = f"({named_lines(asked.lines, 'row')}); missing: {'; '.join(asked.missing)}"
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
