"""The sheet `Vehicle`: one fact a row."""

import datetime
from collections.abc import Iterable
from fractions import Fraction

from ..model import Vehicle
from .cells import Cells
from .columns import load_columns, normalised, phrase
from .layout import Line
from .quoting import quoted

Fact = str | datetime.date | Fraction | bool | None


def read_vehicle(lines: Iterable[Line], cells: Cells) -> Vehicle:
    """The facts of the vehicle with the cell of each."""
    fields = load_columns().vehicle_fields
    known = {normalised(name): name for name in fields.all()}
    facts: dict[str, Fact] = {}
    where: dict[str, str] = {}
    for line in lines:
        text = cells.text(line, "field")
        if text is None:
            continue
        name = known.get(normalised(text))
        if name is None:
            message = f"the field {quoted(text)} is not used; known are: {', '.join(fields.all())}"
            cells.found.add("FIELD-UNKNOWN", message, line.row.cell("field"))
        elif name in where:
            cells.found.add("FIELD-TWICE", f"the field {name} stands twice", where[name], line.row.cell("field"))
        else:
            where[name] = line.row.cell("value")
            facts[name] = _fact(line, name, cells)
    return Vehicle(**facts, cells=where)  # type: ignore[arg-type]


def _fact(line: Line, name: str, cells: Cells) -> Fact:
    fields = load_columns().vehicle_fields
    if name in fields.dates:
        return cells.date(line, "value", name)
    if name in fields.countries:
        return cells.country(line, "value")
    if name in fields.numbers:
        return cells.number(line, "value", name)
    if name in fields.yes_no:
        return cells.flag(line, "value", name)
    if name in fields.classes:
        return _vehicle_class(line, cells)
    return cells.text(line, "value")


def _vehicle_class(line: Line, cells: Cells) -> str | None:
    text = cells.text(line, "value")
    classes = load_columns().vehicle_classes
    for name, others in classes.items():
        if text is not None and phrase(text) in (name, *others):
            return name
    if text is not None:
        expected = ", ".join(classes)
        cells.found.add(
            "CLASS-UNKNOWN", f"vehicle_class is {quoted(text)}: one of {expected} was expected", line.row.cell("value")
        )
    return None
