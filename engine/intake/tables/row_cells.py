"""The cells of one row, as they were saved."""

from collections.abc import Sequence

NumberedRow = tuple[int, list[object]]
"""A row: its number in the spreadsheet, and its cells."""


def blank(value: object) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return value == "" or (isinstance(value, str) and value.isspace())


def one_line(value: object) -> str:
    """The text of a cell with one space between its words; empty where it holds nothing."""
    return "" if value == "" else " ".join(str(value).split())


def cell_at(values: Sequence[object], index: int) -> object:
    """The cell at a place from 0; empty text where the row is shorter."""
    return values[index] if index < len(values) else ""


def texts_at(values: list[object]) -> dict[int, str]:
    """The texts of the cells that are not blank, by their places from 0."""
    return {index: one_line(value) for index, value in enumerate(values) if not blank(value)}
