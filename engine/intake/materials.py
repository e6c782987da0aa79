"""Constituent materials and the minerals that they hold; forms, the substances that a mass or a price is of.

The vocabulary, the formulas and the atomic weights are `data/materials.toml`. Nothing here converts a value.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache, lru_cache

import msgspec

from ...data import read
from .minerals import Mineral, all_minerals
from .names import LONGEST_NAME, words
from .quoting import quoted

_PART = re.compile(r"([A-Z][a-z]?)([0-9]+(?:\.[0-9]+)?)?|\(([^()]+)\)([0-9]+)?")
# LiOH·H2O, LiOH.H2O, LiOH x H2O, NiSO4*6H2O: what stands before the water, and how much of it there is.
_HYDRATE = re.compile(r"(.+?)\s*[·•∙⋅・.*x×]\s*([0-9]*)\s*H2O")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉．", "0123456789.")


class Material(msgspec.Struct, frozen=True):
    """A constituent material: the applicable critical minerals that it holds, and its formula where that is fixed."""

    name: str
    minerals: tuple[str, ...]
    formula: str | None


class Form(msgspec.Struct, frozen=True):
    """A substance by its make-up: atoms of each element. Two names of one substance are the same form."""

    atoms: tuple[tuple[str, Fraction], ...]


class FormWithoutMineral(ValueError):
    """A form that does not hold the mineral; the text says so."""


class _Material(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    names: tuple[str, ...]
    formula: str | None = None
    minerals: tuple[str, ...] | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`data/materials.toml`."""

    qualifiers: frozenset[str]
    qualifiers_joined: tuple[str, ...]
    contained: tuple[str, ...]
    elements: dict[str, str]
    mass_forms: dict[str, str]
    atomic_weights: dict[str, str]
    material: tuple[_Material, ...]
    forms: dict[str, tuple[str, ...]]


@lru_cache(maxsize=4096)
def find_material(text: str) -> Material | None:
    """The constituent material that a cell names, or None. `NMC811 powder` is NMC811; a blend of two is none."""
    if len(text) > LONGEST_NAME:
        return None
    known = _materials()
    for said in (text, re.sub(r"\s*\([^()]*\)$", "", text)):  # NMC811 (single crystal)
        spoken = words(said)
        for joined in _file().qualifiers_joined:
            spoken = spoken.replace(words(joined), " ")
        kept = [word for word in spoken.split() if word not in _file().qualifiers]
        for name in (words(said), " ".join(kept)):
            found = known.get(_run_together(name))
            if found is not None:
                return found
    return None


def contents(material: Material) -> Mapping[str, Fraction] | None:
    """What part of the material's mass is each mineral's element; None where its make-up differs from maker to maker."""
    if material.formula is None:
        return None
    form = _parse(material.formula)
    assert form is not None, material.name
    return {mineral: _share(form, element_of(mineral)) for mineral in material.minerals}


def mass_form(mineral: str) -> str:
    """The form that a mass worked out by `contents` is of, as the column `form` has it: `Li`, `F`, `graphite`."""
    return _file().mass_forms.get(mineral) or element_of(mineral)


@lru_cache(maxsize=4096)
def find_form(text: str, mineral: Mineral) -> Form | None:
    """The substance that a cell of `form` or `price_form` names: a formula, a name, or the mineral's own name."""
    if len(text) > LONGEST_NAME:
        return None
    spoken = words(text)
    named = _forms().get(_run_together(spoken))
    if named is not None:
        return named
    element = element_of(mineral.id)
    itself = {word for name in (mineral.id, mineral.symbol) if name for word in words(name).split()}
    if spoken in map(words, _file().contained) or (
        spoken.split() and spoken.split()[0] in itself and _rest_of(spoken) in {"", *map(words, _file().contained)}
    ):
        return Form(((element, Fraction(1)),))
    parsed = _parse(text)
    if parsed is not None:
        return parsed
    material = find_material(text)
    return _parse(material.formula) if material is not None and material.formula is not None else None


