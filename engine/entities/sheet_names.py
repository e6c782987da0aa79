"""The names of the sheets `Entities` and `Ownership`, and those among them that a name is near."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from ..model.battery import Entity, Holding, SupplierSheets
from ..model.findings import Findings
from ..model.missing import OWN_ROW, MissingFact
from ..model.quoting import quoted
from ..vocabulary.company_names import is_other_name, name_of
from ..vocabulary.governments import is_place
from ..vocabulary.near_names import NearNames


class SheetNames:
    """The names about which the two sheets of a bill of materials state facts."""

    def __init__(self, sheets: SupplierSheets) -> None:
        self._sheets = sheets

    @cached_property
    def cells(self) -> dict[str, str]:
        """Every name, with its first cell."""
        entities = self._sheets.entities.values()
        cells = {entity.name: entity.row.cell("entity") for entity in entities}
        for name, cell in holders(self._sheets.holdings):
            cells.setdefault(name, cell)
        return cells

    def doubts(self, name: str, suspects: NearNames) -> list[MissingFact]:
        """The doubts whether a name is a similar one with an adverse fact."""
        found = []
        for near in self._near(name, suspects):
            cell = self.cells[near]
            rows = [self._sheets.identity(each) in self._sheets.entities for each in (name, near)]
            remedy = "write neither name in that of the other" if all(rows) else "give it its own row in Entities"
            text = f"whether {quoted(name)} is {quoted(near)} ({cell}), which has an adverse fact"
            text += f"; if it is another company, {remedy}"
            found.append(MissingFact(text, () if rows[0] else OWN_ROW, name, cells=(cell,)))
        return found

    def _near(self, name: str, suspects: NearNames) -> list[str]:
        """The suspects that a name may mean: one of the two has no row in Entities, or one is also called the other."""
        entities, identity = self._sheets.entities, self._sheets.identity
        at = identity(name)
        if at in entities:
            others = [near for near in suspects.misspelled(name) if identity(near) not in entities]
            others += [near for near in suspects.find(name) if near not in others and is_other_name(name, near)]
        else:
            others = suspects.find(name)
        # An owner called China is not similar to a company with China in its name.
        return [
            near
            for near in others
            if identity(near) != at
            and not (is_place(near) and name_of(near).run_together in name_of(name).run_together)
        ]


def missing_places(entity: Entity | None, name: str) -> Iterator[MissingFact]:
    """The countries that are not stated of an entity; `entity` is its row, if it has one."""
    if entity is None or entity.country is None:
        yield MissingFact("the country in which it is organized", ("country",), name)
    if entity is None or entity.headquarters is None:
        yield MissingFact("the country of its headquarters", ("headquarters_country",), name)


def holders(holdings: Iterable[Holding]) -> Iterator[tuple[str, str]]:
    """The names of the sheet `Ownership`, with their cells."""
    for holding in holdings:
        yield from ((holding.owner, holding.row.cell("owner")), (holding.owned, holding.row.cell("owned")))


def report_unlisted(
    named: Iterable[tuple[str, str]], entities: Mapping[str, Entity], identity: Callable[[str], str], found: Findings
) -> None:
    """Warns about each name, given with a cell, that has no row; similar names that have one are suggested."""
    cells: dict[str, list[str]] = {}
    for name, cell in named:
        if identity(name) not in entities:
            cells.setdefault(name, []).append(cell)
    rows = {entity.name: entity.row.cell("entity") for entity in entities.values()} if cells else {}
    near = NearNames(rows)
    for name, at in cells.items():
        meant = near.suggestion(name, rows)
        found.add("ENTITY-NOT-LISTED", f"the entity {quoted(name)} has no row in the sheet Entities{meant}", *at)
