"""The columns of the battery components half and of the whole credit in the table of a run."""

from ...report.columns import Column, Kind, decimal
from .sections import CleanVehicleReport

_FIGURES = ("required_percentage", "percentage", "low", "high")
_AMOUNTS = {
    "battery_components_usd": "battery_components_usd",
    "credit_usd": "total_usd",
    "credit_at_most_usd": "at_most_usd",
}
"""The columns of dollars, and the fields of a report's credit."""


def credit_cells(report: CleanVehicleReport) -> dict[str, str | None]:
    """The cells of a report by column; None where it does not state the half, or leaves it undecided."""
    c, credit = report.battery_components, report.credit
    cells = {"battery_components": None if c is None else str(c.status)}
    cells |= {f"battery_components_{name}": getattr(c, name, None) for name in _FIGURES}
    amounts = {column: getattr(credit, field, None) for column, field in _AMOUNTS.items()}
    return cells | {column: None if amount is None else str(amount) for column, amount in amounts.items()}


def _percentage(name: str) -> Column:
    return Column(name, Kind.POINTS, lambda outline: decimal(outline.own[name]))


def _text(name: str) -> Column:
    return Column(name, Kind.TEXT, lambda outline: outline.own[name])


def _amount(name: str) -> Column:
    return Column(name, Kind.COUNT, lambda outline: None if (text := outline.own[name]) is None else int(text))


CREDIT_COLUMNS = [
    _text("battery_components"),
    _percentage("battery_components_required_percentage"),
    _percentage("battery_components_percentage"),
    _text("battery_components_low"),
    _text("battery_components_high"),
    *map(_amount, _AMOUNTS),
]
