"""One answer's cell -> a fact, by the vocabulary of bills of materials; two cells agree if their facts are equal."""

import re
from collections.abc import Mapping

from ...intake.facts.cells import Cells
from ...intake.files.sheet import Sheet, one_line
from ...intake.tables.columns import content_of
from ...intake.tables.header_columns import Header, HeaderColumn
from ...intake.tables.headings import By
from ...intake.tables.line import Line, LineColumns
from ...model.battery import Row, key
from ...model.cell_address import column_of, letter
from ...model.findings import Findings
from ...model.numbers import Fraction, plain
from ...model.settings import Settings
from ...vocabulary.company_names import identity
from .merge import Value

Fact = Fraction | str

LONGEST = 500
"""The longest answer, in characters."""
_FORMULA_STARTS = ("=", "+", "-", "@")
_ADDRESS = re.compile(r"(?P<sheet>.+)!(?P<letters>[A-Z]{1,3})(?P<row>[0-9]{1,7})")
_NAMES = ("entity", "owner", "owned", "supplier", "producer", "taxpayer")
PAPERS = ("attestation", "feoc_attestation", "certificate")
"""The columns that name a certificate, of other sheets than its own."""
_ALSO_NONE = ("government_of", "citizen_of")
"""Columns of countries that may say `none`, or a nationality: the reading of the copy judges them."""


def place_of(address: str) -> tuple[str, int, int]:
    """The sheet's name, the row from 1 and the column from 0 of an address such as `Lines!F4`.

    Raises:
        ValueError: it is not an address.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    name = found["sheet"]
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return name, int(found["row"]), column_of(found["letters"])


def line_of(sheet: Sheet, kind: str, row: int, cells: Mapping[str, tuple[int, object]]) -> Line:
    """A row of a sheet with these cells: by canonical column, the position from 0 and the content of each."""
    columns = tuple(
        HeaderColumn(column=column, by=By.NAME, index=at, cell=f"{sheet.name}!{letter(at)}{row}", heading=column)
        for column, (at, _) in cells.items()
    )
    read = LineColumns(sheet, kind, Header(row, row, columns, 0))
    values: list[object] = [""] * (1 + max((at for at, _ in cells.values()), default=0))
    for at, value in cells.values():
        values[at] = value
    return Line(read, Row(read.table, row), values)


def read_fact(line: Line, column: str, cells: Cells) -> Fact | None:
    """The fact of a cell: a number, a share, the code of a country, or its text; None where it is not known.

    What cannot be read is reported to the findings of `cells`.
    """
    text = one_line(cells.shown(line, column))
    if cells.unknown(text):
        return None
    content = content_of(column)
    if content == "country" and column not in _ALSO_NONE:
        return cells.country(line, column)[0]
    if content == "number":
        share = re.search(r"_pct(_[0-9]+)?$", column) is not None
        number = cells.share(line, column) if share else cells.number(line, column)
        cells.report_unclear()
        return number
    if content == "date" or column == "contract_date":
        day = cells.date(line, column, column)
        return None if day is None else day.isoformat()
    return text


def agree(column: str, fact: Fact, other: Fact) -> bool:
    """Whether two facts of a column are the same: names and texts without regard to case and spelling."""
    if isinstance(fact, str) and isinstance(other, str):
        return same_key(column, fact) == same_key(column, other)
    return fact == other


def same_key(column: str, text: str) -> str:
    """A text as compared: a company by its identity, another text by its letters."""
    return identity(text) if any(column.startswith(name) or column.endswith(name) for name in _NAMES) else key(text)


def value_of(column: str, fact: Fact, text: str, unit: Fraction) -> Value:
    """What is written for a fact; `text` is the answer, `unit` what a number 1 in the column stands for."""
    if isinstance(fact, str):
        return Value(fact if content_of(column) == "date" or column == "contract_date" else text)
    if re.search(r"_pct(_[0-9]+)?$", column):
        return Value(plain(fact * 100), is_number=True, percent=True)
    return Value(plain(fact / unit), is_number=True)


def unit_of(line: Line, column: str, settings: Settings) -> Fraction | None:
    """What a number 1 in a cell stands for, in the unit of the column's name; None where that is not clear."""
    values = list(line.values)
    index = line.columns.index[column]
    values += [""] * (index + 1 - len(values))
    values[index] = 1.0
    return Cells(Findings(), settings).number(Line(line.columns, line.row, values), column)


def fault_of(text: str) -> str | None:
    """Why a text cannot be an answer, with what to write instead; None where it can."""
    if len(text) > LONGEST:
        return f"it has {len(text):,} characters: write at most {LONGEST}"
    if text.startswith(_FORMULA_STARTS):
        return "a spreadsheet program would read it as a formula: write it without the sign at its beginning"
    if not text.isprintable():
        return "it contains control characters or characters that cannot be seen: type it anew"
    return None
