"""A supplier's list of materials -> a line for each mineral of each material."""

from typing import NamedTuple

from ...model.numbers import cut
from ...vocabulary.formulas import Material
from ...vocabulary.materials import contents, element_of, find_material
from ...vocabulary.minerals import Mineral, NotListed, all_minerals, find_mineral
from ..tables.columns import known_columns, load_parts, phrase
from ..tables.line import Line
from ..tables.table import Lines
from .carried_rows import UNITS, carried_text
from .cells import Cells

_MASS_PLACES = 6  # a milligram
# Columns of a material's line that hold for each of its minerals; not origins, suppliers and values.
_OF_THE_MATERIAL = ("component", "material", "role")


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
    row = {"line": name}
    for column in columns:
        if column in UNITS or column == "line":
            continue
        if text := carried_text(line, column, cells):
            row[column] = text
    if cells.text(line, "mineral") is None and "material" in row:
        known = find_mineral(row["material"])
        if isinstance(known, Mineral):
            row["mineral"] = known.id
        elif isinstance(known, NotListed):
            row["mineral"] = "none"
    return row
