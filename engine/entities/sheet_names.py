"""The names of the sheets `Entities` and `Ownership`, and those among them that a name is near."""

from functools import cached_property

from ..model.battery import SupplierSheets
from ..vocabulary.company_names import name_of
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
        for holding in self._sheets.holdings:
            cells.setdefault(holding.owner, holding.row.cell("owner"))
            cells.setdefault(holding.owned, holding.row.cell("owned"))
        return cells

    def near(self, name: str, suspects: NearNames) -> list[str]:
        """The suspects that a name may mean: one of the two has no row in Entities."""
        entities, identity = self._sheets.entities, self._sheets.identity
        at = identity(name)
        if at in entities:
            others = [near for near in suspects.misspelled(name) if identity(near) not in entities]
        else:
            others = suspects.find(name)
        # An owner called China is not similar to a company with China in its name.
        words = name_of(name).run_together
        return [
            near
            for near in others
            if identity(near) != at and not (is_place(near) and name_of(near).run_together in words)
        ]
