"""A second answer to material assistance, for tests: tables of cells in, the verdict and every end out.

It follows the description of the rules and none of the program's code. Names are plain, cells are canonical, and who
is a prohibited foreign entity is given. The ends of the ratio are found by completing what is not known.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

Row = Mapping[str, str]
Tables = Mapping[str, list[dict[str, str]]]
Share = tuple[Fraction, Fraction]
NONE, ALL = Fraction(0), Fraction(1)
DEFAULT = {"place-of-work": "facility", "producer-depth": "as-bought", "hong-kong-macau": "covered"}
THRESHOLDS = {
    "battery-component": {2026: 60, 2027: 65, 2028: 70, 2029: 80, 2030: 85, 2031: 85, 2032: 85},
    "critical-mineral": {2026: 0, 2027: 0, 2028: 0, 2029: 0, 2030: 25, 2031: 30, 2032: 40, 2033: 50},
    "energy-storage": {2026: 55, 2027: 60, 2028: 65, 2029: 70, 2030: 75},
    "qualified-facility": {2026: 40, 2027: 45, 2028: 50, 2029: 55, 2030: 60},
}
SOLD = ("battery-component", "critical-mineral")
TAXABLE_YEARS_AFTER, CONSTRUCTION_AFTER = datetime.date(2025, 7, 4), datetime.date(2025, 12, 31)
CONTRACT_BEFORE, SOLD_BEFORE = datetime.date(2025, 6, 16), datetime.date(2027, 1, 1)


@dataclass
class Answer:
    """The verdict; `items` are the shares by row (None: left out), `by` the certificates that count."""

    status: str
    threshold: int | None = None
    ratio: Share | None = None
    items: list[Share | None] = field(default_factory=list)
    by: list[str | None] = field(default_factory=list)
    total: Fraction = NONE
    excluded: Fraction = NONE
    counted: Fraction = NONE
    certified: Fraction = NONE


class TooMuch(Exception):
    """A certificate states more dollars than the items cost."""


def day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def number(text: str | None) -> Fraction | None:
    return Fraction(text) if text else None


def decide(tables: Tables, statuses: Mapping[str, str], readings: Mapping[str, str] = DEFAULT, year: int = 0) -> Answer:
    """The answer for the dates of the sheet Product, or for any day of the year if it is not 0."""
    facts = {row["field"]: row["value"] for row in tables["Product"]}
    class_ = facts["class"]
    sold = class_ in SOLD
    stated = day(facts.get("sold" if sold else "construction_begins"))
    first, last = (datetime.date(year, 1, 1), datetime.date(year, 12, 31)) if year else (stated, stated)
    begins = day(facts.get("taxable_year_begins"))
    if first is None or last is None or (sold and begins is not None and begins > last):
        return Answer("unreadable")
    placed = day(facts.get("placed_in_service"))
    claimed = last if sold or placed is None else max(first, placed)
    if begins is not None and claimed >= begins.replace(year=begins.year + 1):
        begins = None  # that taxable year ended before
    try:
        items, by = shares(tables, statuses, readings, first, last, sold=sold)
    except TooMuch:
        return Answer("unreadable")
    answer = Answer("", threshold_on(class_, last.year), items=items, by=by)
    costs = [number(row.get("cost_usd")) for row in tables["Materials"]]
    within = [(cost, share) for cost, share in zip(costs, items, strict=True) if share is not None]
    answer.ratio = ratio(within)
    answer.total = sum((cost for cost, _ in within if cost), NONE)
    answer.counted = sum((cost * share[0] for cost, share in within if cost), NONE)
    answer.excluded = sum((cost for cost, share in zip(costs, items, strict=True) if cost and share is None), NONE)
    for cost, share, certificate in zip(costs, items, by, strict=True):
        if cost and share is not None and certificate:
            answer.certified += cost * share[0]
    taxpayer = facts.get("taxpayer")
    barred = taxpayer and statuses.get(taxpayer) == "pfe" and not (begins and begins <= TAXABLE_YEARS_AFTER)
    early = last <= (TAXABLE_YEARS_AFTER if sold else CONSTRUCTION_AFTER)
    early = early or (sold and begins is not None and begins <= TAXABLE_YEARS_AFTER)
    answer.status = "not_available" if barred or early or answer.threshold is None else verdict(answer)
    return answer


def threshold_on(class_: str, year: int) -> int | None:
    table = THRESHOLDS[class_]
    if year > max(table) and class_ != "battery-component":
        year = max(table)
    return table.get(year)


def verdict(answer: Answer) -> str:
    if answer.ratio is None:
        return "incomplete"
    needed = Fraction(answer.threshold or 0, 100)
    low, high = answer.ratio
    return "fail" if high < needed else "pass" if low >= needed else "incomplete"


# The ratio ------------------------------------------------------------------------------------------------------------


def ratio(items: list[tuple[Fraction | None, Share]]) -> Share | None:
    """The least and the most that any completion gives: each share at an end, each unknown cost nothing or endless."""
    reached = []
    for at in (0, 1):
        for endless in [None, *(n for n, (cost, _) in enumerate(items) if cost is None)]:
            if endless is not None:
                reached.append(items[endless][1][at])
                continue
            total = sum((cost for cost, _ in items if cost), NONE)
            if total:
                reached.append(sum((cost * share[at] for cost, share in items if cost), NONE) / total)
    return (min(reached), max(reached)) if reached else None


def completions(items: list[tuple[Fraction | None, Share]], costs: list[Fraction]) -> list[Fraction]:
    """The ratio of every completion with these costs for the unknown ones, and each open share at 0, a third, and 1."""
    found = []
    for each in product(*[[cost] if cost is not None else costs for cost, _ in items]):
        for part in (NONE, Fraction(1, 3), ALL):
            total = sum(each, NONE)
            if total:
                among = zip(each, items, strict=True)
                found.append(
                    sum((cost * (low + (high - low) * part) for cost, (_, (low, high)) in among), NONE) / total
                )
    return found


# Items ----------------------------------------------------------------------------------------------------------------


def shares(
    tables: Tables,
    statuses: Mapping[str, str],
    readings: Mapping[str, str],
    first: datetime.date,
    last: datetime.date,
    *,
    sold: bool,
) -> tuple[list[Share | None], list[str | None]]:
    """Every item's share that is not a prohibited foreign entity's, and the certificate by which it counts."""
    items = tables["Materials"]
    certificates = {row["certificate"]: row for row in tables.get("Certificates", [])}
    left = {name: number(row.get("non_pfe_cost_usd")) for name, row in certificates.items()}
    for name, row in certificates.items():
        costs = [number(item.get("cost_usd")) for item in items if item.get("certificate") == name]
        known = [cost for cost in costs if cost is not None]
        too_much = left[name] is not None and len(known) == len(costs) and (left[name] or NONE) > sum(known, NONE)
        if costs and row["kind"] == "cost" and too_much and complete(row, first, last):
            raise TooMuch
    for name in [name for name, row in certificates.items() if complete(row, first, last)]:
        if known_to_be_wrong(certificates[name], items, statuses, readings):
            del certificates[name]
    found: list[Share | None] = []
    by: list[str | None] = []
    for item in items:
        certificate = certificates.get(item.get("certificate", ""))
        by.append(None)
        if item.get("existing_contract") == "yes" and sold and last < SOLD_BEFORE:
            contract = day(item.get("contract_date"))
            if contract is not None and contract < CONTRACT_BEFORE:
                found.append(None)
                continue
        if adverse(item, statuses, readings):
            found.append((NONE, NONE))
            continue
        if certificate is not None and complete(certificate, first, last) and is_of(certificate, item):
            share = certified(item, certificate, left)
            if share is not None:
                by[-1] = certificate["certificate"]
                found.append(share)
                continue
        placed = readings["place-of-work"] == "entity" or item.get("country")
        clean = placed and all(statuses.get(name) == "not_pfe" for name in counting(item, readings))
        found.append((ALL, ALL) if clean else (NONE, ALL))
    return found, by


def known_to_be_wrong(
    certificate: Row, items: list[Row], statuses: Mapping[str, str], readings: Mapping[str, str]
) -> bool:
    """Whether an item that is a prohibited foreign entity's leaves no room for what the certificate states."""
    naming = [item for item in items if item.get("certificate") == certificate["certificate"]]
    bad = [item for item in naming if adverse(item, statuses, readings) and is_of(certificate, item)]
    if not bad:
        return False
    costs = [number(item.get("cost_usd")) for item in naming]
    if certificate["kind"] == "not-pfe" or None in costs:
        return True
    whole = sum((cost or NONE for cost in costs), NONE)
    room = whole - sum((number(item.get("cost_usd")) or NONE for item in bad), NONE)
    part, dollars = number(certificate.get("non_pfe_pct")), number(certificate.get("non_pfe_cost_usd"))
    stated = [dollars] if dollars is not None else []
    stated += [part / 100 * whole] if part is not None else []
    return bool(stated) and min(stated) > room


