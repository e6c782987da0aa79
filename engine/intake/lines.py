"""The sheets `BOM` and `Steps` -> procurement chains."""

import re
from fractions import Fraction
from functools import lru_cache

import msgspec

from ..model import Chain, Row, Site, Step, Table
from ..report import Findings
from .cells import Cells
from .columns import load_columns, load_parts, phrase
from .layout import Line, Lines
from .minerals import Mineral, NotListed, find_mineral, is_synthetic_graphite, nearest_minerals
from .quoting import quoted

_STAGE = re.compile(r"_([0-9]+)$")


def read_chains(bom: Lines, steps: Lines | None, found: Findings) -> tuple[list[Chain], int]:
    """The chains in the order of their lines, and how many lines there are (with those outside the battery)."""
    reader = _Reader(bom.table, found)
    added = _read_steps(steps, reader, found) if steps is not None else {}
    chains: list[Chain] = []
    named: dict[str, str] = {}
    twice: set[str] = set()
    count = 0
    for line in bom:
        count += 1
        name = reader.cells.text(line, "line") or str(line.number)
        cell = line.row.cell("line")
        if name in named:
            twice.add(name)
            found.add("LINE-TWICE", f"two lines are named {quoted(name)}", named[name], cell)
        else:
            named[name] = cell
        chain = reader.chain(line, name, added.get(name, _NO_ROWS))
        if chain is not None:
            chains.append(chain)
    for name, rows in added.items():
        if name not in named:
            found.add("STEP-OF-NO-LINE", f"no line of the sheet {bom.table.sheet} is named {quoted(name)}", *rows.cells)
        elif name in twice:
            found.add(
                "STEP-OF-TWO-LINES", f"two lines are named {quoted(name)}: the step could be either's", *rows.cells
            )
    if not count:
        found.add("NO-LINES", f"the sheet {bom.table.sheet} has a header and no line below it")
    elif not chains and not found.unreadable:
        found.add("NO-LINE-COUNTS", f"no line of the sheet {bom.table.sheet} holds a listed mineral of the battery")
    return chains, count


class _Rows(msgspec.Struct, frozen=True):
    """What the sheet `Steps` says of one line: sites, steps said not to occur, and the cells that name the line."""

    sites: list[tuple[Step, Site]]
    denied: dict[Step, str]
    cells: list[str]


_NO_ROWS = _Rows([], {}, [])


def _read_steps(steps: Lines, reader: "_Reader", found: Findings) -> dict[str, _Rows]:
    added: dict[str, _Rows] = {}
    for line in steps:
        name = reader.cells.text(line, "line")
        step = reader.cells.saved(line, "step").casefold()
        if name is None:
            found.add("STEP-OF-NO-LINE", "a step names no line", line.row.cell("line"))
            continue
        if step not in list(Step):
            expected = ", ".join(Step)
            found.add(
                "STEP-UNKNOWN", f"the step is {quoted(step)}: one of {expected} was expected", line.row.cell("step")
            )
            continue
        site, denied = reader.cells.site_at(line, "country", "entity", "value_added_usd")
        rows = added.setdefault(name, _Rows([], {}, []))
        rows.cells.append(line.row.cell("line"))
        if site is not None:
            rows.sites.append((Step(step), site))
        elif denied is not None:
            rows.denied[Step(step)] = denied
    return added


