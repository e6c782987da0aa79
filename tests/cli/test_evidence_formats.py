"""The register of evidence in every format: kept copies, hostile cells, and the file that it is written to."""

import csv
import html
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import Tables, bom, by, virgin
from hostile_boms import HOSTILE, TOGETHER, hostile_bom
from html_page import read_page
from products import certificate, company, item, product
from random_boms import write_csv
from registered import SIGNED, write

FORMATS = ["text", "json", "csv", "html"]
ON = ("-d", "2025-04-01", "--on", "2025-07-01")
ALTERED = {"file": "signed.pdf", "sha256": "f" * 64}
FEOC = {"kind": "feoc", "signed_on": "2025-01-10", "signed_by": "The CFO"}


def chains() -> Tables:
    """Lines with evidence of several statuses, and one without."""
    lines = [
        by("Acme", feoc_attestation="C-1"),
        by("Bolt", feoc_attestation="C-2"),
        by("Coil", feoc_attestation="signed 2025-02-03"),
        by("Dune", feoc_attestation="requested 2025-02-03"),
    ]
    rows = [
        {"certificate": "C-1", "supplier": "Acme", "valid_until": "2025-06-30", "file": "signed.pdf"},
        {"certificate": "C-2", "supplier": "Bolt", "valid_until": "2025-09-01", "file": "absent.pdf"},
        {"certificate": "C-3", "supplier": "Bolt", "valid_from": "2025-08-01"}
        | {"file": "signed.pdf", "sha256": "f" * 64},
    ]
    return bom(*lines, Certificates=[FEOC | row for row in rows])


def items() -> Tables:
    """A product whose pass rests on a certificate that lapses in a month."""
    openco = company("Openco", sfe_total_pct="", sfe_debt_pct="")
    paper = certificate(of="Openco", valid_until="2026-07-31")
    rows = item("50", by="Openco", certificate="C-1"), item("50")
    return product(*rows, entities=(company(), openco), certificates=(paper,))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files under both laws with evidence of several statuses, of which one cannot be read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "signed.pdf").write_bytes(SIGNED)
    passing = bom(by("Acme", feoc_attestation="C-1"), Certificates=chains()["Certificates"][:1])
    bad = bom({"mineral": "", "value_usd": "x"})
    tables = {"a_pass": passing, "b_open": chains(), "c_product": items(), "d_bad": bad}
    return [write(of, tmp_path, name).name for name, of in tables.items()]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_kept_copy(
    critmin: Callable[..., Any], files: list[str], same_as_kept: Callable[[str, str], None], format_: str
) -> None:
    got = critmin("evidence", *files, *ON, "-f", format_)
    assert got.exit_code == 2
    text = got.stdout
    if format_ == "html":  # the style and the script are those of every page
        text = text[text.index("<main") : text.index("</main>")]
    same_as_kept(text, "txt" if format_ == "text" else format_)


