"""Every open reading bears on something: a value of a rule goes by it, or the regime asks in code which is taken."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from critmin.engine.regimes.registry import REGIMES, AnyRegime

FOLDER = Path(__file__).parents[2] / "engine" / "regimes"


def asked_in_code(regime: AnyRegime) -> Iterator[tuple[str, str]]:
    """Each pair of texts in the regime's code that is asked of `takes`, or kept under a name to be asked."""
    for file in (FOLDER / regime.id.replace("-", "_")).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            of_takes = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "takes"
            pair = node.args if of_takes else node.value.elts if is_pair(node) else []
            if len(pair) == 2 and all(isinstance(part, ast.Constant) for part in pair):
                yield pair[0].value, pair[1].value


def is_pair(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda regime: regime.id)
def test_each_is_asked_and_no_other(regime: AnyRegime) -> None:
    rulebook = regime.rulebook()
    choices = {reading.id: {reading.default, reading.other} for reading in rulebook.readings}
    in_rules = {value.reading for rule in rulebook.rules() for value in rule.values if value.choice is not None}
    in_code = [(reading, choice) for reading, choice in asked_in_code(regime) if reading in choices]
    assert in_rules | {reading for reading, _ in in_code} == set(choices)
    assert [(reading, choice) for reading, choice in in_code if choice not in choices[reading]] == []
