"""How a line's material is used: role, component, material and mineral are statements about the same thing.

The vocabulary is `uses.toml`. A statement allows some uses; two that allow none in common exclude each other.
"""

import re
from functools import cache
from itertools import combinations

import msgspec

from ....data import load
from ...model.remembered import remembered
from ...vocabulary.materials import find_material, find_materials_within, is_elemental
from ...vocabulary.minerals import Mineral, NotListed, find_mineral, find_minerals_within
from ...vocabulary.names import LONGEST_NAME, any_of, plain, words
from ..tables.columns import load_columns, load_parts, phrase

Uses = frozenset[str]
"""The uses that are allowed. A statement that says nothing has None instead."""


class Statement(msgspec.Struct, frozen=True):
    """The text of a column of a line, and the uses that it allows; no uses: it contradicts itself."""

    column: str
    text: str
    uses: Uses


class _Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: tuple[str, ...]
    uses: Uses
    material_only: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/uses.toml`."""

    source: str
    outside: Uses
    destination: tuple[str, ...]
    destination_whole: tuple[str, ...]
    electrolyte: Uses
    uses_of_elements: Uses
    elements: tuple[str, ...]
    minerals: dict[str, frozenset[str]]
    word: tuple[_Word, ...]


class UseStatements(msgspec.Struct, frozen=True):
    """The statements of a line about its use, and the pairs of them that exclude each other."""

    statements: tuple[Statement, ...]
    excluded: tuple[tuple[Statement, Statement], ...]

    def of(self, column: str) -> Statement | None:
        """The statement of a column; None where it makes none."""
        return next((statement for statement in self.statements if statement.column == column), None)

    def against(self, statement: Statement) -> list[Statement]:
        """The statements that exclude this one."""
        return [other for pair in self.excluded if statement in pair for other in pair if other is not statement]


@remembered
def read_uses(component: str | None, material: str | None, role: str | None, mineral: str | None) -> UseStatements:
    """The statements of the four cells of a line."""
    readers = {
        "component": (component, _component_uses),
        "material": (material, _material_uses),
        "role": (role, _role_uses),
        "mineral": (mineral, _substance_uses),
    }
    found = ((column, text, uses_of(text)) for column, (text, uses_of) in readers.items() if text)
    spoken = tuple(Statement(column, text, uses) for column, text, uses in found if uses is not None)
    excluded = [(statement, other) for statement, other in combinations(spoken, 2) if not statement.uses & other.uses]
    # An unlisted substance contains none of the line's mineral.
    holds_none = material and find_material(material) is None and isinstance(find_mineral(material), NotListed)
    if material and mineral and holds_none and isinstance(find_mineral(mineral), Mineral):
        everything = _all_uses()
        excluded.append((Statement("material", material, everything), Statement("mineral", mineral, everything)))
    return UseStatements(spoken, tuple(excluded))


def is_outside(uses: Uses) -> bool:
    """Whether every use that a statement allows is outside the battery."""
    return bool(uses) and uses <= _file().outside


def _role_uses(text: str) -> Uses | None:
    """The uses of a role; None for `other`; for an unknown role, the uses that its words allow."""
    role = known_roles().get(phrase(text))
    return _spoken(text) if role is None else frozenset([role]) if role in _roles() else None


@cache
def known_roles() -> dict[str, str]:
    """Every spelling of a role as compared -> the role."""
    return {phrase(name): role for role, others in load_columns().roles.items() for name in [role, *others]}


@remembered
def _component_uses(text: str) -> Uses | None:
    part = _part_uses(text)
    return part if part is not None and part & _file().outside else _both(part, _spoken(text))


@remembered
def _material_uses(text: str) -> Uses | None:
    part = _part_uses(text)
    if part is not None and part & _file().outside:
        return part
    own, destination = split_destination(text)
    known = find_material(own)
    whole = None if known is not None else find_mineral(own)
    if known is not None:
        named: list[Uses | None] = [None if known.uses is None else frozenset(known.uses)]
    elif whole is not None:
        named = [_of_mineral(whole, own)]
    else:
        named = [None if within.uses is None else frozenset(within.uses) for within in find_materials_within(own)]
        named += [_of_mineral(substance) for substance in find_minerals_within(own)] if not named else []
    uses = _both(part, _spoken(own, material=True), *named)
    if not destination:
        return uses
    if known is None:
        whole_cell = _destination_whole().search(_as_words(destination)) is not None  # it may hold any material
        held = [] if whole_cell else find_materials_within(destination)
        return _both(uses, _spoken(destination), *(None if m.uses is None else frozenset(m.uses) for m in held))
    if uses is not None and uses <= _file().electrolyte:
        return uses  # LiPF6 is a salt for any destination; a destination narrows the uses of PVDF
    return _both(uses, _spoken(destination)) or uses


@remembered
def _substance_uses(text: str) -> Uses | None:
    substance = find_mineral(text)
    if substance is None:
        return None
    uses = _both(_of_mineral(substance), _spoken(text))
    # The mineral's form says nothing about a salt made from it, but everything about a part that is not a chemical.
    named = _of_mineral(substance, text)
    return uses if uses is None or named is None else uses - (_file().outside - named)


def _of_mineral(substance: Mineral | NotListed, text: str | None = None) -> Uses | None:
    """The uses that can contain a mineral under the name that a text gives it; an unlisted substance has any use.

    The element itself has uses that its compounds do not: a housing, or the mineral of a salt.
    """
    if isinstance(substance, NotListed):
        return None
    limits = _file().minerals
    uses = frozenset(use for use in _all_uses() if use not in limits or substance.id in limits[use])
    bare = text is None or plain(text) in map(plain, _file().elements) or is_elemental(text, substance)
    return uses if bare else uses - _file().uses_of_elements


def _part_uses(text: str) -> Uses | None:
    """The uses of a component that `vocabulary/components.toml` lists: outside the battery, or any within it."""
    parts, name = load_parts(), phrase(text)
    if name in parts.outside:
        kinds = {"thermal": parts.thermal, "pouch": parts.pouch}
        return frozenset([next((kind for kind, names in kinds.items() if name in names), "structure")])
    return _all_uses() - _file().outside if name in parts.battery else None


def _spoken(text: str, *, material: bool = False) -> Uses | None:
    """The uses that the words of a text allow, all of them together."""
    if len(text) > LONGEST_NAME:
        return None
    spoken = _as_words(text)
    words = ((word, names) for word, names in _words() if material or not word.material_only)
    return _both(*(word.uses for word, names in words if names.search(spoken)))


def _both(*uses: Uses | None) -> Uses | None:
    """The uses common to all statements; None where there are no statements."""
    stated = [allowed for allowed in uses if allowed is not None]
    return frozenset.intersection(*stated) if stated else None


def split_destination(text: str) -> tuple[str, str]:
    """A material's text and its destination; the whole text where it begins with the destination."""
    own, *destination = _destination().split(text, maxsplit=1)
    return (own.strip(), destination[0].strip()) if own.strip() and destination else (text, "")


def _as_words(text: str) -> str:
    return re.sub(r"[/+;|]+", " ", words(text.replace("'", " ").replace("’", " ")))


def _compared(name: str) -> str:
    """A name of the file, whose `*` stands for any letters, as words."""
    return "*".join(map(_as_words, name.split("*")))


def _roles() -> Uses:
    """The roles that are a use; `other` is not one."""
    return frozenset(role for role in load_columns().roles if role != "other")


def _all_uses() -> Uses:
    return _roles() | {"other"} | _file().outside


def _file() -> _File:
    return load("vocabulary/uses.toml", _File)


@cache
def _words() -> list[tuple[_Word, re.Pattern[str]]]:
    return [(word, re.compile(any_of(map(_compared, word.names)))) for word in _file().word]


@cache
def _destination_whole() -> re.Pattern[str]:
    return re.compile(any_of(map(_compared, _file().destination_whole)))


@cache
def _destination() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, _file().destination))})\b", re.IGNORECASE)
