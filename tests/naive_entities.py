"""A second answer to who is a prohibited foreign entity, for tests: recursion and every possibility in turn.

It follows the description of the rules and none of the program's code. It is slow, and for graphs of a few entities:
names are plain, no list is in hand, and nobody is controlled by contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import NamedTuple

ZERO, HALF, QUARTER, FORTY, FIFTEEN = Fraction(0), Fraction(1, 2), Fraction(1, 4), Fraction(2, 5), Fraction(3, 20)
SOMEBODY = "somebody"
VALUE, VOTES = "value", "votes"
COVERED = {"CN", "RU", "KP", "IR"}


class Row(NamedTuple):
    """A holding, in shares; None: not stated. `rest`: nobody's row, but what the rows of an entity leave."""

    owner: str
    owned: str
    value: Fraction | None
    votes: Fraction | None
    reports: bool | None = None
    rest: bool = False

    def of(self, measure: str) -> Fraction | None:
        return self.value if measure == VALUE else self.votes


@dataclass
class World:
    """One possibility: the rows, and whom somebody unknown is, who owns `wholly` and at least `stated` of others.

    `somebody` is SOMEBODY where it is nobody whom a row names, and None where there is no such entity.
    """

    rows: list[Row]
    somebody: str | None = None
    wholly: frozenset[str] = frozenset()
    stated: Mapping[str, Fraction] = field(default_factory=dict)
    ups: dict[tuple[str, str, bool], Fraction] = field(default_factory=dict)

    def of(self, entity: str) -> list[Row]:
        return [r for r in self.rows if r.owned == entity]

    def above(self, entity: str) -> set[str]:
        """Everybody who holds it, directly or through others."""
        owners = {r.owner for r in self.of(entity)}
        return owners.union(*(self.above(owner) for owner in owners))

    def above_all(self, entity: str) -> set[str]:
        """The same where there may be circles."""
        found: set[str] = set()
        waiting = [entity]
        while waiting:
            more = {r.owner for r in self.of(waiting.pop())} - found
            found |= more
            waiting += more
        return found


@dataclass(frozen=True)
class Who:
    """An entity's row; shares are shares of 1."""

    kind: str = "company"
    country: str | None = None
    headquarters: str | None = None
    citizen_of: str | None = None
    us_person: bool | None = None
    government_of: str | None = None
    lists: tuple[str, ...] = ()
    government: Mapping[str, Fraction] = field(default_factory=dict)
    traded: bool = False
    listed_parent: bool = False
    officer: bool | None = None
    largest: Fraction | None = None
    total: Fraction | None = None
    debt: Fraction | None = None


class Answer(NamedTuple):
    status: str
    limbs: set[str]
    single: tuple[Fraction, Fraction]
    together: tuple[Fraction, Fraction]


