"""The sheet `Components`: each row, the battery component in which it stands, and the names of constituent materials,
which are no components (`[constituent]` in `vocabulary/components.toml`, the known materials and minerals).
"""

import re
from collections.abc import Container, Iterable, Sequence
from functools import cache

import msgspec

from ...model.battery import Component, ComponentExclusion, key
from ...model.nesting import circles, floors_within, nearest
from ...model.numbers import Fraction, exact_dollars
from ...model.quoting import first_of, quoted
from ...model.remembered import remembered
from ...vocabulary.materials import find_material
from ...vocabulary.minerals import find_mineral, find_unlisted
from ...vocabulary.names import LONGEST_NAME, any_of, plain, words
from ...vocabulary.near_names import NearNames
from ..tables.bom_rows import BOM_COLUMN
from ..tables.columns import load_parts, phrase
from ..tables.line import Line
from ..tables.table import Total
from .cells import Cells
from .certificates import attestation_of
from .subjects import find_holdings
from .sums import agree

_PIECES = re.compile(r"[,;:()（）\[\]【】]")
_SYMBOL = 2  # a component may be called B or Al: no shorter name is a substance


@remembered
def is_constituent(name: str) -> bool:
    """Whether a name is that of a constituent material: a powder, foil, binder, salt or additive, or a substance."""
    if len(name) > LONGEST_NAME or _is_coated_foil(words(name)):
        return False
    first, *others = [piece.strip() for piece in _PIECES.split(name) if piece.strip()] or [""]
    is_material = _says(_head(first))
    if is_material is None:
        return _is_substance(_head(first)) or any(_says(_head(piece)) for piece in others)
    return is_material


def is_substance_alone(name: str) -> bool:
    """Whether a name is a substance, such as NMC811 or LFP, without a word for a material or a part."""
    head = _head(next((piece for piece in map(str.strip, _PIECES.split(name)) if piece), ""))
    return len(name) <= LONGEST_NAME and _says(head) is None and _is_substance(head)


def is_known_part(name: str) -> bool:
    """Whether a name is plainly that of a battery component: no other word speaks of a material or another part."""
    if len(name) > LONGEST_NAME:
        return False
    known = load_parts().battery
    text = words(name)
    if phrase(name) in known or text in known:
        return True
    is_part = _words("parts").search(text) is not None and not _outside().search(text)
    return is_part and not _is_coated_foil(text)


def may_hold_minerals(material: str) -> bool:
    """Whether a material may contain an applicable critical mineral: it is not known to contain none."""
    return bool(find_holdings(material).listed) or find_unlisted(material) is None


def _says(head: str) -> bool | None:
    """Whether a name says that it is a constituent material, or (False) a part made from one; None: neither."""
    if _words("words").search(head):
        return not _words("parts", "$").search(head)
    return False if _words("parts").search(head) else None


def _is_substance(head: str) -> bool:
    return len(head) > _SYMBOL and (find_material(head) is not None or find_mineral(head) is not None)


def _head(piece: str) -> str:
    """A name as words, without what it is for, of or with."""
    return words(_cut().split(piece.replace("'", " ").replace("’", " "), maxsplit=1)[0])


def _is_coated_foil(text: str) -> bool:
    """Whether a name is that of a foil with its coating, which is an electrode (or a separator), not only primed."""
    if not (_words("foils").search(text) and _words("coated").search(text)):
        return False
    return _words("parts").search(text) is not None or not _words("primers").search(text)


@cache
def _words(of: str, end: str = "") -> re.Pattern[str]:
    """The pattern of the words of one list of the file."""
    names: tuple[str, ...] = getattr(load_parts().constituent, of)
    return re.compile(any_of(map(plain, names)) + end)


@cache
def _outside() -> re.Pattern[str]:
    """The parts outside the battery; a battery component's own name, such as `pouch cell`, is not one."""
    known = load_parts()
    outside = "|".join(re.escape(words(name)) for name in sorted(known.outside))
    own = "|".join(re.escape(words(name)) for name in sorted(known.battery) if name.startswith("pouch "))
    return re.compile(rf"\b(?!(?:{own})\b)(?:{outside})(?:s|es)?\b")


@cache
def _cut() -> re.Pattern[str]:
    """The words before which the part of a name that counts ends; not at its start."""
    return re.compile(rf"(?<=\S)\s+(?:{'|'.join(load_parts().constituent.without)})\s", re.IGNORECASE)


_MOST_NAMED, _MOST_SUGGESTIONS = 8, 20


def read_components(lines: Iterable[Line], cells: Cells, totals: Sequence[Total] = ()) -> list[Component] | None:
    """Every row with its manufacturing or assembly site; None where the sheet has none.

    `totals` are the sheet's total rows, which are known once its lines are read.
    """
    rows = list(lines)
    containers = {key(text) for line in rows if (text := cells.shown(line, "part_of"))}
    components = [_component(line, containers, cells) for line in rows]
    stated = _containers(components, cells)
    if in_circles := circles(stated):
        _report_circles(components, in_circles, cells)
        return components
    within = nearest(stated, [component.in_battery for component in components])
    components = [
        msgspec.structs.replace(
            component,
            part_of=None if stated[at] is None else component.part_of,
            within=within[at] if component.in_battery else None,
        )
        for at, component in enumerate(components)
    ]
    _check_floors(components, cells)
    _check_totals(totals, components, cells)
    return components or None


