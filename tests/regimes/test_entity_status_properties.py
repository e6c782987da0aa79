"""Statuses of entities in random graphs: against the second answer, and what holds whatever the graph is."""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections.abc import Mapping
from fractions import Fraction

import pytest
from critmin.engine.model.numbers import cut_percent, plain
from critmin.engine.regimes.material_assistance.entity_status import EntityStatuses, PfeStatus
from entity_sheets import CHINESE, CLEAN, PERSON, law, statuses
from naive_entities import Naive, Row, Who
from random_entities import random_graph, read
from thorough import blocks

READINGS: list[dict[str, str]] = [
    {},
    {"controlled-chain": "attribution"},
    {"control-together": "one-holder"},
    {"ownership-measure": "equity"},
    {"controlled-chain": "attribution", "control-together": "one-holder"},
]
ORDER = [PfeStatus.NOT_PFE, PfeStatus.UNKNOWN, PfeStatus.PFE]
"""From the best for the taxpayer to the worst."""


def answers(who: Mapping[str, Who], rows: list[Row], readings: Mapping[str, str]) -> EntityStatuses:
    return EntityStatuses(read(who, rows), law(**{name.replace("-", "_"): choice for name, choice in readings.items()}))


def shares(low: Fraction, high: Fraction) -> str:
    """The range as an answer says it."""

    def percent(share: Fraction) -> str:
        text = plain(share * 100)
        return f"{cut_percent(share) if '/' in text or len(text.partition('.')[2]) > 4 else text}%"

    return percent(low) if low == high else f"{percent(low)} to {percent(high)}"


def ranges(single: tuple[Fraction, Fraction], together: tuple[Fraction, Fraction]) -> list[str]:
    """What an answer says of what is owned, from the least to the most."""
    if max(*single, *together) == 0:
        return ["specified foreign entities own 0%"]
    if together[0] == 0 and single[1] >= 1:
        return ["what specified foreign entities own is not stated"]
    return [
        f"one specified foreign entity owns {shares(*single)}",
        f"specified foreign entities together own {shares(*together)}",
    ]


@pytest.mark.parametrize("chunk", blocks(32))
def test_as_the_second_answer_has_it(chunk: int) -> None:
    for seed in range(chunk * 50, chunk * 50 + 50):
        rng = random.Random(seed)
        who, rows = random_graph(rng)
        readings = rng.choice(READINGS)
        naive, got = Naive(who, rows, readings), answers(who, rows, readings)
        for name in who:
            expected, status = naive.answer(name), got.status(name)
            assert (status.status, set(status.limbs)) == (expected.status, expected.limbs), (seed, name)
            if not expected.limbs and naive.is_company(name):
                assert status.why == ranges(expected.single, expected.together), (seed, name)
            assert bool(status.missing) == (status.status is PfeStatus.UNKNOWN), (seed, name)


# Any completion lies between the ends --------------------------------------------------------------------------------

CLEAN_HOLDER = "Kittiwake"
STRANGER = "Lapwing"


def completed(rng: random.Random, who: Mapping[str, Who], rows: list[Row]) -> tuple[dict[str, Who], list[Row]]:
    """The same graph with a fact for everything that is not known.

    What no row explains is one stranger's, who is a specified foreign entity and may be one that a row names, or it is
    nobody's of whom there is anything to say. No circle of holdings comes about.
    """
    known = {name: _with_facts(rng, w) for name, w in who.items()}
    known[CLEAN_HOLDER] = Who("person", citizen_of="KR")
    known[STRANGER] = rng.choice(
        [Who("person", citizen_of="CN"), Who("government", government_of="RU"), Who(country="IR")]
    )
    left = {
        (name, measure): 1 - sum((r.of(measure) or Fraction(0) for r in rows if r.owned == name), Fraction(0))
        for name in who
        for measure in ("value", "votes")
    }

    def some(name: str, measure: str) -> Fraction:
        share = left[name, measure] * rng.choice([0, Fraction(1, 2), 1])
        left[name, measure] -= share
        return share

    full = []
    for r in rows:
        value = some(r.owned, "value") if r.value is None else r.value
        votes = some(r.owned, "votes") if r.votes is None else r.votes
        full.append(
            r._replace(value=value, votes=votes, reports=rng.random() < 0.5 if r.reports is None else r.reports)
        )
    names, circular = list(who), any(r.owner == r.owned or r.owner not in names_before(who, r.owned) for r in rows)
    same = rng.choice([STRANGER, *names])
    for name, w in who.items():
        if w.kind not in ("company", "partnership") or w.government_of:
            continue
        stated = w.largest is not None or w.total is not None
        above = same == STRANGER or (names.index(same) < names.index(name) and not circular)
        holder = CLEAN_HOLDER if stated or rng.random() < 0.3 else same if above else STRANGER
        if w.government:  # what governments hold is part of what the rows leave
            holder = STRANGER if known[STRANGER].government_of and not stated else CLEAN_HOLDER
        value, votes = some(name, "value"), some(name, "votes")
        full.append(Row(holder, name, value, votes, True))
        full.append(Row(CLEAN_HOLDER, name, left[name, "value"], left[name, "votes"], True))
    return known, full


