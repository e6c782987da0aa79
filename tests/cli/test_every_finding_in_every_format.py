"""No format forgets a finding: a report that holds one of every code is told whole in each of them."""

import html
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from boms import bom, virgin, write_xlsx
from critmin.cli.choices import Format
from critmin.cli.render.formats import Look
from critmin.cli.render.workbook import render_workbook
from critmin.cli.render.workbook_source import Source
from critmin.engine.model.findings import Finding, Severity, load_findings
from critmin.engine.model.settings import AS_IT_IS
from critmin.engine.model.statuses import Status
from critmin.engine.questions.batch.run_head import run_head
from critmin.engine.questions.batch.tasks import Done, Spool
from critmin.engine.regimes.clean_vehicle.regime import outline_of
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.sections import CleanVehicleReport
from critmin.engine.report.report import Bom, Verdict
from critmin.engine.report.run import Run

CODES = list(load_findings(("clean_vehicle",)))


def message(code: str) -> str:
    """A message of its own for each code, of words and a number: escaping leaves it as it is."""
    return f"message number {CODES.index(code)} of the findings"


def everything() -> Run:
    rules, rulebook = load_findings(("clean_vehicle",)), load_rulebook()
    findings = [
        Finding(code, Severity(rule.severity), message(code), rule.remedy, rulebook.cite(rule.source), ["BOM!B2"])
        for code, rule in rules.items()
    ]
    verdict = Verdict(Status.FAIL, "does not meet the requirement", findings=CODES[:1])
    report = CleanVehicleReport(Bom("bom.xlsx", "0" * 64, "BOM", 1), verdict, findings)
    return run_head([outline_of(report)], rulebook).holding([report])


def workbook_text(content: bytes) -> str:
    """Every cell and every comment of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return "\n".join(str(part) for cell in cells for part in (cell.value, cell.comment and cell.comment.text) if part)


def page_text(page: str) -> str:
    """What a page says, and what a reader is shown when they point at a part of it."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page)) + html.unescape(" ".join(re.findall(r'title="([^"]*)"', page)))


AS_READ: dict[Format, Callable[[str], str]] = {
    Format.JSON: lambda text: json.dumps(json.loads(text), ensure_ascii=False),
    Format.SARIF: lambda text: json.dumps(json.loads(text), ensure_ascii=False),
    Format.HTML: page_text,
    Format.JUNIT: html.unescape,
    Format.GITHUB: unquote,
}


@pytest.fixture
def shown(tmp_path: Path) -> Callable[[Format], str]:
    """The report on everything in a format, as its reader reads it."""

    def call(format_: Format) -> str:
        run = everything()
        if format_ is Format.XLSX:
            path = write_xlsx(bom(virgin()), tmp_path / "bom.xlsx")
            return workbook_text(render_workbook(run, Source("bom.xlsx", path.read_bytes(), AS_IT_IS)).content)
        look, short = Look(format_, width=200, full=True), outline_of(run.reports[0])
        with Spool() as results:
            results.add(Done(short, [look.piece(1, run.reports[0])]).packed())
            made = "".join(look.whole(run_head([short], load_rulebook()), results))
        return AS_READ.get(format_, str)(made)

    return call


@pytest.mark.parametrize("format_", [format_ for format_ in Format if format_ not in (Format.CSV, Format.MEMO)])
def test_every_finding_is_told(shown: Callable[[Format], str], format_: Format) -> None:
    text = shown(format_)
    assert [code for code in CODES if not re.search(rf"{message(code)}\b", text)] == []
    assert [code for code in CODES if not re.search(rf"(?<![\w-]){code}(?![\w-])", text)] == []


def test_csv_counts_the_findings(shown: Callable[[Format], str]) -> None:
    """A row a file has room for the numbers of errors and warnings, and for the codes of the verdict."""
    header, row = (line.split(",") for line in shown(Format.CSV).splitlines())
    told = dict(zip(header, row, strict=True))
    severities = [rule.severity for rule in load_findings(("clean_vehicle",)).values()]
    assert told["errors"] == str(severities.count("error"))
    assert told["warnings"] == str(severities.count("warning"))
    assert told["findings"] == CODES[0]
