"""The cells of a row, as saved."""

from collections.abc import Sequence

NumberedRow = tuple[int, list[object]]
"""A row: its number in the spreadsheet, and its cells."""


def blank(value: object) -> bool:
    """Whether a cell holds nothing visible."""
    return value == "" or (isinstance(value, str) and value.isspace())


def one_line(value: object) -> str:
    """The text of a cell with single spaces between words; empty for a blank cell."""
    return "" if value == "" else " ".join(str(value).split())


def cell_at(values: Sequence[object], index: int) -> object:
    """The cell at a position from 0; empty text where the row is shorter."""
    return values[index] if index < len(values) else ""


def texts_at(values: list[object]) -> dict[int, str]:
    """The texts of the cells that are not blank, by position from 0."""
    return {index: one_line(value) for index, value in enumerate(values) if not blank(value)}
