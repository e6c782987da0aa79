"""In the copy each answered cell has the answered fact, and every other cell is as before."""

from __future__ import annotations

import json
import random

import pytest
from boms import write_xlsx
from critmin.engine.model.settings import AS_IT_IS
from critmin.engine.questions.check import open_file
from critmin.engine.questions.requests.discretion import rows_of
from random_boms import COVERED, OTHERS, QUALIFYING, random_bom, write_csv
from returned_forms import Ask, Asked
from thorough import blocks

_PLACES = {*QUALIFYING, *OTHERS, *COVERED}
_TITLES = {"BOM": "bom", "Entities": "entities", "Components": "components", "Ownership": "ownership"}
_DIGESTED = {"bom": ("line", "mineral"), "entities": ("entity",), "components": ("component",), "ownership": ("owner",)}


def is_answer(column: str, text: str) -> bool:
    """Whether a supplier could have answered so: what only a careless analyst writes is no answer."""
    if column.endswith("country") or column == "government_of":
        return text in _PLACES
    if column.endswith("pct"):
        return text not in ("", "0") and text[0].isdigit() and float(text) > 1
    return column in ("value_usd", "mass_kg") and text.replace(".", "").isdigit()


def rows(path):
    return rows_of(open_file(str(path), None, AS_IT_IS), AS_IT_IS)


def verdict(critmin, path):
    """What `critmin check` says of the file, besides its name and addresses."""
    report = json.loads(critmin("check", path, "-d", "2025-06-30", "-f", "json").stdout)["reports"][0]
    return report["verdict"]["status"], report["critical_minerals"], (report["feoc"] or {}).get("status")


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize("seed", blocks(20, quick=6))
def test_the_copy_is_the_bill_of_materials_with_the_answers(critmin, tmp_path, seed, suffix):
    rng, whole = random.Random(seed), random_bom(seed)
    lacking = {title: [dict(row) for row in rows] for title, rows in whole.items()}
    taken = []
    for title, kind in _TITLES.items():
        for at, row in enumerate(lacking.get(title, [])):
            for column, text in list(row.items()):
                if is_answer(column, text) and rng.random() < 0.5:
                    row[column] = ""
                    taken.append((kind, at, column, text))

    def write(tables, name):
        return write_xlsx(tables, tmp_path / f"{name}.xlsx") if suffix == "xlsx" else write_csv(tables, tmp_path, name)

    path, complete = write(lacking, "pack"), write(whole, "whole")
    asks = [Ask(kind, at + 2, column, _DIGESTED[kind]) for kind, at, column, _ in taken]
    asked = Asked(path, asks)
    back = asked.returned(tmp_path / "acme.xlsx", [text for _, _, _, text in taken])
    new = tmp_path / f"new.{suffix}"
    got = critmin("answers", path, back, "-o", new, "-f", "json")
    assert got.exit_code == (0 if taken else 2), got.stdout + got.stderr
    if not taken:
        return
    assert len(json.loads(got.stdout)["changes"]) == len(taken)
    before, after = rows(path), rows(new)
    answered = {(kind, at + 2, column) for kind, at, column, _ in taken}
    assert after.keys() == before.keys()
    for kind, lines in before.items():
        assert after[kind].keys() == lines.keys()
        for number, row in lines.items():
            for column in row.keys() | after[kind][number].keys():
                if (kind, number, column) not in answered:
                    assert after[kind][number].get(column) == row.get(column), (kind, number, column)
    assert verdict(critmin, new) == verdict(critmin, complete)
