"""The battery components as a tree: each below the one that contains it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ....engine.model.battery import key
from ....engine.regimes.clean_vehicle.sections import ComponentShare


class Branch(NamedTuple):
    """A component, its position in the sheet, its depth from 0, and the component that it is part of."""

    share: ComponentShare
    at: int
    level: int
    parent: ComponentShare | None


def tree(components: Sequence[ComponentShare]) -> list[Branch]:
    """Each component, followed by its parts; among its neighbors first what does not count or is not known."""
    within, parts = _within(components), defaultdict[int | None, list[int]](list)
    for at, container in enumerate(within):
        parts[container].append(at)
    worst = [_adverse(share) for share in components]
    for at, _ in reversed(_depth_first(parts)):
        if (container := within[at]) is not None:
            worst[container] = min(worst[container], worst[at])
    for positions in parts.values():
        positions.sort(key=worst.__getitem__)
    branches = []
    for at, level in _depth_first(parts):
        container = within[at]
        branches.append(Branch(components[at], at, level, None if container is None else components[container]))
    return branches


def _within(components: Sequence[ComponentShare]) -> list[int | None]:
    """The position of the component that contains each."""
    positions: dict[str, int] = {}
    for at, share in enumerate(components):
        positions.setdefault(key(share.component), at)
    return [None if share.part_of is None else positions.get(key(share.part_of)) for share in components]


def _depth_first(parts: dict[int | None, list[int]]) -> list[tuple[int, int]]:
    """Each position with its level, before those of its parts."""
    found, waiting = [], [(at, 0) for at in reversed(parts.get(None, []))]
    while waiting:
        at, level = waiting.pop()
        found.append((at, level))
        waiting += [(part, level + 1) for part in reversed(parts.get(at, []))]
    return found


def _adverse(share: ComponentShare) -> int:
    if share.excluded is not None:
        return 3
    return {False: 0, None: 1, True: 2}[share.counts]
