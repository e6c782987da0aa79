"""The fields of the sheet `Vehicle` as people write them -> the known ones."""

from functools import cache

from .columns import load_columns, normalised, phrase
from .headings import says_phrase
from .names import nearest_names

_NEAR = 85
_LONGEST = 120


def known_field(text: str) -> str | None:
    """The field that is named so, or by a name that only it can mean: `Date acquired`."""
    return _known().get(normalised(text)) if len(text) <= _LONGEST else None


def near_field(text: str) -> str | None:
    """The field that one of another name seems to be: what it says is not read, and not passed over either."""
    if len(text) > _LONGEST:
        return None
    found = nearest_names(phrase(text), list(_near()), _NEAR)
    if found is not None:
        return _near()[found]
    return next((name for name, said in load_columns().vehicle_phrases.items() if says_phrase(text, said)), None)


def find_field(text: str) -> str | None:
    """The field that is named so or nearly so."""
    return known_field(text) or near_field(text)


@cache
def _known() -> dict[str, str]:
    names = {normalised(name): name for name in load_columns().vehicle_fields.all()}
    return {
        normalised(other): name for name, others in load_columns().vehicle_names.items() for other in others
    } | names


@cache
def _near() -> dict[str, str]:
    """Each name that is near, and the field."""
    columns = load_columns()
    named = {**columns.vehicle_names, **columns.vehicle_near}
    return {phrase(other): name for name, near in named.items() for other in [name, *near]}
