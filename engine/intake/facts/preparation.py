"""A file's rows -> those of a workbook that an analyst must fill in: a supplier's list of materials becomes a line for
each mineral of each material.

The other sheets, and the items of a product, are carried over as they are.
"""

import re
from contextlib import suppress
from typing import NamedTuple

import msgspec

from ...model.findings import Finding, Findings, Unreadable, load_findings, refuse
from ...model.numbers import Fraction, cut, lift, plain
from ...model.quoting import quoted
from ...model.settings import Settings
from ...vocabulary.materials import Material, contents, element_of, find_material
from ...vocabulary.minerals import Mineral, NotListed, all_minerals, find_mineral
from ..tables.book import Book
from ..tables.columns import content_of, known_columns, load_parts, normalised, phrase
from ..tables.fact_fields import load_fields
from ..tables.headings import By
from ..tables.line import Line
from ..tables.sheets import report_sheets
from ..tables.table import Lines, read_table
from .cells import Cells

# Characters that no workbook can hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Rows = list[dict[str, str]]
_PRICE_PLACES = 12
UNITS = ("mass_unit", "price_unit", "currency")
"""The columns of a row's own units, which its written amounts no longer have."""

_MASS_PLACES = 6  # a milligram
# Columns of a material's line that hold for each of its minerals; not origins, suppliers and values.
_OF_THE_MATERIAL = ("component", "material", "role")


class Preparation(msgspec.Struct, frozen=True):
    """The lines by column, as text; how many of them came from splitting materials; and the findings.

    `sheets` are the rows of the other sheets, by kind. Left out are the headings without a known column, by
    the sheet's name, and `of_materials`: step columns whose facts about a material may not hold for its minerals.
    """

    rows: Rows
    split: int
    findings: list[Finding]
    sheets: dict[str, Rows] = {}
    left_behind: dict[str, list[str]] = {}
    of_materials: list[str] = []


def prepare(book: Book, settings: Settings) -> Preparation:
    """The lines of a file's main sheet; in a BOM each material of known composition is split into its minerals.

    Masses follow from the formula, cut to the milligram; values are never split. The other sheets are
    carried over as they are.

    Raises:
        Unreadable: a sheet has no table, the first no line, a cell would be lost, or a step is of a line that is split.
    """
    found = Findings()
    lines, others = _tables(book, settings, found)
    cells = Cells(found, settings)
    if known_columns(lines.kind).has_steps:
        main = mineral_rows(lines, cells)
    else:
        main = MineralRows([carried_row(line, lines, cells) for line in lines], {}, [])
    sheets = {kind: _carried(table, cells, main.split) for kind, table in others.items()}
    cells.report_unclear()
    # The mineral column is the one to be filled in.
    findings = [finding for finding in found.all() if finding.code != "COLUMN-MISSING"]
    of_sheets = Findings()
    with suppress(Unreadable):
        report_sheets(book, settings, {book.set.main: lines, **others}, of_sheets)
    findings += [one for one in of_sheets.all() if one.code in ("SHEETS-SEVERAL", "SHEET-NEAR")]
    if any(load_findings()[finding.code].unreadable for finding in findings):
        raise Unreadable(findings)
    if not main.rows:
        raise refuse("NO-LINES", f"the sheet {book.bom.name} has a header but no lines")
    left_behind = {
        table.sheet.name: [
            read.heading for read in table.header.columns if read.column is None and read.by is not By.FILE
        ]
        for table in (lines, *others.values())
    }
    return Preparation(
        _clean(main.rows),
        sum(map(len, main.split.values())),
        findings,
        {kind: _clean(rows_of_sheet) for kind, rows_of_sheet in sheets.items()},
        {sheet: headings for sheet, headings in left_behind.items() if headings},
        main.of_materials,
    )


def _tables(book: Book, settings: Settings, found: Findings) -> tuple[Lines, dict[str, Lines]]:
    """The table of the bill of materials, and those of the other sheets that are not empty."""
    others: dict[str, Lines] = {}
    for kind, sheet in book.sheets().items():
        try:
            others[kind] = read_table(sheet, kind, found, settings.columns.of(kind))
        except Unreadable as error:
            if kind == book.set.main or any(finding.code != "SHEET-EMPTY" for finding in error.findings):
                raise
    return others.pop(book.set.main), others


