"""The battery components as a tree: each below the one that contains it, and what adds value together."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ....engine.model.battery import key
from ....engine.model.numbers import Fraction
from ....engine.regimes.clean_vehicle.sections import ComponentShare


class Branch(NamedTuple):
    """A component, its depth from 0, and the component that it is part of."""

    share: ComponentShare
    level: int
    parent: ComponentShare | None


class Pool(NamedTuple):
    """What a component adds together with its parts of unknown value: the amount, None without an upper limit.

    `low` and `high`: the least and the greatest share that counts, each 0 or 1.
    """

    amount: Fraction | None
    low: int
    high: int


def tree(components: Sequence[ComponentShare]) -> list[Branch]:
    """Each component, followed by its parts; among its neighbors first what does not count or is not known."""
    parents, parts = _parents(components), defaultdict[int | None, list[int]](list)
    for number, parent in enumerate(parents):
        parts[parent].append(number)
    worst = [_adverse(share) for share in components]
    order = _depth_first(parts)
    for number, _ in reversed(order):
        if (parent := parents[number]) is not None:
            worst[parent] = min(worst[parent], worst[number])
    for numbers in parts.values():
        numbers.sort(key=worst.__getitem__)
    branches = []
    for number, level in _depth_first(parts):
        parent = parents[number]
        branches.append(Branch(components[number], level, None if parent is None else components[parent]))
    return branches


def pools(components: Sequence[ComponentShare]) -> dict[int, Pool]:
    """The pools by the number of their first component: values known or not, each is in exactly one."""
    parents = _parents(components)
    inside: list[int | None] = []  # the nearest component of the battery that contains it
    floors, parts = [Fraction(0)] * len(components), defaultdict[int | None, list[int]](list)
    for number, parent in enumerate(parents):
        while parent is not None and components[parent].excluded is not None:
            parent = parents[parent]
        inside.append(parent)
        parts[parent].append(number)
    members, amounts = defaultdict[int, list[ComponentShare]](list), {}
    first: dict[int, int] = {}
    order = [number for number, _ in _depth_first(parts) if components[number].excluded is None]
    for number in reversed(order):
        value = components[number].value_exact
        below = sum((floors[part] for part in parts[number] if components[part].excluded is None), Fraction(0))
        floors[number] = below if value is None else Fraction(value)
        amounts[number] = None if value is None else Fraction(value) - below
    for number in order:
        parent = inside[number]
        known = components[number].value_exact is not None
        first[number] = number if known or parent is None else first[parent]
        members[first[number]].append(components[number])
    return {
        number: Pool(
            amounts[number],
            min(int(share.counts is True) for share in shares),
            max(int(share.counts is not False) for share in shares),
        )
        for number, shares in members.items()
    }


def _parents(components: Sequence[ComponentShare]) -> list[int | None]:
    """The number of the component that contains each."""
    numbers: dict[str, int] = {}
    for number, share in enumerate(components):
        numbers.setdefault(key(share.component), number)
    return [None if share.part_of is None else numbers.get(key(share.part_of)) for share in components]


def _depth_first(parts: dict[int | None, list[int]]) -> list[tuple[int, int]]:
    """Each number with its level, before its parts."""
    found, waiting = [], [(number, 0) for number in reversed(parts.get(None, []))]
    while waiting:
        number, level = waiting.pop()
        found.append((number, level))
        waiting += [(part, level + 1) for part in reversed(parts.get(number, []))]
    return found


def _adverse(share: ComponentShare) -> int:
    if share.excluded is not None:
        return 3
    return {False: 0, None: 1, True: 2}[share.counts]
