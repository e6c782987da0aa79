"""What the program says is in the field's own words: phrases that it once used are in no output any more."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from critmin.cli.choices import Format
from kept_samples import KEPT, OUTCOMES, SAMPLES
from word_file import texts_of

RETIRED = (
    "taken for granted",
    "shown to be clean",
    "is in the chain",
    "credit is gone",
    "comes to [0-9]",
    "points too little",
    "points over",
    "could settle a",
    "passes the percentage if",
    "hangs on",
    "from the same and the same",
    "on neither side",
    "not known here",
    "is no (?:code|file|folder|option|scenario|mineral|entity)",
    "several, not divided",
    "out of the screen",
    "open readings?",
    "other choice",
    "the law it rests on",
    "from the facts given",
    "(?:low|high) end",
    "turn out either way",
    "whatever the unknown facts",
    "but for case",
    "must go",
    "a defect of the program",
    "to be mended",
    "to be looked at",
    "good to know",
    "as a whole",
    "have it done",
    "slip of the pen",
    "has not\\b",
    "is taken for no",
    "that no law can tell apart",
    "gathered by the way",
    "does not tell",
    "licence",
    "programme",
    "colour",
    "known: 0.0000 to 100.0000",
)
PHRASES = re.compile("|".join(RETIRED), re.IGNORECASE)
COMMANDS = ("levers", "horizon", "trace", "columns")


def retired(text: str) -> list[str]:
    """The retired phrases in a text, with the words around them."""
    plain = " ".join(text.split())
    return [plain[max(found.start() - 40, 0) : found.end() + 40] for found in PHRASES.finditer(plain)]


def in_the_workbook(file: Path) -> str:
    """The texts of our own sheets, and the comments at the analyst's cells."""
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    texts = [str(cell.value) for cell in cells if cell.parent.title.startswith("critmin")]
    return "\n".join([*texts, *(cell.comment.text for cell in cells if cell.comment is not None)])


@pytest.fixture(scope="session")
def checked(critmin: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The JSON report of a sample, which is checked once: `merge` writes it in every format as `check` does."""
    folder = tmp_path_factory.mktemp("reports")

    def report(name: str) -> Path:
        file = folder / f"{name}.json"
        if not file.exists():
            critmin("check", SAMPLES / name, *OUTCOMES[name]["arguments"], "-o", file)
        return file

    return report


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        pytest.param(name, format_, marks=() if name in KEPT or format_ == "full" else pytest.mark.thorough)
        for name in OUTCOMES
        for format_ in [*Format, "full"]
    ],
)
def test_no_report_has_a_retired_phrase(
    critmin: Callable[..., Any], checked: Callable[[str], Path], tmp_path: Path, name: str, format_: str
) -> None:
    arguments = ["check", str(SAMPLES / name), *OUTCOMES[name]["arguments"]]
    if format_ == Format.XLSX:
        critmin(*arguments, "-o", str(tmp_path / "out.xlsx"))
        text = in_the_workbook(tmp_path / "out.xlsx")
    elif format_ == Format.MEMO:
        target = tmp_path / "memo.docx"
        critmin(*arguments, "-o", str(target))
        text = "\n".join(texts_of(target.read_bytes())) if target.exists() else ""
    elif format_ == "full":
        text = critmin(*arguments, "--full").stdout
    else:
        text = critmin("merge", checked(name), "-f", format_).stdout
        assert text
    assert retired(text.replace(name, "")) == []


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["nmc811_2025_fail_by_a_hair.xlsx", "nmc622_2026_audit.xlsx"])
def test_no_other_command_has_one(critmin: Callable[..., Any], command: str, name: str) -> None:
    assert retired(critmin(command, str(SAMPLES / name)).stdout.replace(name, "")) == []


@pytest.mark.parametrize("command", [(), ("check",), ("merge",), ("diff",), ("verify",), ("levers",), ("template",)])
def test_no_help_has_one(critmin: Callable[..., Any], command: tuple[str, ...]) -> None:
    assert retired(critmin(*command, "--help").stdout) == []


def test_no_comparison_has_one(critmin: Callable[..., Any], tmp_path: Path) -> None:
    old, new = (str(SAMPLES / name) for name in ("nmc811_2025_fail_by_a_hair.xlsx", "nmc811_2025_pass.xlsx"))
    report = tmp_path / "report.json"
    report.write_text(critmin("check", old, "-f", "json").stdout)
    assert json.loads(report.read_text())
    for arguments in (("diff", old, new), ("verify", str(report), old)):
        assert retired(critmin(*arguments).stdout) == []
