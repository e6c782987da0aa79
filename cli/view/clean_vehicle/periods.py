"""What section 30D asks of the vehicles of a period, and the percentage in it."""

from ....engine.regimes.clean_vehicle.horizon import CleanVehiclePeriod
from ..sections import Column, Period, Text
from ..words import span, verdict_word

COLUMNS = [
    Column("required", right=True, breaks=True),
    Column("percentage", right=True, breaks=True),
    *(Column(title, breaks=True) for title in ("tests", "FEOC screen", "relief")),
]


def cells(period: CleanVehiclePeriod) -> list[Text]:
    """The cells of a period under these columns."""
    required = f"{period.required_percentage}%" if period.required_percentage is not None else "none"
    return [required, span(period.percentage, period.high_percentage), *_law(period)]


def _law(period: CleanVehiclePeriod) -> list[Text]:
    """The tests that are available, what is screened, and whether the relief is open."""
    screened = (("components", period.components_screened), ("minerals", period.minerals_screened))
    return [
        "both" if period.value_added_test else "traced",
        ", ".join(name for name, on in screened if on) or "none",
        "open" if period.relief else "gone",
    ]


def bar(period: CleanVehiclePeriod) -> Period:
    """The percentage against what is required."""
    percentage, required = period.percentage or "no percentage", period.required_percentage or "none"
    word = verdict_word(period.status)
    return Period(
        title=f"from {period.first}",
        low=period.percentage or "0",
        high=period.high_percentage or "0",
        required=period.required_percentage,
        result=f"{word}{' *' if period.only_if else ''}",
        about=f"From {period.first}: {percentage} percent, {required} required, {word}.",
    )
