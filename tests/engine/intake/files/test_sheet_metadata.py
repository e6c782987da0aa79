"""What a spreadsheet shows beside its values is read in every format: merged and hidden cells, errors, percentages."""

import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import Judge, Judged
from workbooks import (
    XLSB_END,
    XLSB_START,
    ods,
    ods_rows,
    packed,
    unpacked,
    xlsb,
    xlsb_record,
    xlsb_row,
    xlsx,
    xlsx_rows,
)

FILES = Path(__file__).parent
DAY = ("-d", "2024-06-30")
HEADER = ["line", "mineral", "value_usd", "extraction_country", "processing_country", "feoc_attestation"]
LINES: list[list[Any]] = [
    ["1", "lithium", 60, "US", "US", "ATT-1"],
    ["2", "nickel", 30, None, "US", "ATT-1"],
    ["3", "cobalt", 10, "NO", "US", "ATT-1"],
]


def cells_of(got: Judged) -> dict[str, list[str]]:
    """The cells of each finding, by its code."""
    return {f["code"]: f["cells"] for f in got.report["findings"]}


def judged(judge: Judge, path: Path, content: bytes) -> Judged:
    path.write_bytes(content)
    return judge(path, *DAY)


# The same metadata in every format ----------------------------------------------------------------------------------


def with_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Pack"
    for row in [HEADER, *LINES]:
        sheet.append(row)
    sheet.merge_cells("D2:D3")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["F"].hidden = True
    book.create_sheet("Lists").append(["CN"])
    book["Lists"].sheet_state = "hidden"
    book.save(path)


def by_hand(path: Path) -> None:
    content = xlsx(
        xlsx_rows([HEADER, *LINES]).replace('<row r="3">', '<row r="3" hidden="1">'),
        head='<cols><col min="6" max="6" hidden="1"/></cols>',
        tail='<mergeCells><mergeCell ref="D2:D3"/></mergeCells>',
        others={"Lists": xlsx_rows([["CN"]])},
        hidden=["Lists"],
    )
    path.write_bytes(content)


def as_ods(path: Path) -> None:
    first, second, third = LINES
    country = '<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>US</text:p>'
    first = [*first[:3], f"{country}</table:table-cell>", *first[4:]]
    second = [*second[:3], "<table:covered-table-cell/>", *second[4:]]
    columns = '<table:table-column table:number-columns-repeated="5"/><table:table-column table:visibility="collapse"/>'
    hidden = ods_rows([second]).replace("<table:table-row", '<table:table-row table:visibility="filter"')
    rows = columns + ods_rows([HEADER, first]) + hidden + ods_rows([third])
    path.write_bytes(ods(rows, others={"Lists": ods_rows([["CN"]])}, hidden=["Lists"]))


def as_xlsb(path: Path) -> None:
    rows = [dict(zip(HEADER, ("" if v is None else str(v) for v in line), strict=True)) for line in LINES]
    parts = xlsb({"Pack": rows, "Lists": [{"CN": ""}]})
    sheet = parts["xl/worksheets/sheet1.bin"].replace(xlsb_row(2), xlsb_row(2, hidden=True))
    columns = xlsb_record(0x186) + xlsb_record(0x3C, struct.pack("<IIIIH", 5, 5, 0, 0, 1)) + xlsb_record(0x187)
    merged = xlsb_record(0xB1) + xlsb_record(0xB0, struct.pack("<IIII", 1, 2, 3, 3)) + xlsb_record(0xB2)
    sheet = sheet.replace(XLSB_START, columns + XLSB_START).replace(XLSB_END, XLSB_END + merged)
    # The second sheet's state: 0 is visible, 1 hidden.
    book = parts["xl/workbook.bin"].replace(struct.pack("<II", 0, 2), struct.pack("<II", 1, 2))
    path.write_bytes(packed(parts | {"xl/worksheets/sheet1.bin": sheet, "xl/workbook.bin": book}))