def names_before(who: Mapping[str, Who], name: str) -> list[str]:
    return list(itertools.takewhile(lambda other: other != name, who))


def _with_facts(rng: random.Random, w: Who) -> Who:
    if w.kind == "person":
        return dataclasses.replace(w, citizen_of=w.citizen_of or rng.choice(["CN", "KR"]))
    if w.kind == "government":
        return w
    return dataclasses.replace(
        w,
        country=w.country or rng.choice(["CN", "KR", "KR"]),
        headquarters=w.headquarters or rng.choice(["CN", "KR", "KR"]),
        officer=rng.random() < 0.05 if w.officer is None else w.officer,
        debt=Fraction(rng.choice([0, 14, 16]), 100) if w.debt is None else w.debt,
    )


@pytest.mark.parametrize("chunk", blocks(16))
def test_what_turns_out_lies_between_the_ends(chunk: int) -> None:
    became = set()
    for seed in range(chunk * 25, chunk * 25 + 25):
        rng = random.Random(seed)
        who, rows = random_graph(rng, 6)
        readings = rng.choice(READINGS)
        before = answers(who, rows, readings)
        for _ in range(4):
            after = answers(*completed(rng, who, rows), readings)
            for name in who:
                was, turned_out = before.status(name).status, after.status(name).status
                assert was in (PfeStatus.UNKNOWN, turned_out), (seed, name)
                became.add((was, turned_out))
    assert {(PfeStatus.UNKNOWN, status) for status in PfeStatus} < became


# A new fact against an entity makes nothing better -------------------------------------------------------------------


def worse(
    rng: random.Random, who: Mapping[str, Who], rows: list[Row], specified: set[str]
) -> tuple[dict[str, Who], list[Row]]:
    """The same graph with one more fact against an entity, or a higher holding of a specified foreign entity."""
    changed, held = dict(who), list(rows)
    name = rng.choice(list(who))
    w = who[name]
    more = Fraction(rng.choice([1, 5, 20]), 100)
    # A holding that need not be reported may not count, whoever's it is.
    held_by_them = [r for r in rows if r.owner in specified and r.reports]
    at = [rows.index(r) for r in held_by_them if r.value is not None and r.votes is not None]
    if at and rng.random() < 0.4:
        index = rng.choice(at)
        row = rows[index]
        others = [
            i
            for i, r in enumerate(rows)
            if r.owned == row.owned and r.owner not in specified and r.value is not None and r.votes is not None
        ]
        # From a holder that is none, or else from what no row explains.
        if others:
            other = rows[rng.choice(others)]
            held[rows.index(other)] = other._replace(value=Fraction(0), votes=Fraction(0))
            held[index] = row._replace(value=row.value + other.value, votes=row.votes + other.votes)  # type: ignore[operator]
        else:
            rest = [
                1 - sum((r.of(m) or Fraction(0) for r in rows if r.owned == row.owned), Fraction(0))
                for m in ("value", "votes")
            ]
            held[index] = row._replace(value=row.value + rest[0], votes=row.votes + rest[1])  # type: ignore[operator]
    elif w.kind == "person":
        changed[name] = dataclasses.replace(w, citizen_of="CN")
    elif w.kind != "government":
        facts = [
            {"country": "CN"},
            {"lists": ("SDN",)},
            {"officer": True},
            *([{"debt": w.debt + more}] if w.debt is not None else []),
            *([{"total": min(Fraction(1), w.total + more)}] if w.total is not None else []),
            *([{"largest": min(Fraction(1), w.largest + more)}] if w.largest is not None else []),
            {"government": {m: min(Fraction(1), w.government.get(m, Fraction(0)) + more) for m in ("value", "votes")}},
        ]
        changed[name] = dataclasses.replace(w, **rng.choice(facts))
    return changed, held


