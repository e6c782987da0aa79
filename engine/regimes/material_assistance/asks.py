"""What each supplier is asked for material assistance: the seller for a certificate, the producer about itself."""

from functools import cached_property

from ...model.materials import Item
from ...model.missing import MissingFact
from ...model.statuses import Status
from ..asks import Ask, AskedLine, Asking, Askings
from .deciding import decide
from .entity_status import PfeStatus
from .items import ItemStatus, JudgedItem
from .verdict import Result

_CERTIFICATE = MissingFact("a certificate of the direct supplier (certificate)", ("certificate",))


def asks(result: Result) -> list[Ask]:
    """What each supplier is asked; nothing if no credit is available whatever the answers are."""
    return _Asks(result).all() if result.answer.status is not Status.NOT_AVAILABLE else []


class _Asks:
    def __init__(self, result: Result) -> None:
        self._result = result
        self._identity = result.materials.identity
        self._askings = Askings(result.materials.identity, result.materials.entities)

    def all(self) -> list[Ask]:
        for one in self._result.answer.items:
            if one.status is ItemStatus.UNKNOWN:
                self._add(one)
        return self._askings.all(self._settles)

    def _add(self, one: JudgedItem) -> None:
        item = one.item
        direct = item.direct_supplier
        seller = self._askings.of(direct or item.producer, f"not named ({item.name}, row {item.line})")
        certifiable = (
            one.certifiable
            and direct is not None
            and self._result.answer.entities.status(direct).status is not PfeStatus.PFE
        )
        for fact in one.lacking:
            asking = seller
            if fact.about is not None:
                asking = self._askings.of(fact.party or item.producer, seller.title)
                self._line(asking, item, (), None if fact.party is None else "earlier_producers")
            elif fact.columns or seller.supplier is None:
                self._line(asking, item, fact.columns)
            asking.fact(fact, self._identity)
            asking.is_certifiable &= certifiable and asking is seller
        if certifiable:
            self._line(seller, item, _CERTIFICATE.columns)
            seller.fact(_CERTIFICATE, self._identity)
            seller.kinds = self._result.answer.evidence.accepted

    def _line(self, asking: Asking, item: Item, columns: tuple[str, ...], entity: str | None = None) -> None:
        sells = asking.supplier is not None and item.supplier is not None
        by_seller = sells and self._identity(asking.supplier or "") == self._identity(item.supplier or "")
        asking.line(
            AskedLine(
                row=item.row,
                name=item.name,
                step="sale" if by_seller else "production",
                entity="supplier" if by_seller else entity or "producer",
                columns={column: column for column in columns},
            )
        )

    def _settles(self, asking: Asking, ask: Ask) -> Ask:
        answer = self._result.answer
        if answer.status is not Status.INCOMPLETE:
            return ask.settling("nothing: the verdict does not depend on the answer", moot=True)
        wanted = self._wanted
        own = {str(line.row.number) for line in ask.lines}
        if wanted and wanted <= own:
            return ask.settling("the ratio: its items could reach the threshold", alone=True, helps=True)
        return ask.settling("the ratio, in part" if wanted & own else "", helps=bool(wanted & own))

    @cached_property
    def _wanted(self) -> set[str]:
        """The rows of the fewest items that could reach the threshold."""
        deciding = decide(self._result.answer, self._identity)
        return {line for fact in (deciding.to_pass if deciding else None) or [] for line in fact.lines}
