"""Whether a row anywhere (above the header, on another sheet) reads as data under the columns of a table."""

import datetime
import re
from collections.abc import Mapping

from ...model.battery import Step
from ...model.cell_address import LAST_COLUMN, letter
from ...vocabulary.amounts import possible_amounts
from ...vocabulary.countries import find_country_of_owner
from ...vocabulary.foreign_entities import find_id
from ...vocabulary.governments import find_government
from ...vocabulary.materials import find_material
from ...vocabulary.minerals import Mineral, find_mineral
from ..files.sheet import blank, cell_at
from .columns import content_of, known_columns, load_columns, load_parts, phrase
from .fact_fields import find_field
from .headings import read_heading
from .rows import Rows

# Each of these alone makes a row data; of the following, several are needed.
_TELLING = ("mineral", "country", "step", "field")
_LONGEST = 120
_PARTED = re.compile(r"[,;/|()\[\]\n]| [-–—] ")
_SHARE = re.compile(r"[\d.,]+\s*%")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class DataRows:
    """Checks rows against the columns of a table, given by canonical name with positions from 0."""

    def __init__(self, kind: str, columns: Mapping[str, int]) -> None:
        self._kind = kind
        self._rows = Rows(kind, dict(columns))
        needed = known_columns(kind).needed
        self._needed = [columns.get(name, LAST_COLUMN) for name in needed]
        contents = {name: content_of(name) for name in columns}
        # A required name, as of an entity, may be any text.
        self._columns = {
            name: (columns[name], content)
            for name, content in contents.items()
            if content not in ("", "answer") and not (content == "name" and name in needed)
        }

    def may_be_line(self, values: list[object]) -> bool:
        """Whether the row may be data: it is not a total, a note or a heading."""
        return self._rows.kind(values).may_be_line

    def fitting(self, values: list[object], *, merged_across: bool = False) -> list[str]:
        """The columns whose cells hold what is specific to them, if the row reads as data; otherwise none.

        Titles, notes, totals, labels beside values, and rows that number the columns are not data.
        """
        if not self._rows.kind(values, merged_across).may_be_line or _is_numbering(values):
            return []
        if merged_across and sum(not blank(value) for value in values) == 1:
            return []
        filled = {
            name: (value, content)
            for name, (index, content) in self._columns.items()
            if _text(value := cell_at(values, index))
        }
        # A cell may be only the value beside a label: `Country:`.
        before = {name: _text(values[at - 1]) if (at := self._columns[name][0]) else "" for name in filled}
        sure = {
            name: content
            for name, (value, content) in filled.items()
            if fits(value, content, self._kind) and not before[name].endswith((":", "："))
        }
        telling = any(content in _TELLING for content in sure.values())
        # Any text may be a name, and `cn` a country, unless the rest of the row speaks against it.
        whole = all(name in sure or self._may_fit(*cell) for name, cell in filled.items())
        fitting = {name: content for name, (_, content) in filled.items()} if whole else sure
        named = all(_text(cell_at(values, index)) for index in self._needed)
        if self._rows.has_lines:
            is_data = telling or (len(fitting) > 1 and not {*fitting.values()} <= {"name"})
        else:
            is_data = named if "field" in fitting else telling or (named and bool(fitting))
        return list(fitting) if is_data else []

    def _may_fit(self, value: object, content: str) -> bool:
        """Whether a cell may be a name, or a country code in small letters."""
        text = _text(value)
        if content == "country":
            return text.isascii() and text.isalpha() and find_country_of_owner(text) is not None
        is_name = isinstance(value, str) and len(text) <= _LONGEST and any(map(str.isalpha, text))
        may_be_name = content in ("name", "designation") and is_name
        return may_be_name and read_heading(text, self._kind, near=False).column is None


def fits(value: object, content: str, kind: str) -> bool:
    """Whether a cell fits a column of this content, on a sheet of this kind."""
    text = _text(value)
    if len(text) > _LONGEST:
        return False
    match content:
        case "country":
            return names_country(text)
        case "number":
            return isinstance(value, int | float) or bool(possible_amounts(text))  # not 85 kWh
        case "date":
            return isinstance(value, datetime.date) or _DATE.fullmatch(text) is not None
        case "mineral":
            return isinstance(find_mineral(text), Mineral) or find_material(text) is not None
        case "step":
            return text.casefold() in list(Step)
        case "field":
            return find_field(text, kind) is not None
        case "material":
            return find_material(text) is not None or find_mineral(text) is not None
        case "role":
            return any(phrase(text) in (phrase(role), *words) for role, words in load_columns().roles.items())
        case "owner":
            return find_government(text) is not None or _is_country(text)
        case "designation" | "pfe_list":
            return find_id("designations" if content == "designation" else "pfe_lists", phrase(text)) is not None
        case "component":
            return phrase(text) in load_parts().battery | load_parts().outside
        case _:
            return False


def names_country(text: str) -> bool:
    """Whether a text is a country, or one beside a place or a share."""
    return any(map(_is_country, parts_of(text)))


def parts_of(text: str) -> list[str]:
    """A text, and its parts between separators, brackets and dashes."""
    return [part.strip() for part in (text, *_PARTED.split(text))]


def _is_country(text: str) -> bool:
    name = _SHARE.sub("", text).strip()
    if name.isdecimal() or (len(name) <= 3 and name.isascii() and not name.isupper()):
        return False
    return find_country_of_owner(name) is not None


def _is_numbering(values: list[object]) -> bool:
    """Whether a row numbers the columns: 1, 2, 3 or A, B, C."""
    texts = {index: _text(value).removesuffix(".0") for index, value in enumerate(values) if _text(value)}
    if all(text == letter(index) for index, text in texts.items()):
        return len(texts) > 1
    first = next(iter(texts.values()))
    counted = [str(int(first) + n) for n in range(len(texts))] if first.isdecimal() else []
    return len(texts) > 1 and [*texts.values()] == counted


def _text(value: object) -> str:
    return str(value).strip()
