"""The file of `--columns`: a person's mapping of headings to columns.

decimals = "comma"                       # how numbers saved as text are written: "point" or "comma"

[bom]
sheet = "Pack 3"                         # the sheet, where it is not named BOM
header = 4                               # the row of the headings; [4, 5] where they take two rows

[bom.columns]
"Land (Abbau)" = "extraction_country"
"Preis" = { column = "price_usd_per_kg", unit = "EUR/kg" }
"column F" = "processing_entity"         # by its letter, where the heading is empty or stands twice
"Remarks" = ""                           # not used
"""

import hashlib
from pathlib import Path

import msgspec

from ...model.quoting import suggestion
from ...model.settings import KINDS, ColumnsFile, SheetMapping
from ...vocabulary.names import nearest
from ...vocabulary.units import UnclearUnit, Unit, parse_unit
from .columns import known_columns


class BadColumnsFile(ValueError):
    """An unusable columns file; the text says what is wrong and where."""


def load_columns_file(path: str) -> tuple[ColumnsFile, str]:
    """The columns file at a path, and the sha256 of its content.

    Raises:
        BadColumnsFile: it cannot be read, is not a columns file, or names an unknown column or unit.
    """
    try:
        content = Path(path).read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise BadColumnsFile(f"{path}: {error.strerror or 'cannot be read'}") from None
    except UnicodeDecodeError:
        raise BadColumnsFile(
            f"{path} is not a text file: expected TOML as written by `critmin columns --save`"
        ) from None
    try:
        columns = msgspec.toml.decode(text, type=ColumnsFile)
    except msgspec.ValidationError as error:
        raise BadColumnsFile(f"{path}: {_in_words(str(error))}") from None
    except msgspec.DecodeError as error:
        raise BadColumnsFile(f"{path} is not valid TOML: {error}") from None
    check_columns(path, columns)
    return columns, hashlib.sha256(content).hexdigest()


def check_columns(path: str, columns: ColumnsFile) -> None:
    """Refuses an unusable columns file; `path` is its name in the message.

    Raises:
        BadColumnsFile: it names an unknown column or unit, or rows that cannot be a header.
    """
    for kind in KINDS:
        _check(path, kind, columns.of(kind))


def _check(path: str, kind: str, mapping: SheetMapping) -> None:
    rows = mapping.header if isinstance(mapping.header, list) else [1 if mapping.header is None else mapping.header]
    if not rows or rows[0] < 1 or rows != list(range(rows[0], rows[0] + len(rows))):
        raise BadColumnsFile(
            f"{path}: [{kind}] header is {mapping.header}: expected a row such as 4, or rows such as [4, 5]"
        )
    known = known_columns(kind)
    for written, entry in mapping.columns.items():
        column = entry if isinstance(entry, str) else entry.column
        if column and known.find(column) is None:
            hint = suggestion(nearest(column.casefold(), [(name, name) for name in known.names()], 3))
            raise BadColumnsFile(f'{path}: [{kind}.columns] "{written}" is "{column}", which is not a column{hint}')
        if not isinstance(entry, str) and entry.unit:
            unit_of(path, written, entry.unit)


def unit_of(path: str, written: str, text: str) -> Unit:
    """The unit that a columns file states for a heading.

    Raises:
        BadColumnsFile: it is not a unit, or could be several.
    """
    try:
        unit = parse_unit(text)
    except UnclearUnit as error:
        raise BadColumnsFile(f'{path}: the unit of "{written}" is "{text}": {error}') from None
    if unit is None:
        raise BadColumnsFile(f'{path}: the unit of "{written}" is "{text}": expected a unit such as kg, USD or EUR/t')
    return unit


def _in_words(error: str) -> str:
    """msgspec's message with its place as TOML writes it: `$.bom.header` is [bom] header."""
    message, _, place = error.partition(" - at `$.")
    if not place:
        known = ", ".join(("decimals", *KINDS))
        return f"{message}; known keys: {known}" if "unknown field" in message else message
    table, _, field = place.rstrip("`").partition(".")
    known = "; known keys: sheet, header, columns" if "unknown field" in message and not field else ""
    return f"{message} in [{table}]{' ' + field if field else ''}{known}"