def _component(line: Line, containers: Container[str], cells: Cells) -> Component:
    """A row; `containers` are the keys of the names in which other rows stand."""
    stated = cells.text(line, "component")
    name = stated or f"row {line.number}"
    exclusion = None
    if phrase(name) in load_parts().outside:
        exclusion = ComponentExclusion.OUTSIDE
        message = f"{quoted(name)} is outside the battery: excluded from the percentage and not screened"
        cells.report("COMPONENT-OUTSIDE-BATTERY", message, line, "component")
    elif (
        stated is not None and is_constituent(stated) and not (key(stated) in containers and is_substance_alone(stated))
    ):
        # A cell may be named by a substance, as NMC811; a material has no parts.
        exclusion = ComponentExclusion.MATERIAL
        message = f"{quoted(name)} is a constituent material, not a battery component: excluded from the percentage"
        cells.report("COMPONENT-MATERIAL", message, line, "component")
    elif stated is None or not is_known_part(stated):
        what = "is not named" if stated is None else f"{quoted(name)} is not recognized"
        message = f"the component {what}: it counts as a battery component"
        cells.report("COMPONENT-UNKNOWN", message, line, "component")
    value = cells.number(line, "value_usd")
    if value == 0 and exclusion is None:
        message = f"the value of {quoted(name)} is 0, so it has no effect on the percentage"
        cells.report("VALUE-ZERO", message, line, "value_usd")
    return Component(
        line.row,
        name,
        cells.site(line, "assembly_country", "entity", "value_usd"),
        attestation_of(cells, line, "feoc_attestation"),
        value_usd=value,
        part_of=cells.shown(line, "part_of") or None,
        exclusion=exclusion,
        may_hold_minerals=exclusion is not ComponentExclusion.MATERIAL or may_hold_minerals(name),
    )


def _containers(components: Sequence[Component], cells: Cells) -> list[int | None]:
    """The position of the row around each; None where it names none, or none that can be found (then reported)."""
    by_name: dict[str, list[int]] = {}
    for at, component in enumerate(components):
        by_name.setdefault(key(component.name), []).append(at)
    names = {one.name: one.row.cell("component") for one in reversed(components)}
    near_names = cache(lambda: NearNames(names))
    suggestions: dict[str, str] = {}

    def container(component: Component, named: str) -> int | None:
        cell, at = component.row.cell("part_of"), by_name.get(key(named), [])
        if len(at) == 1:
            return at[0]
        stated = f"part_of is {quoted(named)}"
        if at:
            rows = [components[position].row.cell("component") for position in at[:_MOST_NAMED]]
            message = f"{stated}, but {len(at)} rows have that name"
            cells.found.add("COMPONENT-PARENT-TWICE", message, *rows, cell)
        elif _says_none(named, cells):
            return None
        elif cells.unknown(named):
            message = f"{stated}: the component that contains this one is not stated"
            cells.found.add("COMPONENT-PARENT-UNKNOWN", message, cell)
        else:
            if named not in suggestions and len(suggestions) < _MOST_SUGGESTIONS:
                suggestions[named] = near_names().suggestion(named, names)
            message = f"{stated}, but no row has that name{suggestions.get(named, '')}"
            cells.found.add("COMPONENT-PARENT-MISSING", message, cell)
        return None

    return [None if one.part_of is None else container(one, one.part_of) for one in components]


def _says_none(text: str, cells: Cells) -> bool:
    """Whether a cell says that nothing contains the component: `none`, `n/a`, `no`, a dash."""
    words = cells.words
    if not any(character.isalnum() or character in "?？" for character in text):
        return True
    return bool({text, text.casefold()} & (words.none | words.negative | words.no_mineral))


def _report_circles(components: Sequence[Component], in_circles: list[list[int]], cells: Cells) -> None:
    for circle in in_circles:
        names = [quoted(components[at].name) for at in circle]
        message = f"each is part of the next, and the last is part of the first: {first_of(names, _MOST_NAMED)}"
        cells.found.add("COMPONENT-CIRCLE", message, *(components[at].row.cell("part_of") for at in circle))


def _check_floors(components: Sequence[Component], cells: Cells) -> None:
    """Reports each component whose parts add up to more than its value."""
    values = [component.value_usd for component in components]
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
        total, whole = exact_dollars(floors[at]), exact_dollars(values[at] or Fraction(0))
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


def _check_totals(totals: Sequence[Total], components: Sequence[Component], cells: Cells) -> None:
    """Reports each total row that is not the sum of the rows above it; it may be that of the outermost alone.

    A total that names no bill of materials, in a table of several, is that of all of them.
    """
    quiet = cells.quiet()
    starts = [0]
    for total in totals:
        stated = quiet.number(total.line, "value_usd")
        above = [components[start : total.after] for start in starts]
        starts.append(total.after)
        of_all = total.line.has(BOM_COLUMN) and not cells.shown(total.line, BOM_COLUMN)
        if stated is None or of_all or any(one.value_usd is None for one in components[: total.after]):
            continue
        sums = [_sum(rows) for rows in above] + [_sum(one for one in rows if one.part_of is None) for rows in above]
        if not any(agree(stated, sum_) for sum_ in sums):
            outermost = exact_dollars(sums[len(above)])
            sums_to = f"the outermost components above it add up to {outermost}"
            message = f"the total of value_usd is {exact_dollars(stated)}; {sums_to}"
            cells.found.add("TOTAL-DIFFERS", message, total.line.row.cell("value_usd"))


def _sum(components: Iterable[Component]) -> Fraction:
    return sum((one.value_usd or Fraction(0) for one in components), Fraction(0))