@pytest.mark.parametrize("chunk", blocks(16))
def test_a_new_fact_against_an_entity_makes_nothing_better(chunk: int) -> None:
    for seed in range(chunk * 25, chunk * 25 + 25):
        rng = random.Random(seed)
        who, rows = random_graph(rng, 6)
        readings = rng.choice(READINGS)
        before, specified = answers(who, rows, readings), Naive(who, rows, readings).entities
        for _ in range(4):
            after = answers(*worse(rng, who, rows, specified), readings)
            for name in who:
                was, is_now = before.status(name).status, after.status(name).status
                assert ORDER.index(is_now) >= ORDER.index(was), (seed, name, was, is_now)


@pytest.mark.parametrize("chunk", blocks(3))
def test_the_order_of_the_rows_changes_nothing(chunk: int) -> None:
    for seed in range(chunk * 50, chunk * 50 + 50):
        rng = random.Random(seed)
        who, rows = random_graph(rng)
        readings = rng.choice(READINGS)
        shuffled = rng.sample(sorted(who), len(who))
        before = answers(who, rows, readings)
        after = answers({name: who[name] for name in shuffled}, rng.sample(rows, len(rows)), readings)
        for name in who:
            one, other = before.status(name), after.status(name)
            assert (one.status, one.limbs, len(one.why)) == (other.status, other.limbs, len(other.why)), (seed, name)


@pytest.mark.parametrize("chunk", blocks(3))
def test_a_holding_in_two_rows_is_that_in_one(chunk: int) -> None:
    for seed in range(chunk * 50, chunk * 50 + 50):
        rng = random.Random(seed)
        who, rows = random_graph(rng)
        split = [
            half
            for r in rows
            for half in (
                [r] if r.value is None or r.votes is None else [r._replace(value=r.value / 2, votes=r.votes / 2)] * 2
            )
        ]
        before, after = answers(who, rows, {}), answers(who, split, {})
        assert [before.status(name).limbs for name in who] == [after.status(name).limbs for name in who], seed
        assert [before.status(name).status for name in who] == [after.status(name).status for name in who], seed


@pytest.mark.parametrize("size", [2, 3, 40, 200])
def test_circles_come_to_an_end(size: int) -> None:
    names = [f"Ring {number} Metals" for number in range(size)]
    rows = [
        f"{a.replace(' ', '_')} 60 {b.replace(' ', '_')}" for a, b in zip(names, [*names[1:], names[0]], strict=True)
    ]
    everybody = statuses(dict.fromkeys(names, CLEAN), rows)
    assert {everybody.status(name).status for name in names} == {PfeStatus.UNKNOWN}
    (text,) = everybody.status(names[0]).missing
    assert text.startswith("who owns its value and votes from outside the circle of holdings of Ring 0 Metals")
    # ... also where everybody holds everybody
    crossed = [f"{a.replace(' ', '_')} {1} {b.replace(' ', '_')}" for a in names[:30] for b in names[:30] if a != b]
    entities = dict.fromkeys(names, CLEAN) | {"Ring Owner": CHINESE}
    everybody = statuses(entities, [*crossed, f"Ring_Owner 55 {names[0].replace(' ', '_')}"])
    assert everybody.status(names[0]).limbs == ["controlled", "single-25", "together-40"]
    assert everybody.status(names[1]).status is PfeStatus.UNKNOWN


def test_a_long_chain_is_followed_to_its_end() -> None:
    names = [f"Tier {number} Metals" for number in range(150)]
    entities = {names[0]: CHINESE} | dict.fromkeys(names[1:], CLEAN) | {"Kim": PERSON}
    rows = []
    for above, below in itertools.pairwise(names):
        rows += [f"{above.replace(' ', '_')} 60 {below.replace(' ', '_')}", f"Kim 40 {below.replace(' ', '_')}"]
    last = statuses(entities, rows).status(names[-1])
    assert last.limbs == ["controlled", "single-25", "together-40"]
    by_attribution = statuses(entities, rows, controlled_chain="attribution").status(names[3])
    assert by_attribution.limbs == ["single-25"]
