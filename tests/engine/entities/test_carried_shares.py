"""Shares carried down holdings, in random circles, against every supposition of who is state-owned, one by one."""

import itertools
import random
from collections.abc import Mapping
from fractions import Fraction

import pytest
from critmin.engine.entities.carried_shares import ALL, Link, Node, Shares, carried_shares
from critmin.engine.model.battery import Measure
from naive import least_fixed_point
from thorough import blocks

HALF = Fraction(1, 2)
HELD = [Fraction(n, d) for n, d in [(0, 1), (1, 10**5), (1, 5), (1, 4), (1, 3), (2, 5), (4999, 10**4), (1, 1)]]
STARTS = [Fraction(n, d) for n, d in [(0, 1), (0, 1), (0, 1), (1, 10**12), (1, 10), (1, 4), (3, 10), (1, 2)]]


def random_nodes(rng: random.Random, size: int, owners: int) -> dict[str, Node]:
    names = [f"E{number}" for number in range(size)]
    nodes = {}
    for name in names:
        links = []
        for owner in rng.sample(names, rng.randint(0, min(owners, size))):
            held = dict.fromkeys(Measure, rng.choice(HELD))
            if rng.random() < 0.5:
                held = {measure: rng.choice(HELD) for measure in Measure}
            links.append(Link(owner, ALL if max(held.values()) >= HALF else held))
        start = dict.fromkeys(Measure, rng.choice(STARTS))
        if rng.random() < 0.5:
            start = {measure: rng.choice(STARTS) for measure in Measure}
        nodes[name] = Node(start, links)
    return nodes


def handed_on(shares: Shares) -> Shares:
    return ALL if max(shares.values()) >= HALF else shares


def once_carried(nodes: Mapping[str, Node], shares: Mapping[str, Shares]) -> dict[str, Shares]:
    return {
        name: {
            m: min(
                Fraction(1), node.start[m] + sum(k.factor[m] * handed_on(shares[k.owner])[m] for k in node.links)
            )
            for m in Measure
        }
        for name, node in nodes.items()
    }  # fmt: skip


def least_of_all(nodes: Mapping[str, Node]) -> dict[str, Shares]:
    """The least of the solutions under every set of entities supposed to be state-owned that then are just these."""
    found = []
    for count in range(len(nodes) + 1):
        for supposed in itertools.combinations(nodes, count):
            shares: dict[str, dict[Measure, Fraction]] = {name: {} for name in nodes}
            for m in Measure:
                start = {name: node.start[m] for name, node in nodes.items()}
                links = []
                for name, node in nodes.items():
                    start[name] += sum(k.factor[m] for k in node.links if k.owner in supposed)
                    links += [(k.owner, name, k.factor[m]) for k in node.links if k.owner not in supposed]
                for name, share in least_fixed_point(start, links).items():
                    shares[name][m] = share
            if {name for name in nodes if max(shares[name].values()) >= HALF} == set(supposed):
                found.append(shares)
    least = {name: {m: min(x[name][m] for x in found) for m in Measure} for name in nodes}
    assert least in found
    return least


@pytest.mark.parametrize("block", blocks(4))
def test_a_few_entities_against_every_supposition(block: int) -> None:
    several = 0
    for seed in range(block * 60, block * 60 + 60):
        rng = random.Random(f"few {seed}")
        nodes = random_nodes(rng, rng.randint(1, 4), 3)
        assert carried_shares(nodes, HALF) == least_of_all(nodes), f"seed {seed} {nodes}"
        several += any(node.links for node in nodes.values())
    assert several > 30


@pytest.mark.parametrize("seed", blocks(30, quick=8))
def test_many_entities_solve_the_equation_and_lie_above_what_is_carried_round_from_nothing(seed: int) -> None:
    rng = random.Random(f"many {seed}")
    nodes = random_nodes(rng, 40, rng.choice([1, 2, 3, 4]))
    got = carried_shares(nodes, HALF)
    assert once_carried(nodes, got) == got
    rounds: dict[str, Shares] = dict.fromkeys(nodes, dict.fromkeys(Measure, Fraction(0)))
    for _ in range(60):
        rounds = {
            name: {m: Fraction(int(share * 10**12), 10**12) for m, share in shares.items()}
            for name, shares in once_carried(nodes, rounds).items()
        }
    assert all(rounds[name][m] <= got[name][m] for name in nodes for m in Measure)
