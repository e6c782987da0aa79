"""Who holds how much of whom, and what is held directly -> what is held in all, carried down every holding, exactly.

The answer is the least solution of

    share = min(1, start + the sum over owners of factor * (1 where the owner is state-owned, else the owner's share))

in each of three measures, where an entity is state-owned, in all measures, as soon as one of its shares reaches a
limit. Least: nothing is held that does not come from a start. A circle that hands on at least what it takes
therefore keeps nothing where nothing comes in, and is held whole where anything does.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import lcm

import msgspec

from ..model.battery import Measure
from ..model.numbers import Fraction, total

Shares = Mapping[Measure, Fraction]
ZERO, ONE = Fraction(0), Fraction(1)
NONE: Shares = dict.fromkeys(Measure, ZERO)
ALL: Shares = dict.fromkeys(Measure, ONE)
# What an owner lacks is handed on in whole parts of the grid, or its digits would grow with every owner on the way,
# and again when it has become a step more.
_GRID = 10**18
_STEP = _GRID // 64


class Link(msgspec.Struct, frozen=True):
    """An owner's holding as a factor for each measure: all of it where any measure makes the two one."""

    owner: str
    factor: Shares


class Node(msgspec.Struct, frozen=True):
    """One entity: the share that is there before any owner's is carried down, and its owners."""

    start: Shares
    links: list[Link]


def carried_shares(nodes: Mapping[str, Node], limit: Fraction) -> dict[str, Shares]:
    """The least solution. Entities are settled in groups that hold one another, owners before what they own.

    Within a group the shares are worked out as if nobody in it were state-owned but those known to be (`_least`). That
    is no more than the answer, so whoever reaches the limit is state-owned in it too, and the rest of the group, now in
    smaller groups, is worked out anew. Where nobody reaches it, the shares solve the equation, so they are the answer.
    """
    settled: dict[str, Shares] = {}
    state_owned: set[str] = set()
    waiting = _groups(nodes, {name: [link.owner for link in node.links] for name, node in nodes.items()})[::-1]
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
            waiting += _groups(rest, rest)[::-1]
        else:
            settled |= shares
    own = {name: _carried(nodes[name].start, nodes[name].links, settled) for name in state_owned}
    return settled | {name: {m: min(ONE, share) for m, share in shares.items()} for name, shares in own.items()}


def _carried(start: Shares, links: Iterable[Link], settled: Mapping[str, Shares]) -> Shares:
    parts = [(link.factor, settled[link.owner]) for link in links]
    if not parts:
        return start
    return {m: total([start[m], *(factor[m] * share[m] for factor, share in parts)]) for m in Measure}


def _groups(names: Iterable[str], owners: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The sets of entities that hold one another, each after those that hold of it (Tarjan, without recursion)."""
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


def _solved(inflow: Mapping[str, Shares], links: Mapping[str, list[Link]]) -> dict[str, Shares]:
    """Each measure by itself: what comes into the group, carried round in it."""
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


@lru_cache(maxsize=8)
def _least(
    start: tuple[tuple[str, Fraction], ...], factors: tuple[tuple[str, str, Fraction], ...]
) -> dict[str, Fraction]:
    """The least solution of share = min(1, start + sum of factor * owner's share), in one measure.

    `factors` are owner, owned and factor. Often the same for the three measures, at both ends and on other dates.

    Whom no start reaches has nothing. The others have just one solution above 0. Suppose that there are a lesser and a
    greater one, and let t < 1 be the least ratio of the lesser's shares to the greater's: t times the greater is at
    most the lesser, and equal to it somewhere. Carried down often enough for a start to reach everybody, it comes out
    at most the lesser, since carrying down keeps the order, and everywhere above itself, since carrying down is
    concave and makes something of nothing. So it is below the lesser everywhere, and equal nowhere.

    The one solution is found from above. All are whole but those that cannot be even if the others are. The shares of
    these solve a linear system, which has one solution, since something comes into each circle of theirs and it is not
    whole. Who cannot be whole then either joins them, until nobody does.
    """
    owners: dict[str, dict[str, Fraction]] = {name: {} for name, _ in start}
    for owner, owned, factor in factors:
        owners[owned][owner] = factor
    system = _System(dict(start), owners)
    while fallen := system.fallen():
        system.solve(fallen)
    return {name: Fraction(system.shares.get(name, 0), system.whole) for name, _ in start}


class _System:
    """The equations in whole numbers; `shares`, of `whole`, are never less than the solution."""

    def __init__(self, start: Mapping[str, Fraction], factors: Mapping[str, Mapping[str, Fraction]]) -> None:
        fed = reached((name for name, share in start.items() if share), factors)
        self._unit = lcm(*(start[name].denominator for name in fed))
        self._inflow = {name: int(start[name] * self._unit) for name in start if name in fed}
        self._scale = {name: lcm(*(f.denominator for f in factors[name].values())) for name in self._inflow}
        self._rows = {
            name: {owner: int(f * scale) for owner, f in factors[name].items() if owner in fed}
            for name, scale in self._scale.items()
        }
        self._below: list[str] = []
        self.whole = 1
        self.shares = dict.fromkeys(self._inflow, self.whole)

    def fallen(self) -> set[str]:
        """Who was taken to be whole and cannot be, and who cannot be without them: a chain falls in one round."""
        below = set(self._below)
        fallen: set[str] = set()
        lack = {}
        for name in self._inflow:
            if name not in below:
                carried = sum(factor * self.shares[owner] for owner, factor in self._rows[name].items())
                full = self._scale[name] * self._unit * self.whole
                missing = full - self._scale[name] * self._inflow[name] * self.whole - self._unit * carried
                lack[name] = missing * _GRID // full
                if missing > 0:
                    fallen.add(name)
        owned: dict[str, list[str]] = {}
        for name in lack if fallen else ():
            for owner in self._rows[name]:
                owned.setdefault(owner, []).append(name)
        wave, handed = fallen, dict.fromkeys(lack, 0)
        while wave:
            pulled: set[str] = set()
            for owner in wave:
                more, handed[owner] = lack[owner] - handed[owner], lack[owner]
                for name in owned.get(owner, ()):
                    lack[name] += self._rows[name][owner] * more // self._scale[name]
                    if lack[name] - handed[name] > (_STEP if name in fallen else 0):
                        pulled.add(name)
            fallen |= pulled
            wave = pulled
        return fallen

    def solve(self, fallen: set[str]) -> None:
        """The shares where all are whole but the fallen, and those that had fallen before.

        Exact shares in a circle of 1,000 have thousands of digits, and elimination would work them out anew at each of
        its steps; the library lifts the solution modulo a prime.
        """
        from flint import fmpq_mat, fmpz_mat

        self._below += [name for name in self._inflow if name in fallen]
        at = {name: index for index, name in enumerate(self._below)}
        matrix = fmpz_mat(len(at), len(at))
        right = fmpz_mat(len(at), 1)
        for name, index in at.items():
            inflow = self._scale[name] * self._inflow[name]
            matrix[index, index] = self._scale[name]
            for owner, factor in self._rows[name].items():
                if owner in at:
                    matrix[index, at[owner]] -= factor
                else:
                    inflow += self._unit * factor
            right[index, 0] = inflow
        solved = matrix.solve(right)
        assert isinstance(solved, fmpq_mat)
        solution, denominator = solved.numer_denom()
        self.whole = self._unit * int(denominator)
        self.shares = dict.fromkeys(self._inflow, self.whole)
        self.shares |= {name: int(solution[index, 0]) for name, index in at.items()}