def form_factor(form: Form, other: Form, mineral: Mineral) -> Fraction:
    """How many kilograms of the other form hold as much of the mineral as one kilogram of the first.

    Raises:
        FormWithoutMineral: one of the two does not hold it.
    """
    element = element_of(mineral.id)
    shares = []
    for one in (form, other):
        # Carbon is graphite only by itself: that of a carbonate or of PVDF is not.
        alone = mineral.id != "graphite" or len(one.atoms) == 1
        share = _share(one, element) if alone else Fraction(0)
        if share == 0:
            raise FormWithoutMineral(f"{_formula(one)} holds no {mineral.id}")
        shares.append(share)
    return shares[0] / shares[1]


def element_of(mineral: str) -> str:
    """The element by which a mineral is counted in a formula: lithium by Li, fluorspar by its fluorine."""
    known = _file().elements.get(mineral)
    return known if known is not None else _symbols()[mineral]


def _rest_of(spoken: str) -> str:
    return " ".join(spoken.split()[1:])


def _run_together(spoken: str) -> str:
    return spoken.replace(" ", "")


@lru_cache(maxsize=4096)
def _parse(formula: str) -> Form | None:
    """A formula's atoms; None where the text is no formula of elements whose weight is known here."""
    text = formula.strip().translate(_SUBSCRIPTS)
    water = 0
    hydrate = _HYDRATE.fullmatch(text)
    if hydrate is not None:
        text, water = hydrate[1], int(hydrate[2] or 1)
    atoms: dict[str, Fraction] = {}
    if not _count(text, Fraction(1), atoms):
        return None
    if water:
        _count("H2O", Fraction(water), atoms)
    return Form(tuple(sorted(atoms.items())))


def _count(text: str, times: Fraction, atoms: dict[str, Fraction]) -> bool:
    """Adds the atoms of a formula without water; whether it is one."""
    at = 0
    while at < len(text):
        match = _PART.match(text, at)
        if match is None:
            return False
        element, number, group, group_number = match.groups()
        if group is not None:
            if not _count(group, times * int(group_number or 1), atoms):
                return False
        elif element in _file().atomic_weights:
            atoms[element] = atoms.get(element, Fraction(0)) + times * Fraction(number or 1)
        else:
            return False
        at = match.end()
    return bool(text)


def _share(form: Form, element: str) -> Fraction:
    """What part of a form's mass an element is."""
    weights = _file().atomic_weights
    masses = {atom: number * Fraction(weights[atom]) for atom, number in form.atoms}
    return masses.get(element, Fraction(0)) / sum(masses.values(), Fraction(0))


def _formula(form: Form) -> str:
    """The form for a message: by its known name, or as a list of its elements."""
    for formula in _file().forms:
        if _parse(formula) == form:
            return formula
    return quoted("".join(f"{atom}{'' if number == 1 else number}" for atom, number in form.atoms))


@cache
def _file() -> _File:
    return msgspec.toml.decode(read("materials.toml"), type=_File)


@cache
def _symbols() -> dict[str, str]:
    return {mineral.id: mineral.symbol for mineral in all_minerals()}


@cache
def _materials() -> dict[str, Material]:
    """Every name as compared -> its material."""
    known: dict[str, Material] = {}
    for one in _file().material:
        material = Material(one.name, one.minerals or _held(one), one.formula)
        for name in (one.name, *one.names, *([one.formula] if one.formula else [])):
            known[_run_together(words(name))] = material
    return known


def _held(material: _Material) -> tuple[str, ...]:
    """The minerals of a formula, in its order. Its carbon is no graphite."""
    counted = {element_of(mineral.id): mineral.id for mineral in all_minerals() if mineral.id != "graphite"}
    elements = [match[0] for match in re.finditer(r"[A-Z][a-z]?", material.formula or "")]
    return tuple(dict.fromkeys(counted[element] for element in elements if element in counted))


@cache
def _forms() -> dict[str, Form]:
    """Every name of a form as compared, and its formula, -> the form."""
    known: dict[str, Form] = {}
    for formula, names in _file().forms.items():
        form = _parse(formula)
        assert form is not None, formula
        known.update(dict.fromkeys((_run_together(words(name)) for name in names), form))
    return known
