"""The two halves of the credit: their statuses, the decisions that a question asks for, and the US dollars."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ...model.statuses import ScreenStatus, Status
from ...report.decision import Decision, StatedDecisions, counts, is_waived
from .question import Half
from .sections import CleanVehicleReport, ComponentsStatus, Credit
from .verdict import Result, combined

CRITICAL_MINERALS, BATTERY_COMPONENTS = "critical minerals", "battery components"

HALF = {CRITICAL_MINERALS: Half.MINERALS, BATTERY_COMPONENTS: Half.COMPONENTS}
REASONS = {CRITICAL_MINERALS: "CM-", BATTERY_COMPONENTS: "BC-"}
"""How the codes of the findings begin that are reasons of one half alone."""
_BEST_FIRST = (Status.PASS, Status.INCOMPLETE, Status.FAIL, Status.NOT_AVAILABLE)
_FIGURES = ("required_percentage", "percentage", "high_percentage", "low", "high", "gap_points")
_UNREAD = "GATE-UNREAD"
_DECIDED = {ComponentsStatus(status): status for status in (Status.PASS, Status.FAIL, Status.NOT_AVAILABLE)}
"""Any other status of the battery components percentage, and a file without them, leaves their half undecided."""


def half_statuses(
    verdict: Status, components: ComponentsStatus | None, screen: ScreenStatus, *, unread: bool
) -> dict[str, Status]:
    """The status of each half by its name: its percentage, under the same FEOC screen and gates as the other.

    `verdict` is that of the critical minerals half, `components` the status of the other percentage, None without a
    sheet. `unread`: a fact of a gate cannot be read.
    """
    if verdict in (Status.UNREADABLE, Status.NOT_AVAILABLE):
        return dict.fromkeys(HALF, verdict)
    own = Status.INCOMPLETE if components is None else _DECIDED.get(components, Status.INCOMPLETE)
    other = combined(own, screen, closed=False, unread=unread)
    return {CRITICAL_MINERALS: verdict, BATTERY_COMPONENTS: other}


def statuses_of(result: Result) -> dict[str, Status]:
    """The status of each half of a result by its name."""
    return half_statuses(
        result.answer.status,
        result.components.status if result.components is not None else None,
        result.answer.screen.status,
        unread=bool(result.gates.unread),
    )


def asked_status(result: Result) -> Status:
    """The status of the half that the question asks for; of both, the worse."""
    asked = result.question.half
    return max((s for of, s in statuses_of(result).items() if asked in (HALF[of], Half.BOTH)), key=_BEST_FIRST.index)


def credit(statuses: Mapping[str, Status], amounts: tuple[int, int], *, conditional: bool) -> Credit:
    """The dollars of each half and in total (26 USC 30D(b)); `amounts` are the largest of each half.

    `conditional`: the date acquired is needed and not stated, so that no half is certain.
    """
    undecided = (Status.INCOMPLETE, Status.PASS) if conditional else (Status.INCOMPLETE,)
    halves = [
        None if status in undecided else amount * (status is Status.PASS)
        for status, amount in zip(statuses.values(), amounts, strict=True)
    ]
    known = [usd for usd in halves if usd is not None]
    return Credit(
        critical_minerals_usd=halves[0],
        battery_components_usd=halves[1],
        total_usd=sum(known) if len(known) == len(halves) else None,
        at_most_usd=sum(amount if usd is None else usd for usd, amount in zip(halves, amounts, strict=True)),
        of_usd=sum(amounts),
    )


def _statuses(report: "CleanVehicleReport | StatedCleanVehicle") -> dict[str, Status]:
    return half_statuses(
        report.verdict.status,
        report.battery_components.status if report.battery_components else None,
        report.feoc.status if report.feoc else ScreenStatus.NOT_APPLICABLE,
        unread=any(found.code == _UNREAD for found in report.findings),
    )


def half_decisions(report: "CleanVehicleReport | StatedCleanVehicle", half: Half) -> list[Decision]:
    """The decisions of a question that asks for this half; none for the critical minerals half: that is the verdict."""
    if half is Half.MINERALS:
        return []
    sections = {CRITICAL_MINERALS: report.critical_minerals, BATTERY_COMPONENTS: report.battery_components}
    return [
        _decision(report, of, status, sections[of])
        for of, status in _statuses(report).items()
        if half in (HALF[of], Half.BOTH)
    ]


def _decision(report: "CleanVehicleReport | StatedCleanVehicle", of: str, status: Status, figures: object) -> Decision:
    others = tuple(begin for name, begin in REASONS.items() if name != of)
    related = [found for found in report.findings if not found.code.startswith(others)]
    behind = {*report.verdict.findings, *([_UNREAD] if status is Status.INCOMPLETE else [])}
    behind |= {found.code for found in related if found.code.startswith(REASONS[of])}
    reasons = list(dict.fromkeys(found.code for found in related if found.code in behind))
    stated: dict[str, Any] = {name: getattr(figures, name, None) for name in _FIGURES}
    return Decision(
        of=of,
        status=status,
        reasons=reasons,
        waived=is_waived(status, reasons, related),
        **counts(related),
        unrelated=list(dict.fromkeys(found.code for found in report.findings if found.code.startswith(others))),
        **stated,
    )


class StatedComponents(msgspec.Struct):
    status: ComponentsStatus


class StatedScreen(msgspec.Struct):
    status: ScreenStatus


class StatedCleanVehicle(StatedDecisions):
    """The parts of a JSON report under section 30D that give its decisions.

    An earlier version's report has no `battery_components` and decides the critical minerals half alone.
    """

    asked: Any = None
    critical_minerals: Any = None
    battery_components: StatedComponents | msgspec.UnsetType | None = msgspec.UNSET
    feoc: StatedScreen | None = None

    def decisions(self) -> list[Decision]:
        """Those of the half that its question asked for.

        Raises:
            msgspec.ValidationError: there is no such half.
        """
        half = self.asked.get("half", Half.MINERALS) if isinstance(self.asked, dict) else Half.MINERALS
        return half_decisions(self, msgspec.convert(half, Half)) or super().decisions()

    def statuses(self) -> dict[str | None, Status]:
        """The verdict's, and that of each half that it contains."""
        known = super().statuses()
        known.update(_statuses(self))
        if self.battery_components is msgspec.UNSET:
            del known[BATTERY_COMPONENTS]
        return known
