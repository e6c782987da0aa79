"""The fewest suppliers to replace, and the least cost to move, so that the threshold is reached.

A supplier is replaced if all of its items come from producers that are shown not to be prohibited foreign entities.
Unknown shares are taken at their lowest, so a plan is sufficient whatever the missing facts are.
"""

from collections.abc import Sequence

import msgspec

from ...model.numbers import Fraction, cut_percent, money
from ...model.statuses import Status
from ...report.report import SCHEMA_VERSION, Bom, Request
from ..regime import Case
from ..threshold import moves
from ..threshold.balance import Side, lifted
from ..threshold.movements import Ends
from .items import ItemStatus
from .ratio import Parcel, balance, maker, parcels, requests
from .report import headline
from .verdict import judge


class Replaced(msgspec.Struct, frozen=True):
    """A supplier to replace, its items by row, and the cost to move; None if it is unknown."""

    supplier: str
    lines: list[str]
    cost_usd: str | None


class Plan(msgspec.Struct, frozen=True):
    """Sufficient changes, with the resulting ratio and the cost that they move; None if a cost is unknown."""

    suppliers: list[Replaced]
    ratio: str
    moved_usd: str | None
    fewest: bool


class SupplierLever(msgspec.Struct, frozen=True):
    """The lowest possible ratio if one supplier alone is replaced, and why it does not count in full now."""

    supplier: str
    lines: list[str]
    cost_usd: str | None
    why: list[str]
    ratio: str
    changes_ratio: bool


class Levers(msgspec.Struct, frozen=True):
    """The answer of `critmin levers` on material assistance.

    `fewest` replaces the fewest suppliers, `least` moves the least cost. They are None if no change is needed, or if no
    change helps.
    """

    schema_version: int
    bom: Bom
    status: Status
    headline: str
    class_: str = msgspec.field(name="class")
    basis: str
    date: str
    cost_basis: str | None
    threshold_percentage: str | None
    ratio: str | None
    requests: list[Request]
    fewest: Plan | None
    least: Plan | None
    suppliers: list[SupplierLever]


def find_levers(case: Case) -> Levers:
    """The levers of one product on the date of the question.

    Raises:
        Unreadable: the file cannot be read, or has no class or date.
    """
    case.refuse()
    result = judge(case.facts, case.question, case.rulebook)
    answer, subject = result.answer, result.subject
    lacking = [status for status in ItemStatus if status is not ItemStatus.NOT_PFE]
    of = parcels(answer.items, lacking, maker, result.materials.identity)
    plans, levers = None, []
    if not answer.closed and answer.threshold is not None and answer.ratio.share is not None:
        weighed = balance(of, answer.threshold)
        if answer.status is not Status.PASS:
            plans = moves.plans(weighed, ())
        ends = Ends(Side(weighed, passing=True))
        now = cut_percent(answer.ratio.share.low)
        levers = [_lever(parcel, ends.if_whole(at), now) for at, parcel in enumerate(of) if parcel.share.low < 1]
    return Levers(
        schema_version=SCHEMA_VERSION,
        bom=case.bom,
        status=answer.status,
        headline=headline(answer.status, closed=[found.code for found in answer.closed]),
        class_=subject.class_,
        basis=subject.basis,
        date=subject.days.text,
        cost_basis=result.materials.product.cost_basis,
        threshold_percentage=None if answer.threshold is None else str(answer.threshold),
        ratio=None if answer.ratio.share is None else cut_percent(answer.ratio.share.low),
        requests=requests(answer.items, result.materials.identity),
        fewest=_plan(plans[0], of) if plans is not None else None,
        least=_plan(plans[1], of) if plans is not None else None,
        suppliers=sorted(levers, key=lambda lever: -Fraction(lever.ratio)),
    )


def _plan(found: moves.Plan, of: Sequence[Parcel]) -> Plan:
    replaced = [Replaced(of[move.at].who, of[move.at].lines, lifted(move.value)) for move in found.moves]
    return Plan(replaced, cut_percent(found.share), lifted(found.moved), found.fewest)


def _lever(parcel: Parcel, ratio: Fraction, now: str) -> SupplierLever:
    after = cut_percent(ratio)
    return SupplierLever(
        supplier=parcel.who,
        lines=parcel.lines,
        cost_usd=None if parcel.cost is None else money(parcel.cost),
        why=list(dict.fromkeys(text for one in parcel.items for text in one.why or one.missing)),
        ratio=after,
        changes_ratio=after != now,
    )