def counting(item: Row, readings: Mapping[str, str]) -> list[str]:
    """The companies whose status decides what an item is."""
    others = [item.get("supplier", ""), *item.get("earlier_producers", "").split("; ")]
    others = [name for name in others if name and readings["producer-depth"] == "each-named"]
    return [item.get("producer", ""), *others]


def adverse(item: Row, statuses: Mapping[str, str], readings: Mapping[str, str]) -> bool:
    covered = {"CN", "RU", "KP", "IR"} | ({"HK", "MO"} if readings["hong-kong-macau"] == "covered" else set())
    return (
        item.get("known_pfe") == "yes"
        or any(statuses.get(name) == "pfe" for name in counting(item, readings))
        or (readings["place-of-work"] == "facility" and item.get("country") in covered)
    )


def complete(row: Row, first: datetime.date, last: datetime.date) -> bool:
    """Whether a certificate has every element, and is in time for every day from the first to the last."""
    signed, since, until = day(row.get("signed_on")), day(row.get("valid_from")), day(row.get("valid_until"))
    day_before = first - datetime.timedelta(days=first.month == 2 and first.day == 29)
    if signed is None or signed > day_before.replace(year=first.year + 1) or row["kind"] not in ("not-pfe", "cost"):
        return False
    if (since is not None and since > first) or (until is not None and until < last):
        return False
    needs = ["supplier", "identification_number"]
    answers = ["perjury"] + (["knows_of_none_upstream"] if row["kind"] == "not-pfe" else [])
    return all(row.get(name) for name in needs) and all(row.get(name) == "yes" for name in answers)


def is_of(certificate: Row, item: Row) -> bool:
    return certificate["supplier"] == (item.get("supplier") or item.get("producer"))


def certified(item: Row, certificate: Row, left: dict[str, Fraction | None]) -> Share | None:
    """What a certificate shows of the item; None where it shows nothing."""
    name, cost = certificate["certificate"], number(item.get("cost_usd"))
    part = number(certificate.get("non_pfe_pct"))
    most = ALL if part is None else part / 100
    if certificate["kind"] == "not-pfe":
        dollars = number(certificate.get("non_pfe_cost_usd"))
        less = most < 1 or (dollars is not None and cost is not None and dollars < cost)
        return None if less else (ALL, ALL)
    dollars = left[name]
    if dollars is None:
        return None if part is None else (most, most)
    if cost is None:
        return (NONE, most)
    if cost == 0:
        return (most, most)
    counts = min(dollars, cost * most)
    left[name] = dollars - counts
    return (counts / cost, counts / cost)
