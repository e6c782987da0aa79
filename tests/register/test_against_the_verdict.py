"""What a pass rests on, compared with the verdict on the same file with the cells of a document emptied."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from boms import Tables
from random_boms import columns_of, random_bom
from random_products import random_product
from registered import write

SEEDS = range(400)


def random_file(seed: int, *, of_items: bool) -> Tables:
    """A file that is likely to pass on evidence."""
    rng = random.Random(f"register {seed}")
    if of_items:
        given = random_product(seed)
        for row in given["Materials"]:
            row["producer"], row["country"] = rng.choice(["Murk", "Dim", "Acme"]), "KR"
            row["cost_usd"], row["known_pfe"], row["supplier"] = rng.choice(["10", "40", "60"]), "", ""
        for row in given.get("Certificates", []):
            row["supplier"], row["signed_on"] = rng.choice(["Murk", "Dim"]), "2026-01-15"
        return given
    given = random_bom(seed)
    for row in given["BOM"]:
        row |= {"extraction_country": "US", "processing_country": "US", "value_usd": "10", "mineral": "lithium"}
        row["feoc_attestation"] = rng.choice(["ATT-2025-014", "Att. No. 7", "", row.get("feoc_attestation", "")])
        row.pop("recycling_country", None)
    return given


def emptied(tables: Tables, cells: list[str]) -> Tables:
    """The tables without these cells, certificates excepted."""
    changed = copy.deepcopy(tables)
    for cell in cells:
        sheet, address = cell.split("!")
        if sheet != "Certificates":
            rows = changed[sheet]
            rows[int(address[1:]) - 2][columns_of(tables[sheet])["ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(address[0])]] = ""
    return changed


def passing(
    critmin: Callable[..., Any], folder: Path, *, of_items: bool, many: int
) -> Iterator[tuple[Tables, list[dict[str, Any]], Callable[[Tables], bool]]]:
    """So many files that pass, their documents, and whether such a file passes."""
    day = () if of_items else ("-d", "2025-06-30", "-a", "2025-06-30")

    def passes(tables: Tables) -> bool:
        path = write(tables, folder, "other")
        return bool(critmin("macr" if of_items else "check", path, *day, "-q").exit_code == 0)

    found = 0
    for seed in SEEDS:
        tables = random_file(seed, of_items=of_items)
        for old in folder.glob("*.csv"):
            old.unlink()
        register = json.loads(critmin("evidence", write(tables, folder, "pack"), *day, "-f", "json").stdout)
        documents = [row for row in register["documents"] if row["rests"] is not None and len(row["cells"]) > 0]
        if register["boms"][0]["status"] == "pass" and documents:
            found += 1
            yield tables, documents, passes
        if found == many:
            return


@pytest.mark.parametrize(
    ("of_items", "many"), [(False, 3), (True, 6), pytest.param(False, 6, marks=pytest.mark.thorough)]
)
def test_without_the_cells_of_a_document(
    critmin: Callable[..., Any], tmp_path: Path, of_items: bool, many: int
) -> None:
    answers = []
    for tables, documents, passes in passing(critmin, tmp_path, of_items=of_items, many=many):
        for row in documents:
            answers.append(row["rests"])
            assert (row["rests"] == "yes") == (not passes(emptied(tables, row["cells"]))), row
    assert {"yes", "no"} <= set(answers) and len(answers) > many
