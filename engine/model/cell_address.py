"""The address of a cell as the spreadsheet program writes it: BOM!B7."""

from functools import lru_cache

LAST_COLUMN = 16_384


@lru_cache(maxsize=1024)
def letter(index: int) -> str:
    """The spreadsheet's letter of a column, from 0: A, B, ... Z, AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(letters: str) -> int:
    """The column of a spreadsheet's letters, from 0."""
    index = 0
    for character in letters:
        index = 26 * index + ord(character) - 64
    return index - 1


def address(row: int, column: int) -> str:
    """The address of a cell within its sheet, its row from 1 and its column from 0."""
    return f"{letter(column)}{row}"
