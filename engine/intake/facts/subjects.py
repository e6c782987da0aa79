"""The subject of a line: its component, material and mineral, and whether it counts in the percentage."""

import sys
from collections.abc import Iterable, Sequence
from itertools import chain

import msgspec

from ...model.battery import UNKNOWN_MINERAL, Exclusion
from ...model.quoting import quoted, suggestion
from ...model.remembered import remembered
from ...vocabulary.materials import find_material, find_materials_within, symbols_of
from ...vocabulary.minerals import (
    NOT_STATED,
    Mineral,
    NotListed,
    Substance,
    find_mineral,
    find_minerals_within,
    find_unlisted,
    nearest_minerals,
    no_holdings,
    symbols_within,
)
from ...vocabulary.names import LONGEST_NAME, plain
from ..tables.columns import load_parts, phrase
from ..tables.line import Line
from .cells import Cells
from .uses import Statement, UseStatements, is_outside, read_uses, split_destination

_COLUMNS = ("component", "material", "role", "mineral")


class Subject(msgspec.Struct, frozen=True):
    """The subject of a line. `mineral` is None where it cannot be read (then reported) or the line is excluded.

    `substance` is its id, listed or not; `agrees`: no two of role, component, material and mineral
    exclude each other.
    """

    component: str | None
    material: str | None
    mineral: Mineral | None = None
    substance: str = UNKNOWN_MINERAL
    exclusion: Exclusion | None = None
    agrees: bool = True


class Holdings(msgspec.Struct, frozen=True):
    """The ids of a material's contents, listed and unlisted; `name` is the same in all lines of the material."""

    name: str
    listed: tuple[str, ...]
    unlisted: frozenset[str]


@remembered
def find_holdings(material: str) -> Holdings:
    """The contents of the material that a cell names, without its destination and the kind of battery."""
    itself = find_mineral(material)
    known = find_material(material)
    if known is not None:
        of_names = [substance for name in (known.name, *known.names) for substance in find_minerals_within(name)]
        within = [*_of_symbols(symbols_of(known.formula or "")), *of_names]
        unlisted = frozenset(substance.id for substance in within if isinstance(substance, NotListed))
        return Holdings(known.name, known.minerals, unlisted)
    if itself is not None or len(material) > LONGEST_NAME:
        return Holdings(plain(material), (itself.id,) if isinstance(itself, Mineral) else (), frozenset())
    text = no_holdings().sub(" ", split_destination(material)[0])
    within = [*find_minerals_within(text), *symbols_within(text), *_of_symbols(symbols_of(text.strip()))]
    listed = [substance.id for substance in within if isinstance(substance, Mineral)]
    listed += [mineral for known_material in find_materials_within(text) for mineral in known_material.minerals]
    unlisted = frozenset(substance.id for substance in within if isinstance(substance, NotListed))
    return Holdings(plain(material), tuple(dict.fromkeys(listed)), unlisted)


def _of_symbols(symbols: list[str]) -> list[Substance]:
    return [substance for symbol in symbols if (substance := find_mineral(symbol)) is not None]


class _Unlisted(msgspec.Struct, frozen=True):
    mineral: str
    material: str
    holds: Holdings
    substance: NotListed
    cells: tuple[str, str]


