"""The whole credit in one sentence."""

from ...model.statuses import ScreenStatus, Status
from ...rules.rule import Date
from .gates import not_available
from .halves import BATTERY_COMPONENTS, half_statuses
from .sections import ComponentsStatus

_WORDS = {Status.PASS: "yes", Status.FAIL: "no", Status.INCOMPLETE: "undecided"}
_NOT_STATED = (None, ComponentsStatus.NOT_STATED)


def credit_headline(
    verdict: Status,
    components: ComponentsStatus | None,
    screen: ScreenStatus,
    amounts: tuple[int, int],
    *,
    unread: bool,
    before: Date | None,
    if_acquired: str | None,
    supposed: bool,
) -> str:
    """`credit: $3,750 of $7,500 (critical minerals yes, battery components no)`; without amounts under a scenario.

    `verdict` is that of the critical minerals half, `components` the status of the other percentage, None without a
    sheet; `amounts` are those of the two halves in US dollars. `if_acquired` is the condition of any credit.
    """
    if before is not None:
        return not_available(before)
    statuses = half_statuses(verdict, components, screen, unread=unread)
    if Status.NOT_AVAILABLE in statuses.values():
        why = not_available(None)
    elif screen is ScreenStatus.FAIL:
        why = "fails the FEOC screen"
    else:
        words = {of: _WORDS[status] for of, status in statuses.items()}
        if components in _NOT_STATED:
            words[BATTERY_COMPONENTS] = "not stated"
        why = ", ".join(f"{of} {word}" for of, word in words.items())
        undecided = ["the FEOC screen"] * (screen is ScreenStatus.INCOMPLETE) + ["a vehicle fact"] * unread
        why += f"; undecided: {' and '.join(undecided)}" if undecided else ""
    known = [amount for amount, status in zip(amounts, statuses.values(), strict=True) if status is Status.PASS]
    open_ = [amount for amount, status in zip(amounts, statuses.values(), strict=True) if status is Status.INCOMPLETE]
    condition = f" if {if_acquired}" if if_acquired is not None and known else ""
    if supposed:
        return f"credit: {why}{condition}"
    return f"credit: {_between(sum(known), sum(known + open_), sum(amounts))} ({why}){condition}"


def _between(low: int, high: int, whole: int) -> str:
    """`$3,750 of $7,500`, `at most $3,750 of $7,500`, or a range up to the whole: `$3,750 to $7,500`."""
    if low == high:
        return f"${high:,} of ${whole:,}"
    amount = f"${low:,} to ${high:,}" if low else f"at most ${high:,}"
    return amount if high == whole else f"{amount} of ${whole:,}"
