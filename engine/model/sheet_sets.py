"""The sheets that a regime reads of a workbook, or of the files beside a text table."""

import msgspec


class SheetSet(msgspec.Struct, frozen=True):
    """The kinds of sheets of a regime: `main` has the lines, `facts` one fact of the whole a row.

    `others` are those besides the main sheet, in their order.
    """

    main: str
    others: tuple[str, ...]
    facts: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """All kinds, the main sheet first."""
        return (self.main, *self.others)


BOM_SHEETS = SheetSet(
    "bom", ("steps", "entities", "ownership", "components", "certificates", "vehicle"), facts="vehicle"
)
"""The sheets of a bill of materials by procurement chain."""


SHEET_SETS = (BOM_SHEETS,)
"""The sheets of every regime."""


def sheet_title(kind: str) -> str:
    """The usual name of a sheet of a kind."""
    return kind.upper() if kind == BOM_SHEETS.main else kind.capitalize()
