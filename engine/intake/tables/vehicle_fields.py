"""The fields of the sheet `Vehicle` as people write them -> the known ones."""

import re
from collections.abc import Set
from functools import cache

import msgspec

from ....data import load
from ...vocabulary.countries import find_country
from ...vocabulary.names import nearest_names
from .columns import normalised, phrase
from .heading_words import says_phrase

_NEAR = 85
_LONGEST = 120


class VehicleFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `vocabulary/vehicle_fields.toml`: the fields by what they hold, and what people call them."""

    dates: list[str]
    countries: list[str]
    numbers: list[str]
    yes_no: list[str]
    classes: list[str]
    texts: list[str]
    units: dict[str, list[str]]
    apart: list[str]
    names: dict[str, list[str]]
    sheet_names: dict[str, list[str]]
    phrases: dict[str, list[str]]
    near: dict[str, list[str]]
    class_names: dict[str, list[str]]

    def all(self) -> list[str]:
        return [*self.dates, *self.countries, *self.numbers, *self.yes_no, *self.classes, *self.texts]


def load_fields() -> VehicleFields:
    return load("vocabulary/vehicle_fields.toml", VehicleFields)


def known_field(text: str) -> str | None:
    """The field that is named so, or by a name that only it can mean: `Date acquired`."""
    return _known().get(normalised(text)) if len(text) <= _LONGEST else None


def field_of_sheet(text: str) -> str | None:
    """The field that a name such as `MSRP (USD)` or `GVWR` must mean on the sheet Vehicle."""
    return _on_sheet().get(_bare(text)) if len(text) <= _LONGEST else None


def may_be_final_assembly(text: str, value: str, allowed: Set[str]) -> bool:
    """Whether an unknown field states a country that is not allowed and may be that of final assembly."""
    country = find_country(value) if not value.isdecimal() else None
    outside = country is not None and country not in allowed
    return outside and not says_phrase(text, load_fields().apart)


def without_unit(text: str, name: str) -> str:
    """The text of a number without the field's own unit: `82 kWh`."""
    units = load_fields().units.get(name, [])
    own = next((unit for unit in units if text.casefold().endswith(unit)), "")
    return text[: len(text) - len(own)].rstrip()


def near_field(text: str) -> str | None:
    """The field that an unknown one seems to be: its value is not read, but reported."""
    if len(text) > _LONGEST:
        return None
    found = nearest_names(phrase(text), list(_near()), _NEAR)
    if found is not None:
        return _near()[found]
    return spoken_field(text)


def spoken_field(text: str) -> str | None:
    """The field that a name of several words is about: `Final assembly plant`."""
    phrases = load_fields().phrases.items()
    return (
        next((name for name, phrase in phrases if says_phrase(text, phrase)), None) if len(text) <= _LONGEST else None
    )


def find_field(text: str) -> str | None:
    """The field with this name or one near it."""
    return known_field(text) or near_field(text)


@cache
def _known() -> dict[str, str]:
    names = {normalised(name): name for name in load_fields().all()}
    return {normalised(other): name for name, others in load_fields().names.items() for other in others} | names


@cache
def _on_sheet() -> dict[str, str]:
    return {_bare(other): name for name, others in load_fields().sheet_names.items() for other in others}


def _bare(text: str) -> str:
    return normalised(re.sub(r"[()\[\]（）,.:：]", " ", text))


@cache
def _near() -> dict[str, str]:
    """Each name that is near, and the field."""
    fields = load_fields()
    named = (fields.names, fields.sheet_names, fields.near)
    return {phrase(other): name for names in named for name, near in names.items() for other in [name, *near]}
