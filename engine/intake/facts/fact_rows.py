"""A sheet of facts, one a row: the known fields, and those that seem to be one."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from ...model.numbers import Fraction
from ...model.quoting import quoted
from ..tables.fact_fields import field_of_sheet, find_class, known_field, load_fields, near_field
from ..tables.line import Line
from .cells import Cells

Fact = str | datetime.date | Fraction | bool | None


class FactRows(NamedTuple):
    """The facts by field, and the cell of each.

    `unread` are texts that could not be read, by field; `misnamed` those of them whose field has an unknown name, and
    that name.
    """

    facts: Mapping[str, Fact]
    cells: Mapping[str, str]
    unread: Mapping[str, str]
    misnamed: Mapping[str, str]


def read_facts(
    lines: Iterable[Line],
    kind: str,
    cells: Cells,
    fact: Callable[[Line, str, Cells], Fact],
    *,
    refuse: Callable[[str, str, str, Mapping[str, Fact]], bool],
    near: Callable[[str, str], str | None] = lambda field, value: None,
    is_adverse: Callable[[str, str], bool] = lambda field, value: False,
) -> FactRows:
    """The facts of a sheet; `fact` reads the value of a known field.

    A field that seems to be a known one that is missing is an error if `refuse` says so of the known field, its name
    there, the stated value and the facts. `near` is the field that an unknown one may be, by its value; an unknown one
    whose value `is_adverse` is an error.
    """
    fields = load_fields(kind)
    facts: dict[str, Fact] = {}
    where: dict[str, str] = {}
    unread: dict[str, str] = {}
    misnamed: dict[str, tuple[str, str, str]] = {}
    rows = [(line, text) for line in lines if (text := cells.text(line, "field")) is not None]
    own = {known_field(text, kind) for _, text in rows}
    for line, text in rows:
        # A fact under its own name takes precedence over `Final assembly location`.
        of_sheet = field_of_sheet(text, kind)
        name = known_field(text, kind) or (None if of_sheet in own else of_sheet)
        value = cells.text(line, "value")
        if name is None:
            meant = near_field(text, kind) or (near(text, value) if value is not None else None)
            hint = f"did you mean {meant}?" if meant is not None else f"known fields: {', '.join(fields.all())}"
            cells.report("FIELD-UNKNOWN", f"the field {quoted(text)} is not used; {hint}", line, "field")
            if value is not None and is_adverse(text, value):
                message = f"the field {quoted(text)} is not used but may contradict the verdict: it is {quoted(value)}"
                cells.report("FIELD-ADVERSE", message, line, "field", "value")
            if meant is not None and value is not None:
                misnamed.setdefault(meant, (text, value, line.row.cell("field")))
        elif name in where:
            cells.found.add("FIELD-TWICE", f"the field {name} appears twice", where[name], line.row.cell("field"))
        else:
            where[name] = line.row.cell("value")
            facts[name] = fact(line, name, cells)
            if facts[name] is None and value is not None:
                unread[name] = value
    named: dict[str, str] = {}
    for name, (field, value, cell) in misnamed.items():
        if facts.get(name) is not None or name in unread:
            continue
        if refuse(name, field, value, facts):
            stated = f"the field that states {quoted(value)}"
            message = f"{stated} has a name similar to {name} but is not read: {name} is missing"
            cells.found.add("FIELD-NEAR", message, cell)
        named[name] = field
        unread[name] = value
        where[name] = cell
    return FactRows(facts, where, unread, named)


def read_class(line: Line, kind: str, name: str, cells: Cells) -> str | None:
    """The class that a cell names, one of the known ones; None if it is unknown (then reported)."""
    text = cells.text(line, "value")
    found = find_class(text, kind) if text is not None else None
    if text is not None and found is None:
        expected = f"expected one of {', '.join(load_fields(kind).class_names)}"
        cells.refuse("CLASS-UNKNOWN", line, "value", expected, name)
    return found
