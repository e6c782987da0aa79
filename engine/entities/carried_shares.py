"""Who holds whom as a graph; holdings and directly held shares -> total shares, carried down every holding, exactly.

The answer is the least solution of

    share = min(1, start + the sum over owners of factor * (1 where the owner is state-owned, else the owner's share))

in each of three measures, where an entity is state-owned, in all measures, as soon as one of its shares reaches a
limit. Least: every share held comes from a start. A circle that passes on at least what it receives
therefore holds nothing where nothing comes in, and is held entirely where anything does.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

import msgspec

from ..model.battery import Measure
from ..model.numbers import ONE, ZERO, Fraction, total


def groups(names: Iterable[str], owners: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The sets of entities that hold one another, each after its owners (Tarjan, without recursion)."""
    groups: list[list[str]] = []
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: dict[str, None] = {}
    for root in names:
        path = [] if root in number else [(root, iter(owners[root]))]
        if path:
            number[root] = lowest[root] = len(number)
            open_[root] = None
        while path:
            name, above = path[-1]
            for owner in above:
                if owner not in number:
                    number[owner] = lowest[owner] = len(number)
                    open_[owner] = None
                    path.append((owner, iter(owners[owner])))
                    break
                if owner in open_:
                    lowest[name] = min(lowest[name], number[owner])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[name])
                if lowest[name] == number[name]:
                    groups.append([])
                    while groups[-1][-1:] != [name]:
                        groups[-1].append(open_.popitem()[0])
    return groups


def reached(sources: Iterable[str], owners: Mapping[str, Iterable[str]]) -> set[str]:
    """The sources, and the entities into which any share of theirs flows."""
    owned_by: dict[str, list[str]] = {}
    for name, above in owners.items():
        for owner in above:
            owned_by.setdefault(owner, []).append(name)
    found = set(sources)
    waiting = list(found)
    while waiting:
        more = [name for name in owned_by.get(waiting.pop(), ()) if name not in found]
        found.update(more)
        waiting += more
    return found


Shares = Mapping[Measure, Fraction]
NONE: Shares = dict.fromkeys(Measure, ZERO)
ALL: Shares = dict.fromkeys(Measure, ONE)
_GRID = 10**18


Row: TypeAlias = tuple[Fraction, Mapping[str, Fraction]]
"""An entity's start in one measure, and its owners' factors."""


class Link(msgspec.Struct, frozen=True):
    """An owner's holding as a factor for each measure: 1 where any measure makes the two a single entity."""

    owner: str
    factor: Shares


class Node(msgspec.Struct, frozen=True):
    """An entity: its share before any owner's is carried down, and its owners."""

    start: Shares
    links: list[Link]


def carried_shares(nodes: Mapping[str, Node], limit: Fraction) -> dict[str, Shares]:
    """The least solution. Entities are settled in groups that hold one another, owners before what they own.

    Within a group the shares are computed as if only those known to be were state-owned (`_least`). That
    is no more than the answer, so whoever reaches the limit is state-owned in it too, and the rest of the group, now in
    smaller groups, is computed again. Where nobody reaches it, the shares solve the equation, so they are the answer.
    """
    settled: dict[str, Shares] = {}
    state_owned: set[str] = set()
    waiting = groups(nodes, {name: [link.owner for link in node.links] for name, node in nodes.items()})[::-1]
    while waiting:
        group = waiting.pop()
        members = set(group)
        inside = {n: [k for k in nodes[n].links if k.owner in members] for n in group}
        inflow = {
            n: _carried(nodes[n].start, (k for k in nodes[n].links if k.owner not in members), settled) for n in group
        }
        shares = _solved(inflow, inside)
        over = {name for name, share in shares.items() if max(share.values()) >= limit}
        if over:
            state_owned |= over
            settled |= dict.fromkeys(over, ALL)
            rest = {name: [k.owner for k in inside[name] if k.owner not in over] for name in group if name not in over}
            waiting += groups(rest, rest)[::-1]
        else:
            settled |= shares
    own = {name: _carried(nodes[name].start, nodes[name].links, settled) for name in state_owned}
    return settled | {name: {m: min(ONE, share) for m, share in shares.items()} for name, shares in own.items()}


def _carried(start: Shares, links: Iterable[Link], settled: Mapping[str, Shares]) -> Shares:
    parts = [(link.factor, settled[link.owner]) for link in links]
    if not parts:
        return start
    return {m: total([start[m], *(factor[m] * share[m] for factor, share in parts)]) for m in Measure}