def as_xls(path: Path) -> None:
    """Nothing here can write one, so it is kept in `files`."""
    path.write_bytes((FILES / "metadata.xls").read_bytes())


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("book.xlsx", with_openpyxl),
        ("book.xlsm", with_openpyxl),
        ("hand.xlsx", by_hand),
        ("book.ods", as_ods),
        ("book.xlsb", as_xlsb),
        ("book.xls", as_xls),
    ],
)
def test_merged_and_hidden_cells_and_sheets(
    judge: Judge, tmp_path: Path, name: str, write: Callable[[Path], None]
) -> None:
    """D2 is merged with D3, row 3 and column F are hidden, and of the two sheets only Pack is visible."""
    write(tmp_path / name)
    got = judge(tmp_path / name, *DAY)
    assert (got.exit_code, got.report["bom"]["sheet"], got.report["bom"]["lines"]) == (0, "Pack", 3)
    cells = cells_of(got)
    assert (cells["CELL-MERGED"], cells["ROW-HIDDEN"], cells["COLUMN-HIDDEN"]) == (
        ["Pack!D2", "Pack!D3"],
        ["Pack!A3"],
        ["Pack!F1"],
    )
    assert 'the sheet "Lists" is not read' in got.finding("SHEET-UNUSED")["message"]


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("book.xlsx", lambda others: xlsx(xlsx_rows([HEADER, *LINES]), others=dict.fromkeys(others, ""))),
        ("book.ods", lambda others: ods(ods_rows([HEADER, *LINES]), others=dict.fromkeys(others, ods_rows([["x"]])))),
        (
            "book.xlsb",
            lambda others: packed(xlsb({"Pack": [{"mineral": "Li"}]} | {name: [{"a": ""}] for name in others})),
        ),
    ],
)
def test_several_visible_sheets_and_none_is_named(
    judge: Judge, tmp_path: Path, name: str, write: Callable[[list[str]], bytes]
) -> None:
    got = judged(judge, tmp_path / name, write(["Parts", "Prices"]))
    assert got.exit_code == 2
    message = got.finding("SHEET-MISSING")["message"]
    assert f"{name} has no sheet BOM; its sheets are: Pack, Parts, Prices" in message
    assert message.endswith('--sheet "Pack"')
    assert judge(tmp_path / name, *DAY, "--sheet", "Pack").report["bom"]["sheet"] == "Pack"


# The ways in which an .xlsx may be written --------------------------------------------------------------------------


def without_addresses(sheet: str) -> str:
    return re.sub(r'(<(?:row|c)) r="\w+"', r"\1", sheet)


