"""Material assistance against a second, naive implementation, and what must hold of any product."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from critmin.engine.regimes.material_assistance.verdict import Answer
from naive_products import DEFAULT, Share, Tables, completions, decide, number, ratio
from products import write_product
from random_products import STATUSES, answered, random_product
from thorough import blocks

SEEDS = range(20_000)
FEW = range(20_000, 21_500)
BLOCKS = 24
OTHER = {"place-of-work": "entity", "producer-depth": "each-named", "hong-kong-macau": "not-covered"}


def ends(answer: Answer) -> Share | None:
    share = answer.ratio.share
    return None if share is None else (Fraction(str(share.low)), Fraction(str(share.high)))


def asked(seed: int) -> dict[str, Any]:
    """The question about the product of a seed: now and then other readings, or a whole year."""
    rng = random.Random(f"question {seed}")
    readings = {name: rng.choice([choice, choice, choice, OTHER[name]]) for name, choice in DEFAULT.items()}
    return {"readings": readings, "year": rng.choice([0, 0, 0, 0, 2025, 2026, 2026, 2029, 2032, 2033])}


def differences(tables: Tables, question: dict[str, Any]) -> Iterator[str]:
    """What the program answers otherwise than the naive implementation."""
    wanted = decide(tables, STATUSES, **question)
    got = answered(tables, STATUSES, question["readings"], question["year"] or None)
    if got is None or wanted.status == "unreadable":
        if got is not None or wanted.status != "unreadable":
            yield f"status: program {got and got.status}, naive {wanted.status}"
        return
    amounts = got.ratio
    for what, program, naive in [
        ("status", got.status.value, wanted.status),
        ("threshold", got.threshold, wanted.threshold),
        ("ratio", ends(got), wanted.ratio),
        ("items", [one.share and (one.share.low, one.share.high) for one in got.items], wanted.items),
        ("certificates", [one.certificate for one in got.items], wanted.by),
        ("total", amounts.total, wanted.total),
        ("excluded", amounts.excluded, wanted.excluded),
        ("counted", amounts.not_pfe, wanted.counted),
        ("certified", amounts.certified, wanted.certified),
    ]:
        if program != naive:
            yield f"{what}: program {program}, naive {naive}"


def as_text(tables: Tables) -> str:
    return json.dumps(tables, indent=1)


# The program against the naive implementation -----------------------------------------------------------------------


@pytest.mark.parametrize("block", blocks(BLOCKS))
def test_same_answer(block: int) -> None:
    for seed in SEEDS[block::BLOCKS]:
        tables, question = random_product(seed), asked(seed)
        found = list(differences(tables, question))
        assert not found, f"seed {seed} {question}\n" + "\n".join(found) + as_text(tables)


@pytest.mark.thorough
def test_random_products_reach_every_outcome() -> None:
    answers = [decide(random_product(seed), STATUSES, **asked(seed)) for seed in range(4000)]
    counts = Counter(answer.status for answer in answers)
    assert min(counts[name] for name in ("pass", "fail", "incomplete", "not_available", "unreadable")) > 100, counts
    shares = Counter("out" if share is None else share for answer in answers for share in answer.items)
    assert len(shares) > 20 and shares["out"] > 100, shares
    assert sum(1 for answer in answers if answer.certified) > 100
    assert sum(1 for answer in answers if answer.ratio is None) > 100


@pytest.mark.thorough
def test_naive_ends_hold_every_completion() -> None:
    for seed in FEW:
        tables = random_product(seed)
        answer = decide(tables, STATUSES)
        if answer.status == "unreadable" or answer.ratio is None:
            continue
        costs = [number(row["cost_usd"]) for row in tables["Materials"]]
        items = [(cost, share) for cost, share in zip(costs, answer.items, strict=True) if share is not None]
        for reached in completions(items, [Fraction(cost) for cost in ("0", "0.01", "70", "1000000000")]):
            assert answer.ratio[0] <= reached <= answer.ratio[1], seed


# Properties -----------------------------------------------------------------------------------------------------------


def pairs(change: Callable[[Tables, random.Random], Tables | None]) -> Iterator[tuple[int, Answer, Answer]]:
    """The answers about products before and after a change; those that cannot be judged are left out."""
    compared = 0
    for seed in FEW:
        tables = random_product(seed)
        changed = change(tables, random.Random(f"change {seed}"))
        if changed is None:
            continue
        before, after = answered(tables), answered(changed)
        if before is not None and after is not None:
            compared += 1
            yield seed, before, after
    assert compared > 100


def with_item(tables: Tables, at: int, **cells: str) -> Tables:
    items = list(tables["Materials"])
    items[at] = items[at] | cells
    return tables | {"Materials": items}


def test_the_order_of_items_without_shared_dollars_changes_nothing() -> None:
    def shuffled(tables: Tables, rng: random.Random) -> Tables | None:
        named = Counter(row["certificate"] for row in tables["Materials"] if row["certificate"])
        if any(count > 1 for count in named.values()):
            return None
        return tables | {"Materials": rng.sample(tables["Materials"], len(tables["Materials"]))}

    for seed, before, after in pairs(shuffled):
        assert (ends(before), before.status) == (ends(after), after.status), seed


def test_splitting_an_item_changes_nothing() -> None:
    def split(tables: Tables, rng: random.Random) -> Tables | None:
        at = rng.randrange(len(tables["Materials"]))
        cost = number(tables["Materials"][at]["cost_usd"])
        if cost is None:
            return None
        part = cost * rng.choice([Fraction(1, 4), Fraction(1, 2), Fraction(1)])
        halves = [tables["Materials"][at] | {"cost_usd": f"{float(each):g}"} for each in (part, cost - part)]
        assert sum(number(half["cost_usd"]) or 0 for half in halves) == cost
        return tables | {"Materials": [*tables["Materials"][:at], *halves, *tables["Materials"][at + 1 :]]}

    for seed, before, after in pairs(split):
        assert (ends(before), before.status) == (ends(after), after.status), seed


def test_a_scale_changes_nothing_without_stated_dollars() -> None:
    def scaled(tables: Tables, _: random.Random) -> Tables | None:
        if any(row.get("non_pfe_cost_usd") for row in tables.get("Certificates", [])):
            return None
        items = [row | {"cost_usd": row["cost_usd"] and f"{row['cost_usd']}e3"} for row in tables["Materials"]]
        return tables | {"Materials": items}

    for seed, before, after in pairs(scaled):
        assert (ends(before), before.status) == (ends(after), after.status), seed


def test_a_certificate_that_no_such_entity_made_it_never_lowers_the_ratio() -> None:
    def certified(tables: Tables, rng: random.Random) -> Tables | None:
        items = tables["Materials"]
        free = [at for at, row in enumerate(items) if not row["certificate"] and (row["supplier"] or row["producer"])]
        if not free:
            return None
        at = rng.choice(free)
        row = {"certificate": "C-9", "supplier": items[at]["supplier"] or items[at]["producer"], "kind": "not-pfe"}
        row |= {
            "signed_on": "2025-08-01",
            "identification_number": "1",
            "perjury": "yes",
            "knows_of_none_upstream": "yes",
        }
        return with_item(tables, at, certificate="C-9") | {"Certificates": [*tables.get("Certificates", []), row]}

    raised = 0
    for seed, before, after in pairs(certified):
        low, high = ends(before), ends(after)
        if low is None or high is None:
            assert low is high
        else:
            assert low[0] <= high[0] and low[1] <= high[1], seed
            raised += low[0] < high[0]
    assert raised > 100


def test_a_fact_against_an_item_never_raises_the_ratio() -> None:
    def adverse(tables: Tables, rng: random.Random) -> Tables:
        facts = [{"known_pfe": "yes"}, {"country": "CN"}, {"country": "IR"}]
        return with_item(tables, rng.randrange(len(tables["Materials"])), **rng.choice(facts))

    lowered = 0
    for seed, before, after in pairs(adverse):
        was, now = ends(before), ends(after)
        if was is None or now is None:
            assert was is now
            continue
        # Dollars of a certificate that another item no longer uses may count for a later row.
        if not any(one.certificate for one in before.items):
            assert now[0] <= was[0] and now[1] <= was[1], seed
        lowered += now[1] < was[1]
    assert lowered > 100


def test_an_unknown_cost_that_becomes_known_stays_within() -> None:
    def known(tables: Tables, rng: random.Random) -> Tables | None:
        unknown = [at for at, row in enumerate(tables["Materials"]) if not row["cost_usd"]]
        if not unknown or any(row.get("non_pfe_cost_usd") for row in tables.get("Certificates", [])):
            return None
        return with_item(tables, rng.choice(unknown), cost_usd=rng.choice(["0", "0.01", "35", "1e9"]))

    for seed, before, after in pairs(known):
        was, now = ends(before), ends(after)
        if now is None:
            continue  # all costs are 0 now, and what is a share of nothing is not known
        assert was is not None and was[0] <= now[0] <= now[1] <= was[1], seed


def test_an_unknown_producer_or_country_that_becomes_known_stays_within() -> None:
    def known(tables: Tables, rng: random.Random) -> Tables | None:
        items = tables["Materials"]
        open_ = [(at, column) for at, row in enumerate(items) for column in ("producer", "country") if not row[column]]
        if not open_:
            return None
        at, column = rng.choice(open_)
        if items[at]["certificate"]:
            return None  # it may be the certificate of another supplier then
        return with_item(
            tables, at, **{column: rng.choice({"producer": ["Acme", "Sinocell"], "country": ["KR", "CN"]}[column])}
        )

    for seed, before, after in pairs(known):
        was, now = ends(before), ends(after)
        if was is None or now is None:
            assert was is now
        else:
            assert was[0] <= now[0] <= now[1] <= was[1], seed


# Through files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", blocks(16))
def test_same_answer_from_files(critmin: Callable[..., Any], tmp_path: Path, block: int) -> None:
    """Every company's status follows from its row in Entities; amounts and percentages are those of the report."""
    products = [random_product(seed) for seed in range(block * 25, block * 25 + 25)]
    paths = [str(write_product(tables, tmp_path, f"product{at:03}")) for at, tables in enumerate(products)]
    result = critmin("macr", *paths, "-f", "json")
    assert result.stdout, f"exit {result.exit_code}: {result.stderr}"
    reports = json.loads(result.stdout)["reports"]
    wrong = []
    for path, tables, report in zip(paths, products, reports, strict=True):
        found = list(_of_report(tables, report))
        if found:
            errors = [finding["message"] for finding in report["findings"] if finding["severity"] == "error"]
            wrong.append("\n".join([path, *found, as_text(tables), *errors[:5]]))
    assert not wrong, f"{len(wrong)} of {len(products)} differ\n\n" + "\n\n".join(sorted(wrong, key=len)[:3])
    statuses = {decide(tables, STATUSES).status for tables in products}
    assert result.exit_code == 2 and "unreadable" in statuses


