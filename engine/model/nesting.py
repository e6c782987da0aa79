"""Rows that stand within other rows: `within` has the position of the row that contains each, None for outermost."""

from collections.abc import Sequence

from .numbers import Fraction


def circles(within: Sequence[int | None]) -> list[list[int]]:
    """The rows that contain themselves, each circle once, from its first row on."""
    found: list[list[int]] = []
    seen: set[int] = set()
    for start in range(len(within)):
        path: list[int] = []
        at: int | None = start
        while at is not None and at not in seen:
            seen.add(at)
            path.append(at)
            at = within[at]
        if at in path:
            found.append(path[path.index(at) :])
    return found


def outermost_first(within: Sequence[int | None]) -> list[int]:
    """The positions in an order in which each row comes before those in it; without circles, all of them."""
    parts: list[list[int]] = [[] for _ in within]
    for at, container in enumerate(within):
        if container is not None:
            parts[container].append(at)
    order = [at for at, container in enumerate(within) if container is None]
    for at in order:
        order += parts[at]
    return order


def nearest(within: Sequence[int | None], counted: Sequence[bool]) -> list[int | None]:
    """For each row, the nearest counted row around it."""
    found: list[int | None] = list(within)
    for at in outermost_first(within):
        container = found[at]
        if container is not None and not counted[container]:
            found[at] = found[container]
    return found


def floors_within(values: Sequence[Fraction | None], within: Sequence[int | None]) -> list[Fraction]:
    """For each row, the sum of the floors of its parts: a part's value or, if unknown, the floors of its own parts."""
    floors = [Fraction(0) for _ in values]
    for at in reversed(outermost_first(within)):
        container, value = within[at], values[at]
        if container is not None:
            floors[container] += floors[at] if value is None else value
    return floors
