"""The sheet `Components`: each row, and the battery component in which it stands."""

from collections.abc import Iterable, Sequence

import msgspec

from ...model.battery import Component, ComponentExclusion, key
from ...model.nesting import circles, floors_within, nearest
from ...model.numbers import Fraction, plain
from ...model.quoting import quoted, suggestion
from ...vocabulary.near_names import NearNames
from ..tables.columns import load_parts, phrase
from ..tables.line import Line
from .attestation_cells import attestation_of
from .cells import Cells
from .constituents import is_constituent, may_hold_minerals

_MOST_NEAR = 3


def read_components(lines: Iterable[Line], cells: Cells) -> list[Component] | None:
    """Every row with its manufacturing or assembly site; None where the sheet has none."""
    components: list[Component] = []
    by_name: dict[str, list[int]] = {}
    for line in lines:
        stated = cells.text(line, "component")
        if stated is not None:
            by_name.setdefault(key(stated), []).append(len(components))
        components.append(_component(line, stated, cells))
    stated_within = _Containers(components, by_name, cells).all()
    if in_circles := circles(stated_within):
        _report_circles(components, in_circles, cells)
        return components
    within = nearest(stated_within, [component.in_battery for component in components])
    components = [
        msgspec.structs.replace(component, within=container) if component.in_battery else component
        for component, container in zip(components, within, strict=True)
    ]
    _check_floors(components, cells)
    return components or None


def _component(line: Line, stated: str | None, cells: Cells) -> Component:
    name = stated or f"row {line.number}"
    exclusion = None
    if phrase(name) in load_parts().outside:
        exclusion = ComponentExclusion.OUTSIDE
        message = f"{quoted(name)} is outside the battery and is not screened"
        cells.report("COMPONENT-OUTSIDE-BATTERY", message, line, "component")
    elif stated is not None and is_constituent(stated):
        exclusion = ComponentExclusion.MATERIAL
        message = f"{quoted(name)} is a constituent material, not a battery component: excluded from the percentage"
        cells.report("COMPONENT-MATERIAL", message, line, "component")
    return Component(
        line.row,
        name,
        cells.site(line, "assembly_country", "entity", "value_usd"),
        attestation_of(cells, line, "feoc_attestation"),
        value_usd=cells.number(line, "value_usd"),
        part_of=_part_of(line, cells),
        exclusion=exclusion,
        may_hold_minerals=exclusion is not ComponentExclusion.MATERIAL or may_hold_minerals(name),
    )


def _part_of(line: Line, cells: Cells) -> str | None:
    """The name of the component around it; None if the cell is empty or says that there is none."""
    text, words = cells.shown(line, "part_of"), cells.words
    if not any(character.isalnum() or character in "?？" for character in text):
        return None  # empty, or a dash
    if text.casefold() in words.none | words.negative or {text, text.casefold()} & words.no_mineral:
        return None
    if cells.unknown(text):
        expected = "expected the component that contains it, or an empty cell if it stands in the battery itself"
        cells.refuse("COMPONENT-PARENT-UNKNOWN", line, "part_of", expected)
        return None
    return text


class _Containers:
    """Finds the row that each row names as the one around it."""

    def __init__(self, components: Sequence[Component], by_name: dict[str, list[int]], cells: Cells) -> None:
        self._components = components
        self._by_name = by_name
        self._found = cells.found

    def all(self) -> list[int | None]:
        """The position of the row around each; None where it names none, or none that can be found (then reported)."""
        return [None if one.part_of is None else self._container(one, one.part_of) for one in self._components]

    def _container(self, component: Component, named: str) -> int | None:
        cell = component.row.cell("part_of")
        at = self._by_name.get(key(named), [])
        if len(at) == 1:
            return at[0]
        if at:
            rows = [self._components[position].row.cell("component") for position in at]
            message = f"{quoted(component.name)} is part of {quoted(named)}, but {len(at)} rows have that name"
            self._found.add("COMPONENT-PARENT-TWICE", message, cell, *rows)
        else:
            message = f"{quoted(component.name)} is part of {quoted(named)}, but no row has that name"
            self._found.add("COMPONENT-PARENT-MISSING", message + self._near(named), cell)
        return None

    def _near(self, named: str) -> str:
        names = {one.name: one.row.cell("component") for one in reversed(self._components)}
        near = NearNames(names).find(named)[:_MOST_NEAR]
        return suggestion([f"{quoted(name)} ({names[name]})" for name in near])


def _report_circles(components: Sequence[Component], in_circles: list[list[int]], cells: Cells) -> None:
    for circle in in_circles:
        names = [components[at].name for at in [*circle, circle[0]]]
        message = f"these components contain one another: {' in '.join(map(quoted, names))}"
        cells.found.add("COMPONENT-CIRCLE", message, *(components[at].row.cell("part_of") for at in circle))


def _check_floors(components: Sequence[Component], cells: Cells) -> None:
    """Reports each component whose parts add up to more than its value."""
    values = [component.value_usd if component.in_battery else None for component in components]
    within = [component.within for component in components]
    floors = floors_within(values, within)
    above = [at for at, value in enumerate(values) if value is not None and floors[at] > value]
    if not above:
        return
    below: dict[int, list[int]] = {}
    for at, container in enumerate(within):
        if container is not None:
            below.setdefault(container, []).append(at)
    for at in above:
        parts = [components[part].row.cell("value_usd") for part in _valued(at, below, values)]
        total, whole = _usd(floors[at]), _usd(values[at] or Fraction(0))
        message = f"the parts of {quoted(components[at].name)} add up to {total}, more than its own value, {whole}"
        cells.found.add("COMPONENT-PARTS-ABOVE-WHOLE", message, components[at].row.cell("value_usd"), *parts)


def _valued(at: int, below: dict[int, list[int]], values: Sequence[Fraction | None]) -> list[int]:
    """The nearest parts with a value, at any depth."""
    found, ahead = [], list(below.get(at, ()))
    for part in ahead:
        if values[part] is None:
            ahead += below.get(part, ())
        else:
            found.append(part)
    return sorted(found)


def _usd(amount: Fraction) -> str:
    return f"${plain(amount)}"
