"""A second, plain implementation of the battery components percentage: every way to complete the unknown values.

It is written from the contract's sentences alone and shares no code with the program. A row is a dict of texts, its
columns those of the sheet `Components`; names are unique, every part_of names a row, and dollars are whole.

An unknown value is between the floors of the row's parts and what the container leaves over. Taking every unknown value
at one of its two ends, one after the other from the outside in, reaches every corner of what is possible, and a
percentage has its extremes in corners. Without a container there is no upper end: such a value outweighs all others.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

Row = Mapping[str, str]

NORTH_AMERICA = {"US", "PR", "CA", "MX"}
NOT_A_COMPONENT = {"housing", "cooling plate", "busbar", "NMC811 powder", "PVDF binder", "LiPF6", "copper foil"}

Amount = tuple[int, int]
"""So much without limit, and so many dollars besides."""


def percentage(rows: list[Row]) -> tuple[Fraction, Fraction] | None:
    """The lowest and the highest percentage; None where no row of the battery has a value."""
    rows = inside(rows)
    if not any(row["value_usd"] for row in rows):
        return None
    corners = ((own, unknown) for own in completions(rows) for unknown in (False, True))
    shares = [share for own, unknown in corners if (share := share_of(rows, own, unknown)) is not None]
    return (min(shares), max(shares)) if shares else (Fraction(0), Fraction(1))


def inside(rows: list[Row]) -> list[Row]:
    """The rows of the battery, each within the nearest one around it, those around others first."""
    by_name = {row["component"]: row for row in rows}
    kept = []
    for row in rows:
        container = row["part_of"]
        while container in NOT_A_COMPONENT:
            container = by_name[container]["part_of"]
        if row["component"] not in NOT_A_COMPONENT:
            kept.append({**row, "part_of": container})
    return sorted(kept, key=lambda row: depth(kept, row))


def depth(rows: list[Row], row: Row) -> int:
    container = [other for other in rows if other["component"] == row["part_of"]]
    return 1 + depth(rows, container[0]) if container else 0


def floor(rows: list[Row], row: Row) -> int:
    """The value where known, else what is known to be in it."""
    return int(row["value_usd"]) if row["value_usd"] else floor_of_parts(rows, row)


def floor_of_parts(rows: list[Row], row: Row) -> int:
    return sum(floor(rows, part) for part in rows if part["part_of"] == row["component"])


def completions(rows: list[Row]) -> Iterator[dict[str, Amount]]:
    """Every corner: each row's own value, without its parts', by its name. The rows are as `inside` orders them."""
    least = {row["component"]: floor(rows, row) for row in rows}
    within = {row["component"]: floor_of_parts(rows, row) for row in rows}
    unknown = [row["component"] for row in rows if not row["value_usd"]]
    for greatest in itertools.product((False, True), repeat=len(unknown)):
        takes_all = dict(zip(unknown, greatest, strict=True))
        # What a row's value is above the floors of its parts, as far as no part has taken it.
        left: dict[str, Amount] = {}
        for row in rows:
            name, container = row["component"], row["part_of"]
            spare: Amount = (0, 0)
            if takes_all.get(name):
                spare = left[container] if container else (1, 0)
                left[container] = (0, 0)
            left[name] = (spare[0], spare[1] + least[name] - within[name])
        left.pop("", None)
        yield left


def share_of(rows: list[Row], own: dict[str, Amount], unknown: bool) -> Fraction | None:
    """The share of all own values that counts; None where they are all 0. `unknown` countries count, or not."""
    counts = [row["assembly_country"] in NORTH_AMERICA if row["assembly_country"] else unknown for row in rows]
    for end in (0, 1):
        amounts = [own[row["component"]][end] for row in rows]
        assert min(amounts) >= 0, "a part above its whole"
        if whole := sum(amounts):
            counting = sum(amount for amount, yes in zip(amounts, counts, strict=True) if yes)
            return Fraction(counting, whole)
    return None
