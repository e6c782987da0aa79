"""A report that holds a finding of any code passes nothing on in its texts."""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from boms import write_xlsx
from critmin.engine.model.findings import load_findings
from critmin.engine.vocabulary.countries import find_country
from products import write_product

TESTS = Path(__file__).parent.parent
sys.path += [str(TESTS / "engine"), str(TESTS / "material_assistance")]

from test_findings import CASES as OF_BATTERIES  # noqa: E402
from test_product_findings import CASES as OF_PRODUCTS  # noqa: E402

NAMED = {
    *("line", "lines", "unpriced_lines", "material", "component", "part_of", "item", "entity", "supplier", "producer"),
    *("certificate", "model", "battery_kwh", "gvwr_lb", "alias_of"),
}
PRICED = {"value_exact", "cost_exact", "mass_kg", "usd"}
Critmin = Callable[..., Any]


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document, with the key that it stands under."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, key)
    elif isinstance(value, str):
        yield key, value


def secrets(report: dict[str, Any]) -> Iterator[str]:
    """The names and amounts of a report and its messages, unless they are words of the program or of the law."""
    titles = {rule.title for rule in load_findings().values()}
    for key, text in leaves(report):
        is_amount = key in PRICED or key.endswith("_usd")
        if is_amount and len(text) > 4 and text.strip("0.") != "":
            yield text
        if key in NAMED and len(text) > 4 and find_country(text) is None:
            yield text
        if key == "message" and text not in titles:
            yield text


def stands_in(text: str, said: str) -> bool:
    """Whether a text stands there alone: 60.00 is not a part of 60.0000%."""
    return text in said and re.search(rf"(?<![\w.]){re.escape(text)}(?!\w)", said) is not None


def check_withheld(critmin: Critmin, *arguments: str) -> None:
    full = critmin(*arguments, "-f", "json")
    reports = json.loads(full.stdout)["reports"]
    withheld = {text for report in reports for text in secrets(report)}
    for format_ in ("json", "html"):
        redacted = critmin(*arguments, "-f", format_, "--redact", "all")
        assert redacted.exit_code == full.exit_code
        said = html.unescape(redacted.stdout)
        assert {text for text in withheld if stands_in(text, said) or stands_in(json.dumps(text)[1:-1], said)} == set()
        if format_ == "json":
            codes = [[found["code"] for found in report["findings"]] for report in reports]
            passed_on = json.loads(redacted.stdout)["reports"]
            assert [[found["code"] for found in report["findings"]] for report in passed_on] == codes


@pytest.mark.parametrize("code", OF_BATTERIES)
def test_of_a_battery(critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.chdir(tmp_path)
    case = OF_BATTERIES[code]
    path = tmp_path / "bom.xlsx"
    if isinstance(case.given, tuple):
        path = tmp_path / case.given[0]
        path.write_bytes(case.given[1]) if case.given[1] else None
    else:
        write_xlsx(case.given, path)
    check_withheld(critmin, "check", str(path), *(case.arguments() if callable(case.arguments) else case.arguments))


@pytest.mark.parametrize("code", OF_PRODUCTS)
def test_of_a_product(critmin: Critmin, tmp_path: Path, code: str) -> None:
    check_withheld(critmin, "macr", str(write_product(OF_PRODUCTS[code][1], tmp_path)))
