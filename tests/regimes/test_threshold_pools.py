"""What decides nested values of which some are missing: against every answer to every set of facts of small trees."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

import pytest
from critmin.engine.model.numbers import Fraction as Exact
from critmin.engine.model.numbers import Interval
from critmin.engine.model.statuses import Status
from critmin.engine.regimes.threshold.balance import Balance, Side, status_of, weigh
from critmin.engine.regimes.threshold.movements import Tip, deciding_amount, movements
from critmin.engine.regimes.threshold.moves import Plan, plans
from critmin.engine.regimes.threshold.pool import Fact, Kind, Member, MemberFact, Pool
from critmin.engine.regimes.threshold.settling import to_fail, to_pass

HUGE = Fraction(10**12)
"""Stands for a value without limit."""


class Row(NamedTuple):
    """A row of a tree: the value of it and all in it, whether it counts, and the index of the row that contains it."""

    value: Fraction | None
    counts: bool | None
    inside: int | None


class Question(NamedTuple):
    """A missing fact of a row: its value, or whether it counts."""

    row: int
    kind: Kind


Tree = list[Row]


def random_tree(seed: int) -> Tree:
    """Up to five rows with consistent values, some of which, and of the countries, are then hidden."""
    rng = random.Random(seed)
    size = rng.randint(1, 5)
    inside = [None if at == 0 or rng.random() < 0.2 else rng.randrange(at) for at in range(size)]
    values = [Fraction(rng.choice([0, 10, 20, 25, 40])) for _ in range(size)]
    for at in reversed(range(size)):
        if (above := inside[at]) is not None:
            values[above] += values[at]
    return [
        Row(None if rng.random() < 0.45 else value, rng.choice([True, True, False, False, None]), above)
        for value, above in zip(values, inside, strict=True)
    ]


def floor(tree: Tree, at: int) -> Fraction:
    value = tree[at].value
    return below(tree, at) if value is None else value


def below(tree: Tree, at: int) -> Fraction:
    return sum((floor(tree, part) for part, row in enumerate(tree) if row.inside == at), Fraction(0))


def head(tree: Tree, at: int) -> int:
    above = tree[at].inside
    return at if tree[at].value is not None or above is None else head(tree, above)


def amount(tree: Tree, at: int) -> Fraction | None:
    """What the pool of a row has to give; None without limit."""
    top = head(tree, at)
    value = tree[top].value
    return None if value is None else value - below(tree, top)


def pools(tree: Tree) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for at in range(len(tree)):
        found.setdefault(head(tree, at), []).append(at)
    return found


def share(tree: Tree) -> Interval:
    """The bounds of the share: each pool goes to the row of it that counts least, or most."""
    lines = []
    for top, rows in pools(tree).items():
        low = int(all(tree[at].counts is True for at in rows))
        high = int(any(tree[at].counts is not False for at in rows))
        value = amount(tree, top)
        lines.append((None if value is None else exact(value), Interval(Exact(low), Exact(high))))
    return weigh(lines).share


def exact(number: Fraction) -> Exact:
    return Exact(number.numerator, number.denominator)


def balance(tree: Tree, required: int) -> Balance:
    lines = []
    for top, rows in pools(tree).items():
        members = [Member(tree[at].counts, None if at == top else rows.index(tree[at].inside)) for at in rows]
        value = amount(tree, top)
        lines.append(Pool(None if value is None else exact(value), members))
    return Balance("components", Exact(required, 100), lines)


def asked(tree: Tree, fact: Fact) -> Question:
    rows = list(pools(tree).values())[fact.at]
    if isinstance(fact.part, MemberFact):
        return Question(rows[fact.part.member], fact.part.kind)
    return Question(rows[0], Kind.VALUE)


def missing(tree: Tree) -> list[Question]:
    values = [Question(at, Kind.VALUE) for at, row in enumerate(tree) if row.value is None]
    return values + [Question(at, Kind.COUNTS) for at, row in enumerate(tree) if row.counts is None]


def answers(tree: Tree, questions: Iterable[Question]) -> Iterator[Tree]:
    """The tree with these facts known: a value from the least to the greatest possible."""
    first, *others = [*sorted(questions), None]
    if first is None:
        yield tree
        return
    row = tree[first.row]
    rows = [row._replace(counts=counts) for counts in (True, False)]
    if first.kind is Kind.VALUE:
        most = amount(tree, first.row)
        rows = [row._replace(value=floor(tree, first.row) + (HUGE if most is None else most) * part) for part in PARTS]
    for answer in rows:
        yield from answers([*tree[: first.row], answer, *tree[first.row + 1 :]], others[:-1])


PARTS = (Fraction(0), Fraction(1, 2), Fraction(1))


def status(tree: Tree, required: int) -> Status:
    return status_of(share(tree), Exact(required, 100))


def can_be(tree: Tree, questions: Iterable[Question], wanted: Status, required: int) -> bool:
    return any(status(answered, required) is wanted for answered in answers(tree, questions))


def undecided(seeds: range) -> Iterator[tuple[Tree, int]]:
    for seed in seeds:
        tree, required = random_tree(seed), random.Random(seed).choice([50, 60, 80, 90, 100])
        if status(tree, required) is Status.INCOMPLETE and balance(tree, required).value:
            yield tree, required


@pytest.mark.parametrize("block", range(4))
def test_no_smaller_set_of_facts_could_decide_it(block: int) -> None:
    cases = list(undecided(range(block * 500, block * 500 + 500)))
    assert len(cases) >= 100
    sizes = set()
    for tree, required in cases:
        one = balance(tree, required)
        for wanted, found in ((Status.PASS, to_pass([one])), (Status.FAIL, to_fail([one]))):
            every = missing(tree)
            if found is None:
                assert not can_be(tree, every, wanted, required), (tree, required, wanted)
                continue
            assert found.fewest
            facts = [asked(tree, fact) for fact in found.facts]
            assert set(facts) <= {asked(tree, fact) for fact in one.facts()}
            assert can_be(tree, facts, wanted, required), (tree, required, wanted, facts)
            for smaller in itertools.combinations(every, len(facts) - 1):
                assert not can_be(tree, smaller, wanted, required), (tree, required, wanted, smaller)
            sizes.add(len(facts))
    assert sizes >= {1, 2, 3}


def test_an_amount_of_nothing_has_no_missing_fact() -> None:
    unknown = [Member(None), Member(None, inside=0)]
    assert Pool(Exact(0), unknown).open == []
    assert len(Pool(Exact(1), unknown).open) == 3


def test_a_fact_moves_the_bounds_as_far_as_its_best_and_its_worst_answer() -> None:
    for tree, required in undecided(range(600)):
        for move in movements(balance(tree, required)):
            ends = [share(answered) for answered in answers(tree, [asked(tree, move.fact)])]
            assert abs(max(end.low for end in ends) - move.low_if_best) < Fraction(1, 10**9), (tree, move)
            assert abs(min(end.high for end in ends) - move.high_if_worst) < Fraction(1, 10**9), (tree, move)


@pytest.mark.parametrize("wanted", [Status.PASS, Status.FAIL])
def test_an_amount_decides_exactly_from_its_limit_on(wanted: Status) -> None:
    tips = 0
    for tree, required in undecided(range(1500)):
        one = balance(tree, required)
        side = Side(one, passing=wanted is Status.PASS)
        for fact in one.facts():
            question = asked(tree, fact)
            if question.kind is Kind.VALUE:
                tip = deciding_amount(side, fact)
                assert_decides(tree, required, wanted, question.row, tip)
                tips += tip is not None
    assert tips >= 100


def assert_decides(tree: Tree, required: int, wanted: Status, at: int, tip: Tip | None) -> None:
    least, most = floor(tree, at), amount(tree, at)

    def decides(more: Fraction) -> bool:
        known = [*tree[:at], tree[at]._replace(value=least + more), *tree[at + 1 :]]
        return status(known, required) is wanted

    whole = most or Fraction(1000)
    little = whole / 10**6
    if tip is None:
        # Any value decides it, or none does.
        assert len({decides(whole * part) for part in (Fraction(1, 1000), Fraction(1, 2), Fraction(999, 1000))}) == 1
        return
    usd = Fraction(int(tip.usd.numerator), int(tip.usd.denominator))
    assert most is None or usd < most or (usd == most and (tip.most or wanted is Status.PASS))
    assert decides(usd) is (wanted is Status.PASS)
    for more in (usd - little, usd + little, Fraction(0), whole):
        if more != usd and 0 <= more <= (most or more):
            assert decides(more) is (more < usd if tip.most else more > usd), (tree, at, tip, more)


@pytest.mark.parametrize(("required", "limit"), [(50, None), (51, Tip(Exact(49), most=False))])
def test_a_failure_that_needs_more_than_all_of_an_amount_is_none(required: int, limit: Tip | None) -> None:
    """50 count, and 50 more except what a foreign part has of them."""
    pool = Pool(Exact(50), [Member(True), Member(False, inside=0)])
    one = Balance("components", Exact(required, 100), [Pool(Exact(50), [Member(True)]), pool])
    assert deciding_amount(Side(one, passing=False), Fact(1, MemberFact(1, Kind.VALUE))) == limit


def moved(tree: Tree, rows: Iterable[int]) -> Tree:
    return [row._replace(counts=True) if at in set(rows) else row for at, row in enumerate(tree)]


def rows_of(tree: Tree, plan: Plan) -> set[int]:
    rows = list(pools(tree).values())
    facts = [part for move in plan.moves for part in move.parts]
    assert all(isinstance(part, MemberFact) and part.kind is Kind.COUNTS for part in facts)
    return {rows[move.at][part.member] for move in plan.moves for part in move.parts if isinstance(part, MemberFact)}


def test_the_fewest_moves_suffice_and_no_fewer_do() -> None:
    sizes = set()
    for seed in range(800):
        tree, rng = random_tree(seed), random.Random(seed)
        required = rng.choice([50, 60, 80, 90, 100])
        one = balance(tree, required)
        every = range(len(tree))
        must = {at for at in every if rng.random() < 0.1}
        facts = [
            Fact(number, MemberFact(member, Kind.COUNTS))
            for number, rows in enumerate(pools(tree).values())
            for member, at in enumerate(rows)
            if at in must
        ]
        if not one.value:
            continue
        fewest, least = plans(one, facts)
        rows = rows_of(tree, fewest)
        assert fewest.fewest
        assert must <= rows
        assert status(moved(tree, rows), required) is Status.PASS
        assert fewest.share <= share(moved(tree, rows)).low
        for fewer in itertools.combinations(every, len(rows) - 1) if rows else ():
            assert not must <= set(fewer) or status(moved(tree, fewer), required) is not Status.PASS, (tree, fewer)
        sizes.add(len(rows))
        assert_least(tree, required, least, must)
    assert sizes >= {0, 1, 2, 3, 4}


def assert_least(tree: Tree, required: int, plan: Plan, must: set[int]) -> None:
    """The same part of each row of a pool moves: of so much of the amount it does not matter how it divides."""
    assert must <= rows_of(tree, plan)
    one = balance(tree, required)
    lines: list[tuple[Exact | None, Interval]] = []
    whole = Interval(Exact(1), Exact(1))
    of = {move.at: move for move in plan.moves}
    for at, line in enumerate(one.lines):
        move = of.get(at)
        complete = move is not None and set(line.moves) <= set(move.parts)
        if complete and move is not None and move.value is not None and line.value is not None:
            lines += [(move.value, whole), (line.value - move.value, line.share)]
        else:
            lines.append((line.value, whole if complete else line.share))
    assert weigh(lines).share.low == plan.share >= one.required
    if not must and all(line.value is not None for line in one.lines):
        assert plan.moved == max(Exact(0), one.required * one.value - one.value * share(tree).low)
