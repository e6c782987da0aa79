"""The sheets that a regime reads of a workbook, or of the files beside a text table."""

from collections.abc import Iterable

import msgspec


class SheetSet(msgspec.Struct, frozen=True):
    """The kinds of sheets of a regime: `main` has the lines, `facts` one fact of the whole a row.

    `others` are those besides the main sheet, in their order. `command` is the command that judges them. `by_name`: its
    law names companies, so that a column with such a name may matter whatever it is about.
    """

    main: str
    others: tuple[str, ...]
    facts: str
    command: str
    by_name: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """All kinds, the main sheet first."""
        return (self.main, *self.others)


BOM_SHEETS = SheetSet(
    "bom", ("steps", "entities", "ownership", "components", "certificates", "vehicle"), facts="vehicle", command="check"
)
"""The sheets of a bill of materials by procurement chain."""


MATERIALS_SHEETS = SheetSet(
    "materials", ("product", "entities", "ownership", "certificates"), facts="product", command="macr", by_name=True
)
"""The sheets of a product by direct material."""

SHEET_SETS = (BOM_SHEETS, MATERIALS_SHEETS)
"""The sheets of every regime."""


def sheet_title(kind: str) -> str:
    """The usual name of a sheet of a kind."""
    return kind.upper() if kind == BOM_SHEETS.main else kind.capitalize()


def other_sets(sheets: SheetSet) -> list[SheetSet]:
    return [other for other in SHEET_SETS if other != sheets]


def set_of_main(names: Iterable[str], sheets: SheetSet) -> SheetSet | None:
    """The sheets of another regime whose main sheet is among these names."""
    present = {name.lower().strip() for name in names}
    return next((other for other in other_sets(sheets) if other.main in present), None)
