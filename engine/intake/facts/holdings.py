"""What a line's material holds: the listed minerals, each of which needs a line, and elements that are not listed."""

from functools import cache

import msgspec

from ...model.remembered import remembered
from ...vocabulary.formulas import Material
from ...vocabulary.materials import find_material, find_materials_within, symbols_of
from ...vocabulary.minerals import (
    Mineral,
    NotListed,
    Substance,
    find_mineral,
    find_minerals_within,
    no_holdings,
    symbols_within,
)
from ...vocabulary.names import LONGEST_NAME, plain
from .uses import split_destination


class Holdings(msgspec.Struct, frozen=True):
    """The ids of what a material holds, listed and not; by `name` the lines of one material are known."""

    name: str
    listed: tuple[str, ...]
    unlisted: frozenset[str]


@remembered
def find_holdings(material: str) -> Holdings:
    """What a cell says that the material holds; of what it is for and of the kind of a battery it says nothing."""
    itself = find_mineral(material)
    known = find_material(material)
    if known is not None:
        return Holdings(known.name, known.minerals, _unlisted_of(known))
    if itself is not None or len(material) > LONGEST_NAME:
        return Holdings(plain(material), (itself.id,) if isinstance(itself, Mineral) else (), frozenset())
    text = no_holdings().sub(" ", split_destination(material)[0])
    within = [*find_minerals_within(text), *symbols_within(text), *_of_symbols(symbols_of(text.strip()))]
    listed = [substance.id for substance in within if isinstance(substance, Mineral)]
    listed += [mineral for known_material in find_materials_within(text) for mineral in known_material.minerals]
    unlisted = frozenset(substance.id for substance in within if isinstance(substance, NotListed))
    return Holdings(plain(material), tuple(dict.fromkeys(listed)), unlisted)


@cache
def _unlisted_of(material: Material) -> frozenset[str]:
    """The substances that are not listed which a material's formula or one of its names has."""
    of_formula = _of_symbols(symbols_of(material.formula or ""))
    of_names = [substance for name in (material.name, *material.names) for substance in find_minerals_within(name)]
    return frozenset(substance.id for substance in (*of_formula, *of_names) if isinstance(substance, NotListed))


def _of_symbols(symbols: list[str]) -> list[Substance]:
    return [substance for symbol in symbols if (substance := find_mineral(symbol)) is not None]