def _of_report(tables: Tables, report: dict[str, Any]) -> Iterator[str]:
    wanted = decide(tables, STATUSES)
    if report["verdict"]["status"] != wanted.status:
        yield f"verdict: program {report['verdict']['status']}, naive {wanted.status}"
    if wanted.status == "unreadable" or report["verdict"]["status"] == "unreadable":
        return
    section = report["material_assistance"]
    low, high = wanted.ratio or (None, None)
    for what, program, naive in [
        ("low", section["low"], low),
        ("high", section["high"], high),
        ("exact", section["exact"], low if low == high else None),
    ]:
        if (None if program is None else Fraction(program)) != naive:
            yield f"{what}: program {program}, naive {naive}"
    for what, text, amount in [
        ("total", section["total_cost_usd"], wanted.total),
        ("excluded", section["excluded_cost_usd"], wanted.excluded),
        ("not a PFE's", section["non_pfe_cost_usd"], wanted.counted),
        ("certified", section["rests_on"]["certificates_usd"], wanted.certified),
        ("by facts", section["rests_on"]["facts_usd"], wanted.counted - wanted.certified),
    ]:
        if abs(Fraction(text) - amount) >= Fraction(1, 100):
            yield f"{what}: program {text}, naive {amount}"
    for row, share, by, one in zip(tables["Materials"], wanted.items, wanted.by, section["items"], strict=True):
        ends = None if share is None else [str(end) for end in share]
        got = None if one["non_pfe_low"] is None else [one["non_pfe_low"], one["non_pfe_high"]]
        if got != ends or one["certificate"] != by:
            yield f"{row['item']}: program {got} by {one['certificate']}, naive {ends} by {by}"


# Worked example -------------------------------------------------------------------------------------------------------


def test_naive_worked_example() -> None:
    """Storage of which 27.2 percent of the cost is not a prohibited foreign entity's, against 55."""
    items = [
        {"item": "Cells", "cost_usd": "728", "producer": "Sinocell", "country": "CN"},
        {"item": "Container", "cost_usd": "272", "producer": "Acme", "country": "US"},
    ]
    product = [{"field": "class", "value": "energy-storage"}, {"field": "construction_begins", "value": "2026-06-30"}]
    answer = decide({"Materials": items, "Product": product}, STATUSES)
    assert (answer.status, answer.threshold) == ("fail", 55)
    assert answer.ratio == (Fraction(272, 1000), Fraction(272, 1000))
    assert ratio([(None, (Fraction(1), Fraction(1)))]) == (1, 1)
