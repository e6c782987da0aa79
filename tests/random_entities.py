"""Random entities and holdings, up to five deep, as the second answer has them and as the program reads them."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from critmin.engine.model.battery import EntityKind, Holding, Measure
from critmin.engine.model.numbers import Fraction as Exact
from entity_sheets import Cells, Sheets, holding
from naive_entities import Row, Who

NAMES = ["Amber", "Bolide", "Cypress", "Dunlin", "Ermine", "Fjord", "Garnet", "Hazel"]
SHARES = [0, 5, 10, 15, 20, 24, 25, 26, 30, 40, 45, 49, 50, 51, 55, 60, 75, 90, 100]
STATED = [0, 0, 0, 0, 10, 10, 20, 24, 25, 30, 40, 45, 50, 55, 60, 100]


def random_who(rng: random.Random, tidy: float) -> Who:
    """An entity; the tidier, the more is known of it and the less speaks against it."""

    def known(value: Any, unknown: float = 0.5) -> Any:
        return value if rng.random() < max(tidy, 1 - unknown) else None

    draw = rng.random()
    if draw < 0.12:
        return Who(
            "person", citizen_of=known(rng.choice(["KR", "KR", "CN"])), us_person=rng.choice([None, None, True, False])
        )
    if draw < 0.2:
        return Who("government", government_of=rng.choice(["CN", "KR"]), country=None)
    covered = rng.random() < 0.15
    stated = rng.random() < 0.35
    governs = rng.random() < 0.12
    return Who(
        kind="partnership" if rng.random() < 0.15 else "company",
        country=known("CN" if covered and rng.random() < 0.7 else "KR", 0.2),
        headquarters=known("CN" if covered and rng.random() < 0.7 else "KR", 0.2),
        lists=("1260H",) if rng.random() < 0.08 else (),
        government={"value": _share(rng.choice(STATED)), "votes": _share(rng.choice(STATED))} if governs else {},
        traded=rng.random() < 0.12,
        listed_parent=rng.random() < 0.08,
        officer=known(rng.random() < 0.03, 0.2),
        largest=_share(rng.choice(STATED)) if stated and rng.random() < 0.6 else None,
        total=_share(rng.choice(STATED)) if stated and rng.random() < 0.6 else None,
        debt=known(_share(rng.choice([0, 0, 5, 14, 15, 16])), 0.2),
    )


def random_graph(rng: random.Random, most: int = 7) -> tuple[dict[str, Who], list[Row]]:
    """Entities and the holdings among them; now and then in circles."""
    tidy = rng.choice([0.5, 0.9, 1.0])
    names = NAMES[: rng.randint(2, most)]
    who = {name: random_who(rng, tidy) for name in names}
    circular = rng.random() < 0.15
    left = {(name, measure): 100 for name in names for measure in ("value", "votes")}
    rows = []
    for at, owned in enumerate(names):
        if who[owned].kind in ("person", "government"):
            continue
        owners = names[:at] if not circular else [name for name in names if name != owned or rng.random() < 0.1]
        for owner in rng.sample(owners, min(len(owners), rng.choice([0, 1, 2, 2, 3]))):
            full = rng.random() < 0.25
            value = _drawn(rng, left, (owned, "value"), full=full)
            votes = _drawn(rng, left, (owned, "votes"), full=full) if rng.random() < 0.25 else value
            votes = min(votes, left[owned, "votes"])
            left[owned, "value"] -= value
            left[owned, "votes"] -= votes
            blank = rng.random() if tidy < 1 else 1.0
            row = Row(owner, owned, _share(value), _share(votes), rng.choice([True, True, False, None]))
            rows.append(row._replace(value=None) if blank < 0.05 else row._replace(votes=None) if blank < 0.1 else row)
        # What governments hold is listed, or is part of what the rows leave.
        governs = {m: min(share, _share(left[owned, m])) for m, share in who[owned].government.items()}
        who[owned] = dataclasses.replace(who[owned], government=governs)
    return who, rows


def _drawn(rng: random.Random, left: Mapping[tuple[str, str], int], at: tuple[str, str], *, full: bool) -> int:
    return left[at] if full else rng.choice([share for share in SHARES if share <= left[at]])


def _share(percentage: int) -> Fraction:
    return Fraction(percentage, 100)


def read(who: Mapping[str, Who], rows: list[Row]) -> Sheets:
    """The same entities and holdings as the program has them once they are read."""
    return Sheets({name: cells(w) for name, w in who.items()}, [_holding(row, at) for at, row in enumerate(rows, 2)])


def cells(who: Who) -> Cells:
    measures = {"value": Measure.EQUITY, "votes": Measure.VOTES}
    return {
        "kind": EntityKind(who.kind),
        "country": who.country,
        "headquarters": who.headquarters,
        "citizen_of": who.citizen_of,
        "us_person": who.us_person,
        "government_of": who.government_of,
        "lists": who.lists,
        "government": {measures[m]: share * 100 for m, share in who.government.items()},
        "publicly_traded": who.traded or None,
        "listed_parent": who.listed_parent or None,
        "sfe_appoints_officer": who.officer,
    } | {
        name: share * 100
        for name, share in (("sfe_largest", who.largest), ("sfe_total", who.total), ("sfe_debt", who.debt))
        if share is not None
    }


def _holding(row: Row, at: int) -> Holding:
    shares = {Measure.EQUITY: row.value, Measure.VOTES: row.votes}
    exact = {m: Exact(s.numerator, s.denominator) for m, s in shares.items() if s is not None}
    return Holding(holding(f"{row.owner} 0 {row.owned}", at).row, row.owner, row.owned, exact, row.reports)
