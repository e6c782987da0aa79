"""The sheets of facts, one a row (`Vehicle`, `Product`): the known fields, and those that seem to be one."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ...model.battery import Vehicle
from ...model.materials import ASSIGNED, Product
from ...model.numbers import Fraction, NotANumber, cut
from ...model.quoting import quoted
from ...vocabulary.amounts import parse_amount
from ...vocabulary.countries import find_country
from ...vocabulary.units import parse_unit
from ..files.number_formats import shown_by
from ..tables.adverse import find_subject, is_of, names_company, weight_of
from ..tables.columns import phrase
from ..tables.fact_fields import field_of_sheet, find_class, known_field, load_fields, misspelled_field, near_field
from ..tables.heading_words import says_phrase
from ..tables.line import Line
from ..tables.statements import Weight
from .cells import Cells

PRODUCT = "product"
_BASES = ("direct", ASSIGNED)
_CLASS_UNKNOWN = {"vehicle": "CLASS-UNKNOWN", PRODUCT: "PRODUCT-CLASS-UNKNOWN"}

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


def _read_facts(
    lines: Iterable[Line],
    kind: str,
    cells: Cells,
    *,
    refuse: Callable[[str, str, str, Mapping[str, Fact]], bool],
    near: Callable[[str, str], str | None] = lambda field, value: None,
    by_name: bool = False,
) -> FactRows:
    """The facts of a sheet.

    A field that seems to be a known one that is missing is an error if `refuse` says so of the known field, its name
    there, the stated value and the facts. `near` is the field that an unknown one may be, by its value. `by_name`: the
    law names companies, which an unknown field may have.
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
            stated = cells.stated(line, "value")
            if stated is not None and _is_adverse(text, stated, by_name=by_name):
                message = f"the field {quoted(text)} is not used but may contradict the verdict: it is {quoted(stated)}"
                cells.report("FIELD-ADVERSE", message, line, "field", "value")
            if meant is not None and value is not None:
                misnamed.setdefault(meant, (text, value, line.row.cell("field")))
        elif name in where:
            cells.found.add("FIELD-TWICE", f"the field {name} appears twice", where[name], line.row.cell("field"))
        else:
            where[name] = line.row.cell("value")
            facts[name] = _fact(line, kind, name, cells)
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


def _other_unit(code: str, units: Sequence[str]) -> str | None:
    """The words that a number format shows, where a field has `units` of its own and they are none of them."""
    words = [shown.text for shown in shown_by(code) if shown.is_word]
    text = " ".join(words)
    return text if units and words and not {word.casefold() for word in (*words, text)} & {*units} else None


def _fact(line: Line, kind: str, name: str, cells: Cells) -> Fact:
    """The value of a known field, by what the field holds; None, and reported, where it is something else."""
    fields = load_fields(kind)
    if name == "report_date" and (text := cells.not_known(line, "value")) is not None:
        message = f"{name} is {quoted(text)}: the date placed in service is used, but the report may be later"
        cells.report("REPORT-DATE-UNKNOWN", message, line, "value")
    if name in fields.dates:
        return cells.date(line, "value", name)
    if name in fields.countries:
        return cells.country(line, "value")[0]
    if name == "gvwr_lb" and (pounds := _in_pounds(cells.shown(line, "value"))) is not None:
        cells.refuse("UNIT-CONFLICT", line, "value", f"expected pounds; the amount equals {pounds} lb", name)
        return None
    if name in fields.numbers:
        text, units = cells.shown(line, "value"), fields.units.get(name, [])
        if (other := _other_unit(line.number_format("value"), units)) is not None:
            message = f"the number format of {name} shows {quoted(other)}: expected {name.rpartition('_')[2]}"
            cells.report("UNIT-CONFLICT", message, line, "value")
            return None
        own = next((unit for unit in units if text.casefold().endswith(unit)), "")
        return cells.number(line, "value", name, text[: len(text) - len(own)].rstrip())  # 82 kWh
    if name in fields.yes_no:
        return cells.flag(line, "value", name, cells.words.filed if name == "transition_report" else frozenset())
    if name in fields.classes and (text := cells.text(line, "value")) is not None:
        found = find_class(text, kind)
        if found is None:
            cells.refuse(_CLASS_UNKNOWN[kind], line, "value", _one_of(fields.class_names), name)
        return found
    if name == "cost_basis" and (stated := cells.stated(line, "value")) is not None:
        if phrase(stated) not in _BASES:
            cells.refuse("COST-BASIS-UNKNOWN", line, "value", _one_of(_BASES), name)
            return stated
        return phrase(stated)
    return cells.text(line, "value")


def _one_of(words: Iterable[str]) -> str:
    return f"expected one of {', '.join(words)}"


class VehicleLimits(NamedTuple):
    """A vehicle's report is dated from `start` on; `assembly` is where it must be built."""

    start: datetime.date
    assembly: frozenset[str]


def read_vehicle(lines: Iterable[Line], cells: Cells, limits: VehicleLimits | None) -> Vehicle:
    """The facts of the vehicle with the cell of each."""

    fields = load_fields("vehicle")

    def near(field: str, value: str) -> str | None:
        """The country of final assembly, where an unknown field states one that is not allowed."""
        is_answer = value.isdecimal() or phrase(value) in cells.words.negative  # `no` is not Norway
        country = find_country(value) if not is_answer else None
        outside = limits is not None and country is not None and country not in limits.assembly
        return "final_assembly_country" if outside and not says_phrase(field, fields.apart) else None

    read = _read_facts(lines, "vehicle", cells, refuse=lambda name, *_: name in fields.dates, near=near)
    reported = read.facts.get("report_date")
    if limits is not None and isinstance(reported, datetime.date) and reported < limits.start:
        # It would keep the transition rules open.
        expected = f"the requirement applies from {limits.start}: no report can be earlier"
        message = f"report_date is {reported}, but {expected}"
        cells.found.add("REPORT-DATE-EARLY", message, read.cells["report_date"])
    return Vehicle(**read.facts, cells=read.cells, unread=read.unread, misnamed=read.misnamed)  # type: ignore[arg-type]


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


def read_product(lines: Iterable[Line], cells: Cells) -> Product:
    """The facts of the product with the cell of each."""
    read = _read_facts(lines, PRODUCT, cells, refuse=_may_be_meant, by_name=True)
    facts = {"class_" if name == "class" else name: fact for name, fact in read.facts.items()}
    if (basis := facts.get("cost_basis")) not in (None, *_BASES):
        facts |= {"cost_basis": None, "cost_basis_unclear": basis}
    return Product(**facts, cells=read.cells)  # type: ignore[arg-type]


def _may_be_meant(name: str, field: str, value: str, facts: Mapping[str, Fact]) -> bool:
    """Whether a field is a known one with a typo, or states what the verdict may need; a date has a digit.

    Of a known class the verdict needs only some dates.
    """
    fields = load_fields(PRODUCT)
    is_typo = misspelled_field(field, PRODUCT) == name
    if name in fields.dates:
        needed = fields.dates_of.get(str(facts.get("class")), fields.dates)
        return (is_typo or name in needed) and any(map(str.isdigit, value))
    return is_typo or name in fields.classes or name == "taxpayer"


def _is_adverse(field: str, value: str, *, by_name: bool) -> bool:
    """Whether an unknown field speaks against the verdict, or names a company of section 154(b)."""
    if is_of(field, "customers"):
        return False
    weight = weight_of(value, find_subject(field, ""), field, of_owners=by_name)
    return weight is Weight.CLEAR or (by_name and names_company(value, is_remark=is_of(field, "remarks")))
