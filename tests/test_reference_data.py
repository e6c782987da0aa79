"""Public files that are no bills of materials: each gets an error that a newcomer can act on.

They lie beside the project and are no part of it: without them these tests are skipped.
"""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import bom, by
from critmin.engine.vocabulary.countries import find_country
from random_boms import write_csv

FOLDER = Path(__file__).parents[2] / "shared" / "reference_data"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the reference data does not lie beside the project")


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("batpac_mineral_intensity.xlsx", "SHEET-MISSING", "BatPac, Notes"),
        ("lci_batteries.xlsx", "HEADER-MISSING", '"database", "batteries"'),
        ("usgs_mcs_2024_lithium.xlsx", "SHEET-MISSING", "Production_Li"),
        ("batpac_material_prices.csv", "COLUMN-MISSING", '"Goods"'),
        ("cathode_elemental_weights.csv", "UNIT-UNKNOWN", "kg"),
        ("country_codes.csv", "HEADER-MISSING", '"FIFA"'),
        ("ofac_sdn_2022-01.csv", "HEADER-MISSING", "AEROCARIBBEAN"),
    ],
)
def test_a_file_of_another_kind_says_what_it_is_not(
    critmin: Callable[..., Any], name: str, code: str, said: str
) -> None:
    result = critmin("check", FOLDER / name, "-y", "2025", "-f", "json")
    (report,) = json.loads(result.stdout)["reports"]
    first = next(f for f in report["findings"] if f["severity"] == "error")
    assert (result.exit_code, report["verdict"]["status"], first["code"]) == (2, "unreadable", code)
    assert said in first["message"] and first["remedy"]


def test_the_public_list_of_designated_entities_is_read(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_csv(bom(by("Moa Nickel S.A.")), tmp_path, "pack")
    result = critmin("check", path, "-d", "2025-06-30", "--sdn", FOLDER / "ofac_sdn_2022-01.csv", "-f", "json")
    (report,) = json.loads(result.stdout)["reports"]
    (screened,) = report["lists"]
    assert (result.exit_code, report["feoc"]["status"], screened["edition"]) == (1, "fail", "2022-01")
    assert [(m["entry"], m["name"], m["kind"]) for m in screened["matches"]] == [(3751, "MOA NICKEL SA", "exact")]


def test_every_code_and_name_of_a_country_is_that_country() -> None:
    with (FOLDER / "country_codes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = ("ISO3166-1-Alpha-2", "ISO3166-1-Alpha-3", "ISO3166-1-numeric")
    names = ("CLDR display name", *(f"official_name_{language}" for language in ("en", "ar", "cn", "es", "fr", "ru")))
    read = {
        (text, row[codes[0]]): find_country(text) for row in rows for name in (*codes, *names) if (text := row[name])
    }
    assert len(rows) == 249 and {told for told, code in read.items() if code != told[1]} == set()
    formal = [(row["UNTERM English Formal"], row[codes[0]]) for row in rows]
    assert {text for text, code in formal if find_country(text) != code and text and "*" not in text} == set()
