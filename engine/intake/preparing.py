"""A supplier's list of materials -> the lines that an analyst has to fill: one for each mineral of each material."""

import re
from fractions import Fraction

import msgspec

from ..numbers import cut, lift, plain
from ..report import Finding, Findings, Unreadable, refuse
from ..rulebook import load_findings
from .cells import Cells
from .columns import load_parts, phrase
from .layout import Line, read_table
from .materials import Material, contents, element_of, find_material
from .minerals import Mineral, NotListed, all_minerals, find_mineral
from .settings import Settings
from .workbook import Book

_MASS_PLACES = 6  # a milligram
_PRICE_PLACES = 12
_IN_OUR_UNITS = ("value_usd", "mass_kg", "price_usd_per_kg")
_UNITS = ("mass_unit", "price_unit", "currency")
# What a line of a material says of all its minerals; where each was won and by whom, and what it is worth, it does not.
_OF_THE_MATERIAL = ("component", "material", "role")
# No workbook can hold these.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Prepared(msgspec.Struct, frozen=True):
    """The lines by column, as text; how many of them a material was split into, and what was found on the way."""

    rows: list[dict[str, str]]
    split: int
    findings: list[Finding]


def prepare(book: Book, settings: Settings) -> Prepared:
    """The lines of a file's bill of materials, each material of known make-up split into its minerals.

    Masses are worked out from the formula and cut to the milligram; no value is ever split.

    Raises:
        Unreadable: the sheet has no table, no line, or a cell that would be lost.
    """
    found = Findings()
    lines = read_table(book.bom, "bom", found, settings.columns.bom)
    cells = Cells(found, settings)
    rows: list[dict[str, str]] = []
    split = 0
    for line in lines:
        name = cells.text(line, "line") or str(line.number)
        material = _material(line, cells)
        if material is None:
            rows.append(_as_it_is(line, name, cells, lines.columns))
            continue
        of_material = _by_mineral(line, name, material, cells)
        split += len(of_material)
        rows += of_material
    # The column of minerals is what is about to be filled in.
    findings = [finding for finding in found.all() if finding.code != "COLUMN-MISSING"]
    if any(load_findings()[finding.code].unreadable for finding in findings):
        raise Unreadable(findings)
    if not rows:
        raise refuse("NO-LINES", f"the sheet {book.bom.name} has a header and no line below it")
    return Prepared([{column: _clean(text) for column, text in row.items()} for row in rows], split, findings)


def _material(line: Line, cells: Cells) -> Material | None:
    """The material of a line that names no mineral; None where there is nothing to split, or two materials."""
    component = cells.text(line, "component")
    if component is not None and phrase(component) in load_parts().outside:
        return None
    material, mineral = (find_material(cells.text(line, column) or "") for column in ("material", "mineral"))
    if mineral is None:
        said = cells.saved(line, "mineral")
        return material if cells.unknown(said) or said.casefold() in cells.words.none else None
    return mineral if material in (mineral, None) else None


def _by_mineral(line: Line, name: str, material: Material, cells: Cells) -> list[dict[str, str]]:
    """One row for each mineral, with its mass where the make-up and the material's mass are known."""
    shared = {column: text for column in _OF_THE_MATERIAL if (text := cells.text(line, column)) is not None}
    shared.setdefault("material", cells.saved(line, "mineral"))
    mass, shares = cells.number(line, "mass_kg"), contents(material)
    form = cells.text(line, "form")
    if form is not None and find_material(form) != material:
        mass = None  # it is that of something else
    symbols = {mineral.id: mineral.symbol for mineral in all_minerals()}
    rows = []
    for mineral in material.minerals:
        row = {"line": f"{name}-{symbols[mineral] or mineral}", "mineral": mineral} | shared
        if mass is not None and shares is not None:
            row |= {"mass_kg": cut(mass * shares[mineral], _MASS_PLACES), "form": element_of(mineral)}
        rows.append(row)
    return rows


def _as_it_is(line: Line, name: str, cells: Cells, columns: dict[str, int]) -> dict[str, str]:
    """The line's own cells, its amounts in US dollars and kilograms; a material that is a mineral names it."""
    row = {"line": name}
    for column in columns:
        if column in _UNITS or column == "line":
            continue
        if column in _IN_OUR_UNITS or "value_added" in column:
            number = cells.number(line, column)
            text = "" if number is None else _decimal(number)
        else:
            text = cells.saved(line, column)
        if text:
            row[column] = text
    if cells.text(line, "mineral") is None and "material" in row:
        known = find_mineral(row["material"])
        if isinstance(known, Mineral):
            row["mineral"] = known.id
        elif isinstance(known, NotListed):
            row["mineral"] = "none"
    return row


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _decimal(number: Fraction) -> str:
    """The exact decimals; those of a price in USD/lb, which never end, so that its value is not a cent less."""
    text = plain(number)
    return lift(number, _PRICE_PLACES) if "/" in text else text
