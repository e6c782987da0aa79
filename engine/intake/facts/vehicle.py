"""The sheet `Vehicle`: one fact a row."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from ...model.battery import Vehicle
from ...model.numbers import Fraction, NotANumber, cut
from ...model.quoting import quoted
from ...vocabulary.amounts import parse_amount
from ...vocabulary.units import parse_unit
from ..tables.columns import phrase
from ..tables.line import Line
from ..tables.vehicle_fields import (
    field_of_sheet,
    known_field,
    load_fields,
    may_be_final_assembly,
    near_field,
    without_unit,
)
from .cells import Cells


class VehicleLimits(NamedTuple):
    """A vehicle's report is dated from `start` on; `assembly` is where it must be built."""

    start: datetime.date
    assembly: frozenset[str]


Fact = str | datetime.date | Fraction | bool | None


def read_vehicle(lines: Iterable[Line], cells: Cells, limits: VehicleLimits | None) -> Vehicle:
    """The facts of the vehicle with the cell of each."""
    fields = load_fields()
    facts: dict[str, Fact] = {}
    where: dict[str, str] = {}
    unread: dict[str, str] = {}
    misnamed: dict[str, tuple[str, str, str]] = {}
    rows = [(line, text) for line in lines if (text := cells.text(line, "field")) is not None]
    own = {known_field(text) for _, text in rows}
    for line, text in rows:
        # A fact under its own name takes precedence over `Final assembly location`.
        name = known_field(text) or (None if (of_sheet := field_of_sheet(text)) in own else of_sheet)
        value = cells.text(line, "value")
        if name is None:
            near = near_field(text)
            if (
                near is None
                and value is not None
                and limits is not None
                and may_be_final_assembly(text, value, limits.assembly)
            ):
                near = "final_assembly_country"
            hint = f"did you mean {near}?" if near is not None else f"known fields: {', '.join(fields.all())}"
            message = f"the field {quoted(text)} is not used; {hint}"
            cells.report("FIELD-UNKNOWN", message, line, "field")
            if near is not None and value is not None:
                misnamed.setdefault(near, (text, value, line.row.cell("field")))
        elif name in where:
            cells.found.add("FIELD-TWICE", f"the field {name} appears twice", where[name], line.row.cell("field"))
        else:
            where[name] = line.row.cell("value")
            facts[name] = _fact(line, name, cells)
            if facts[name] is None and value is not None:
                unread[name] = value
    if limits is not None:
        _check_report_date(facts.get("report_date"), limits.start, where, cells)
    named: dict[str, str] = {}
    for name, (field, value, cell) in misnamed.items():
        if facts.get(name) is not None or name in unread:
            continue
        if name in fields.dates:
            stated = f"the field that states {quoted(value)}"
            message = f"{stated} has a name similar to {name} but is not read: {name} is missing"
            cells.found.add("FIELD-NEAR", message, cell)
        named[name] = field
        unread[name] = value
        where[name] = cell
    return Vehicle(**facts, cells=where, unread=unread, misnamed=named)  # type: ignore[arg-type]


def _check_report_date(reported: Fact, start: datetime.date, where: dict[str, str], cells: Cells) -> None:
    """Reports a report date before the requirement applied: it would keep the transition rules open."""
    if isinstance(reported, datetime.date) and reported < start:
        message = f"report_date is {reported}, but the requirement applies from {start}: no report can be earlier"
        cells.found.add("REPORT-DATE-EARLY", message, where["report_date"])


def _fact(line: Line, name: str, cells: Cells) -> Fact:
    fields = load_fields()
    if name in fields.dates:
        return cells.date(line, "value", name)
    if name in fields.countries:
        return cells.country(line, "value")[0]
    if name == "gvwr_lb" and (pounds := _in_pounds(cells.shown(line, "value"))) is not None:
        cells.refuse("UNIT-CONFLICT", line, "value", f"expected pounds; the amount equals {pounds} lb", name)
        return None
    if name in fields.numbers:
        return cells.number(line, "value", name, without_unit(cells.shown(line, "value"), name))
    if name in fields.yes_no:
        return cells.flag(line, "value", name, cells.words.filed if name == "transition_report" else frozenset())
    if name in fields.classes:
        return _vehicle_class(line, cells)
    return cells.text(line, "value")


def _in_pounds(text: str) -> str | None:
    """A weight stated in another unit, converted to pounds (two decimals); None for any other text."""
    pound = parse_unit("lb")
    try:
        amount = parse_amount(text, None)
    except NotANumber:
        return None
    assert pound is not None and pound.mass is not None
    unit = amount.unit
    if unit is None or unit.mass in (None, pound.mass) or unit.currency is not None or unit.per:
        return None
    return cut(amount.number * unit.mass / pound.mass, 2)


def _vehicle_class(line: Line, cells: Cells) -> str | None:
    text = cells.text(line, "value")
    classes = load_fields().class_names
    for name, others in classes.items():
        if text is not None and phrase(text) in (name, *others):
            return name
    if text is not None:
        expected = f"expected one of {', '.join(classes)}"
        cells.refuse("CLASS-UNKNOWN", line, "value", expected, "vehicle_class")
    return None
