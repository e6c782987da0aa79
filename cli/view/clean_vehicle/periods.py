"""The periods of `critmin horizon`: the critical minerals half with the screens, the other half, and the credit."""

from collections.abc import Iterator, Sequence

from ....engine.regimes.clean_vehicle.horizon import CleanVehiclePeriod
from ....engine.regimes.clean_vehicle.question import Half
from ....engine.regimes.clean_vehicle.sections import ComponentsStatus
from ..sections import Column, Period, Section, Table, Text, left, right
from ..words import span, status_word, verdict_word
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
    components = "components" if period.components_checked else f"components{_MARK}"
    screened = (("minerals", period.minerals_screened), (components, period.components_screened))
    return [
        _required(period.required_percentage),
        span(period.percentage, period.high_percentage),
        "both" if period.value_added_test else "traced",
        ", ".join(name for name, on in screened if on) or "none",
        "open" if period.relief else "ended",
    ]


Figures = tuple[str | None, str | None, str | None]
"""The lowest and the highest possible percentage, and the required one."""


def _figures(period: CleanVehiclePeriod) -> dict[str, Figures]:
    """The figures of the half asked for, or of both by its name."""
    minerals: Figures = period.percentage, period.high_percentage, period.required_percentage
    components: Figures = (
        period.components_percentage, period.components_high_percentage, period.components_required_percentage,
    )  # fmt: skip
    if period.half is Half.BOTH:
        return {"Critical minerals": minerals, "Battery components": components}
    return {"": components if period.half is Half.COMPONENTS else minerals}


def bars(period: CleanVehiclePeriod) -> dict[str, Period]:
    """The period in the chart of each half asked for."""
    return {title: _bar(period, *of) for title, of in _figures(period).items()}


def _bar(period: CleanVehiclePeriod, low: str | None, high: str | None, required: str | None) -> Period:
    """The period in a chart of these figures, with the verdict of what is asked for."""
    word = verdict_word(period.status)
    needed = f"{required}% required" if required is not None else "no percentage required"
    return Period(
        title=f"from {period.first}",
        low=low or "0",
        high=high or "0",
        required=required,
        result=f"{word}{' *' if period.only_if else ''}",
        about=f"From {period.first}: {span(low, high)}, {needed}, {word}.",
    )


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