@pytest.mark.parametrize("width", [80, 140])
def test_a_kept_copy_of_the_screen(
    critmin: Callable[..., Any],
    files: list[str],
    same_as_kept: Callable[[str, str], None],
    monkeypatch: pytest.MonkeyPatch,
    width: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    got = critmin("evidence", *files[:3], *ON)
    assert (got.exit_code, max(map(len, got.stdout.splitlines())) <= width) == (1, True)
    same_as_kept(got.stdout, "txt")


def test_a_workbook(critmin: Callable[..., Any], files: list[str]) -> None:
    got = critmin("evidence", *files, *ON, "-o", "register.xlsx")
    again = critmin("evidence", *files, *ON, "-f", "xlsx", "-o", "again.xlsx")
    assert (got.exit_code, again.exit_code) == (2, 2)
    assert Path("register.xlsx").read_bytes() == Path("again.xlsx").read_bytes()
    book = openpyxl.load_workbook("register.xlsx")
    assert book.sheetnames == ["critmin summary", "critmin register"]
    head, *rows = book["critmin register"].iter_rows(values_only=True)
    of_json = json.loads(critmin("evidence", *files, *ON, "-f", "json").stdout)["documents"]
    shown_in_book = sorted((row[15], row[0] or "", row[3] or "") for row in rows)
    assert shown_in_book == sorted(
        (one["bom"], one["document"] or ", ".join(one["cells"]), one["why"]) for one in of_json
    )
    assert (head[1], rows[0][:3]) == ("status", ("C-1", "lapsed", "yes"))
    first = [str(row[0].value) for row in book["critmin summary"].iter_rows() if row[0].value]
    assert first[0].startswith("EVIDENCE: 1 BOM cannot be read; a pass rests on 1 document")
    assert any("ROW-" in text or "MINERAL" in text or "NUMBER" in text for text in first)


def test_a_long_path_is_shown_by_its_end_in_a_row_as_high_as_it_needs(
    critmin: Callable[..., Any], files: list[str]
) -> None:
    folder = Path("/".join(["a_rather_long_folder_of_the_program", "received_from_the_engineers", "of_the_cathode"]))
    folder.mkdir(parents=True)
    path = folder / f"a_long_name_for_it_{files[0]}"
    path.write_bytes(Path(files[0]).read_bytes())
    critmin("evidence", path, *ON, "-o", "register.xlsx")
    sheet = openpyxl.load_workbook("register.xlsx")["critmin summary"]
    (cell,) = (row[0] for row in sheet.iter_rows() if str(row[0].value).startswith("…/"))
    assert cell.value.endswith(path.name)
    assert sheet.row_dimensions[cell.row].height >= 15 * len(cell.value) // 32


@pytest.mark.parametrize(
    ("options", "summed_up"),
    [
        ((), False),
        (("-f", "json"), True),
        (("-o", "register.html"), True),
        (("-o", "register.html", "-q"), False),
    ],
)
def test_one_line_sums_up_what_is_not_shown(critmin: Callable[..., Any], files: list[str], options, summed_up) -> None:
    got = critmin("evidence", files[0], *ON, *options)
    assert f"(exit status {got.exit_code})" in got.stderr if summed_up else not got.stderr


def test_a_workbook_in_the_folder_is_no_input(critmin: Callable[..., Any], files: list[str]) -> None:
    critmin("evidence", files[0], *ON, "-o", "register.xlsx")
    got = critmin("check", "register.xlsx", "-d", "2025-04-01")
    assert (got.exit_code, "has only sheets that critmin wrote" in " ".join(got.stdout.split())) == (2, True)


def test_a_page(critmin: Callable[..., Any], files: list[str]) -> None:
    page = read_page(critmin("evidence", *files, *ON, "-f", "html").stdout)
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    titles = [element.text for element in page.all("h3")]
    assert titles == ["What passes rest on", "Bills of materials", "d_bad.csv cannot be read", "Every document"]
    rows = page.all("tbody")[-1].all("tr")
    assert len(rows) == len(json.loads(critmin("evidence", *files, *ON, "-f", "json").stdout)["documents"])


def test_nothing_is_asked_for(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_csv(bom(virgin(at="NO", feoc_attestation="")), tmp_path, "early")
    text = critmin("evidence", path, "-d", "2023-06-30").stdout
    assert "no attestation and no certificate, and none is asked for" in text


# Cells that others wrote ---------------------------------------------------------------------------------------------


def shown(page: str) -> str:
    """A page with its texts as they are read, without the places where a long one may be broken."""
    return html.unescape(page.replace("<wbr>", ""))


def hostile(folder: Path, *texts: str) -> Path:
    """Each text as a reference, a supplier, a signer and a file of a certificate, beside the hostile sheets."""
    path = hostile_bom(folder, *texts)
    rows = [FEOC | {"certificate": text, "supplier": text, "signed_by": text, "file": text} for text in texts]
    write_csv({"certificates": rows}, folder, "hostile")
    return path


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("names", TOGETHER)
def test_every_format_survives_every_cell(
    critmin: Callable[..., Any], tmp_path: Path, format_: str, names: list[str]
) -> None:
    path = hostile(tmp_path, *(HOSTILE[name] for name in names))
    got = critmin("evidence", path, "-d", "2025-06-30", "-f", format_)
    assert got.exit_code in (0, 1, 2), got.stderr
    assert "Traceback" not in got.stderr
    if format_ == "json":
        assert json.loads(got.stdout)["boms"]
        return
    assert got.stdout.replace("\n", "").isprintable()
    assert "PASS  forged" not in got.stdout.splitlines()
    if format_ == "csv":
        for row in csv.reader(io.StringIO(got.stdout)):
            assert not any(cell.startswith(("=", "+", "@", "-")) for cell in row)
    if format_ == "html" and "script" in names:
        assert "<script>alert" not in got.stdout
        assert HOSTILE["script"] in shown(got.stdout)


@pytest.mark.parametrize("name", ["formula", "script", "tag", "closing tag", "template", "other alphabets", "plus"])
def test_a_supplier_is_shown_as_it_is(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    text = HOSTILE[name]
    monkeypatch.setenv("COLUMNS", "300")
    row = FEOC | {"certificate": "C-1", "supplier": text}
    line = virgin(feoc_attestation="C-1", extraction_entity=text, processing_entity=text)
    path = write_csv(bom(line, Certificates=[row]), tmp_path, "shown")
    assert text in " ".join(critmin("evidence", path, "-d", "2025-06-30").stdout.split())
    assert text in shown(critmin("evidence", path, "-d", "2025-06-30", "-f", "html").stdout)


@pytest.mark.parametrize("names", TOGETHER)
def test_a_workbook_holds_every_cell_as_text(critmin: Callable[..., Any], tmp_path: Path, names: list[str]) -> None:
    path = hostile(tmp_path, *(HOSTILE[name] for name in names))
    got = critmin("evidence", path, "-d", "2025-06-30", "-o", tmp_path / "register.xlsx")
    assert got.exit_code in (0, 1, 2), got.stderr
    book = openpyxl.load_workbook(tmp_path / "register.xlsx")
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+@")


@pytest.mark.parametrize("name", ["=1+1.csv", "[red].csv", "<b>.csv"])
@pytest.mark.parametrize("format_", FORMATS)
def test_a_hostile_file_name(critmin: Callable[..., Any], tmp_path: Path, name: str, format_: str) -> None:
    path = tmp_path / name
    write_csv(bom(virgin()), tmp_path, "plain").rename(path)
    got = critmin("evidence", path, "-d", "2025-06-30", "-f", format_)
    assert got.exit_code == 0
    if format_ == "csv":
        assert all(not row[0].startswith("=") for row in csv.reader(io.StringIO(got.stdout)))
    else:
        assert name in html.unescape(got.stdout)
