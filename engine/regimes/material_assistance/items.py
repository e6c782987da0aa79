"""Each item's share that is not a prohibited foreign entity's (26 USC 7701(a)(52)(D))."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TypeAlias

import msgspec

from ...entities.evidence import Evidence
from ...model.battery import Attestation, Certificate, key
from ...model.findings import Findings
from ...model.materials import ASSIGNED, Item, Materials, Product
from ...model.missing import MissingFact, texts
from ...model.numbers import ANYTHING, EVERYTHING, NOTHING, ONE, ZERO, Fraction, Interval
from ...model.quoting import quoted
from ..asked_law import within
from .entity_status import EntityStatuses, PfeStatus
from .law import Law
from .named_certificates import COST, is_wrong, items_naming, refuse_above_cost
from .rulebook import Basis

_BY_PLACE = ("place-of-work", "facility")
"""The choice of a reading by which an item made in a covered nation is a prohibited foreign entity's."""
EACH_NAMED = ("producer-depth", "each-named")
"""The choice of a reading by which earlier producers and the seller count too."""
_Lacking: TypeAlias = tuple[MissingFact, tuple[str, ...]]
"""A fact that is missing of an item, with cells."""


class ItemStatus(StrEnum):
    """A prohibited foreign entity's, not one's, in part, not known, or left out of the ratio by election."""

    PFE = "pfe"
    UNKNOWN = "unknown"
    PART = "part"
    NOT_PFE = "not_pfe"
    EXCLUDED = "excluded"


class JudgedItem(msgspec.Struct, frozen=True, gc=False):
    """An item with its share that is not a prohibited foreign entity's; None if it is left out of the ratio.

    `certificate` is the id of the certificate by which it counts. `why` are the facts against it; `lacking` what would
    settle it, as does a certificate if it is `certifiable`; `cells` are those of both, besides the item's own.
    """

    item: Item
    share: Interval | None
    certificate: str | None = None
    why: tuple[str, ...] = ()
    lacking: tuple[MissingFact, ...] = ()
    certifiable: bool = True
    cells: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        return texts(self.lacking)

    @property
    def own_gaps(self) -> tuple[str, ...]:
        """The cells of its own row that would settle it; none where something else is missing too."""
        own = all(fact.about is None and fact.columns for fact in self.lacking)
        return tuple(self.item.row.cell(column) for fact in self.lacking for column in fact.columns) if own else ()

    @property
    def status(self) -> ItemStatus:
        if self.share is None:
            return ItemStatus.EXCLUDED
        if self.share.exact is None:
            return ItemStatus.UNKNOWN
        return {ONE: ItemStatus.NOT_PFE, ZERO: ItemStatus.PFE}.get(self.share.low, ItemStatus.PART)


def _not_dollars(product: Product) -> str | None:
    """Why the costs of the items may be no dollars."""
    if product.cost_basis_unclear is not None:
        return f"may be an assigned percentage (cost_basis is {quoted(product.cost_basis_unclear)})"
    return "is an assigned percentage (cost_basis)" if product.cost_basis == ASSIGNED else None


def judge_items(
    materials: Materials, law: Law, answers: EntityStatuses, evidence: Evidence, found: Findings
) -> list[JudgedItem]:
    """Every item in the order of the rows.

    Raises:
        Unreadable: a certificate states more than the cost of all items that name it.
    """
    not_dollars = _not_dollars(materials.product)
    if not_dollars is None:
        refuse_above_cost(materials, evidence)
    judge = _ItemJudge(law, answers, evidence, found, not_dollars)
    for at, items in items_naming(materials).items():
        judge.find_wrong(at, materials.certificates[at], items)
    return [judge.judge(item) for item in materials.items]


