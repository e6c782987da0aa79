"""Random trees of battery components, and what the program makes of one, in this process."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator

from critmin.engine.intake.facts.cells import Cells
from critmin.engine.intake.facts.components import read_components
from critmin.engine.intake.files.sheet import Sheet
from critmin.engine.intake.tables.table import read_table
from critmin.engine.model.findings import Findings
from critmin.engine.model.settings import AS_IT_IS
from critmin.engine.regimes.clean_vehicle.components import ComponentsResult, weigh_components
from critmin.engine.regimes.clean_vehicle.law import Law
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.rules.rule import Period

Row = dict[str, str]
COLUMNS = ("component", "value_usd", "part_of", "assembly_country")
EXCLUDED = ("housing", "cooling plate", "NMC811 powder", "PVDF binder")
RULEBOOK = load_rulebook()


def weighed(rows: list[Row], day: str = "2024-06-30") -> ComponentsResult:
    """The percentage of the rows of a sheet `Components`."""
    found = Findings()
    cells: list[list[object]] = [list(COLUMNS), *([row[column] for column in COLUMNS] for row in rows)]
    lines = read_table(Sheet("Components", lambda: iter(cells)), "components", found, AS_IT_IS.columns.of("components"))
    components = read_components(lines, Cells(found))
    assert not found.unreadable, found.all()
    return weigh_components(components or [], Law(RULEBOOK, Period.day(datetime.date.fromisoformat(day))))


def random_rows(seed: int, *, unknown: float = 0.35, most: int = 7) -> list[Row]:
    """Components within components, some of unknown value or country, and rows that are none in between."""
    rng = random.Random(seed)
    names: list[str] = []
    container: dict[str, str] = {}
    excluded = list(EXCLUDED)
    for number in range(rng.randint(1, most)):
        out = bool(excluded) and rng.random() < 0.15
        name = excluded.pop(rng.randrange(len(excluded))) if out else f"module {number}"
        container[name] = rng.choice(names) if names and rng.random() < 0.75 else ""
        names.append(name)
    own = {name: rng.choice([0, 1, 2, 3, 5, 10, 25, 40]) for name in names}
    if rng.random() < 0.1:
        own = dict.fromkeys(names, 0)

    def value(name: str) -> int:
        """The value of a row with that of all in it; what is in a row that is none is beside it."""
        return own[name] + sum(value(part) for part in parts(name))

    def parts(name: str) -> Iterator[str]:
        for part in names:
            if container[part] == name and part in EXCLUDED:
                yield from parts(part)
            elif container[part] == name:
                yield part

    def stated(name: str) -> str:
        if name in EXCLUDED:
            return rng.choice(["", "1", "1000"])
        return "" if rng.random() < unknown else str(value(name))

    countries = ["US", "MX", "CA", "PR", "KR", "JP", "DE", ""]
    rows = [
        {
            "component": name,
            "value_usd": stated(name),
            "part_of": container[name],
            "assembly_country": rng.choice(countries),
        }
        for name in names
    ]
    rng.shuffle(rows)
    return rows
