"""The verdict period by period as one web page, with a small chart. Only geometry is worked out here."""

from decimal import Decimal
from typing import NamedTuple

from ...engine.questions.horizon import Horizon
from ...engine.regimes.clean_vehicle.horizon import CleanVehiclePeriod
from .horizon import says
from .html import environment

_PERIOD, _GAP, _TOP, _TALL, _BELOW = 120, 40, 24, 200, 44


class Bar(NamedTuple):
    """One period's column: where its box, its two ends and its requirement stand."""

    period: CleanVehiclePeriod
    left: int
    middle: int
    width: int
    top: int
    tall: int
    bottom: int
    low: Decimal
    high: Decimal
    required: Decimal | None


def render_horizon_html(view: Horizon) -> str:
    """The page: the day it stops passing, the chart, every period, and why."""
    bars = [_bar(number, period) for number, period in enumerate(view.periods)]
    return (
        environment()
        .get_template("horizon.html")
        .render(
            view=view,
            says=says(view),
            bars=bars,
            width=len(bars) * (_PERIOD + _GAP),
            height=_TOP + _TALL + _BELOW,
        )
    )


def _bar(number: int, period: CleanVehiclePeriod) -> Bar:
    def at(percentage: str) -> Decimal:
        return _TOP + _TALL - Decimal(percentage) * _TALL / 100

    left = number * (_PERIOD + _GAP) + _GAP // 2
    return Bar(
        period,
        left,
        left + _PERIOD // 2,
        _PERIOD,
        _TOP,
        _TALL,
        _TOP + _TALL,
        at(period.percentage or "0"),
        at(period.high_percentage or "0"),
        at(period.required_percentage) if period.required_percentage is not None else None,
    )