def _carried(table: Lines, cells: Cells, split: dict[str, list[str]]) -> Rows:
    """The rows of another sheet. A step of a split line could belong to any of its minerals."""
    rows: Rows = []
    for line in table:
        row = carried_row(line, table, cells)
        if table.kind == "steps" and (name := row.get("line", "")) in split:
            message = f"the line {quoted(name)} becomes {', '.join(split[name])}: the step could belong to any of them"
            cells.found.add("STEP-OF-TWO-LINES", message, line.row.cell("line"))
        rows.append(row)
    return rows


def _clean(rows: Rows) -> Rows:
    return [
        {column: _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text) for column, text in row.items()} for row in rows
    ]


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
    elif content_of(column) == "number":
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


class MineralRows(NamedTuple):
    """The lines; those that came from splitting one, by its name; and the step columns stated of materials."""

    rows: list[dict[str, str]]
    split: dict[str, list[str]]
    of_materials: list[str]


def mineral_rows(lines: Lines, cells: Cells) -> MineralRows:
    """The lines, with each material of known composition split into its minerals; masses are cut to the milligram."""
    rows: list[dict[str, str]] = []
    split: dict[str, list[str]] = {}
    of_materials: dict[str, None] = {}
    for line in lines:
        name = cells.text(line, "line") or str(line.number)
        material = _material(line, cells)
        if material is None:
            rows.append(_as_it_is(line, name, cells, lines.columns))
            continue
        of_material = _by_mineral(line, name, material, cells)
        split.setdefault(name, []).extend(row["line"] for row in of_material)
        of_materials |= {c: None for c in lines.columns if known_columns("bom").is_of_step(c) and line.states((c,))}
        rows += of_material
    return MineralRows(rows, split, list(of_materials))


def _material(line: Line, cells: Cells) -> Material | None:
    """The material of a line without a mineral; None if there is nothing to split, or if two materials are named."""
    component = cells.text(line, "component")
    if component is not None and phrase(component) in load_parts().outside:
        return None
    material, mineral = (find_material(cells.text(line, column) or "") for column in ("material", "mineral"))
    if mineral is None:
        text = cells.shown(line, "mineral")
        return material if cells.unknown(text) or text.casefold() in cells.words.none else None
    return mineral if material in (mineral, None) else None


def _by_mineral(line: Line, name: str, material: Material, cells: Cells) -> list[dict[str, str]]:
    """A row for each mineral, with its mass where the composition and the material's mass are known."""
    shared = {column: text for column in _OF_THE_MATERIAL if (text := cells.text(line, column)) is not None}
    shared.setdefault("material", cells.shown(line, "mineral"))
    mass, shares = cells.number(line, "mass_kg"), contents(material)
    form = cells.text(line, "form")
    if form is not None and find_material(form) != material:
        mass = None  # the mass is that of something else
    symbols = {mineral.id: mineral.symbol for mineral in all_minerals()}
    rows = []
    for mineral in material.minerals:
        row = {"line": f"{name}-{symbols[mineral] or mineral}", "mineral": mineral} | shared
        if mass is not None and shares is not None:
            row |= {"mass_kg": cut(mass * shares[mineral], _MASS_PLACES), "form": element_of(mineral)}
        rows.append(row)
    return rows


def _as_it_is(line: Line, name: str, cells: Cells, columns: dict[str, int]) -> dict[str, str]:
    """The line's cells, amounts in US dollars and kilograms; a material that is a mineral becomes the mineral."""
    others = (column for column in columns if column not in (*UNITS, "line"))
    row = {"line": name} | {column: text for column in others if (text := carried_text(line, column, cells))}
    if cells.text(line, "mineral") is None and "material" in row:
        known = find_mineral(row["material"])
        if isinstance(known, Mineral):
            row["mineral"] = known.id
        elif isinstance(known, NotListed):
            row["mineral"] = "none"
    return row
