"""The program against a second, naive implementation, itself first checked against the law's worked examples."""

from __future__ import annotations

import copy
import functools
import json
import random
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import naive
import pytest
from naive import MEASURES, READINGS, decide
from random_boms import as_text, write_csv
from random_boms import random_bom as new_random_bom
from thorough import blocks

SEEDS = range(400)
READING_SEEDS = range(1000, 1120)
DEFAULT = dict.fromkeys(READINGS, "default")
random_bom = functools.cache(new_random_bom)


@functools.cache
def decided(seed: int) -> dict[str, Any]:
    """The naive answer to a random BOM."""
    return decide(random_bom(seed))


# --- the naive implementation against the law's worked examples -----------------------------------------------------


def bom(*lines: dict[str, str], **sheets: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    return {"BOM": [{"line": str(n)} | line for n, line in enumerate(lines, 1)], **sheets}


def virgin(value: str = "100", mineral: str = "lithium", where: str = "US", **cells: str) -> dict[str, str]:
    base = {"mineral": mineral, "value_usd": value, "extraction_country": where, "processing_country": where}
    return base | cells


FOUR_CHAINS = bom(
    virgin(
        "300",
        extraction_country="NO",
        processing_country="US",
        processing_value_added_usd="150",
        processing_country_2="NO",
        processing_value_added_usd_2="50",
    ),
    virgin(
        "500",
        extraction_country="NO",
        processing_country="US",
        processing_value_added_usd="120",
        processing_country_2="NO",
        processing_value_added_usd_2="180",
    ),
    virgin("100", extraction_country="US", processing_country="NO"),
    {
        "mineral": "nickel",
        "value_usd": "100",
        "recycling_country": "US",
        "recycling_value_added_usd": "45",
        "recycling_country_2": "NO",
        "recycling_value_added_usd_2": "45",
    },
)


def test_naive_worked_example_of_the_two_tests() -> None:
    answer = decide(FOUR_CHAINS, placed_in_service="2024-06-30")
    assert answer["tests"]["traced"]["low"] == answer["tests"]["traced"]["high"] == Fraction(575, 1000)
    assert answer["tests"]["value_added"]["low"] == answer["tests"]["value_added"]["high"] == Fraction(1, 2)
    assert [c["low"] for c in answer["chains"]] == [Fraction(3, 4), Fraction(2, 5), 1, Fraction(1, 2)]
    assert (answer["status"], answer["amount_usd"], answer["total_value"]) == ("pass", 3750, 1000)


@pytest.mark.parametrize(
    ("day", "required"),
    [
        ("2023-04-17", None),
        ("2023-04-18", 40),
        ("2023-12-31", 40),
        ("2024-01-01", 50),
        ("2025-01-01", 60),
        ("2026-12-31", 70),
        ("2027-01-01", 80),
        ("2029-01-01", 80),
    ],
)
def test_naive_percentage_of_each_year(day: str, required: int | None) -> None:
    assert decide(FOUR_CHAINS, placed_in_service=day)["required"] == (required and Fraction(required, 100))


def held(owner: str, owned: str, equity: str, votes: str | None = None) -> dict[str, str]:
    votes = equity if votes is None else votes
    return {"owner": owner, "owned": owned, "equity_pct": equity, "votes_pct": votes, "board_pct": votes}


GOVERNMENTS = [{"entity": g, "government_of": "CN"} for g in ("G", "G2")]


@pytest.mark.parametrize(
    ("holdings", "entity", "share"),
    [
        ([held("G", "B", "25"), held("B", "C", "50")], "C", Fraction(25, 100)),
        ([held("G", "B", "25"), held("B", "C", "40")], "C", Fraction(10, 100)),
        ([held("G", "B", "50"), held("B", "C", "25")], "C", Fraction(25, 100)),
        ([held("G", "B", "25"), held("B", "C", "49")], "C", Fraction(1225, 10000)),
        ([held("G", "C", "15"), held("G2", "C", "10")], "C", Fraction(25, 100)),
        ([held("G", "B", "10", "60"), held("B", "C", "30", "0")], "C", Fraction(30, 100)),
        # A 50/50 venture does not unite its parents: the state parent's share stays out of the private one.
        ([held("G", "S", "100"), held("S", "V", "50"), held("P", "V", "50")], "P", Fraction(0)),
        # 20 percent of the votes and 10 of the equity is not 30.
        ([held("G", "C", "10", "20")], "C", Fraction(10, 100)),
        # A circle: x = 1/10 + 2/5 y and y = 2/5 x, hence x = 10/84.
        ([held("G", "C", "10"), held("D", "C", "40"), held("C", "D", "40")], "C", Fraction(10, 84)),
        # A circle of wholes keeps on adding until it is whole; one that nothing feeds stays at nothing.
        ([held("G", "C", "10"), held("D", "C", "60"), held("C", "D", "60")], "C", Fraction(1)),
        ([held("D", "C", "60"), held("C", "D", "60")], "C", Fraction(0)),
    ],
)
def test_naive_worked_cases_of_ownership(holdings: list[dict[str, str]], entity: str, share: Fraction) -> None:
    tables = bom(virgin(), Entities=GOVERNMENTS, Ownership=holdings)
    assert naive.government_shares(tables, DEFAULT)[entity]["equity"][0] == share


@pytest.mark.parametrize(
    ("holdings", "stated", "high"),
    [
        # Nobody is behind the circle who is listed, so anybody may be; one from outside, or what is stated, shows it.
        ([held("C", "C", "100")], "", 1),
        ([held("C", "C", "99"), held("P", "C", "1")], "", 0),
        ([held("C", "C", "100")], "0", 0),
        ([held("D", "C", "100"), held("C", "D", "100")], "", 1),
        ([held("D", "C", "100"), held("C", "D", "90"), held("P", "D", "10")], "", 0),
        ([held("D", "C", "20"), held("P", "C", "80"), held("D", "D", "100")], "", Fraction(1, 5)),
    ],
)
def test_naive_circle_that_nobody_outside_holds(
    holdings: list[dict[str, str]], stated: str, high: int | Fraction
) -> None:
    entities = [{"entity": "C"} | {f"government_{m}_pct": stated for m in MEASURES}]
    people = {"entity": "P"} | {f"government_{m}_pct": "0" for m in MEASURES}
    tables = bom(virgin(), Entities=[*entities, people], Ownership=holdings)
    assert naive.government_shares(tables, DEFAULT)["C"]["votes"] == (0, high)


def test_naive_tells_the_measures_apart() -> None:
    supplier = {"entity": "C", "country": "KR", "headquarters_country": "KR"}
    line = virgin(extraction_entity="C", processing_entity="C")
    for equity, votes, feoc in [("10", "20", "pass"), ("10", "25", "fail"), ("25", "0", "fail")]:
        owners = [held("G", "C", equity, votes), held("P", "C", str(100 - int(equity)), str(100 - int(votes)))]
        people = {"entity": "P"} | {f"government_{m}_pct": "0" for m in MEASURES}
        tables = bom(line, Entities=[*GOVERNMENTS, supplier, people], Ownership=owners)
        assert decide(tables, placed_in_service="2025-06-01")["feoc"] == feoc


def test_naive_unstated_owner_may_be_anyone() -> None:
    tables = bom(virgin(), Entities=[{"entity": "C", "country": "US"}])
    assert naive.government_shares(tables, DEFAULT)["C"]["votes"] == (0, 1)


@pytest.mark.parametrize(
    ("row", "role", "report", "placed", "feoc"),
    [
        (virgin(mineral="graphite", where="CN"), "anode_active", "yes", "2026-12-31", "pass"),
        (virgin(mineral="graphite", where="CN"), "anode_active", "", "2026-12-31", "incomplete"),
        (virgin(mineral="graphite", where="CN"), "anode_active", "no", "2026-12-31", "fail"),
        (virgin(mineral="graphite", where="CN"), "anode_active", "yes", "2027-01-01", "fail"),
        (virgin(mineral="lithium", where="CN"), "anode_active", "yes", "2026-12-31", "fail"),
        (virgin(mineral="lithium", where="CN"), "electrolyte_salt", "yes", "2026-12-31", "pass"),
        (virgin(mineral="lithium", where="CN"), "cathode_active", "yes", "2026-12-31", "fail"),
        (virgin(where="CN", feoc_attestation="ATT-1"), "", "", "2025-01-01", "fail"),
        (virgin(where="CN"), "", "", "2024-12-31", "not_applicable"),
        (virgin(where="US", feoc_attestation="pending"), "", "", "2025-01-01", "incomplete"),
        (virgin(where="US", feoc_attestation="ATT-1"), "", "", "2025-01-01", "pass"),
        (virgin(where="TW", feoc_attestation="ATT-1"), "", "", "2025-01-01", "pass"),
        (virgin(mineral="copper", where="CN"), "", "", "2025-01-01", "pass"),
    ],
)
def test_naive_screen(row: dict[str, str], role: str, report: str, placed: str, feoc: str) -> None:
    sheet = [{"field": "transition_report", "value": report}]
    tables = bom(row | {"role": role, "impracticable_to_trace": "yes"}, Vehicle=sheet)
    assert decide(tables, placed_in_service=placed)["feoc"] == feoc


# --- its intervals against completions of what is unknown -----------------------------------------------------------


def completed(
    tables: dict[str, list[dict[str, str]]], country: Callable[[], str], amount: Callable[[], str]
) -> dict[str, list[dict[str, str]]]:
    """The same BOM with every unknown country, value and value added stated."""
    full = copy.deepcopy(tables)

    def fill(row: dict[str, str], prefix: str, suffix: str) -> None:
        if not naive.place({"country": row.get(f"{prefix}country{suffix}", "")}):
            row[f"{prefix}country{suffix}"] = country()
        if not naive.known(row, f"{prefix}value_added_usd{suffix}"):
            row[f"{prefix}value_added_usd{suffix}"] = amount()

    for index, row in enumerate(full["BOM"]):
        recycled = bool(naive.sites_named(tables, row, index, "recycling"))
        if naive.line_value(row) is None:
            row["value_usd"] = amount()
        for step in ("extraction", "processing", "recycling"):
            named = naive.sites_named(tables, row, index, step)
            if not named and not recycled and step != "recycling":
                fill(row, f"{step}_", "")
            for suffix in ("", "_2", "_3"):
                columns = [f"{step}_country{suffix}", f"{step}_entity{suffix}", f"{step}_value_added_usd{suffix}"]
                if any(row.get(column) for column in columns):
                    fill(row, f"{step}_", suffix)
    for row in full.get("Steps", []):
        fill(row, "", "")
    return full


def one_value_each(chains: list[dict[str, Any]]) -> bool:
    return sum((c["value"] or 0 for c in chains), Fraction(0)) > 0


@pytest.mark.parametrize("block", blocks(10))
def test_naive_bounds_hold_every_completion(block: int) -> None:
    compared = 0
    for seed in range(block * 40, block * 40 + 40):
        rng = random.Random(f"completion {seed}")
        tables = random_bom(seed)
        answer = decided(seed)
        if answer["status"] == "unreadable":
            continue
        for _ in range(8):
            full = completed(
                tables,
                lambda rng=rng: rng.choice(["US", "NO"]),
                lambda rng=rng: rng.choice(["0", "0.000001", "7", "250", "1000000000"]),
            )
            chains = naive.chains_of(full, DEFAULT)
            if not one_value_each(chains):
                continue  # a share of nothing is no percentage
            got = {"traced": naive.traced_bounds(chains), "value_added": naive.value_added_bounds(chains)}
            for name, bounds in answer["tests"].items():
                low, high = got[name]
                assert bounds["low"] <= low <= high <= bounds["high"], f"seed {seed} {name}\n{as_text(full)}"
            compared += 1
    assert compared >= 100


@pytest.mark.parametrize("block", blocks(5))
def test_naive_bounds_are_reached_where_only_places_are_unknown(block: int) -> None:
    reached = chains = 0
    for seed in range(block * 80, block * 80 + 80):
        tables = random_bom(seed)
        answer = decided(seed)
        # What is filled in here is the place; an unknown amount would make the ends limits, not values.
        if any(c["value"] is None for c in answer["chains"]) or not one_value_each(answer["chains"]):
            continue
        for end, country in [("low", "NO"), ("high", "US")]:
            got = naive.chains_of(completed(tables, lambda c=country: c, lambda: "1"), DEFAULT)
            for chain, full in zip(answer["chains"], got, strict=True):
                # A step whose values added are missing, or all 0, may be narrower than [0, 1] once they are stated.
                assert chain["low"] <= full["low"] <= full["high"] <= chain["high"]
                reached += full["low"] == full["high"] == chain[end]
                chains += 1
    assert reached > chains * 9 // 10


def completed_owners(tables: dict[str, list[dict[str, str]]], rng: random.Random) -> dict[str, list[dict[str, str]]]:
    """The same BOM with every holding stated, and a stated government part for every entity that is no government."""
    full = copy.deepcopy(tables)
    holdings = full.get("Ownership", [])
    entities = full.setdefault("Entities", [])
    have = {r["entity"] for r in entities}
    entities += [{"entity": n} for n in sorted({h[k] for h in holdings for k in ("owner", "owned")} - have)]
    governments = {r["entity"] for r in entities if naive.covered(r.get("government_of", ""), DEFAULT)}
    for entity in entities:
        name = entity["entity"]
        for m in MEASURES:
            mine = [h for h in holdings if h["owned"] == name]
            listed = sum((Fraction(h[f"{m}_pct"] or 0) for h in mine), Fraction(0))
            for h in mine:
                if not h[f"{m}_pct"]:
                    room = 100 - listed
                    if h["owner"] in governments and entity.get(f"government_{m}_pct"):
                        bodies = sum(
                            (Fraction(b[f"{m}_pct"] or 0) for b in mine if b["owner"] in governments), Fraction(0)
                        )
                        room = max(Fraction(0), min(room, Fraction(entity[f"government_{m}_pct"]) - bodies))
                    part = room * rng.choice([Fraction(0), Fraction(1, 2), Fraction(1)])
                    h[f"{m}_pct"] = str(part)
                    listed += part
            if not entity.get(f"government_{m}_pct") and not entity.get("government_of"):
                bodies = sum((Fraction(h[f"{m}_pct"]) for h in mine if h["owner"] in governments), Fraction(0))
                more = (100 - listed) * rng.choice([Fraction(0), Fraction(1, 5), Fraction(1, 2), Fraction(1)])
                entity[f"government_{m}_pct"] = str(bodies + more)
    return full


@pytest.mark.parametrize("block", blocks(10))
def test_naive_shares_hold_every_completion(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        rng = random.Random(f"owners {seed}")
        tables = random_bom(seed)
        shares = naive.government_shares(tables, DEFAULT)
        for _ in range(6):
            full = completed_owners(tables, rng)
            got = naive.government_shares(full, DEFAULT)
            for name, share in shares.items():
                for m in MEASURES:
                    low, high = got[name][m]
                    assert share[m][0] <= low == high <= share[m][1], f"seed {seed} {name} {m}\n{as_text(full)}"


@pytest.mark.thorough
def test_random_boms_reach_every_outcome() -> None:
    answers = [decided(seed) for seed in SEEDS]
    for key, outcomes in [
        ("status", {"pass", "fail", "incomplete", "not_available"}),
        ("content", {"pass", "fail", "incomplete"}),
        ("feoc", {"pass", "fail", "incomplete", "not_applicable"}),
    ]:
        counts = {outcome: sum(a.get(key) == outcome for a in answers) for outcome in outcomes}
        assert min(counts.values()) >= 20, counts


# --- the program against the naive implementation -------------------------------------------------------------------


def differences(report: dict[str, Any], answer: dict[str, Any], asked: str) -> list[str]:
    """What the program's report says otherwise than the naive answer, one line each."""
    found: list[str] = []

    def expect(what: str, got: object, wanted: object) -> None:
        if got != wanted:
            found.append(f"{what}: program {got}, naive {wanted}")

    def fraction(text: str | None) -> Fraction | None:
        return None if text is None else Fraction(text)

    expect("verdict", report["verdict"]["status"], answer["status"])
    if answer["status"] == "unreadable" or report["verdict"]["status"] == "unreadable":
        return found
    expect("amount", report["verdict"]["amount_usd"], answer["amount_usd"])
    if answer["required"] is None and answer["status"] == "not_available":
        return found  # before the requirement there is no percentage to compare
    content = report["critical_minerals"]
    expect("feoc", report["feoc"]["status"], answer["feoc"])
    expect("content", content["status"], answer["content"])
    for test in content["tests"]:
        wanted = answer["tests"][test["test"]]
        if asked == "any":
            expect(f"{test['test']} available", test["available"], wanted["available"])
        if test["available"] and wanted["available"]:
            expect(f"{test['test']} status", test["status"], wanted["status"])
            expect(f"{test['test']} low", fraction(test["low"]), wanted["low"])
            expect(f"{test['test']} high", fraction(test["high"]), wanted["high"])
    total = content["total_value_usd"]
    if answer["total_value"] is None or total is None:
        expect("total value", total, answer["total_value"])
    elif abs(Fraction(total) - answer["total_value"]) > Fraction(1, 100):  # money is printed to the cent
        expect("total value", total, float(answer["total_value"]))
    chains = {chain["line"]: chain for chain in content["chains"]}
    for wanted in answer["chains"]:
        got = chains.get(wanted["line"])
        if got is None:
            found.append(f"line {wanted['line']}: no chain in the report")
            continue
        expect(f"line {wanted['line']} share low", fraction(got["share_low"]), wanted["low"])
        expect(f"line {wanted['line']} share high", fraction(got["share_high"]), wanted["high"])
        for step in ("extraction", "processing", "recycling"):
            bounds = wanted[step]
            if bounds is None:
                expect(f"line {wanted['line']} {step}", got[step], None)
            elif bounds[0] == bounds[1]:
                expect(f"line {wanted['line']} {step}", fraction(got[step]), bounds[0])
    return found


def share_differences(report: dict[str, Any], shares: dict[str, dict[str, naive.Interval]]) -> list[str]:
    """Where the program says otherwise what governments hold of the suppliers; it cuts percentages to four decimals."""
    found = []
    for entity in report["feoc"]["entities"]:
        for share in entity["government"]:
            ends = shares[entity["entity"]][share["measure"]] if entity["entity"] in shares else naive.ANYWHERE
            wanted = tuple(f"{Decimal(int(end * 10**6)).scaleb(-4):.4f}" for end in ends)
            if (share["low"], share["high"]) != wanted:
                found.append(f"{entity['entity']} {share}: naive {wanted}")
    return found


def compare(
    critmin: Callable[..., Any],
    folder: Path,
    seeds: range,
    arguments: tuple[str, ...] = (),
    asked: str = "any",
    **options: Any,
) -> None:
    """One call of the program for all seeds; every BOM that differs is shown, the smallest first."""
    boms = {seed: random_bom(seed) for seed in seeds}
    paths = [str(folder / f"seed{seed}.csv") for seed in seeds]
    if not Path(paths[0]).exists():
        for seed, tables in boms.items():
            write_csv(tables, folder, f"seed{seed}")
    result = critmin("check", *paths, "-f", "json", *arguments)
    assert result.stdout, f"exit {result.exit_code}: {result.stderr}"
    reports = json.loads(result.stdout)["reports"]
    assert len(reports) == len(boms)

    by_default = asked == "any" and not options
    answers = {s: decided(s) if by_default else decide(t, test=asked, **options) for s, t in boms.items()}
    wrong = []
    for (seed, tables), report in zip(boms.items(), reports, strict=True):
        found = differences(report, answers[seed], asked)
        if not found and answers[seed]["status"] != "unreadable":
            found = share_differences(report, answers[seed]["entities"])
        if found:
            problems = [f["message"] for f in report["findings"] if f["severity"] == "error"]
            wrong.append("\n".join([f"seed {seed} {arguments}", *found, as_text(tables), *problems[:5]]))
    assert not wrong, f"{len(wrong)} of {len(boms)} differ\n\n" + "\n\n".join(sorted(wrong, key=len)[:3])

    exits = {0 if a["status"] == "unreadable" else a["exit"] for a in answers.values()}
    unreadable = any(a["status"] == "unreadable" for a in answers.values())
    assert result.exit_code == (2 if unreadable else 1 if 1 in exits else max(exits))


@pytest.mark.parametrize("block", blocks(8))
def test_same_answer(critmin: Callable[..., Any], tmp_path: Path, block: int) -> None:
    size = len(SEEDS) // 8
    compare(critmin, tmp_path, SEEDS[block * size : (block + 1) * size])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the bills of materials are that are asked about in several ways."""
    return tmp_path_factory.mktemp("boms")


@pytest.mark.thorough
@pytest.mark.parametrize("asked", ["traced", "value-added"])
def test_same_answer_by_one_test(critmin: Callable[..., Any], folder: Path, asked: str) -> None:
    compare(critmin, folder, READING_SEEDS, ("--test", asked), asked=asked)


@pytest.mark.thorough
def test_same_answer_screening(critmin: Callable[..., Any], folder: Path) -> None:
    compare(critmin, folder, READING_SEEDS, ("--screening",), screening=True)


def random_circles(seed: int) -> dict[str, list[dict[str, str]]]:
    """A few owners that mostly hold one another, whole or nearly, with somebody clean or unknown outside at times."""
    rng = random.Random(f"circles {seed}")
    names = ["A", "B", "C", "D"][: rng.randint(1, 4)]
    stated = {name: rng.choice(["", "", "", "0"]) for name in names} | {"P": "0"}
    entities = [
        {"entity": name, "country": "US", "headquarters_country": "US"} | {f"government_{m}_pct": s for m in MEASURES}
        for name, s in stated.items()
    ]
    holdings = []
    for owned in names:
        owners = rng.sample([*names, "P", "Outsider"], rng.randint(1, 2))
        splits = {m: rng.choice([(100, 0), (80, 20), (76, 24), (50, 50)]) for m in MEASURES}
        holdings += [
            {"owner": owner, "owned": owned} | {f"{m}_pct": str(splits[m][at]) for m in MEASURES}
            for at, owner in enumerate(owners)
        ]
    lines = [virgin(extraction_entity=name, processing_entity=name) for name in names]
    return bom(*lines, Entities=entities, Ownership=holdings)


@pytest.mark.thorough
def test_same_shares_in_circles(critmin: Callable[..., Any], tmp_path: Path) -> None:
    boms = [random_circles(seed) for seed in range(200)]
    paths = [str(write_csv(tables, tmp_path, f"circles{seed}")) for seed, tables in enumerate(boms)]
    reports = json.loads(critmin("check", *paths, "-f", "json", "-d", "2025-06-30").stdout)["reports"]
    highs = set()
    for tables, report in zip(boms, reports, strict=True):
        wanted = naive.government_shares(tables, DEFAULT)
        assert not share_differences(report, wanted), as_text(tables)
        highs |= {high for shares in wanted.values() for _, high in shares.values()}
    assert {0, 1} < highs  # and some between


# The choice's name of each reading's other side is the rulebook's to give; `other` is what the naive one calls it.
@pytest.mark.thorough
@pytest.mark.parametrize("reading", READINGS)
def test_same_answer_by_the_other_reading(critmin: Callable[..., Any], folder: Path, reading: str) -> None:
    probe = write_csv(random_bom(0), folder, "probe")
    report = json.loads(critmin("check", str(probe), "-f", "json").stdout)["reports"][0]
    other = next(r["other"] for r in report["readings"] if r["id"] == reading)
    compare(critmin, folder, READING_SEEDS, ("--reading", f"{reading}={other}"), readings={reading: "other"})


def test_one_file_alone_has_the_exit_status_of_its_verdict(critmin: Callable[..., Any], tmp_path: Path) -> None:
    for seed in SEEDS[:20]:
        path = write_csv(random_bom(seed), tmp_path, f"alone{seed}")
        assert critmin("check", str(path), "-f", "json").exit_code == decided(seed).get("exit", 2)