class Naive:
    def __init__(self, who: Mapping[str, Who], rows: Iterable[Row], readings: Mapping[str, str] | None = None) -> None:
        self.who = who
        self.rows = [r for r in rows if (r.value, r.votes) != (0, 0) and self.is_company(r.owned)]
        self.readings = readings or {}
        self.circles = {name: self.circle(name) for name in who}
        # Holdings within a circle go up to nobody.
        self.outside = [r for r in self.rows if r.owner not in self.circles[r.owned]]
        self.shown = World(self.outside)
        self.controllers, self.entities, self.controlled = self.grown_shown()
        self.may_control, self.may_be = self.grown_possible()

    # What an entity is by itself -------------------------------------------------------------------------------------

    def is_company(self, name: str) -> bool:
        return (
            name in self.who and self.who[name].kind in ("company", "partnership") and not self.who[name].government_of
        )

    def base(self, name: str) -> bool | None:
        """Whether it is foreign-controlled by itself; None: that is open."""
        w = self.who[name]
        if w.government_of is not None:
            return w.government_of in COVERED
        if w.kind == "person":
            return False if w.us_person else None if w.citizen_of is None else w.citizen_of in COVERED
        at = {w.country, w.headquarters}
        return True if at & COVERED else None if None in at else False

    def circle(self, name: str) -> set[str]:
        """The entities that hold it and that it holds, itself among them, if it is in a circle."""

        def reached(*, forward: bool) -> set[str]:
            found: set[str] = set()
            waiting = [name]
            while waiting:
                at = waiting.pop()
                ends = [(r.owner, r.owned) if forward else (r.owned, r.owner) for r in self.rows]
                more = {there for here, there in ends if here == at} - found
                found |= more
                waiting += more
            return found

        return reached(forward=True) & reached(forward=False)

    # Section 318(a)(2) -----------------------------------------------------------------------------------------------

    def own(self, world: World, x: str, rows: list[Row], measure: str, *, alone: bool = False) -> Fraction:
        """What x holds by these rows of an entity, directly and through companies; `alone`: if it is not somebody."""
        somebody = None if alone else world.somebody

        def through(owner: str) -> Fraction:
            is_x = owner == x or (owner == SOMEBODY and x == somebody)
            return Fraction(1) if is_x else self.up(world, x, owner, alone=alone)

        return sum(((r.of(measure) or ZERO) * through(r.owner) for r in rows), ZERO)

    def up(self, world: World, x: str, h: str, *, alone: bool = False) -> Fraction:
        """f(x, h): the part of what h holds that x owns."""
        if not self.is_company(h) or h == x:
            return ZERO
        if (x, h, alone) not in world.ups:
            world.ups[x, h, alone] = self.new_up(world, x, h, alone=alone)
        return world.ups[x, h, alone]

    def new_up(self, world: World, x: str, h: str, *, alone: bool) -> Fraction:
        is_somebody = x == world.somebody and not alone
        if is_somebody and h in world.wholly:
            return Fraction(1)
        owned = self.own(world, x, world.of(h), VALUE, alone=alone)
        if is_somebody:
            owned = max(owned, world.stated.get(h, ZERO))
        if self.goes_up(owned, h):
            return owned
        between = [g for g in world.above(h) if g != x and (is_somebody or x in world.above(g))]
        # A company between the two is itself, not somebody.
        return max(
            (self.up(world, x, g, alone=alone) * self.up(world, g, h, alone=True) for g in between), default=ZERO
        )

    def goes_up(self, share: Fraction, h: str) -> bool:
        return share >= HALF or (share > 0 and self.who[h].kind == "partnership")

    def part(self, world: World, k: str, members: set[str]) -> Fraction:
        """g(k): the part of k that the members are."""
        if k in members or k == SOMEBODY or k in world.wholly:
            return Fraction(1)
        if not self.is_company(k):
            return ZERO
        stated = self.who[k].government.get(VALUE, ZERO)
        stated = stated if self.goes_up(stated, k) else ZERO
        rows = world.of(k)
        part = self.added(rows, VALUE, {r.owner: self.weight(world, r.owner, k, members) for r in rows}, stated)
        if self.goes_up(world.stated.get(k, ZERO), k):
            total = self.stated_total(k)
            part = max(part, part + self.left(k, VALUE) if total is None else total)
        return min(Fraction(1), part)

    def weight(self, world: World, y: str, k: str, members: set[str]) -> Fraction:
        if self.up(world, world.somebody if y == SOMEBODY and world.somebody else y, k) > 0:
            return self.part(world, y, members)
        holders = {*members, *([world.somebody] if world.somebody else [])}
        return min(Fraction(1), sum((self.up(world, x, y) for x in holders if self.up(world, x, k) > 0), ZERO))

    def added(self, rows: list[Row], measure: str, weights: Mapping[str, Fraction], government: Fraction) -> Fraction:
        """The rows by weight; of a covered government's rows and what it holds as stated, the larger."""
        bodies = others = ZERO
        for r in rows:
            amount = (r.of(measure) or ZERO) * weights[r.owner]
            if r.rest or self.who[r.owner].government_of in COVERED:
                bodies += amount
            else:
                others += amount
        return others + max(bodies, government)

    def together(
        self, world: World, e: str, rows: list[Row], measure: str, members: set[str], *, government: bool
    ) -> Fraction:
        weights = {r.owner: self.part(world, r.owner, members) for r in rows}
        return self.added(rows, measure, weights, self.who[e].government.get(measure, ZERO) if government else ZERO)

    # What counts -----------------------------------------------------------------------------------------------------

    def own_tests(self, e: str, influence: bool) -> bool:
        return self.who[e].traded or (influence and self.who[e].listed_parent)

    def counted(self, rows: Iterable[Row], e: str, influence: bool, sure: bool) -> list[Row]:
        of = [r for r in rows if r.owned == e and r.owner != e]
        if not self.own_tests(e, influence):
            return of
        return [r for r in of if r.rest or r.reports or (r.reports is None and not sure)]

    def measures(self, influence: bool) -> tuple[str, ...]:
        return (VALUE,) if influence and self.readings.get("ownership-measure") == "equity" else (VALUE, VOTES)

    def takes(self, reading: str, other: str) -> bool:
        return self.readings.get(reading) != other

    # What is shown ---------------------------------------------------------------------------------------------------

    def grown_shown(self) -> tuple[set[str], set[str], set[str]]:
        controllers = {n for n in self.who if self.base(n)}
        entities = controllers | {n for n, w in self.who.items() if w.lists}
        controlled: set[str] = set()
        while True:
            more = {n for n in self.who if self.is_company(n) and n not in controlled}
            more = {n for n in more if self.control_shown(n, controllers) > HALF}
            if not more:
                return controllers, entities, controlled
            controlled |= more
            entities |= more
            if self.takes("controlled-chain", "attribution"):
                controllers |= more

    def control_shown(self, e: str, controllers: set[str]) -> Fraction:
        rows = self.counted(self.rows, e, False, True)
        if self.takes("control-together", "one-holder"):
            g = not self.own_tests(e, False)
            return max(self.together(self.shown, e, rows, m, controllers, government=g) for m in self.measures(False))
        return max((self.own(self.shown, x, rows, m) for x in controllers for m in self.measures(False)), default=ZERO)

    def single_shown(self, e: str) -> Fraction:
        rows = self.counted(self.rows, e, True, True)
        owned = [self.own(self.shown, x, rows, m) for x in self.entities if x != e for m in self.measures(True)]
        return max([self.who[e].largest or ZERO, *owned])

    def together_shown(self, e: str) -> Fraction:
        rows, g = self.counted(self.rows, e, True, True), not self.own_tests(e, True)
        owned = [self.together(self.shown, e, rows, m, self.entities, government=g) for m in self.measures(True)]
        return max([self.who[e].largest or ZERO, self.who[e].total or ZERO, *owned])

    # What is not ruled out -------------------------------------------------------------------------------------------

    def left(self, e: str, measure: str) -> Fraction:
        return max(ZERO, 1 - sum((r.of(measure) or ZERO for r in self.rows if r.owned == e), ZERO))

    def stated_single(self, e: str) -> Fraction | None:
        single = self.who[e].largest if self.who[e].largest is not None else self.who[e].total
        total = self.stated_total(e)
        above = [share for share in self.who[e].government.values() if total is not None and share > total]
        return max(single, *above) if single is not None and above else single

    def stated_total(self, e: str) -> Fraction | None:
        largest, total = self.who[e].largest, self.who[e].total
        if total is None:
            return ZERO if largest == 0 else None
        return max(total, largest or ZERO)

    def worlds(self, e: str, may_be: set[str], *, opened: bool) -> Iterable[tuple[World, list[Row]]]:
        """Every possibility for an entity: who somebody is, and whose the shares are that a row does not state.

        Each with the rows of the entity itself.
        """
        above = {e} | World(self.rows).above_all(e)
        circular = frozenset(n for n in self.who if self.circles[n])
        stated = {n: s for n in self.who if self.is_company(n) and (s := self.stated_single(n)) is not None}
        companies = [n for n in self.who if self.is_company(n) and n in above]

        def is_open(n: str) -> bool:
            if not opened or self.base(n):
                return False
            return n == e or n not in stated or self.who[n].listed_parent

        blanks = [
            (n, m, [r.owner for r in self.rows if r.owned == n and r.of(m) is None])
            for n in companies
            for m in (VALUE, VOTES)
            if not is_open(n) and (n == e or m == VALUE)
        ]
        blanks = [(n, m, owners) for n, m, owners in blanks if owners]
        for chosen in product(*(owners for _, _, owners in blanks)):
            given = {(n, m, owner): self.left(n, m) for (n, m, _), owner in zip(blanks, chosen, strict=True)}
            filled = [self.filled(r, given) for r in self.rows]
            for somebody in (SOMEBODY, *sorted(may_be & above)):
                rest = [
                    Row(SOMEBODY, n, self.left(n, VALUE), self.left(n, VOTES), None, True)
                    for n in companies
                    if is_open(n)
                ]
                own = [r for r in (*filled, *rest) if r.owned == e]
                rows = [r for r in (*filled, *rest) if r.owner not in self.circles.get(r.owned, ())]
                # Of the entity itself nothing goes up in its own tests.
                yield World([r for r in rows if r.owned != e], somebody, circular, stated), own

    def filled(self, row: Row, given: dict[tuple[str, str, str], Fraction]) -> Row:
        """The row with what it is given; of two blank rows of an owner, the first gets it."""
        value, votes = row.value, row.votes
        if value is None:
            value = given.pop((row.owned, VALUE, row.owner), None)
        if votes is None:
            votes = given.pop((row.owned, VOTES, row.owner), None)
        return row._replace(value=value, votes=votes)

    def grown_possible(self) -> tuple[set[str], set[str]]:
        """Who may control, and who may be a specified foreign entity: until nobody is added."""
        controllers = {n for n in self.who if self.base(n) is not False}
        entities = controllers | {n for n, w in self.who.items() if w.lists}
        while True:
            more = {n for n in self.who if self.is_company(n) and n not in entities}
            more = {n for n in more if self.control_possible(n, controllers, entities) > HALF}
            chain = self.takes("controlled-chain", "attribution")
            new = {n for n in entities if chain and self.is_company(n) and n not in controllers}
            new = {n for n in new if self.control_possible(n, controllers, entities) > HALF}
            if not more and not new:
                return controllers, entities
            entities |= more
            controllers |= new | (more if chain else set())

    def control_possible(self, e: str, controllers: set[str], entities: set[str]) -> Fraction:
        if self.circles[e]:
            return Fraction(1)
        together = self.takes("control-together", "one-holder")
        stated = self.stated_total(e) if together else self.stated_single(e)
        if self.who[e].listed_parent:
            stated = None
        most = stated or ZERO
        for world, own in self.worlds(e, entities, opened=stated is None):
            rows = self.counted(own, e, False, False)
            for m in self.measures(False):
                if together and world.somebody in {SOMEBODY, *controllers}:
                    most = max(most, self.together(world, e, rows, m, controllers, government=True))
                elif not together:
                    most = max([most, *(self.own(world, x, rows, m) for x in self.those(world, controllers))])
        return most

    def those(self, world: World, members: set[str]) -> set[str]:
        return members | ({SOMEBODY} if world.somebody == SOMEBODY else set())

    def single_possible(self, e: str) -> Fraction:
        if self.circles[e]:
            return Fraction(1)
        stated = self.stated_single(e)
        most = stated or ZERO
        for world, own in self.worlds(e, self.may_be, opened=stated is None):
            rows = self.counted(own, e, True, False)
            for m in self.measures(True):
                most = max([most, *(self.own(world, x, rows, m) for x in self.those(world, self.may_be) if x != e)])
        return most

    def together_possible(self, e: str) -> Fraction:
        if self.circles[e]:
            return Fraction(1)
        stated = self.stated_total(e)
        most = stated or ZERO
        for world, own in self.worlds(e, self.may_be, opened=stated is None):
            rows = self.counted(own, e, True, False)
            for m in self.measures(True):
                most = max(most, self.together(world, e, rows, m, self.may_be, government=True))
        return most

    # The answer ------------------------------------------------------------------------------------------------------

    def answer(self, e: str) -> Answer:
        w = self.who[e]
        limbs = {"listed"} if w.lists else set()
        if self.base(e):
            limbs.add("government" if w.government_of else "person" if w.kind == "person" else "jurisdiction")
        if not self.is_company(e):
            status = "pfe" if limbs else "unknown" if self.base(e) is None else "not_pfe"
            return Answer(status, limbs, (ZERO, ZERO), (ZERO, ZERO))
        single = self.single_shown(e), self.single_possible(e)
        together = self.together_shown(e), self.together_possible(e)
        debt = w.debt is not None and (w.debt > FIFTEEN if self.own_tests(e, True) else w.debt >= FIFTEEN)
        for limb, is_shown in (
            ("controlled", e in self.controlled),
            ("officer", w.officer is True),
            ("single-25", single[0] >= QUARTER),
            ("together-40", together[0] >= FORTY),
            ("debt-15", debt),
        ):
            if is_shown:
                limbs.add(limb)
        closed = self.base(e) is False and w.officer is False and w.debt is not None
        ruled_out = single[1] < QUARTER and together[1] < FORTY and e not in self.may_be
        return Answer("pfe" if limbs else "not_pfe" if closed and ruled_out else "unknown", limbs, single, together)
