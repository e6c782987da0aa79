"""Which known columns a row of texts names, and whether it names enough to head a table."""

from .columns import known_columns
from .headings import read_heading
from .row_cells import blank

FEWEST_NAMED = 2
"""A header names at least so many known columns."""
_KINDS = ("bom", "steps", "ownership", "components", "certificates", "entities")


def sure_column(text: str, kind: str) -> str | None:
    """The column that a heading surely is; one that is only a unit makes no row a header (`unit | kilogram`)."""
    heading = read_heading(text, kind, near=False)
    is_unit = heading.unit is not None and heading.meant == heading.unit.text
    return heading.column if heading.is_sure and not is_unit else None


def columns_named(values: list[object], kind: str) -> set[str]:
    """The known columns of one kind of sheet that a row names."""
    texts = [value for value in values if isinstance(value, str) and not blank(value)]
    return {name for text in texts if (name := sure_column(text, kind)) is not None}


def names_heading(values: list[object]) -> bool:
    """Whether a row of nothing but texts names a known column of any sheet: it is the header of some table."""
    filled = [value for value in values if not blank(value)]
    texts = all(isinstance(value, str) and not value.strip()[:1].isdigit() for value in filled)
    return texts and len(filled) > 1 and any(columns_named(filled, kind) for kind in _KINDS)


def names_of_header(values: list[object], kind: str) -> frozenset[str] | None:
    """The columns that a row names if it is a header: most of its cells are headings, the needed ones among them."""
    texts = []
    for value in values:
        if not isinstance(value, str) or value.lstrip()[:1].isdigit():
            return None  # a number is no heading
        if value and not value.isspace():
            texts.append(value)
    if len(texts) < FEWEST_NAMED:
        return None
    names = frozenset(name for text in texts if (name := sure_column(text, kind)) is not None)
    known = known_columns(kind)
    most = len(names) > len(texts) // 2 and len(names) >= FEWEST_NAMED
    # No line of the other sheets begins with such a heading: `entity, state's share` heads a table as well.
    begins = not known.has_steps and sure_column(texts[0], kind) in known.needed
    return names if (most or begins) and has_needed(kind, names) else None


def has_needed(kind: str, names: frozenset[str]) -> bool:
    """Whether no column is missing without which the sheet cannot be read."""
    return set(known_columns(kind).needed) <= names


def is_whole(kind: str, names: frozenset[str]) -> bool:
    """Whether a table says where work was done: without it, it may be a summary beside the bill of materials."""
    known = known_columns(kind)
    return not known.has_steps or any(known.is_of_step(name) for name in names)
