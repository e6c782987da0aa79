"""The fields of a sheet of facts (`Vehicle`) as people write them -> the known ones."""

import re
from functools import cache

import msgspec

from ....data import load
from ...vocabulary.names import nearest_names
from .columns import normalised, phrase
from .heading_words import says_phrase

_NEAR = 85
_LONGEST = 120


class FactFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `vocabulary/vehicle_fields.toml`: the fields by what they hold, and what people call them.

    `classes` are fields that hold one of the names of `class_names`. `telling` are those that show, with a fitting
    value, that a sheet of another name is of this kind; those of `spoken` even by a phrase. `dates_of` are the dates
    that the verdict on a class needs.
    """

    dates: list[str]
    names: dict[str, list[str]]
    sheet_names: dict[str, list[str]]
    phrases: dict[str, list[str]]
    near: dict[str, list[str]]
    class_names: dict[str, list[str]]
    telling: list[str]
    spoken: list[str] = []
    countries: list[str] = []
    numbers: list[str] = []
    yes_no: list[str] = []
    classes: list[str] = []
    texts: list[str] = []
    units: dict[str, list[str]] = {}
    apart: list[str] = []
    dates_of: dict[str, list[str]] = {}

    def all(self) -> list[str]:
        return [*self.dates, *self.countries, *self.numbers, *self.yes_no, *self.classes, *self.texts]


def load_fields(kind: str) -> FactFields:
    """The fields of a kind of sheet, such as `vehicle`."""
    return load(f"vocabulary/{kind}_fields.toml", FactFields)


def known_field(text: str, kind: str) -> str | None:
    """The field that is named so, or by a name that only it can mean: `Date acquired`."""
    return _known(kind).get(normalised(text)) if len(text) <= _LONGEST else None


def field_of_sheet(text: str, kind: str) -> str | None:
    """The field that a name such as `MSRP (USD)` or `GVWR` must mean on its sheet."""
    named = load_fields(kind).sheet_names.items() if len(text) <= _LONGEST else ()
    return next((name for name, others in named if _bare(text) in map(_bare, others)), None)


def near_field(text: str, kind: str) -> str | None:
    """The field that an unknown one seems to be: its value is not read, but reported."""
    return misspelled_field(text, kind) or spoken_field(text, kind)


def misspelled_field(text: str, kind: str) -> str | None:
    """The field whose name, or one that people give it, an unknown one almost is."""
    found = nearest_names(phrase(text), list(_near(kind)), _NEAR) if len(text) <= _LONGEST else None
    return _near(kind)[found] if found is not None else None


def spoken_field(text: str, kind: str) -> str | None:
    """The field that a name of several words is about: `Final assembly plant`."""
    phrases = load_fields(kind).phrases.items()
    return (
        next((name for name, phrase in phrases if says_phrase(text, phrase)), None) if len(text) <= _LONGEST else None
    )


def find_field(text: str, kind: str) -> str | None:
    """The field with this name or one near it."""
    return known_field(text, kind) or near_field(text, kind)


def find_class(text: str, kind: str) -> str | None:
    """The one of `class_names` that the text is."""
    classes = load_fields(kind).class_names.items()
    return next((name for name, others in classes if phrase(text) in (phrase(name), *map(phrase, others))), None)


@cache
def _known(kind: str) -> dict[str, str]:
    fields = load_fields(kind)
    names = {normalised(name): name for name in fields.all()}
    return {normalised(other): name for name, others in fields.names.items() for other in others} | names


def _bare(text: str) -> str:
    return normalised(re.sub(r"[()\[\]（）,.:：]", " ", text))


@cache
def _near(kind: str) -> dict[str, str]:
    """Each name that is near, and the field."""
    fields = load_fields(kind)
    named = (fields.names, fields.sheet_names, fields.near)
    return {phrase(other): name for names in named for name, near in names.items() for other in [name, *near]}
