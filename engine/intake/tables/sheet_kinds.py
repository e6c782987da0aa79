"""The kind of a sheet, by its name, its header, or the facts in its rows."""

from functools import cache

import msgspec

from ....data import load
from ...vocabulary.cell_words import load_words
from ...vocabulary.countries import find_country
from ...vocabulary.names import nearest_names, plain
from ...vocabulary.places import find_places
from ..files.sheet import Sheet
from .book import BOM_SHEET, OTHER_SHEETS
from .columns import known_columns, phrase
from .data_rows import names_country
from .header_candidates import kind_of_rows
from .headings import read_heading
from .named_columns import columns_named
from .row_cells import NumberedRow, blank
from .vehicle_fields import find_field, known_field, load_fields, spoken_field

VEHICLE = "vehicle"
# For these kinds the name and fewer columns are enough.
_LOOSE = ("entities",)
_NEAR_SHEET = 85
"""Likeness in percent from which a name is near to that of a sheet."""


def kind_by_name(name: str) -> str | None:
    """The kind of a sheet under another name, if its name is near enough."""
    compared = _compared(name)
    known = _names().get(compared)
    return known or nearest_names(name, [BOM_SHEET, *OTHER_SHEETS], _NEAR_SHEET)


def kind_of_sheet(name: str, sheet: Sheet, rows: list[NumberedRow]) -> str | None:
    """The kind of a sheet by its header, and by its name where the header is not enough."""
    kind = kind_of_rows(sheet, rows)
    if kind is not None:
        return kind
    named = kind_by_name(name)
    facts = facts_of_rows(rows, strict=named != VEHICLE)
    for number, values in rows:
        if facts and columns_named(values, VEHICLE) >= {"field", "value"} and number < facts[-1]:
            return VEHICLE
        if named in _LOOSE and set(known_columns(named).needed) < columns_named(values, named):
            return named
    return None


def facts_of_rows(rows: list[NumberedRow], *, strict: bool) -> list[int]:
    """The numbers of the rows that state a vehicle fact: a field beside its value.

    `strict`: only fields that a gate or a date needs, with a fitting value, unlike a cover sheet.
    """
    found = []
    for number, values in rows:
        filled = [value for value in values if not blank(value)][:2]
        if len(filled) == 2 and (_is_needed(*filled) if strict else find_field(str(filled[0])) is not None):
            found.append(number)
    return found


def _is_needed(name: object, value: object) -> bool:
    """Whether a gate or a date needs the field, and its value is not an explanation."""
    fields, words = load_fields(), load_words()
    field, text = known_field(str(name)), str(value).strip()
    if field is None and (spoken := spoken_field(str(name))) in (*fields.countries, "msrp_usd"):
        field = spoken
    if field in fields.countries:
        return names_country(text) or bool(find_places(text)) or find_country(text) is not None
    if field in (*fields.dates, *fields.numbers):
        return field != "report_date" and any(map(str.isdigit, text))
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
def _names() -> dict[str, str]:
    return {_compared(name): kind for kind, names in _file().names.items() for name in (kind, *names)}


@cache
def _contacts() -> frozenset[str]:
    return frozenset(map(_compared, _file().contacts))


def are_contacts(headings: list[str]) -> bool:
    """Whether the headings of a sheet are those of a contact list."""
    others = [text for text in headings if _compared(text) not in _contacts()]
    return len(others) < len(headings) and all(read_heading(text, "entities").column == "entity" for text in others)
