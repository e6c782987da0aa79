"""The known columns that a row names, and whether they are enough for a header."""

from ...model.sheet_sets import SheetSet
from .columns import known_columns, load_columns
from .headings import read_heading
from .row_cells import blank

FEWEST_NAMED = 2
"""A header names at least so many known columns."""


def sure_column(text: str, kind: str) -> str | None:
    """The column that a heading surely is; a bare unit does not make a row a header (`unit | kilogram`)."""
    heading = read_heading(text, kind, near=False)
    is_unit = heading.unit is not None and heading.meant == heading.unit.text
    return heading.column if heading.is_sure and not is_unit else None


def columns_named(values: list[object], kind: str) -> frozenset[str]:
    """The known columns of one kind of sheet that a row names."""
    texts = (value for value in values if isinstance(value, str) and not blank(value))
    return frozenset(name for text in texts if (name := sure_column(text, kind)) is not None)


def _is_text(value: object) -> bool:
    """Whether a cell may be a heading, not a number."""
    return isinstance(value, str) and not value.lstrip()[:1].isdigit()


def names_heading(values: list[object], sheets: SheetSet) -> bool:
    """Whether a row of only texts names a known column of one of the sheets, and so is the header of some table."""
    filled = [value for value in values if not blank(value)]
    kinds = [kind for kind in sheets.kinds if load_columns().sheets[kind].known_by is not None]
    return len(filled) > 1 and all(map(_is_text, filled)) and any(columns_named(filled, kind) for kind in kinds)


def names_of_header(values: list[object], kind: str) -> frozenset[str] | None:
    """The columns that a row names if it is a header: most cells are headings, including the required ones."""
    if not all(map(_is_text, values)):
        return None
    filled = [str(value) for value in values if not blank(value)]
    if len(filled) < FEWEST_NAMED:
        return None
    names = columns_named(values, kind)
    known = known_columns(kind)
    most = len(names) > len(filled) // 2 and len(names) >= FEWEST_NAMED
    # No row of a sheet without lines begins with such a heading: `entity, state's share` is a header too.
    begins = not known.has_lines and sure_column(filled[0], kind) in known.needed
    return names if (most or begins) and has_needed(kind, names) else None


def has_needed(kind: str, names: frozenset[str]) -> bool:
    """Whether all required columns are present."""
    return set(known_columns(kind).needed) <= names


def is_whole(kind: str, names: frozenset[str]) -> bool:
    """Whether a table says where work was done; otherwise it may be a summary beside the bill of materials."""
    known = known_columns(kind)
    return not known.has_steps or any(known.is_of_step(name) for name in names)
