"""The cells of a row as text, to be written into another workbook: amounts in the units of the columns' known names."""

from ...model.numbers import Fraction, lift, plain
from ..tables.columns import normalised
from ..tables.fact_fields import load_fields
from ..tables.line import Line
from ..tables.table import Lines
from .cells import Cells

_PRICE_PLACES = 12
_NUMBERS = (
    "value_usd",
    "mass_kg",
    "price_usd_per_kg",
    "non_pfe_cost_usd",
    "cost_usd",
    "quantity",
    "unit_cost_usd",
)
UNITS = ("mass_unit", "price_unit", "currency")
"""The columns of a row's own units, which its written amounts no longer have."""


def carried_row(line: Line, table: Lines, cells: Cells) -> dict[str, str]:
    """The filled cells of a row of a table by column; of a sheet of facts, its fact."""
    if "field" in table.columns:
        return _fact(line, table.kind, cells)
    columns = (column for column in table.columns if column not in UNITS)
    return {column: text for column in columns if (text := carried_text(line, column, cells))}


def _fact(line: Line, kind: str, cells: Cells) -> dict[str, str]:
    """The fact of a row of a sheet of facts, under the field's canonical name where known."""
    fields = load_fields(kind)
    text = cells.shown(line, "field")
    name = next((field for field in fields.all() if normalised(field) == normalised(text)), text)
    number = cells.number(line, "value", name) if name in fields.numbers else None
    return {"field": name, "value": cells.shown(line, "value") if number is None else _decimal(number)}


def carried_text(line: Line, column: str, cells: Cells) -> str:
    """The text of a cell; a number in the unit of the column's canonical name."""
    if column.endswith("_pct"):
        share = cells.share(line, column)
        number = None if share is None else share * 100
    elif column in _NUMBERS or "value_added" in column:
        number = cells.number(line, column)
    else:
        return cells.shown(line, column)
    if number is not None:
        return _decimal(number)
    text = cells.shown(line, column)
    return text if cells.unknown(text) else "unknown"  # an ambiguous number must not look clear in its new format


def _decimal(number: Fraction) -> str:
    """The exact decimals; repeating ones (a price in USD/lb) with enough digits to keep the value to the cent."""
    text = plain(number)
    return lift(number, _PRICE_PLACES) if "/" in text else text
