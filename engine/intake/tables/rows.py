"""Classifies rows below the header: lines, totals, notes and headings."""

import re
from enum import StrEnum
from functools import cache

import msgspec

from ....data import load
from ...model.remembered import remembered
from ...vocabulary.materials import find_material
from ...vocabulary.minerals import find_mineral
from ...vocabulary.names import words
from ..files.sheet import blank
from .columns import content_of, known_columns, load_columns, load_parts, phrase

# A note under a table is longer than any name of a material, mineral or company.
_WORDS_OF_A_NOTE = 6
_SHORTEST = 3
_FEWEST_NUMBERED = 3
_SILENT = {"mass_unit", "price_unit", "currency", "form", "price_form"}
"""A total may show them too: they state no fact of a line."""


class RowWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words for totals, notes and headings: `vocabulary/rows.toml`."""

    labels: frozenset[str]
    totals: frozenset[str]
    notes: list[str]
    types: frozenset[str]
    marks: str


class RowKind(StrEnum):
    """The kind of a row."""

    LINE = "line"
    BLANK = "blank row"
    TOTAL = "total"
    SUMS = "numbers alone"
    TOTAL_OR_LINE = "total that states facts"
    SECTION = "heading of a section"
    NOTE = "note"
    UNUSED = "cells in columns that are not used"

    @property
    def may_be_line(self) -> bool:
        """Whether the row is or may be a line."""
        return self in (RowKind.LINE, RowKind.TOTAL_OR_LINE)


class Rows:
    """Classifies the rows of a table by the columns of their cells, with positions from 0."""

    def __init__(self, kind: str, columns: dict[str, int]) -> None:
        known = known_columns(kind)
        labels = {name for name in columns if name in _row_words().labels and not known.is_of_step(name)}
        numbers = {name for name in columns if content_of(name) == "number"}
        self.has_lines = known.has_lines
        self.numbers = {columns[name] for name in numbers}
        self._used = {*columns.values()}
        sheet = load_columns().sheets[kind]
        self._names = {columns[name] for name in sheet.names if name in columns}
        self._may_be_totals = known.has_lines or sheet.totals
        self._labels = [index for name, index in columns.items() if name in labels]
        self._facts = {index for name, index in columns.items() if name not in numbers | labels | _SILENT}
        if sheet.totals:  # a company may be called Total: only the row's own name says that it is a total
            self._facts |= {columns[name] for name in labels.difference(load_columns().shared)} - self._names
            self._labels = [*self._names]

    def kind(self, values: list[object], merged_across: bool = False) -> RowKind:
        """The kind of the row. `merged_across`: its first filled cell covers several columns."""
        filled = [index for index, value in enumerate(values) if not blank(value)]
        if not filled:
            return RowKind.BLANK
        used = self._used.intersection(filled)
        labels = [str(values[index]) for index in self._labels if index in used]
        if not labels:
            labels = [text for index in filled if index not in used and isinstance(text := values[index], str)]
        # Only among values that add up may a total name a group: lithium Total.
        if any(map(_says_total, labels)) and (self._may_be_totals or any(map(_is_total, labels))):
            facts = self._facts & used if self._may_be_totals else self._names & used and len(used) > 1
            return RowKind.TOTAL_OR_LINE if facts else RowKind.TOTAL
        if not used:
            return RowKind.UNUSED
        if self.has_lines and len(filled) > 1 and self._describes_table(values, filled):
            return RowKind.NOTE
        alone = values[filled[0]]
        is_prose = isinstance(alone, str) and not any(map(str.isdigit, alone))
        if len(filled) == 1 and (filled[0] not in self.numbers or is_prose):
            return self._alone(str(alone), filled[0], merged_across)
        return RowKind.SUMS if self.has_lines and used <= self.numbers else RowKind.LINE

    def _describes_table(self, values: list[object], filled: list[int]) -> bool:
        """Whether a row of several cells numbers, describes or annotates the columns."""
        first = str(values[filled[0]])
        if first in ("1", "1.0"):
            counted = [str(values[index]).removesuffix(".0") for index in filled]
            return len(filled) >= _FEWEST_NUMBERED and counted == [str(n) for n in range(1, len(filled) + 1)]
        if _is_type(first):
            return all(_is_type(str(values[index])) for index in filled)
        if not _begins_a_note(first):
            return False
        stated = any(any(map(str.isdigit, str(values[index]))) for index in self.numbers.intersection(filled))
        names = (str(values[index]) for index in filled if index in self._labels)
        return not (stated or self._facts.intersection(filled) or any(map(_names_substance, names)))

    def _alone(self, text: str, index: int, merged_across: bool) -> RowKind:
        """The kind of a row with a single text: a note or heading by its words, otherwise an incomplete line."""
        is_marked = merged_across or text.lstrip()[0] in _row_words().marks or _begins_a_note(text)
        is_name = index in self._names and not (self.has_lines and is_marked)
        if is_name or (self.has_lines and _names_substance(text)):
            return RowKind.LINE
        if is_marked or len(phrase(text).split()) >= _WORDS_OF_A_NOTE:
            return RowKind.NOTE
        parts = load_parts()
        return RowKind.SECTION if self.has_lines and phrase(text) in parts.battery | parts.outside else RowKind.LINE


def _names_substance(text: str) -> bool:
    """Whether a text names a mineral or material among other words."""
    bare = text.strip(" *†‡§※•")
    spoken = [word for word in words(bare).split() if len(word) > _SHORTEST]
    return any(find_mineral(name) or find_material(name) for name in (bare, *spoken))


@remembered
def _says_total(text: str) -> bool:
    """Whether a text begins or ends with a word for a total."""
    return _total_words().search(text) is not None


def _is_total(text: str) -> bool:
    """Whether a text is a word for a total and nothing else."""
    return phrase(text).strip(" :*") in _row_words().totals


@remembered
def _begins_a_note(text: str) -> bool:
    return _note_words().match(phrase(text)) is not None


@remembered
def _is_type(text: str) -> bool:
    """Whether a text is the type of a column: number, country."""
    return phrase(text) in _row_words().types


@cache
def _note_words() -> re.Pattern[str]:
    """The pattern of a text that begins with a note word (a whole word in scripts with spaces)."""
    notes = _row_words().notes
    return re.compile("|".join(rf"{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in notes))


@cache
def _total_words() -> re.Pattern[str]:
    """The pattern of a text that is, begins or ends with a word for a total."""
    totals = sorted(_row_words().totals, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in totals if word[0].isascii())
    others = "|".join(re.escape(word) for word in totals if not word[0].isascii())
    edge = r"[\s:*()\[\]\-–—]*"
    pattern = rf"^{edge}(?:(?:{latin})\b|(?:{others}))|(?:\b(?:{latin})|(?:{others})){edge}$"
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


def _row_words() -> RowWords:
    return load("vocabulary/rows.toml", RowWords)