def _solved(inflow: Mapping[str, Shares], links: Mapping[str, list[Link]]) -> dict[str, Shares]:
    """The shares of a group, each measure by itself, from the inflow."""
    if not any(links.values()):
        return {name: {m: min(ONE, share) for m, share in shares.items()} for name, shares in inflow.items()}
    by_measure = {
        m: _least(
            tuple((name, shares[m]) for name, shares in inflow.items()),
            tuple((k.owner, name, k.factor[m]) for name, above in links.items() for k in above if k.factor[m]),
        )
        for m in Measure
    }
    return {name: {m: shares[name] for m, shares in by_measure.items()} for name in inflow}


@lru_cache(maxsize=8)
def _least(
    start: tuple[tuple[str, Fraction], ...], factors: tuple[tuple[str, str, Fraction], ...]
) -> dict[str, Fraction]:
    """The least solution of share = min(1, start + sum of factor * owner's share), in one measure.

    `factors` are owner, owned and factor. Often the same for the three measures, at both ends and on other dates.

    Entities that no start reaches hold nothing. The others have a single solution above 0. Suppose that there are a
    lesser and a greater one, and let t < 1 be the least ratio of the lesser's shares to the greater's: t times the
    greater is at most the lesser, and equal to it somewhere. Carried down often enough for a start to reach everybody,
    it comes out at most the lesser, since carrying down keeps the order, and everywhere above itself, since carrying
    down is concave and makes something of nothing. So it is below the lesser everywhere, and equal nowhere.

    The solution is found from above. All are whole except those that cannot be even if the others are. The shares of
    these solve a linear system, which has one solution, since something comes into each circle of theirs and it is not
    whole. Who cannot be whole then either joins them, until nobody does.
    """
    owners: dict[str, dict[str, Fraction]] = {name: {} for name, _ in start}
    for owner, owned, factor in factors:
        owners[owned][owner] = factor
    own = dict(start)
    fed = reached((name for name, share in start if share), owners)
    rows = {name: (own[name], {o: f for o, f in owners[name].items() if o in fed}) for name in own if name in fed}
    shares = dict.fromkeys(rows, ONE)
    below: dict[str, None] = {}
    while fallen := _fallen(rows, shares, below):
        below |= dict.fromkeys(name for name in rows if name in fallen)
        shares |= _solved_below(rows, list(below))
    return {name: shares.get(name, ZERO) for name in own}


def _fallen(rows: Mapping[str, Row], shares: Mapping[str, Fraction], below: Collection[str]) -> set[str]:
    """The entities that cannot be whole under these upper bounds, repeated until none is added.

    Shares are rounded up, since their digits would grow with every step.
    """
    fallen: set[str] = set()
    while True:
        carried = {
            name: start + total(factor * shares[owner] for owner, factor in links.items())
            for name, (start, links) in rows.items()
        }
        more = {name for name, share in carried.items() if share < 1 and name not in below and name not in fallen}
        if not more:
            return fallen
        fallen |= more
        shares = {name: min(ONE, _rounded_up(share)) for name, share in carried.items()}


def _rounded_up(share: Fraction) -> Fraction:
    return Fraction(-(-share.numerator * _GRID // share.denominator), _GRID)


def _solved_below(rows: Mapping[str, Row], below: list[str]) -> dict[str, Fraction]:
    """The shares of those below the whole, if all others are whole.

    Exact shares in a circle of 1,000 have thousands of digits, and elimination would recompute them at each of
    its steps; the library lifts the solution modulo a prime.
    """
    from flint import fmpq, fmpq_mat

    at = {name: index for index, name in enumerate(below)}
    matrix, right = fmpq_mat(len(at), len(at)), fmpq_mat(len(at), 1)
    for name, index in at.items():
        start, links = rows[name]
        whole = start + total(factor for owner, factor in links.items() if owner not in at)
        right[index, 0] = fmpq(int(whole.numerator), int(whole.denominator))
        matrix[index, index] = fmpq(1)
        for owner, factor in links.items():
            if owner in at:
                matrix[index, at[owner]] -= fmpq(int(factor.numerator), int(factor.denominator))
    solved = matrix.solve(right)
    return {name: Fraction(int(solved[index, 0].p), int(solved[index, 0].q)) for name, index in at.items()}
