"""Cases of which a quick run takes the first, or one of each kind."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import pytest

T = TypeVar("T")


def blocks(count: int, quick: int = 1) -> list[Any]:
    """The numbers of blocks of random cases; all but the first are marked `thorough`."""
    return [*range(quick), *(pytest.param(number, marks=pytest.mark.thorough) for number in range(quick, count))]


def one_of_each(cases: Iterable[T], kind: Callable[[T], object], name: Callable[[T], str] = str) -> list[Any]:
    """The cases by name; all but the first of each kind are marked `thorough`."""
    seen: set[object] = set()
    params = []
    for case in cases:
        marks = pytest.mark.thorough if kind(case) in seen else ()
        params.append(pytest.param(case, id=name(case), marks=marks))
        seen.add(kind(case))
    return params


def crossed(*tables: Sequence[Any]) -> list[Any]:
    """Every combination of the rows, values or tuples; all but a few that hold each row once are marked `thorough`."""
    few = {tuple(number % len(rows) for rows in tables) for number in range(max(map(len, tables)))}
    params = []
    for places in itertools.product(*(range(len(rows)) for rows in tables)):
        rows = [table[at] for table, at in zip(tables, places, strict=True)]
        values = [value for row in rows for value in (row if isinstance(row, tuple) else (row,))]
        params.append(pytest.param(*values, marks=() if places in few else pytest.mark.thorough))
    return params
