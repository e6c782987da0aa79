"""What a row below the header is: a line, or what people put between and below lines."""

import re
from enum import StrEnum
from functools import cache

from ...model.remembered import remembered
from ...vocabulary.materials import find_material
from ...vocabulary.minerals import find_mineral
from ...vocabulary.names import words
from .columns import KnownColumns, known_columns, load_columns, load_parts, phrase

# A note under a table is prose: no name of a material, mineral or company is as long.
_WORDS_OF_A_NOTE = 6
_SHORTEST = 3
_FEWEST_NUMBERED = 3
_NAMES = {
    "bom": (),
    "steps": ("line",),
    "entities": ("entity",),
    "ownership": ("owner", "owned"),
    "components": ("component",),
    "certificates": ("certificate",),
    "vehicle": ("field",),
}


class Kind(StrEnum):
    LINE = "line"
    BLANK = "blank row"
    TOTAL = "total"
    SUMS = "numbers alone"
    TOTAL_OR_LINE = "total that states facts"
    SECTION = "heading of a section"
    NOTE = "note"
    UNUSED = "cells in columns that are not used"


class Rows:
    """Tells what each row of one table is, by the columns that its cells stand in."""

    def __init__(self, kind: str, columns: dict[str, int]) -> None:
        known = known_columns(kind)
        self.is_bom = known.has_steps
        # A text in one of these names a line, however long it is; in a bill of materials, one that names a substance.
        self._names = {columns[name] for name in _NAMES[kind] if name in columns}
        self._columns = columns
        self._labels = [i for name, i in columns.items() if _is_label(name, known)]
        self.numbers = {i for name, i in columns.items() if is_amount(name) or name == "price_usd_per_kg"}
        self._used = set(columns.values())
        silent = {"mass_unit", "price_unit", "currency", "form", "price_form"}  # a total may show them too
        self._facts = self._used - self.numbers - set(self._labels) - {i for n, i in columns.items() if n in silent}

    def kind(self, values: list[object], merged_across: bool) -> Kind:
        """What the row is. `merged_across`: its first filled cell covers several columns."""
        filled = [i for i, v in enumerate(values) if v != "" and not (isinstance(v, str) and v.isspace())]
        if not filled:
            return Kind.BLANK
        used = [i for i in filled if i in self._used]
        labels = [str(values[i]) for i in self._labels if i in filled]
        if not labels:
            labels = [v for i in filled if i not in self._used and isinstance(v := values[i], str)]
        if labels and any(map(_speaks_of_total, labels)) and self._is_total(labels):
            facts = self._facts & set(used) if self.is_bom else self._names & set(used) and len(used) > 1
            return Kind.TOTAL_OR_LINE if facts else Kind.TOTAL
        if not used:
            return Kind.UNUSED
        if self.is_bom and self._tells_of_table(values, filled):
            return Kind.NOTE
        alone = len(filled) == 1 and (filled[0] not in self.numbers or _is_prose(values[filled[0]]))
        if alone:
            return self._alone(str(values[filled[0]]), filled[0], merged_across)
        return Kind.SUMS if self.is_bom and set(used) <= self.numbers else Kind.LINE

    def _is_total(self, labels: list[str]) -> bool:
        """In a bill of materials a subtotal may name its group ("lithium Total"); elsewhere Total is also a company."""
        return self.is_bom or any(phrase(label).strip(" :*") in load_columns().rows.totals for label in labels)

    def _tells_of_table(self, values: list[object], filled: list[int]) -> bool:
        """Whether a row of several cells numbers the columns or says what they hold, or signs or annotates them."""
        if len(filled) == 1:
            return False
        first = str(values[filled[0]])
        if first in ("1", "1.0"):
            counted = [str(values[index]).removesuffix(".0") for index in filled]
            return len(filled) >= _FEWEST_NUMBERED and counted == [str(n) for n in range(1, len(filled) + 1)]
        if _is_type(first):
            return all(_is_type(str(values[index])) for index in filled)
        if not _begins_a_note(first):
            return False
        stated = any(any(map(str.isdigit, str(values[index]))) for index in filled if index in self.numbers)
        names = (str(values[index]) for index in filled if index in self._labels)
        return not (stated or self._facts & set(filled) or any(map(_names_substance, names)))

    def _alone(self, text: str, index: int, merged_across: bool) -> Kind:
        """A row of one text: a note or a section's heading by its words, otherwise a line that says too little."""
        said = phrase(text)
        if index in self._names or (self.is_bom and _names_substance(text)):
            return Kind.LINE
        if merged_across or _note_words().match(said) or text.lstrip()[0] in load_columns().rows.marks:
            return Kind.NOTE
        if len(said.split()) >= _WORDS_OF_A_NOTE:
            return Kind.NOTE
        parts = load_parts()
        return Kind.SECTION if self.is_bom and said in parts.battery | parts.outside else Kind.LINE


def _names_substance(text: str) -> bool:
    """Whether a text names a mineral or a material, with whatever marks and words stand round it."""
    bare = text.strip(" *†‡§※•")
    spoken = [word for word in words(bare).split() if len(word) > _SHORTEST]
    return any(find_mineral(name) or find_material(name) for name in (bare, *spoken))


def _is_prose(value: object) -> bool:
    """Whether a cell of a column of numbers holds a text without any."""
    return isinstance(value, str) and not any(map(str.isdigit, value))


def is_amount(column: str) -> bool:
    """Whether the column's numbers are shares of a whole or add up: one for several rows says nothing."""
    return re.search(r"(^|_)(value_usd|mass_kg|value_added_usd|pct)(_[0-9]+)?$", column) is not None


def _is_label(column: str, known: KnownColumns) -> bool:
    """Whether the column names the row itself, and no place, company or amount."""
    labels = load_columns().rows.labels
    return column in labels and not known.is_of_step(column)


@remembered
def _speaks_of_total(label: str) -> bool:
    return _total_words().search(label) is not None


@remembered
def _begins_a_note(text: str) -> bool:
    return _note_words().match(phrase(text)) is not None


@remembered
def _is_type(text: str) -> bool:
    """Whether a text says what kind of thing a column holds: number, country."""
    return phrase(text) in load_columns().rows.types


@cache
def _note_words() -> re.Pattern[str]:
    """A text that begins with a word of notes: the whole word, but in scripts that do not part words."""
    edged = "|".join(
        rf"{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in load_columns().rows.notes
    )
    return re.compile(edged)


@cache
def _total_words() -> re.Pattern[str]:
    """A text that is or begins or ends with a word for a total, whatever stands round it; one text a line."""
    totals = sorted(load_columns().rows.totals, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in totals if word.isascii() or word[0].isascii())
    others = "|".join(re.escape(word) for word in totals if not word[0].isascii())
    edge = r"[\s:*()\[\]\-–—]*"
    pattern = rf"^{edge}(?:(?:{latin})\b|(?:{others}))|(?:\b(?:{latin})|(?:{others})){edge}$"
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)
