"""What would decide an open ratio: the missing costs and the open suppliers, and the amounts that decide."""

from collections.abc import Iterator, Sequence

from ...model.numbers import cut_percent
from ...model.statuses import Status
from ..threshold.balance import Balance, limit
from ..threshold.movements import Movement, deciding_amounts, movements, sides_of
from ..threshold.pool import Fact
from ..threshold.settling import named, to_fail, to_pass
from .items import ItemStatus
from .ratio import CERTIFICATE, Identity, Parcel, balance, direct_supplier, parcels
from .sections import BreakEven, Deciding, UnknownFact
from .verdict import Answer


def decide(answer: Answer, identity: Identity) -> Deciding | None:
    """What would decide the ratio; None if it is decided already, or no cost is in it."""
    if answer.status is not Status.INCOMPLETE or answer.threshold is None or answer.ratio.share is None:
        return None
    of = parcels(answer.items, [ItemStatus.UNKNOWN], direct_supplier, identity)
    weighed = balance(of, answer.threshold)
    known = {move.fact: _unknown(move, of) for move in movements(weighed)}
    passing, failing = to_pass([weighed]), to_fail([weighed])
    return Deciding(
        to_pass=named(passing, known),
        to_fail=named(failing, known),
        to_fail_is_fewest=failing is not None and failing.fewest,
        facts=list(known.values()),
        break_evens=list(_break_evens(weighed, of)),
    )


def _unknown(move: Movement, of: Sequence[Parcel]) -> UnknownFact:
    parcel = of[move.fact.at]
    first = parcel.items[0].item
    if move.fact.part is None:
        kind, missing, cells = "cost", ["its cost"], [first.cost_cell]
    else:
        kind, missing = CERTIFICATE if parcel.certifiable else "facts", parcel.missing
        cells = [one.item.row.cell("certificate" if one.certifiable else "producer") for one in parcel.items]
        cells += [cell for one in parcel.items for cell in one.cells]
    return UnknownFact(
        kind=kind,
        supplier=parcel.who,
        lines=parcel.lines,
        missing=missing,
        cells=list(dict.fromkeys(cells)),
        low_if_best_percentage=cut_percent(move.low_if_best),
        high_if_worst_percentage=cut_percent(move.high_if_worst),
    )


def _break_evens(weighed: Balance, of: Sequence[Parcel]) -> Iterator[BreakEven]:
    """The limits on an unknown cost that decide the outcome with all else at its worst."""
    sides = sides_of([weighed])
    for at, parcel in enumerate(of):
        item = parcel.items[0].item
        for outcome, tip in deciding_amounts(sides, Fact(at, None)) if parcel.cost is None else ():
            at_limit = limit(outcome, tip.usd, most=tip.most)
            yield BreakEven(line=item.line, item=item.name, outcome=outcome, cells=[item.cost_cell], **at_limit)
