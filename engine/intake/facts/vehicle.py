"""The sheet `Vehicle`: one fact a row."""

import datetime
from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

from ...model.battery import Vehicle
from ...model.numbers import NotANumber, cut
from ...vocabulary.amounts import parse_amount
from ...vocabulary.countries import find_country
from ...vocabulary.units import parse_unit
from ..tables.fact_fields import load_fields
from ..tables.heading_words import says_phrase
from ..tables.line import Line
from .cells import Cells
from .fact_rows import Fact, read_class, read_facts


class VehicleLimits(NamedTuple):
    """A vehicle's report is dated from `start` on; `assembly` is where it must be built."""

    start: datetime.date
    assembly: frozenset[str]


def read_vehicle(lines: Iterable[Line], cells: Cells, limits: VehicleLimits | None) -> Vehicle:
    """The facts of the vehicle with the cell of each."""

    def near(field: str, value: str) -> str | None:
        may_be = limits is not None and _may_be_final_assembly(field, value, limits.assembly)
        return "final_assembly_country" if may_be else None

    dates = load_fields("vehicle").dates
    read = read_facts(lines, "vehicle", cells, _fact, refuse=lambda name, field, value, facts: name in dates, near=near)
    if limits is not None:
        _check_report_date(read.facts.get("report_date"), limits.start, read.cells, cells)
    return Vehicle(**read.facts, cells=read.cells, unread=read.unread, misnamed=read.misnamed)  # type: ignore[arg-type]


def _may_be_final_assembly(text: str, value: str, allowed: Set[str]) -> bool:
    """Whether an unknown field states a country that is not allowed and may be that of final assembly."""
    country = find_country(value) if not value.isdecimal() else None
    outside = country is not None and country not in allowed
    return outside and not says_phrase(text, load_fields("vehicle").apart)


def _check_report_date(reported: Fact, start: datetime.date, where: Mapping[str, str], cells: Cells) -> None:
    """Reports a report date before the requirement applied: it would keep the transition rules open."""
    if isinstance(reported, datetime.date) and reported < start:
        message = f"report_date is {reported}, but the requirement applies from {start}: no report can be earlier"
        cells.found.add("REPORT-DATE-EARLY", message, where["report_date"])


def _fact(line: Line, name: str, cells: Cells) -> Fact:
    fields = load_fields("vehicle")
    if name in fields.dates:
        return cells.date(line, "value", name)
    if name in fields.countries:
        return cells.country(line, "value")[0]
    if name == "gvwr_lb" and (pounds := _in_pounds(cells.shown(line, "value"))) is not None:
        cells.refuse("UNIT-CONFLICT", line, "value", f"expected pounds; the amount equals {pounds} lb", name)
        return None
    if name in fields.numbers:
        return cells.number(line, "value", name, _without_unit(cells.shown(line, "value"), name))
    if name in fields.yes_no:
        return cells.flag(line, "value", name, cells.words.filed if name == "transition_report" else frozenset())
    if name in fields.classes:
        return read_class(line, "vehicle", name, cells)
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


def _without_unit(text: str, name: str) -> str:
    """The text of a number without the field's own unit: `82 kWh`."""
    units = load_fields("vehicle").units.get(name, [])
    own = next((unit for unit in units if text.casefold().endswith(unit)), "")
    return text[: len(text) - len(own)].rstrip()