WAYS: dict[str, Callable[[str], str]] = {
    "usual": lambda sheet: sheet,
    "with a prefix": lambda sheet: re.sub(r"<(/?)", r"<\1x:", sheet).replace("xmlns=", "xmlns:x="),
    "with two prefixes": lambda sheet: re.sub(r"<(/?)(c|v|f)\b", r"<\1y:\2", sheet),
    "single quotes": lambda sheet: sheet.replace('"', "'"),
    "spaces": lambda sheet: re.sub(r' (\w+)="', r'  \1 = "', sheet),
    "lines": lambda sheet: re.sub(r' (\w+)="', r'\n\1="', sheet).replace("/>", "\n/>").replace("</c>", "</c\n>"),
    "without addresses": without_addresses,
    "small letters": lambda sheet: re.sub(r'<c r="(\w+)"', lambda found: f'<c r="{found[1].lower()}"', sheet),
    "the address last": lambda sheet: re.sub(r'<(row|c) (r="\w+")([^/>]*)', r"<\1\3 \2", sheet),
    "more attributes": lambda sheet: sheet.replace("<c r", '<c cm="1" ph="1" r').replace(
        "<row r", '<row spans="1:6" r'
    ),
    "formulas in CDATA": lambda sheet: re.sub(r"<f>(.*?)</f>", r"<f><![CDATA[\1]]></f>", sheet),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_xlsx_however_it_is_written(judge: Judge, tmp_path: Path, way: str) -> None:
    rows = xlsx_rows(
        [
            [*HEADER, "government_equity_pct"],
            ["1", "lithium", '<c t="e"><v>#DIV/0!</v></c>', "US", "US", "A"],
            ["2", "nickel", "<c><f>C2*2</f></c>", '<c t="str"><f>"U"</f><v>US</v></c>', "US", "A"],
            ["3", "cobalt", "<c><f>1+1</f><v>2</v></c>", '<c t="e"><f>NA()</f><v>#N/A</v></c>', "US", "A"],
            ["4", "cobalt", '<c><f t="shared" si="0"/><v/></c>', None, '<c t="str"><f>""</f><v></v></c>', "A"],
        ]
    )
    parts = unpacked(
        xlsx(
            rows.replace('<row r="4">', '<row r="4" hidden="true">'),
            head='<cols><col min="5" max="6" hidden="1"/></cols>',
            tail='<mergeCells><mergeCell ref="F2:F3"/></mergeCells>',
        )
    )
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = WAYS[way](sheet).encode()
    got = judged(judge, tmp_path / "book.xlsx", packed(parts))
    assert got.exit_code == 2
    faults = {(f["code"], cell) for f in got.report["findings"] for cell in f["cells"] if f["code"].startswith("CELL-")}
    assert faults == {
        ("CELL-ERROR", "BOM!C2"),
        ("CELL-FORMULA", "BOM!C3"),
        ("CELL-ERROR", "BOM!D4"),
        ("CELL-FORMULA", "BOM!C5"),
        ("CELL-MERGED", "BOM!F2"),
        ("CELL-MERGED", "BOM!F3"),
    }
    cells = cells_of(got)
    assert (cells["ROW-HIDDEN"], cells["COLUMN-HIDDEN"]) == (["BOM!A4"], ["BOM!E1", "BOM!F1"])


@pytest.mark.parametrize("way", WAYS)
def test_a_percentage_however_it_is_written(judge: Judge, tmp_path: Path, way: str) -> None:
    """The share shows 49% and is saved as 0.49."""
    share = '<c s="1"><v>0.49</v></c>'
    entities = [["entity", "country", "headquarters_country", "government_equity_pct"], ["A", "US", "US", share]]
    lines = [[*HEADER, "extraction_entity"], ["1", "lithium", 60, "US", "US", None, "A"]]
    parts = unpacked(xlsx(xlsx_rows(lines), others={"Entities": xlsx_rows(entities)}))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"Pack", b"BOM")
    parts["xl/worksheets/sheet2.xml"] = WAYS[way](parts["xl/worksheets/sheet2.xml"].decode()).encode()
    (tmp_path / "book.xlsx").write_bytes(packed(parts))
    got = judge(tmp_path / "book.xlsx", "-d", "2025-06-30")
    assert "49.0000% of the equity" in got.finding("FEOC-OWNERSHIP")["message"]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("xl/worksheets/sheet1.xml", "xl/Worksheets/Sheet1.XML"),
        ("xl/workbook.xml", "XL/Workbook.xml"),
        ("xl/", "xl\\"),
        ("xl/", "book/"),
    ],
)
def test_the_parts_of_an_xlsx_under_other_names(judge: Judge, tmp_path: Path, name: str, other: str) -> None:
    """The reader finds them, so that an error has to be found too."""
    parts = unpacked(xlsx(xlsx_rows([HEADER, [*LINES[0][:2], '<c t="e"><v>#N/A</v></c>']])))
    moved = {part.replace(name, other): content for part, content in parts.items()}
    if other == "book/":
        moved["_rels/.rels"] = moved["_rels/.rels"].replace(b"xl/", b"book/")
    assert cells_of(judged(judge, tmp_path / "book.xlsx", packed(moved)))["CELL-ERROR"] == ["BOM!C2"]


