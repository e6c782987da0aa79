"""Constituent materials and their minerals; forms: the substances to which a mass or a price refers, by their formulas.

The vocabulary, the formulas and the atomic weights are `vocabulary/materials.toml`. No value is converted here.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TypeAlias

import msgspec

from ...data import load
from ..model.numbers import Fraction
from ..model.remembered import remembered
from .minerals import Mineral, all_minerals
from .names import LONGEST_NAME, words

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


# The separators of a longer text, and the most words of a material's name within it.
_PARTED = re.compile(r"[\s/+;|]+")
_LONGEST_WITHIN = 5
# NMC811 (single crystal): the text before the brackets at the end, and in them.
_BRACKETED = re.compile(r"(.+?)\s*[(（]((?:[^()（）]|[(（][^()（）]*[)）])*)[)）]")


@remembered
def find_material(text: str) -> Material | None:
    """The constituent material that a cell names, or None: `NMC811 powder` is NMC811; a blend of two is None.

    Brackets at the end may name the same material or a qualifier: `LFP (LiFePO4)`.
    """
    if len(text) > LONGEST_NAME:
        return None
    text = text.strip()
    whole = _named(text)
    bracketed = _BRACKETED.fullmatch(text)
    if whole is not None or bracketed is None:
        return whole
    return _narrowest({_named(part) for part in bracketed.groups()})


def find_materials_within(text: str) -> list[Material]:
    """The materials named within a text, among other words: NMC811 of `NMC811, 3 µm, lot 7`."""
    if len(text) > LONGEST_NAME:
        return []
    known = _materials()
    spoken = _PARTED.split(words(text))
    lengths = range(1, _LONGEST_WITHIN + 1)
    runs = ("".join(spoken[at : at + length]) for length in lengths for at in range(len(spoken) - length + 1))
    unparted = [] if text.isascii() else [name for name in known if name[0] >= "\u2e80" and name in words(text)]
    return list(dict.fromkeys(known[run] for run in (*runs, *unparted) if run in known))


def contents(material: Material) -> Mapping[str, Fraction] | None:
    """Each mineral element's share of the material's mass; None where the composition is not fixed."""
    form = _form_of(material)
    return (
        None if form is None else {mineral: element_share(form, element_of(mineral)) for mineral in material.minerals}
    )


def symbols_of(text: str) -> list[str]:
    """The symbols of the elements of a text that is a formula."""
    form = parse_formula(text)
    return [element for element, _ in form] if form is not None else []


def find_form(text: str, mineral: Mineral) -> Form | None:
    """The substance that a cell of `form` or `price_form` names: a formula, a name, or the mineral's own name."""
    return _find_form(text.strip(), mineral) if len(text) <= LONGEST_NAME else None


def is_elemental(text: str, mineral: Mineral) -> bool:
    """Whether a text names a mineral itself, not a compound: nickel, Ni, nickel metal; fluorspar."""
    form = find_form(text, mineral)
    return words(text) == words(mineral.id) or (form is not None and len(form) == 1 and bool(mineral.symbol))


def mineral_share(form: Form, mineral: Mineral) -> Fraction:
    """The mineral element's share of the form's mass; 0 where the form does not contain the mineral."""
    if mineral.id == "graphite" and len(form) > 1:
        return Fraction(0)  # the carbon of a carbonate or of PVDF is not graphite
    return element_share(form, element_of(mineral.id))


def element_of(mineral: str) -> str:
    """The element by which a mineral is counted in a formula: lithium by Li, fluorspar by its fluorine."""
    known = materials_file().elements.get(mineral)
    return known if known is not None else next(one.symbol for one in all_minerals() if one.id == mineral)


def _named(text: str) -> Material | None:
    known = _materials()
    for name in (words(text), _without_qualifiers(text)):
        found = known.get(_run_together(name))
        if found is not None:
            return found
    return None


def _narrowest(candidates: set[Material | None]) -> Material | None:
    """The only material, or the more specific of two; None if a candidate is not a material."""
    materials = [material for material in candidates if material is not None]
    if len(materials) < len(candidates):
        return None
    for material in materials:
        if all(other.name in (material.name, material.kind_of) for other in materials):
            return material
    return None


def _without_qualifiers(text: str) -> str:
    spoken = words(text)
    for joined in materials_file().qualifiers_joined:
        spoken = spoken.replace(words(joined), " ")
    padded = f" {' '.join(spoken.split())} "
    for phrase in _longest_first(materials_file().qualifiers):
        padded = padded.replace(f" {phrase} ", " ")
    return padded.strip()


@lru_cache(maxsize=4096)
def _find_form(text: str, mineral: Mineral) -> Form | None:
    spoken = words(text)
    element = element_of(mineral.id)
    itself: Form = ((element, Fraction(1)),)
    rest = _without_contained(spoken)
    if rest == words(element) or (spoken and not rest and mineral.symbol):  # Ni, contained Ni, metal
        return itself
    if rest == words(mineral.id):  # nickel; fluorspar, which is CaF2
        return _forms().get(rest, itself)
    known = _forms().get(_run_together(spoken))
    if known is not None:
        return known
    material = find_material(text)
    return parse_formula(text) if material is None else _form_of(material)


def _without_contained(spoken: str) -> str:
    """The contained part of a form: `nickel` of `contained nickel metal`; nothing of `metal content`."""
    for phrase in _longest_first(materials_file().contained):
        if spoken == phrase:
            return ""
        spoken = spoken.removeprefix(f"{phrase} ").removesuffix(f" {phrase}")
    return spoken


def _run_together(spoken: str) -> str:
    return spoken.replace(" ", "")


def _form_of(material: Material) -> Form | None:
    return None if material.formula is None else parse_formula(material.formula)


@cache
def _longest_first(phrases: tuple[str, ...]) -> list[str]:
    """The phrases as compared: `cathode active material` before `material`."""
    return sorted(map(words, phrases), key=len, reverse=True)


@cache
def _materials() -> dict[str, Material]:
    """Every name as compared -> its material."""
    known: dict[str, Material] = {}
    # The minerals of a formula are in its order. Its carbon is not graphite.
    counted = {element_of(mineral.id): mineral.id for mineral in all_minerals() if mineral.id != "graphite"}
    for row in materials_file().material:
        elements = [match[0] for match in re.finditer(r"[A-Z][a-z]?", row.formula or "")]
        held = tuple(dict.fromkeys(counted[element] for element in elements if element in counted))
        material = row if row.minerals else msgspec.structs.replace(row, minerals=held)
        for name in (row.name, *row.names, *([row.formula] if row.formula else [])):
            known[_run_together(words(name))] = material
    return known


@cache
def _forms() -> dict[str, Form]:
    """Every name of a form as compared, and its formula, -> the form."""
    known: dict[str, Form] = {}
    for formula, names in materials_file().forms.items():
        form = parse_formula(formula)
        assert form is not None, formula
        known.update(dict.fromkeys((_run_together(words(name)) for name in (formula, *names)), form))
    return known
