"""The two halves of the credit -> US dollars (26 USC 30D(b))."""

from ...model.statuses import ScreenStatus, Status
from .sections import Credit


def credit(
    minerals: str,
    components: str | None,
    screen: ScreenStatus,
    amounts: tuple[int, int],
    *,
    closed: bool,
    open_gate: bool,
) -> Credit:
    """The dollars of each half and in total.

    `minerals` and `components` are the statuses of the two percentages, the second None without a sheet; `amounts` are
    the largest of each half. `closed`: a gate is closed, or the requirement does not apply on the date. `open_gate`: a
    fact of a gate cannot be read, or the date acquired is needed and not stated.
    """
    halves = [
        _half(status, amount, screen, closed, open_gate)
        for status, amount in zip((minerals, components), amounts, strict=True)
    ]
    known = [usd for usd in halves if usd is not None]
    return Credit(
        critical_minerals_usd=halves[0],
        battery_components_usd=halves[1],
        total_usd=sum(known) if len(known) == len(halves) else None,
        at_most_usd=sum(amount if usd is None else usd for usd, amount in zip(halves, amounts, strict=True)),
        of_usd=sum(amounts),
    )


def _half(status: str | None, amount: int, screen: ScreenStatus, closed: bool, open_gate: bool) -> int | None:
    if closed or screen is ScreenStatus.FAIL or status == Status.FAIL:
        return 0
    if status != Status.PASS or screen is ScreenStatus.INCOMPLETE or open_gate:
        return None
    return amount