def test_a_long_sheet_is_searched_to_its_end(judge: Judge, tmp_path: Path) -> None:
    """It is read a million bytes at a time, and what is found keeps its address."""
    lines = [[str(n), "lithium", 1, "US", "US", "x" * 20_000] for n in range(1, 201)]
    lines[120][2] = '<c t="e"><v>#N/A</v></c>'
    lines[199][2] = "<c><f>1</f></c>"
    rows = xlsx_rows([HEADER, *lines]).replace('<row r="150">', '<row r="150" hidden="1">')
    breaks = '<rowBreaks count="1"><brk id="5"/></rowBreaks>'
    got = judged(
        judge, tmp_path / "book.xlsx", xlsx(rows, tail=f'<mergeCells><mergeCell ref="E180:E181"/></mergeCells>{breaks}')
    )
    cells = cells_of(got)
    assert (cells["CELL-ERROR"], cells["CELL-FORMULA"], cells["ROW-HIDDEN"]) == (
        ["BOM!C122"],
        ["BOM!C201"],
        ["BOM!A150"],
    )
    assert cells["CELL-MERGED"] == ["BOM!E180", "BOM!E181"]


# What an .ods writes once and means many times ----------------------------------------------------------------------


def test_an_error_that_stands_for_several_cells(judge: Judge, tmp_path: Path) -> None:
    error = (
        '<table:table-cell table:number-columns-repeated="2" table:formula="of:=NA()" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><office:annotation><text:p>why?</text:p></office:annotation>'
        "<text:p>#N/A</text:p></table:table-cell>"
    )
    again = ods_rows([["1", "lithium", 60, error, "A"]]).replace(
        "<table:table-row", '<table:table-row table:number-rows-repeated="2"'
    )
    found = judged(judge, tmp_path / "book.ods", ods(ods_rows([HEADER]) + again)).report["findings"]
    cells = {cell for f in found if f["code"] == "CELL-ERROR" for cell in f["cells"]}
    assert cells == {"BOM!D2", "BOM!E2", "BOM!D3", "BOM!E3"}
    assert {f["message"][-14:] for f in found if f["code"] == "CELL-ERROR"} == {"the error #N/A"}


def test_a_percentage_that_stands_for_several_cells(judge: Judge, tmp_path: Path) -> None:
    share = '<table:table-cell table:number-columns-repeated="3" office:value-type="percentage" office:value="0.49"/>'
    columns = [f"government_{measure}_pct" for measure in ("equity", "votes", "board")]
    entities = ods_rows([["entity", "country", "headquarters_country", *columns], ["A", "US", "US", share]])
    lines = ods_rows([[*HEADER, "extraction_entity"], ["1", "lithium", 60, "US", "US", None, "A"]])
    content = ods(lines, others={"Entities": entities})
    parts = unpacked(content)
    parts["content.xml"] = parts["content.xml"].replace(b'"Pack"', b'"BOM"')
    (tmp_path / "book.ods").write_bytes(packed(parts))
    got = judge(tmp_path / "book.ods", "-d", "2025-06-30")
    assert "49.0000% of the equity" in got.finding("FEOC-OWNERSHIP")["message"]
    assert "SHARE-SMALL" not in got.codes


def test_rows_that_stand_for_several(judge: Judge, tmp_path: Path) -> None:
    line = ods_rows([["", "lithium", 10, "US", "US", "ATT-1"]])
    thrice = line.replace(
        "<table:table-row", '<table:table-row table:number-rows-repeated="3" table:visibility="filter"'
    )
    got = judged(judge, tmp_path / "book.ods", ods(ods_rows([HEADER]) + thrice))
    assert (got.report["bom"]["lines"], got.minerals["total_value_usd"]) == (3, "30.00")
    assert cells_of(got)["ROW-HIDDEN"] == ["BOM!A2", "BOM!A3", "BOM!A4"]


# What does not matter -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", [["Notes"], []])
def test_a_sheet_that_is_too_large_to_look_at_is_refused(judge: Judge, tmp_path: Path, hidden: list[str]) -> None:
    """It may be meant as a known one, hidden or not."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    parts = unpacked(xlsx(xlsx_rows([HEADER, *LINES]), others={"Notes": far}, hidden=hidden))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"Pack", b"BOM")
    assert judged(judge, tmp_path / "book.xlsx", packed(parts)).exit_code == 2
