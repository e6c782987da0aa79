"""A scenario's battery components -> changed copies, and the changes in words."""

from collections.abc import Sequence

import msgspec

from ...model.battery import Component, key
from ...model.findings import Findings
from ...model.nesting import floors_within
from ...model.numbers import Fraction, exact_dollars, parse_number
from ...model.quoting import quoted
from ...vocabulary.company_names import Names
from ...vocabulary.countries import country_name
from ...vocabulary.names import nearest
from .scenario import ComponentChange

_NOT_HERE = "SCENARIO-NOT-HERE"


def suppose_components(
    said: Sequence[ComponentChange], components: Sequence[Component], names: Names, found: Findings
) -> tuple[list[Component], list[str]]:
    """The components of the scenario, and its changes, one plain sentence each.

    `found` gets what prevents them: no such component, no value to multiply, or parts above their whole.
    """
    moved, changes = list(components), []
    for change in said:
        meant = [at for at, component in enumerate(components) if _is_meant(change, component, names)]
        changes.append(f"{_told(change)}: {', '.join(components[at].name for at in meant) or 'no component'}")
        if not meant:
            found.add(_NOT_HERE, f"{_told(change)}: {_lacking(change, components, names)}")
        for at in meant:
            if change.factor is not None and components[at].value_usd is None:
                cell = components[at].row.cell("value_usd")
                found.add(_NOT_HERE, f"{_told(change)}, but {quoted(components[at].name)} has no value", cell)
            else:
                moved[at] = _changed(moved[at], change, components[at].value_usd)
    _check_parts(moved, found)
    return moved, changes


def _is_meant(change: ComponentChange, component: Component, names: Names) -> bool:
    entity = component.site.entity
    if change.component is not None and key(change.component) != key(component.name):
        return False
    return change.entity is None or (entity is not None and names.identity(entity) == names.identity(change.entity))


def _changed(component: Component, change: ComponentChange, value: Fraction | None) -> Component:
    """The component with the facts of the scenario; `value` is its own. Other facts stay."""
    site, moves = component.site, bool(change.new_country or change.new_entity)
    site = msgspec.structs.replace(
        site,
        country=change.new_country or site.country,
        unread=None if change.new_country else site.unread,
        entity=change.new_entity or site.entity,
        supposed=site.supposed or moves,
    )
    if change.new_value_usd is not None:
        component = msgspec.structs.replace(component, value_usd=parse_number(change.new_value_usd))
    elif change.factor is not None and value is not None:
        component = msgspec.structs.replace(component, value_usd=value * parse_number(change.factor))
    return msgspec.structs.replace(component, site=site)


def _told(change: ComponentChange) -> str:
    whose = [
        f"component {quoted(change.component)}" if change.component is not None else "every component",
        f"by {change.entity}" if change.entity is not None else "",
    ]
    where = f"is made in {country_name(change.new_country)}" if change.new_country else ""
    who = f"{'' if where else 'is made '}by {change.new_entity}" if change.new_entity else ""
    value = f"has a value of ${change.new_value_usd}" if change.new_value_usd is not None else ""
    factor = f"has its value multiplied by {change.factor}" if change.factor is not None else ""
    made = " ".join(filter(None, (where, who)))
    return f"{' '.join(filter(None, whose))} {' and '.join(filter(None, (made, value or factor)))}"


def _lacking(change: ComponentChange, components: Sequence[Component], known: Names) -> str:
    """Why no component matches, with the nearest name if there is one."""
    made = [component.name for component in components]
    entities = [component.site.entity for component in components if component.site.entity]
    for what, wanted, names, is_one in (
        ("name", change.component, made, key),
        ("entity", change.entity, entities, known.identity),
    ):
        if wanted is not None and is_one(wanted) not in map(is_one, names):
            near = nearest(key(wanted), [(key(name), name) for name in names], 1)
            hint = f"; did you mean {quoted(near[0])}?" if near else ""
            return f"no component has the {what} {quoted(wanted)}{hint}"
    return "this entity does not make the component"


def _check_parts(components: Sequence[Component], found: Findings) -> None:
    """Reports each component whose parts would add up to more than its value."""
    values = [one.value_usd for one in components]
    floors = floors_within(values, [one.within for one in components])
    for component, value, floor in zip(components, values, floors, strict=True):
        if value is not None and floor > value:
            parts = f"the parts of {quoted(component.name)} would add up to {exact_dollars(floor)}"
            message = f"under the scenario {parts}, more than its value, {exact_dollars(value)}"
            found.add("COMPONENT-PARTS-ABOVE-WHOLE", message, component.row.cell("value_usd"))
