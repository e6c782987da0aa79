"""Formulas of substances as atoms, and an element's share of the mass."""

import re
import unicodedata
from functools import lru_cache
from typing import TypeAlias

import msgspec

from ...data import load
from ..model.numbers import Fraction

# A formula's numbers are short, so that results are, too.
_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,6})?"
_PART = re.compile(rf"([A-Z][a-z]?)({_NUMBER})?|\(([^()]+)\)({_NUMBER})?")
# LiOH·H2O, LiOH.H2O, LiOH x H2O, NiSO4*6H2O: the part before the water, and the amount of water.
_HYDRATE = re.compile(rf"(.+?)\s*[·•∙⋅‧・.*x×]\s*({_NUMBER})?\s*H2O")


Form: TypeAlias = tuple[tuple[str, Fraction], ...]
"""A substance by its make-up: what part of its atoms each element is. Two names of one substance are one form."""


class Material(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A constituent material: the applicable critical minerals that it holds, and its formula where that is fixed.

    `kind_of` is the name of the material of which it is a kind: NMC811 is NMC. `uses` are those of
    `vocabulary/uses.toml` that it has; None for any. Where the file lists no minerals, the formula's are used.
    """

    name: str
    names: tuple[str, ...]
    formula: str | None = None
    minerals: tuple[str, ...] = ()
    kind_of: str | None = None
    uses: tuple[str, ...] | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/materials.toml`."""

    qualifiers: tuple[str, ...]
    qualifiers_joined: tuple[str, ...]
    contained: tuple[str, ...]
    elements: dict[str, str]
    atomic_weights: dict[str, str]
    material: tuple[Material, ...]
    forms: dict[str, tuple[str, ...]]


@lru_cache(maxsize=4096)
def parse_formula(formula: str) -> Form | None:
    """A formula's atoms; None where the text is not a formula of elements of known weight."""
    text = unicodedata.normalize("NFKC", formula).strip().replace("[", "(").replace("]", ")")  # Li₂CO₃
    atoms: dict[str, Fraction] = {}
    hydrate = _HYDRATE.fullmatch(text)
    if hydrate is not None:
        text = hydrate[1]
        if not _count("H2O", Fraction(hydrate[2] or 1), atoms):
            return None
    if not _count(text, Fraction(1), atoms):
        return None
    total = sum(atoms.values(), Fraction(0))
    return tuple(sorted((element, number / total) for element, number in atoms.items()))


def _count(text: str, times: Fraction, atoms: dict[str, Fraction]) -> bool:
    """Adds the atoms of a formula without water; returns whether it is a formula."""
    at = 0
    while at < len(text):
        match = _PART.match(text, at)
        if match is None:
            return False
        element, element_number, group, group_number = match.groups()
        number = times * Fraction(element_number or group_number or 1)
        if number == 0:
            return False
        if group is not None:
            if not _count(group, number, atoms):
                return False
        elif element in materials_file().atomic_weights:
            atoms[element] = atoms.get(element, Fraction(0)) + number
        else:
            return False
        at = match.end()
    return bool(text)


def element_share(form: Form, element: str) -> Fraction:
    """The element's share of a form's mass."""
    weights = materials_file().atomic_weights
    masses = {atom: number * Fraction(weights[atom]) for atom, number in form}
    return masses.get(element, Fraction(0)) / sum(masses.values(), Fraction(0))


def materials_file() -> _File:
    return load("vocabulary/materials.toml", _File)
