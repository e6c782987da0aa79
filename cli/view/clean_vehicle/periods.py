"""The periods of `critmin horizon`: the critical minerals half with the screens, the other half, and the credit."""

from collections.abc import Iterator, Sequence

from ....engine.regimes.clean_vehicle.horizon import CleanVehiclePeriod
from ....engine.regimes.clean_vehicle.question import Half
from ....engine.regimes.clean_vehicle.sections import ComponentsStatus
from ..sections import Column, Section, Table, Text, left, right
from ..words import span, status_word
from .credit import whole

COLUMNS = [
    Column("required", right=True, breaks=True),
    Column("percentage", right=True, breaks=True),
    *(Column(title, breaks=True) for title in ("tests", "FEOC screen", "transition rule")),
]
_MARK = "**"
_NOT_CHECKED = f"{_MARK} components NOT CHECKED: the file lists no battery component to screen"
_CAPTION = "The battery components percentage in each period, and the credit of both halves"
_ASKED = {
    Half.COMPONENTS: "The verdict is that of the battery components half",
    Half.BOTH: "The verdict is that of the whole credit: a pass needs each half",
}


def cells(period: CleanVehiclePeriod) -> list[Text]:
    """The percentage, the tests that are available, what is screened, and whether the transition rule is open."""
    screened = (("minerals", period.minerals_screened), (_components(period), period.components_screened))
    return [
        _required(period.required_percentage),
        span(period.percentage, period.high_percentage),
        "both" if period.value_added_test else "traced",
        ", ".join(name for name, on in screened if on) or "none",
        "open" if period.relief else "ended",
    ]


def _components(period: CleanVehiclePeriod) -> str:
    return "components" if period.components_checked else f"components{_MARK}"


def figures(period: CleanVehiclePeriod) -> tuple[str | None, str | None, str | None]:
    """The lowest and the highest possible percentage of the half asked for, of both the minerals', and the required."""
    if period.half is Half.COMPONENTS:
        required = period.components_required_percentage
        return period.components_percentage, period.components_high_percentage, required
    return period.percentage, period.high_percentage, period.required_percentage


def notes(periods: Sequence[CleanVehiclePeriod]) -> list[str]:
    """Whose verdict it is, and which part of the screen is not checked."""
    unchecked = any(period.components_screened and not period.components_checked for period in periods)
    asked = [_ASKED[half] for half in {period.half for period in periods} if half in _ASKED]
    return asked + [_NOT_CHECKED] * unchecked


def components(periods: Sequence[CleanVehiclePeriod]) -> Iterator[Section]:
    """The battery components half and the credit, if the file states any or they are asked for."""
    stated = any(period.components_status is not ComponentsStatus.NOT_STATED for period in periods)
    if not stated and all(period.half is Half.MINERALS for period in periods):
        return
    rows: list[list[Text]] = [
        [
            period.first,
            _required(period.components_required_percentage),
            span(period.components_percentage, period.components_high_percentage),
            status_word(period.components_status),
            "" if period.credit is None else whole(period.credit),
        ]
        for period in periods
    ]
    columns = left("from") + right("required", "percentage") + left("result", "credit")
    table = Table(columns, rows, "components-periods-table", _CAPTION)
    yield Section("Battery components and the credit", [table], "components-periods")


def _required(percentage: str | None) -> str:
    return f"{percentage}%" if percentage is not None else "none"
