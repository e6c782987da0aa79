"""The kind of a sheet, by its name, its header, or the facts in its rows."""

from functools import cache

import msgspec

from ....data import load
from ...model.settings import SheetSet
from ...vocabulary.countries import find_country
from ...vocabulary.entity_words import load_words
from ...vocabulary.names import nearest_names, plain
from ...vocabulary.places import find_places
from ..files.sheet import NumberedRow, Sheet, blank
from .adverse import Subject, find_subject
from .columns import known_columns, phrase
from .data_rows import names_country
from .fact_fields import find_class, find_field, known_field, load_fields, spoken_field
from .header_candidates import columns_named, kind_of_rows, sure_column
from .heading_words import says_percent
from .headings import read_heading

# For these kinds the name and fewer columns are enough.
_LOOSE = ("entities",)
_OF_HOLDINGS = "ownership"
_SHARES = ("equity_pct", "votes_pct", "board_pct")
_LONGEST_NAME = 10
_NEAR_SHEET = 85
"""Likeness in percent from which a name is near to that of a sheet."""


def kind_by_name(name: str, sheets: SheetSet) -> str | None:
    """The kind of a sheet under another name, among `sheets`, if its name is near enough."""
    known = _names(sheets).get(_compared(name))
    return known or nearest_names(name, list(sheets.kinds), _NEAR_SHEET)


def kind_of_sheet(name: str, sheet: Sheet, rows: list[NumberedRow], sheets: SheetSet) -> str | None:
    """The kind of a sheet, among `sheets`, by its header, and by its name where the header is not enough."""
    kind, named = kind_of_rows(sheet, rows, sheets), kind_by_name(name, sheets)
    loosely = named in _LOOSE and any(set(known_columns(named).needed) < columns_named(row, named) for _, row in rows)
    if kind is not None and not (loosely and kind == _OF_HOLDINGS):  # a list of suppliers may have the parent of each
        return kind
    facts = facts_of_rows(rows, sheets, strict=named != sheets.facts)
    for number, values in rows:
        if facts and columns_named(values, sheets.facts) >= {"field", "value"} and number < facts[-1]:
            return sheets.facts
    if loosely:
        return named
    return _OF_HOLDINGS if any(_names_holdings(values) for _, values in rows) else None


def _names_holdings(values: list[object]) -> bool:
    """Whether a row of headings names a company, its owner and a share, by words of which some are no known heading."""
    texts = [value for value in values if isinstance(value, str) and not blank(value)]
    shares = {text for text in texts if says_percent(text) or sure_column(text, _OF_HOLDINGS) in _SHARES}
    if not shares:
        return False
    owners = {text for text in texts if find_subject(text, "") is Subject.OWNER}
    companies = {text for text in texts if sure_column(text, "entities") == "entity"} - owners
    return bool(owners and companies and shares - owners - companies)


def facts_of_rows(rows: list[NumberedRow], sheets: SheetSet, *, strict: bool) -> list[int]:
    """The numbers of the rows that state a fact of the sheet `facts`: a field beside its value.

    `strict`: only fields that the verdict needs, with a fitting value, unlike a cover sheet.
    """
    found = []
    for number, values in rows:
        filled = [value for value in values if not blank(value)][:2]
        if len(filled) == 2:
            field, value = str(filled[0]), filled[1]
            if _is_telling(field, value, sheets.facts) if strict else find_field(field, sheets.facts) is not None:
                found.append(number)
    return found


def _is_telling(name: str, value: object, kind: str) -> bool:
    """Whether the verdict needs the field, and its value is not an explanation."""
    fields, words = load_fields(kind), load_words()
    field, text = known_field(name, kind), str(value).strip()
    if field is None and (spoken := spoken_field(name, kind)) in fields.spoken:
        field = spoken
    if field not in fields.telling:
        return False
    if field in fields.countries:
        return names_country(text) or bool(find_places(text)) or find_country(text) is not None
    if field in (*fields.dates, *fields.numbers):
        return any(map(str.isdigit, text))
    if field in fields.classes:
        return find_class(text, kind) is not None
    if field in fields.texts:
        words_of_name = text.split()  # unlike a sentence about a company
        is_sentence = len(words_of_name) > 2 and any(word.islower() and len(word) > 3 for word in words_of_name)
        return 0 < len(words_of_name) <= _LONGEST_NAME and not is_sentence
    return field in fields.yes_no and (isinstance(value, bool) or phrase(text) in words.yes | words.negative)


def _compared(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in plain(name)).split())


class _File(msgspec.Struct, frozen=True):
    """Of `vocabulary/sheets.toml`."""

    contacts: list[str]
    names: dict[str, list[str]]


def _file() -> _File:
    return load("vocabulary/sheets.toml", _File)


@cache
def _names(sheets: SheetSet) -> dict[str, str]:
    known = _file().names
    return {_compared(name): kind for kind in known if kind in sheets.kinds for name in (kind, *known[kind])}


def are_contacts(headings: list[str]) -> bool:
    """Whether the headings of a sheet are those of a contact list."""
    others = [text for text in headings if _compared(text) not in map(_compared, _file().contacts)]
    return len(others) < len(headings) and all(read_heading(text, "entities").column == "entity" for text in others)
