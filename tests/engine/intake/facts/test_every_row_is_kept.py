"""Intake keeps every row: what a regime leaves out is there for another."""

from __future__ import annotations

from pathlib import Path

from boms import bom, virgin, write_xlsx
from critmin.engine.intake.facts.battery import read_battery
from critmin.engine.intake.tables.sheets import open_book
from critmin.engine.model.battery import Battery, Exclusion


def battery(path: Path) -> Battery:
    return read_battery(open_book(str(path), path.read_bytes())).battery


def test_lines_that_take_no_part_are_kept_with_the_reason(tmp_path: Path) -> None:
    housing = virgin("aluminum", component="housing", value="7", at="AU")
    read = battery(write_xlsx(bom(virgin(), housing, virgin("iron")), tmp_path / "bom.xlsx"))
    assert [(chain.mineral, chain.exclusion, chain.value) for chain in read.chains] == [("lithium", None, 100)]
    outside, unlisted = read.excluded
    assert (outside.exclusion, outside.mineral, outside.value) == (Exclusion.OUTSIDE, "aluminum", 7)
    assert [site.country for site in outside.sites.extraction] == ["AU"]
    assert (unlisted.exclusion, unlisted.mineral) == (Exclusion.NOT_LISTED, "iron")


def test_a_component_has_its_value_and_what_it_is_part_of(tmp_path: Path) -> None:
    cell = {"component": "battery cell", "value_usd": "40", "part_of": "module", "assembly_country": "US"}
    odd = {"component": "module", "value_usd": "", "part_of": "", "assembly_country": "US"}
    read = battery(write_xlsx(bom(virgin(), Components=[cell, odd]), tmp_path / "bom.xlsx"))
    assert [(one.value_usd, one.part_of, one.within) for one in read.components or ()] == [
        (40, "module", 1),
        (None, None, None),
    ]
