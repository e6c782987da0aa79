"""The sheets that a regime reads of a workbook, and the settings for reading them."""

import datetime
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from .battery import key
from .numbers import Fraction


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


MB = 10**6


LARGEST_MB = 150
"""The largest file read unless `--max-mb` says otherwise, in millions of bytes. All other limits grow with it."""
LINES_PER_MB = 700
"""Lines that a bill of materials may have for each MB of the largest file. 100,000 take up to 300 MB of memory (313 MB
if read from Parquet)."""


class Decimals(StrEnum):
    """The decimal mark of numbers that are saved as text."""

    POINT = "point"
    COMMA = "comma"


class Rate(msgspec.Struct, frozen=True):
    """The value of a currency unit in US dollars, and its date."""

    currency: str
    usd: Fraction
    on: datetime.date | None


class ColumnMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The mapping of a heading: a known column (empty: unused), and the unit of its numbers."""

    column: str
    unit: str = ""


class SheetMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The settings for reading a sheet."""

    sheet: str | None = None
    header: int | list[int] | None = None
    columns: dict[str, str | ColumnMapping] = {}

    @property
    def header_rows(self) -> tuple[int, int] | None:
        """The first and the last row of the headings, as the spreadsheet counts."""
        if self.header is None:
            return None
        rows = [self.header] if isinstance(self.header, int) else self.header
        return rows[0], rows[-1]

    def find(self, heading: str, letter: str) -> tuple[str, ColumnMapping] | None:
        """The entry for a column's letter or else its heading: the key as written, and the mapping."""
        for wanted in (f"column {letter}", heading):
            for written, column in self.columns.items():
                if key(written) == key(wanted):
                    return written, column if isinstance(column, ColumnMapping) else ColumnMapping(column)
        return None


NO_MAPPING = SheetMapping()
"""A sheet of which the columns file has nothing."""


class ColumnsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """All of a columns file."""

    decimals: Decimals | None = None
    bom: SheetMapping = NO_MAPPING
    steps: SheetMapping = NO_MAPPING
    entities: SheetMapping = NO_MAPPING
    ownership: SheetMapping = NO_MAPPING
    components: SheetMapping = NO_MAPPING
    certificates: SheetMapping = NO_MAPPING
    vehicle: SheetMapping = NO_MAPPING
    materials: SheetMapping = NO_MAPPING
    product: SheetMapping = NO_MAPPING

    def __post_init__(self) -> None:
        # Unset values are recognized by identity, which a copy from another process does not keep.
        for kind in KINDS:
            if self.of(kind) == NO_MAPPING:
                msgspec.structs.force_setattr(self, kind, NO_MAPPING)

    def of(self, kind: str) -> SheetMapping:
        mapping: SheetMapping = getattr(self, kind)
        return mapping


KINDS = tuple(name for name in ColumnsFile.__struct_fields__ if name != "decimals")
"""The sheets, as the tables of the file are named."""


class Settings(msgspec.Struct, frozen=True):
    """The settings for reading from the command line and the configuration.

    `sheet` is the sheet with the bill of materials; `decimals` the notation of numbers saved as text; `rates` what a
    unit of another currency is worth, by its code; `max_mb` the largest file to read, in millions of bytes.
    `columns_sha256` is the hash of the file that `columns` was read from. `bom` is the bill of materials to take of
    several. `encoding` is that of text tables, by name, if not UTF-8. `sheets` are those that the regime reads.
    """

    sheet: str | None = None
    columns: ColumnsFile = ColumnsFile()
    decimals: Decimals | None = None
    rates: Mapping[str, Rate] = {}
    max_mb: int = LARGEST_MB
    columns_sha256: str | None = None
    bom: str | None = None
    encoding: str | None = None
    sheets: SheetSet = BOM_SHEETS

    @property
    def main_sheet(self) -> str | None:
        """The name of the main sheet, if the command line or the columns file gives it."""
        return self.sheet or self.columns.of(self.sheets.main).sheet


AS_IT_IS = Settings()
"""Neither the command line nor the configuration asks for anything."""