class _ItemJudge:
    """Judges items one after another: the dollars of a certificate are used once.

    `not_dollars`: why no dollars can be compared with the costs; None if the costs are dollars.
    """

    def __init__(
        self, law: Law, answers: EntityStatuses, evidence: Evidence, found: Findings, not_dollars: str | None
    ) -> None:
        self._not_dollars = not_dollars
        self._law = law
        self._answers = answers
        self._evidence = evidence
        self._found = found
        self._left: dict[str, Fraction] = {}
        self._wrong: dict[str | None, str] = {}

    def find_wrong(self, at: str, certificate: Certificate, items: Sequence[Item]) -> None:
        """Notes a certificate, by its key, that a fact about one of the items that name it shows to be wrong."""
        if not self._evidence.stands(certificate):
            return
        adverse = {item.line: fact for item in items if self._covers(item) for fact, _ in self._against(item)}
        of_adverse = [item for item in items if item.line in adverse]
        if is_wrong(certificate, items, of_adverse, with_dollars=self._not_dollars is None):
            line, fact = next(iter(adverse.items()))
            self._wrong[at] = f"{fact} (row {line})"

    def _covers(self, item: Item) -> bool:
        """Whether the certificate that an item names is its direct supplier's."""
        named = item.certificate
        return named is not None and self._evidence.speaks_of(named, item.direct_supplier)

    def judge(self, item: Item) -> JudgedItem:
        if item.existing_contract is True and self._is_left_out(item):
            return JudgedItem(item, None)
        in_hand = self._evidence.in_hand(item.certificate, (item.direct_supplier,))
        if against := list(self._against(item)):
            why, cells = tuple(text for text, _ in against), tuple(cell for _, of in against for cell in of)
            if in_hand is not None and in_hand.certificate in self._wrong:
                self._contradict(in_hand, why[0], cells)
            return JudgedItem(item, NOTHING, why=why, cells=cells)
        if in_hand is not None and (wrong := self._wrong.get(in_hand.certificate)) is not None:
            self._contradict(in_hand, wrong, ())
            in_hand = None
        if barred := list(self._barred(item)):
            return _open(item, barred, certifiable=False)
        if in_hand is not None and (share := self._certified(item, in_hand)) is not None:
            certificate = self._evidence.certificate(in_hand)
            assert certificate is not None
            what = "its cost" if self._not_dollars is None else "the part that is certified, as non_pfe_pct"
            open_part = MissingFact(f"{what}: the certificate {quoted(certificate.name)} states dollars")
            lacking = () if share.exact is not None else (open_part,)
            return JudgedItem(item, share, certificate.name, lacking=lacking, certifiable=False)
        if missing := list(self._missing(item)):
            return _open(item, missing, certifiable=True)
        return JudgedItem(item, EVERYTHING)

    # The election ---------------------------------------------------------------------------------------------------

    def _is_left_out(self, item: Item) -> bool:
        """Whether the election leaves the item out of the ratio (7701(a)(52)(D)(iv))."""
        contracts, days = self._law.rulebook.contracts, self._law.days
        cells = (item.row.cell("existing_contract"), item.row.cell("contract_date"))
        bound = self._law.rule(contracts.bound_before).value
        why = None
        if self._law.threshold_rule.basis is Basis.CONSTRUCTION_BEGINS:
            last = self._law.rule(contracts.construction_before).value
            applies = self._law.rule(self._law.rulebook.credit.facilities).value
            why = (
                f"the election needs a facility whose construction began before {last}, and the ratio applies only to "
                f"construction that begins after {applies}"
            )
        elif item.contract_date is None:
            why = "contract_date is not stated"
        elif item.contract_date >= bound:
            why = f"the contract is of {item.contract_date}, not before {bound}"
        elif days.last >= (sold := self._law.rule(contracts.sold_before).value):
            why = f"the product is sold {days.text}, not before {sold}"
        if why is None:
            message = f"the item is left out of the ratio: its contract is of {item.contract_date}, before {bound}"
            self._found.add("ELECTION-USED", message, *cells)
            return True
        self._found.add("ELECTION-NOT-AVAILABLE", f"the item is not left out of the ratio: {why}", *cells)
        return False

    # Facts against an item --------------------------------------------------------------------------------------------

    def _against(self, item: Item) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The facts that make it a prohibited foreign entity's, each with its cells."""
        if item.known_pfe is True:
            text = "it is known, or there is reason to know, that a prohibited foreign entity produced it"
            yield text, (item.row.cell("known_pfe"),)
        if item.producer is not None:
            yield from self._is_pfe(item.producer, "the producer", item.row.cell("producer"))
        nation = self._law.covered_nation(item.country) if item.country is not None else None
        if item.country is not None and nation is not None and self._law.takes(*_BY_PLACE):
            yield f"it is made in {within(item.country, nation)}, a covered nation", (item.row.cell("country"),)
        for name, who, column in self._others(item):
            yield from self._is_pfe(name, who, item.row.cell(column))

    def _others(self, item: Item) -> list[tuple[str, str, str]]:
        """Who counts besides the producer by a reading: each earlier producer and the seller, with role and column."""
        others = [(name, "an earlier producer", "earlier_producers") for name in item.earlier_producers]
        others += [(item.supplier, "the seller", "supplier")] if item.supplier is not None else []
        return others if others and self._law.takes(*EACH_NAMED) else []

    def _is_pfe(self, name: str, who: str, cell: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        answer = self._answers.status(name)
        if answer.status is PfeStatus.PFE:
            why = "; ".join(answer.why)
            yield f"{who} {quoted(name)} is a prohibited foreign entity: {why}", (cell, *answer.cells)

    def _contradict(self, attestation: Attestation, fact: str, cells: Sequence[str]) -> None:
        message = f"a fact contradicts the certificate {quoted(attestation.reference)}: {fact}"
        self._found.add("CERTIFICATE-CONTRADICTED", message, *self._evidence.contradict(attestation, fact), *cells)

    # Certificates -----------------------------------------------------------------------------------------------------

    def _certified(self, item: Item, attestation: Attestation) -> Interval | None:
        """The share that a certificate in hand shows; None if it shows nothing (then reported)."""
        certificate = self._evidence.certificate(attestation)
        assert certificate is not None
        if certificate.kind != COST:
            if not _states_less(certificate, item):
                return EVERYTHING
            message = (
                f"the certificate {quoted(certificate.name)} is of the kind not-pfe, but states less than the whole "
                "cost of the item: which of both it certifies is not known"
            )
            self._found.add("CERTIFICATE-SHOWS-NOTHING", message, certificate.cell, attestation.cell)
            return None
        share = self._stated_part(item, certificate)
        if share is None:
            message = f"the certificate {quoted(certificate.name)} states neither non_pfe_cost_usd nor non_pfe_pct"
            self._found.add("CERTIFICATE-SHOWS-NOTHING", message, certificate.cell, attestation.cell)
        return share

    def _stated_part(self, item: Item, certificate: Certificate) -> Interval | None:
        """The part of the cost that a cost certificate states; the lower of its dollars and its percentage."""
        at, percentage = key(certificate.name), certificate.non_pfe_share
        dollars = None if certificate.non_pfe_cost is None else self._left.get(at, certificate.non_pfe_cost)
        most = ONE if percentage is None else percentage
        if dollars is None:
            return None if percentage is None else Interval(most, most)
        why = "is not known" if item.cost is None else self._not_dollars
        if item.cost is None or why is not None:
            message = f"the cost of the item {why}, so the dollars of {quoted(certificate.name)} show nothing"
            self._found.add("CERTIFICATE-SHOWS-NOTHING", message, item.cost_cell, certificate.cell)
            return Interval(ZERO, most)
        counted = min(dollars, item.cost * most)
        self._left[at] = dollars - counted
        share = counted / item.cost if item.cost else most
        return Interval(share, share)

    # What is missing ------------------------------------------------------------------------------------------------

    def _barred(self, item: Item) -> Iterator[_Lacking]:
        """What neither a certificate nor the producer's status can settle."""
        if item.unclear_pfe is not None:
            text = f"whether a prohibited foreign entity produced it: known_pfe is {quoted(item.unclear_pfe)}"
            yield MissingFact(text), (item.row.cell("known_pfe"),)
        if item.unread is not None and self._law.takes(*_BY_PLACE):
            text = f"which country {quoted(item.unread)} is"
            yield MissingFact(text, ("country",)), (item.row.cell("country"),)
        if item.producer is not None and (answer := self._answers.status(item.producer)).barred:
            yield from ((fact, tuple(answer.cells)) for fact in answer.lacking)
        yield from self._open_others(item, barred=True)

    def _missing(self, item: Item) -> Iterator[_Lacking]:
        """What would show that the item is not a prohibited foreign entity's, besides a certificate."""
        if item.producer is None:
            fact = MissingFact("who mined, produced or manufactured it", ("producer",))
            yield fact, (item.row.cell("producer"),)
        else:
            answer = self._answers.status(item.producer)
            if answer.status is not PfeStatus.NOT_PFE:
                yield from ((fact, tuple(answer.cells)) for fact in answer.lacking)
        if item.country is None and self._law.takes(*_BY_PLACE):
            fact = MissingFact("the country where it is made", ("country",))
            yield fact, (item.row.cell("country"),)
        yield from self._open_others(item, barred=False)

    def _open_others(self, item: Item, *, barred: bool) -> Iterator[_Lacking]:
        """What is missing of the others that count; `barred`: only of those that no certificate clears."""
        for name, who, column in self._others(item):
            answer = self._answers.status(name)
            if answer.barred if barred else answer.status is not PfeStatus.NOT_PFE:
                for fact in answer.lacking:
                    text = f"about {who} {quoted(name)}: {fact.text}"
                    about = msgspec.structs.replace(fact, text=text, party=name)
                    yield about, (item.row.cell(column), *answer.cells)


def _open(item: Item, missing: Sequence[_Lacking], *, certifiable: bool) -> JudgedItem:
    cells = tuple(dict.fromkeys(cell for _, of in missing for cell in of))
    return JudgedItem(item, ANYTHING, lacking=tuple(fact for fact, _ in missing), certifiable=certifiable, cells=cells)


def _states_less(certificate: Certificate, item: Item) -> bool:
    """Whether a certificate states a part of the item's cost that is less than all of it."""
    share, dollars = certificate.non_pfe_share, certificate.non_pfe_cost
    return (share is not None and share < ONE) or (
        dollars is not None and item.cost is not None and dollars < item.cost
    )
