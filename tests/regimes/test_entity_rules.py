"""The rules of who is a prohibited foreign entity: each value, its authority, and the readings that it depends on."""

from __future__ import annotations

import tomllib

import pytest
from critmin import data
from critmin.engine.regimes.material_assistance.law import Limits
from critmin.engine.regimes.material_assistance.rulebook import load_rulebook
from critmin.engine.vocabulary.company_names import name_of
from critmin.engine.vocabulary.foreign_entities import companies_of_154b, ids_of
from entity_sheets import law

RULES = load_rulebook().entities
CONTROLLED, INFLUENCED = "26 USC 7701(a)(51)(C)", "26 USC 7701(a)(51)(D)"
GENERAL = "26 USC 7701(a)(51)"
NAMED = "26 USC 7701(a)(51); National Defense Authorization Act for Fiscal Year 2024, section 154(b)"


@pytest.mark.parametrize(
    ("name", "id_", "value", "citation", "reading"),
    [
        ("control", "sfe.control", 50, CONTROLLED, "control-together"),
        ("attribution", "attribution.corporation", 50, f"{GENERAL}; 26 USC 318(a)(2)", None),
        ("single", "fie.single", 25, INFLUENCED, "ownership-measure"),
        ("together", "fie.together", 40, INFLUENCED, "ownership-measure"),
        ("debt", "fie.debt", 15, INFLUENCED, None),
        ("debt_traded", "fie.debt.traded", 15, GENERAL, None),
    ],
)
def test_limits(name: str, id_: str, value: int, citation: str, reading: str | None) -> None:
    rule = getattr(RULES, name)
    (only,) = rule.values
    assert (rule.id, rule.unit, only.value, only.reading) == (id_, "percent", value, reading)
    assert load_rulebook().cite(only.source) == citation
    assert getattr(Limits.of(law()), name) * 100 == value


def test_the_lists_are_those_that_a_sheet_may_name() -> None:
    assert [rule.id for rule in RULES.lists] == ids_of("pfe_lists")
    sources = {rule.id: load_rulebook().cite(rule.values[0].source) for rule in RULES.lists}
    assert sources == dict.fromkeys(ids_of("pfe_lists"), GENERAL) | {"154(b)": NAMED}


def test_six_companies_are_named_in_short_and_in_full() -> None:
    named = [rule.values[0] for rule in RULES.named]
    assert [value.value[0] for value in named] == [
        "CATL",
        "BYD",
        "Envision",
        "EVE Energy",
        "Gotion High-Tech",
        "Hithium",
    ]
    assert {load_rulebook().cite(value.source) for value in named} == {NAMED}
    for value in named:
        short, full, *others = value.value
        assert not name_of(short).forms and name_of(full).forms
        assert len(others) >= 2 and not any(text.isascii() for text in others)
        assert len(set(value.value)) == len(value.value)


def test_every_name_is_found_in_a_text_of_a_column_that_is_not_read() -> None:
    for rule in RULES.named:
        for name in rule.values[0].value:
            assert companies_of_154b(f"license from {name} / 2024") == [rule.id.removeprefix("named.")], name


def test_every_rule_of_the_file_is_in_the_rulebook() -> None:
    file = tomllib.loads(data.read("regimes/material_assistance/entities.toml").decode())
    tables = [table for part in file.values() for table in (part if isinstance(part, list) else [part])]
    ids = {rule.id for rule in load_rulebook().rules()}
    assert {table["id"] for table in tables} <= ids
    assert len({table["id"] for table in tables}) == len(tables)