class _Reader:
    """Reads one line after another; what the columns are is settled once."""

    def __init__(self, table: Table, found: Findings) -> None:
        self.found = found
        self.cells = Cells(found)
        self._parts = load_parts()
        self._roles = {phrase(name): role for role, others in load_columns().roles.items() for name in [role, *others]}
        self._stages = {step: _stages(table, step) for step in Step}

    def chain(self, line: Line, name: str, added: _Rows) -> Chain | None:
        """The line's chain, or None for a line that counts on neither side or has no readable mineral."""
        cells = self.cells
        component, material = cells.text(line, "component"), cells.text(line, "material")
        if self._outside(line, component, material):
            return None
        counts, mineral = self._mineral(line, material)
        if not counts:
            return None
        sites: dict[Step, tuple[Site, ...]] = {}
        denied = dict(added.denied)
        for step, suffixes in self._stages.items():
            found = []
            for suffix in suffixes:
                site, denied_cell = cells.site(line, step, suffix)
                if site is not None:
                    found.append(site)
                elif denied_cell is not None:
                    denied[step] = denied_cell
            found += [site for of, site in added.sites if of is step]
            if found:
                sites[step] = tuple(found)
        value = self._value(line)
        role, mass = self._role(line), cells.number(line, "mass_kg")
        attestation = cells.attestation(line, "feoc_attestation")
        claims_relief = cells.flag(line, "impracticable_to_trace", "impracticable_to_trace") is True
        if mineral is None:
            return None  # only now, so that the line's other problems are told as well
        return Chain(
            row=line.row,
            line=name,
            component=component,
            material=material,
            role=role,
            mineral=mineral.id,
            synthetic=mineral.id == "graphite" and _synthetic(cells.saved(line, "mineral"), material),
            value=value,
            mass=mass,
            sites=sites,
            denied=denied,
            value_cell=_value_cell(line.row),
            attestation=attestation,
            claims_relief=claims_relief,
        )

    def _value(self, line: Line) -> Fraction | None:
        """The value, or mass times price; a line without either is reported, and so is one worth nothing."""
        columns = ("value_usd", "mass_kg", "price_usd_per_kg")
        value, mass, price = (self.cells.number(line, column) for column in columns)
        if value is None and mass is not None and price is not None:
            value = mass * price
        cell = _value_cell(line.row)
        if value == 0:
            self.found.add("VALUE-ZERO", "the line is worth 0, so that it weighs nothing", cell)
        elif value is None and not self.found.unreadable:
            self.found.add("VALUE-UNKNOWN", "the line has no value, and no mass with a price", cell)
        return value

    def _outside(self, line: Line, component: str | None, material: str | None) -> bool:
        """Whether the line is of a part outside the battery; a component on no list gets a warning, and counts."""
        said = component or material
        if said is None:
            return False
        if phrase(said) in self._parts.outside:
            cell = line.row.cell("component" if component else "material")
            message = f"{quoted(said)} is no part of the battery: the line counts on neither side"
            if self._role(line) in (None, "other"):
                self.found.add("LINE-OUTSIDE-BATTERY", message, cell)
            else:
                self.found.add("LINE-OUTSIDE-WITH-ROLE", f"{message}, though its role is one in a cell", cell)
            return True
        if component is not None and phrase(component) not in self._parts.battery:
            self.found.add(
                "COMPONENT-UNKNOWN",
                f"the component {quoted(component)} is not known here: the line counts",
                line.row.cell("component"),
            )
        return False

    def _mineral(self, line: Line, material: str | None) -> tuple[bool, Mineral | None]:
        """Whether the line counts, and its mineral; one that counts without a readable mineral is reported."""
        text = self.cells.saved(line, "mineral")
        cell = line.row.cell("mineral")
        none = text.casefold() in self.cells.words.none
        unknown = self.cells.unknown(text)
        found = None if none or unknown else find_mineral(text)
        if isinstance(found, Mineral):
            return True, found
        if (none or unknown) and material is not None:
            holds = find_mineral(material)
            found = holds if isinstance(holds, NotListed) else None
        if isinstance(found, NotListed):
            message = f"{found.id} is no applicable critical mineral: the line counts on neither side"
            self.found.add("LINE-NOT-LISTED", message, cell)
            return False, None
        if none:
            message = f"the mineral is {quoted(text)}, and the material is not known here to hold none"
            self.found.add("LINE-SAYS-NONE", message, cell)
        elif unknown:
            self.found.add("MINERAL-MISSING", "the line names no mineral", cell)
        else:
            near = nearest_minerals(text)
            hint = f"; the nearest known: {', '.join(near)}" if near else ""
            self.found.add("MINERAL-UNKNOWN", f"{quoted(text)} is no mineral known here{hint}", cell)
        return True, None

    def _role(self, line: Line) -> str | None:
        text = self.cells.text(line, "role")
        if text is None:
            return None
        role = self._roles.get(phrase(text))
        if role is None:
            self.found.add(
                "ROLE-UNKNOWN",
                f"the role is {quoted(text)}: one of {', '.join(load_columns().roles)} was expected",
                line.row.cell("role"),
            )
        return role


@lru_cache(maxsize=1024)
def _synthetic(mineral: str, material: str | None) -> bool:
    return is_synthetic_graphite(mineral, material)


def _value_cell(row: Row) -> str:
    """Where the value is, or would be by mass and price."""
    column = next((c for c in ("value_usd", "price_usd_per_kg") if c in row.table.letters), "value_usd")
    return row.cell(column)


def _stages(table: Table, step: Step) -> list[str]:
    """The suffixes of the step's columns in this table, by stage."""
    numbers = set()
    for column in table.letters:
        if column.startswith(f"{step}_"):
            stage = _STAGE.search(column)
            numbers.add(int(stage[1]) if stage else 1)
    return ["" if number == 1 else f"_{number}" for number in sorted(numbers)]
