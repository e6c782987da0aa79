"""How a file is to be read, where it does not say so itself."""

from collections.abc import Mapping

import msgspec

from ..facts.amounts import Decimals, Rate
from ..tables.columns_file import ColumnsFile
from .budget import LARGEST_MB


class Settings(msgspec.Struct, frozen=True):
    """What the command line and the configuration say of reading.

    `sheet` is the sheet with the bill of materials; `decimals` how numbers saved as text are written; `rates` what a
    unit of another currency is worth, by its code; `max_mb` the largest file to read, in millions of bytes.
    `columns_sha256` is the hash of the file that `columns` was read from. `bom` is the bill of materials to take of
    several. `encoding` is that of text tables, by its name, where it is not UTF-8.
    """

    sheet: str | None = None
    columns: ColumnsFile = ColumnsFile()
    decimals: Decimals | None = None
    rates: Mapping[str, Rate] = {}
    max_mb: int = LARGEST_MB
    columns_sha256: str | None = None
    bom: str | None = None
    encoding: str | None = None


AS_IT_IS = Settings()
"""Nothing is said."""
