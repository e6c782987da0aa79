"""The material assistance cost ratio of all items, and the items that are settled together (26 USC 7701(a)(52)(D))."""

from collections.abc import Callable, Collection, Iterable, Sequence
from operator import attrgetter
from typing import TypeAlias

import msgspec
from msgspec import UNSET

from ...model.findings import Finding, finding
from ...model.materials import Item
from ...model.missing import texts
from ...model.numbers import ZERO, Fraction, Interval, total
from ...model.quoting import named_lines, quoted
from ...model.statuses import Status
from ...report.report import Request
from ...rules.rule import percent
from ..threshold.balance import Balance, status_of, weigh
from ..threshold.pool import Greatest
from .items import ItemStatus, JudgedItem


class Ratio(msgspec.Struct, frozen=True):
    """The ratio between its bounds; None if no cost is in it. The amounts are US dollars of known costs.

    `total` is what is in the ratio, `not_pfe` what counts at the low end, `certified` the part of it that counts by
    certificate; `excluded` is what the election leaves out. `unpriced` items are in the ratio with an unknown cost.
    """

    share: Interval | None
    total: Fraction
    not_pfe: Fraction
    certified: Fraction
    excluded: Fraction
    unpriced: int

    @property
    def by_facts(self) -> Fraction:
        """The cost that counts by the facts of its producer."""
        return self.not_pfe - self.certified

    def status(self, threshold: int) -> Status:
        """The status against a threshold in percent: nothing in the ratio decides nothing."""
        return Status.INCOMPLETE if self.share is None else status_of(self.share, percent(threshold))

    def needed(self, threshold: int) -> Fraction | None:
        """The cost that must change from a prohibited foreign entity's to reach a threshold, at the low end.

        None if a cost is unknown, or none is in the ratio.
        """
        if self.share is None or self.unpriced:
            return None
        return max(ZERO, self.total * percent(threshold) - self.not_pfe)


def ratio_of(items: Sequence[JudgedItem]) -> Ratio:
    within = [(one, one.share) for one in items if one.share is not None]
    weighed = weigh((one.item.cost, share) for one, share in within)
    unpriced = sum(one.item.cost is None for one, _ in within)
    return Ratio(
        share=weighed.share if weighed.value or unpriced else None,
        total=weighed.value or ZERO,
        not_pfe=weighed.qualifying or ZERO,
        certified=total(
            one.item.cost * share.low
            for one, share in within
            if one.item.cost is not None and one.certificate is not None
        ),
        excluded=total(one.item.cost for one in items if one.share is None and one.item.cost is not None),
        unpriced=unpriced,
    )


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
        about = texts(fact for fact in one.lacking if fact.about is not None and fact.party is None)
        others = texts(fact for fact in one.lacking if fact.about is None or fact.party is not None)
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
    own = [one for one in asked.items if any(fact.party is None for fact in one.lacking)]
    itself = any(one.item.producer == asked.who and not one.own_gaps for one in own)
    return f"{asked.who} is" if itself else f"what {asked.who} supplies is"
