"""A report that holds a finding of any code passes nothing on in its texts."""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
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
        if key in NAMED and len(text) > 4 and text != "cathode" and find_country(text) is None:
            yield text
        if key == "message" and text not in titles:
            yield text


def stands_in(text: str, said: str) -> bool:
    """Whether a text stands there alone: 60.00 is not a part of 60.0000%."""
    return text in said and re.search(rf"(?<![\w.]){re.escape(text)}(?!\w)", said) is not None


def check_withheld(critmin: Critmin, pages: Path, *arguments: str) -> None:
    full = critmin(*arguments, "-f", "json")
    reports = json.loads(full.stdout)["reports"]
    withheld = {text: report["bom"]["path"] for report in reports for text in secrets(report)}
    redacted = critmin(*arguments, "-f", "json", "--redact", "all", "--pages", pages)
    assert redacted.exit_code == full.exit_code
    codes = [[found["code"] for found in report["findings"]] for report in reports]
    passed_on = json.loads(redacted.stdout)["reports"]
    assert [[found["code"] for found in report["findings"]] for report in passed_on] == codes
    pages_of_boms = [page.read_text("utf-8") for page in pages.rglob("*.html")]
    assert len(pages_of_boms) > len(reports)
    for said in (redacted.stdout, html.unescape("\n".join(pages_of_boms))):
        assert {t: withheld[t] for t in withheld if stands_in(t, said) or stands_in(json.dumps(t)[1:-1], said)} == {}


def in_runs(codes: Iterable[str], options: Callable[[str], tuple[str, ...]]) -> list[Any]:
    """The codes of which one run takes all; a thorough run takes each alone too."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for code in codes:
        alike.setdefault(options(code), []).append(code)
    runs = [pytest.param(run, options, id=" ".join(options) or "all") for options, run in alike.items()]
    alone = [
        pytest.param([code], options, id=code, marks=pytest.mark.thorough)
        for options, run in alike.items()
        for code in run
        if len(run) > 1
    ]
    return [*runs, *alone]


def written(code: str, folder: Path) -> Path:
    """The file of which a finding is found, in a folder of its own."""
    (folder / code).mkdir()
    given = OF_BATTERIES[code].given
    if not isinstance(given, tuple):
        return write_xlsx(given, folder / code / "bom.xlsx")
    name, content = given
    if content:
        (folder / code / name).write_bytes(content)
    return folder / code / name


def options_of(code: str) -> tuple[str, ...]:
    arguments = OF_BATTERIES[code].arguments
    return (code,) if callable(arguments) else arguments


@pytest.mark.parametrize(("codes", "options"), in_runs(OF_BATTERIES, options_of))
def test_of_a_battery(
    critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codes: list[str], options: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    paths = [written(code, tmp_path) for code in codes]
    arguments = OF_BATTERIES[codes[0]].arguments
    check_withheld(critmin, tmp_path / "pages", "check", *paths, *(arguments() if callable(arguments) else arguments))


@pytest.mark.parametrize(("codes", "options"), in_runs(OF_PRODUCTS, lambda code: ()))
def test_of_a_product(critmin: Critmin, tmp_path: Path, codes: list[str], options: tuple[str, ...]) -> None:
    paths = [write_product(OF_PRODUCTS[code][1], tmp_path, code) for code in codes]
    check_withheld(critmin, tmp_path / "pages", "macr", *paths)