class Subjects:
    """Reads the subjects of lines."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._found = cells.found
        self._parts = load_parts()
        self._unlisted: list[_Unlisted] = []
        self._listed: set[tuple[str, str]] = set()

    def of(self, line: Line) -> Subject:
        """The subject of the line, and whether the line is excluded."""
        texts = (self._cells.text(line, column) for column in _COLUMNS)
        # Components and materials repeat: each is kept once.
        component, material, role, mineral = (text and sys.intern(text) for text in texts)
        uses = read_uses(component, material, role, mineral)
        if self._outside(line, component, uses):
            substance = find_mineral(self._cells.shown(line, "mineral"))
            return Subject(component, material, None, _id(substance), Exclusion.OUTSIDE)
        substance = self._substance(line, material)
        if isinstance(substance, NotListed):
            return Subject(component, material, None, substance.id, Exclusion.NOT_LISTED, not uses.excluded)
        if substance is not None and material is not None and (holds := find_holdings(material)).unlisted:
            self._listed.add((holds.name, substance.id))
        return Subject(component, material, substance, _id(substance), None, not uses.excluded)

    def _outside(self, line: Line, component: str | None, uses: UseStatements) -> bool:
        """Whether the line is for a part outside the battery, and nothing in it says otherwise.

        The component decides, or the material where none is given. An unlisted component gets a warning, and counts.
        """
        part = uses.of("component" if component else "material")
        if part is not None and is_outside(part.uses):
            inside = uses.against(part)
            if not inside:
                message = f"{quoted(part.text)} is outside the battery: excluded from numerator and denominator"
                self._cells.report("LINE-OUTSIDE-BATTERY", message, line, part.column)
                return True
            message = f"{quoted(part.text)} is outside the battery, but {_listed(inside)} is inside: the line counts"
            self._cells.report("LINE-OUTSIDE-WITH-ROLE", message, line, *_columns_of([part, *inside]))
        elif (stated := self._cells.stated(line, "component")) and phrase(stated) not in self._parts.battery:
            message = f"the component {quoted(stated)} is not recognized: the line counts"
            self._cells.report("COMPONENT-UNKNOWN", message, line, "component")
        if pairs := [pair for pair in uses.excluded if part not in pair or not is_outside(part.uses)]:
            conflicts = "; ".join(_listed(pair) for pair in pairs)
            message = f"these conflict, so the transition rule does not exempt the line: {conflicts}"
            self._cells.report("ROLE-CONTRADICTED", message, line, *_columns_of(chain.from_iterable(pairs)))
        return False

    def _substance(self, line: Line, material: str | None) -> Mineral | NotListed | None:
        """The line's mineral or unlisted substance; None, and reported, where it cannot be read."""
        text = self._cells.shown(line, "mineral")
        words, report = self._cells.words, self._cells.report
        none = text.casefold() in words.none or bool({text, text.casefold()} & words.no_mineral)
        unknown = self._cells.unknown(text)
        found = None if none or unknown else find_mineral(text)
        if isinstance(found, Mineral):
            return found
        if (none or unknown) and material is not None:
            found = find_unlisted(material)
        if isinstance(found, NotListed) and material is not None and (holds := find_holdings(material)).listed:
            unlisted = _Unlisted(text, material, holds, found, (line.row.cell("mineral"), line.row.cell("material")))
            if found.id not in holds.unlisted:
                self._report_contradicted(unlisted, holds.listed)
                return None
            self._unlisted.append(unlisted)
            return found
        if isinstance(found, NotListed):
            self._found.add("LINE-NOT-LISTED", _not_listed(found), line.row.cell("mineral"))
            return found
        if self._names_material(line, text, material if none or unknown else None):
            return None
        if none and material is not None and isinstance(itself := find_mineral(material), Mineral):
            message = f"the mineral is {quoted(text)}, but the material {quoted(material)} is {itself.id}"
            report("LINE-SAYS-NONE", message, line, "mineral", "material")
        elif none:
            of = f"the material is {quoted(material)}" if material is not None else "no material is given"
            stated = f"the mineral is {quoted(text)} and {of}"
            report("LINE-PERHAPS-NONE", f"{stated}: the line may contain a listed mineral", line, "mineral")
            return NOT_STATED
        elif unknown:
            itself = find_mineral(material) if material is not None else None
            hint = f", though its material {quoted(material)} is {itself.id}" if itself is not None else ""
            report("MINERAL-MISSING", f"the line does not name a mineral{hint}", line, "mineral")
        else:
            message = f"the mineral {quoted(text)} is not recognized{suggestion(nearest_minerals(text))}"
            report("MINERAL-UNKNOWN", message, line, "mineral")
        return None

    def check_unlisted(self) -> None:
        """Excludes the lines of unlisted substances where each listed mineral of their material has a line."""
        for unlisted in self._unlisted:
            name, held = unlisted.holds.name, unlisted.holds.listed
            missing = [mineral for mineral in held if (name, mineral) not in self._listed]
            if missing:
                self._report_contradicted(unlisted, missing, ", for which this material has no line")
            else:
                self._found.add("LINE-NOT-LISTED", _not_listed(unlisted.substance), unlisted.cells[0])

    def _report_contradicted(self, unlisted: "_Unlisted", listed: Sequence[str], more: str = "") -> None:
        holds = ", ".join(listed)
        mineral, material = quoted(unlisted.mineral), quoted(unlisted.material)
        message = f"the mineral is {mineral}, but the material {material} contains {holds}{more}"
        self._found.add("MINERAL-CONTRADICTED", message, *unlisted.cells)

    def _names_material(self, line: Line, mineral: str, material: str | None) -> bool:
        """Whether a line without a mineral names a material of several minerals (then reported)."""
        for name, column in ((mineral, "mineral"), (material, "material")):
            known = find_material(name) if name else None
            if known is not None:
                holds = ", ".join(known.minerals)
                message = f"{quoted(name)} is a material, not a mineral. It contains {holds}: each needs its own line"
                self._cells.report("MATERIAL-NO-MINERAL", message, line, column)
                return True
        return False


def _not_listed(substance: NotListed) -> str:
    return f"{substance.id} is not an applicable critical mineral: excluded from numerator and denominator"


def _id(substance: Mineral | NotListed | None) -> str:
    return UNKNOWN_MINERAL if substance is None else substance.id


def _listed(statements: Sequence[Statement]) -> str:
    return " and ".join(f"the {statement.column} {quoted(statement.text)}" for statement in statements)


def _columns_of(statements: Iterable[Statement]) -> list[str]:
    columns = {statement.column for statement in statements}
    return [column for column in _COLUMNS if column in columns]
