"""A currency, a unit or a scale that only a cell's number format shows, beside a heading that states another."""

import datetime
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import openpyxl
import pytest
from boms import Judge, Judged, Tables, bom, by, supplier, vehicle, virgin, write_xlsb, write_xlsx
from critmin.engine.intake.files.number_formats import shown_by
from workbooks import ods, ods_rows, packed, unpacked, xlsb_record, xlsx, xlsx_rows

DAY = ("-d", "2024-06-30")
FX = ("--fx", "EUR=1.08@2024-06-28", "--fx", "CAD=0.73@2024-06-28", "--fx", "JPY=0.0062@2024-06-28")
NOT_DOLLARS = [
    "[$€-407] #,##0.00",
    '#,##0.00\\ "€"',
    "#,##0.00 €",
    '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-',
    "[$€-2] #,##0",
    "[$EUR] 0.00",
    '0.0 "EUR"',
    '0.00" EUR excl. VAT"',
    "[$¥-411]#,##0",
    "[$¥-804]#,##0.00",
    '"¥"#,##0',
    "￥#,##0",
    "[$CNY] 0",
    '0.00"元"',
    "[$£-809]#,##0.00",
    '_-"£"* #,##0.00_-;-"£"* #,##0.00_-',
    "[$CA$] 0.00",
    "[$CAD] 0.00",
    '"C$"0.00',
    "[$R$-416] #,##0.00",
    "[$kr-414] #,##0",
    "[$Ft-40E] #,##0",
    '0.00 "Kč"',
    '"₪" #,##0',
    "₹ #,##0",
    '"RD$"#,##0',
    "[$AED] 0",
    '[Red]0.00 "CHF"',
    '[>=1000]#,##0 "€";$0.00',
    "\\E\\U\\R 0.00",
    '0.0,"k€"',
    '0.0 "kg"',
    '0.00 "USD/kg"',
    '"$"0.00"/kg"',
    # a scale that the number is not divided by
    '0.0"k"',
    '0.0 "M"',
    '$0.0"k"',
    '0.0 "k$"',
    '0.0" million"',
    '"M USD" 0.0',
    # a word that is not known
    '0.00 "pesos"',
    '"Franken "0.00',
    '"Rs "0',
    '0.00" kn"',
    '0 "ct"',
    '0 "pcs"',
    "0\\ \\c\\t",
    '[>=1000]0 "lakh";0.00',
    '0.00 "USD/kWh"',
    '0 "Stück"',
    '0.00"亿"',
    '"x1000 "0',
    'General" pesos"',
]
DOLLARS = [
    "General",
    "#,##0.00",
    "$#,##0.00",
    '"$"#,##0.00_);\\("$"#,##0.00\\)',
    '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
    "[$$-409]#,##0.00",
    "[$$-1009]#,##0.00",
    "[$$-C0C] #,##0.00",
    "[$USD] #,##0.00",
    '0.00 "USD"',
    "[$US$-409]#,##0",
    "[$-407]#,##0.00",
    "[$-409]0.00",
    "#,##0,",
    "$#,##0,",
    '0.0,,"M"',
    '$0.0,"k"',
    '0.0,,"M USD"',
    '0.0, "k$"',
    '"approx. "0.00',
    '0.00 "net"',
    '0.00" (excl. VAT)"',
    '0.00 "USD excl. VAT"',
    '$0.00" total"',
    '"约"0.00',
    '"ca. "0.00" inkl. MwSt."',
    '[=0]"none";0.00',
    '[=0]"n/a";General',
    '"ca. $"0.00',
    "0.00E+00",
    "# ?/?",
    "¤ 0.00",
    "G/通用格式",
    "$0.00;[Red]-[$€-407] 0.00",
    "@",
]


def with_format(folder: Path, tables: Tables, address: str, code: str) -> Path:
    """The tables as a workbook, with one cell of this number format: `BOM!C2`."""
    sheet, _, cell = address.partition("!")
    return write_xlsx(tables, folder / "pack.xlsx", lambda book: setattr(book[sheet][cell], "number_format", code))


def conflict(got: Judged) -> list[str]:
    """The cells of the one error that says that a number format shows another unit."""
    (found,) = [f for f in got.report["findings"] if f["severity"] == "error"]
    assert (got.exit_code, "number format" in found["message"]) == (2, True)
    return list(found["cells"])


@pytest.mark.parametrize("code", NOT_DOLLARS)
def test_dollars_that_are_shown_as_something_else(judge: Judge, tmp_path: Path, code: str) -> None:
    assert conflict(judge(with_format(tmp_path, bom(virgin()), "BOM!C2", code), *DAY, *FX)) == ["BOM!C2"]


@pytest.mark.parametrize("code", DOLLARS)
def test_dollars_that_are_shown_as_dollars(judge: Judge, tmp_path: Path, code: str) -> None:
    got = judge(with_format(tmp_path, bom(virgin()), "BOM!C2", code), *DAY)
    assert (got.status, got.minerals["total_value_usd"]) == ("pass", "100.00")


WEIGHED = bom(virgin(value="", mass_kg="85", price_usd_per_kg="2"))


@pytest.mark.parametrize(
    ("cell", "code", "fits"),
    [
        ("BOM!G2", '0.0 "t"', False),
        ("BOM!G2", '0.0\\ "lb"', False),
        ("BOM!G2", "0.0\\ \\t", False),
        ("BOM!G2", '0"吨"', False),
        ("BOM!G2", '0.0 "ton"', False),
        ("BOM!G2", '[<1]0.000 "g";0.0 "kg"', False),
        ("BOM!G2", "$0.00", False),
        ("BOM!G2", "[$€-407] 0.00", False),
        ("BOM!G2", '0.0 "/kg"', False),
        ("BOM!G2", "0.0%", False),
        ("BOM!G2", '0.0 "kg"', True),
        ("BOM!G2", '0.0" kg net"', True),
        ("BOM!G2", '0.000,"t"', True),  # 85 kilograms show as 0.085 t
        ("BOM!G2", '[>=1000]#,##0.0,"t";0 "kg"', True),
        ("BOM!G2", '0.0 "kg (dry)"', True),
        ("BOM!G2", '"约"0.0"公斤"', True),
        ("BOM!G2", '0 "cells"', False),
        ("BOM!G2", '0.0 "oz"', False),
        ("BOM!G2", '0.0 "kt"', False),
        ("BOM!G2", '0.0"斤"', False),
        ("BOM!G2", '0.0 "mol"', False),
        ("BOM!G2", '0.0" L"', False),
        ("BOM!G2", '0.0 "kWh"', False),
        ("BOM!G2", '0 "Stk."', False),
        ("BOM!G2", '0.0 "kg/kWh"', False),
        ("BOM!H2", '0.00 "c/lb"', False),
        ("BOM!H2", '0.00 "/cell"', False),
        ("BOM!H2", '0.00 "€/kg"', False),
        ("BOM!H2", '"$"0.00"/t"', False),
        ("BOM!H2", '0.00 "USD/lb"', False),
        ("BOM!H2", "[$CHF] 0.00", False),
        ("BOM!H2", "0%", False),
        ("BOM!H2", "$0.00", True),
        ("BOM!H2", '"$"0.00"/kg"', True),
        ("BOM!H2", '0.00 "USD/kg"', True),
        ("BOM!H2", '0.00 "per kg"', True),
    ],
)
def test_masses_and_prices(judge: Judge, tmp_path: Path, cell: str, code: str, fits: bool) -> None:
    got = judge(with_format(tmp_path, WEIGHED, cell, code), *DAY, *FX)
    if fits:
        assert (got.status, got.minerals["total_value_usd"]) == ("pass", "170.00")
    else:
        assert conflict(got) == [cell]


@pytest.mark.parametrize(
    ("tables", "cell", "code"),
    [
        (bom(virgin(extraction_value_added_usd="30")), "BOM!G2", '0 "EUR"'),
        (bom(virgin(), Steps=[{"line": "1", "step": "processing", "value_added_usd": "9"}]), "Steps!C2", "[$£-809]0"),
        (bom(virgin(), Entities=[supplier("K")]), "Entities!D2", '0.0 "kg"'),
        (bom(virgin(), Ownership=[{"owner": "A", "owned": "B", "equity_pct": "40"}]), "Ownership!C2", "$0.00"),
        (bom(virgin(), Vehicle=vehicle(msrp_usd="45000")), "Vehicle!B2", "[$€-407]#,##0"),
        (bom(virgin(), Vehicle=vehicle(msrp_usd="45000")), "Vehicle!B2", "0.00%"),
        (bom(virgin(), Vehicle=vehicle(gvwr_lb="6000")), "Vehicle!B2", '0 "kg"'),
        (bom(virgin(), Vehicle=vehicle(battery_kwh="75")), "Vehicle!B2", '0 "kg"'),
        (bom(virgin(), Vehicle=vehicle(battery_kwh="75")), "Vehicle!B2", '0 "Wh"'),
        (bom(virgin(), Vehicle=vehicle(battery_kwh="75")), "Vehicle!B2", '0 "kilowatt"'),
        (bom(virgin()), "BOM!C2", "0.00%"),
    ],
)
def test_wherever_a_number_stands(judge: Judge, tmp_path: Path, tables: Tables, cell: str, code: str) -> None:
    got = judge(with_format(tmp_path, tables, cell, code), *DAY)
    errors = [f for f in got.report["findings"] if f["severity"] == "error"]
    assert (got.exit_code, [f["cells"] for f in errors]) == (2, [[cell]])


@pytest.mark.parametrize(
    ("tables", "cell", "code"),
    [
        (bom(virgin(), Vehicle=vehicle(msrp_usd="45000")), "Vehicle!B2", "[$$-1009]#,##0"),
        (bom(virgin(), Vehicle=vehicle(gvwr_lb="6000")), "Vehicle!B2", '0 "lb"'),
        (bom(virgin(), Vehicle=vehicle(battery_kwh="75")), "Vehicle!B2", '0.0 "kWh"'),
        (bom(virgin(), Vehicle=vehicle(battery_kwh="75")), "Vehicle!B2", '0.0 "kWh (usable)"'),
        (bom(virgin(), Vehicle=vehicle(battery_kwh="75")), "Vehicle!B2", '0 "kilowatt hours"'),
        (bom(virgin(), Entities=[supplier("K")]), "Entities!D2", '0.0"%"'),
        (bom(virgin(), Entities=[supplier("K")]), "Entities!D2", '0.0" points"'),
        (bom(virgin()), "BOM!A2", '0 "t"'),  # a column of no numbers
    ],
)
def test_formats_that_agree(judge: Judge, tmp_path: Path, tables: Tables, cell: str, code: str) -> None:
    assert judge(with_format(tmp_path, tables, cell, code), *DAY).status == "pass"


@pytest.mark.parametrize(
    ("heading", "more", "code", "worth"),
    [
        # the heading, or a column, states the currency
        ("Value (EUR)", {}, "[$€-407] 0.00", "108.00"),
        ("Value (EUR)", {}, "$0.00", None),
        ("Value (EUR)", {}, '0.00 "USD"', None),
        ("Value (CAD)", {}, "$0.00", "73.00"),
        ("Value (CAD)", {}, "[$$-1009]0.00", "73.00"),
        ("Value (JPY)", {}, '"¥"0', "0.62"),
        ("Value (JPY)", {}, "[$£-809]0", None),
        ("Value", {"currency": "EUR"}, "[$€-407] 0.00", "108.00"),
        ("Value", {"currency": "EUR"}, "$0.00", None),
        ("Value k€", {}, '0.0 "k€"', "108000.00"),
        # nothing but the format does
        ("Value", {}, "[$€-407] 0.00", "108.00"),
        ("Value", {}, '0.00 "EUR"', "108.00"),
        ("Value", {}, '"¥"0', None),
        ("Value", {}, "[$Ft-40E] 0", None),
        ("Value", {}, "$0.00", "100.00"),
    ],
)
def test_headings_of_other_currencies(
    judge: Judge, tmp_path: Path, heading: str, more: dict[str, str], code: str, worth: str | None
) -> None:
    line = {"mineral": "lithium", heading: "100", "extraction_country": "US", "processing_country": "US"} | more
    got = judge(with_format(tmp_path, bom(line), "BOM!C2", code), *DAY, *FX)
    if worth is None:
        assert conflict(got) == ["BOM!C2"]
    else:
        assert (got.exit_code, got.minerals["total_value_usd"]) == (0, worth)


@pytest.mark.parametrize(
    ("heading", "code", "of"),
    [
        ("value_usd", "[$$-1009]#,##0.00", "CAD"),
        ("value_usd", "[$$-C0C] #,##0.00", "CAD"),
        ("value_usd", "[$$-en-AU]#,##0", "AUD"),
        ("value_usd", "[$$-80A]#,##0", "MXN"),
        ("Value", "[$$-C09]#,##0", "AUD"),
        ("Value (CAD)", "[$$-1009]#,##0", None),
        ("value_usd", "[$$-409]#,##0", None),
        ("value_usd", "[$$-en-US]#,##0", None),
        ("value_usd", "[$-1009]#,##0", None),
        ("value_usd", "[$US$-1009]#,##0", None),
        ("value_usd", "$#,##0", None),
    ],
)
def test_the_dollar_sign_of_another_country(
    judge: Judge, tmp_path: Path, heading: str, code: str, of: str | None
) -> None:
    """A spreadsheet program set up for Canada writes US dollars so too."""
    line = {"mineral": "lithium", heading: "100", "extraction_country": "US", "processing_country": "US"}
    got = judge(with_format(tmp_path, bom(line), "BOM!C2", code), *DAY, *FX)
    said = [(f["cells"], f["message"]) for f in got.report["findings"] if f["code"] == "DOLLAR-OF-LOCALE"]
    assert (got.status, [cells for cells, _ in said]) == ("pass", [["BOM!C2"]] if of else [])
    assert all(f"$ with the locale of {of}" in message for _, message in said)


def test_a_mass_whose_unit_is_shown_by_the_format_alone(judge: Judge, tmp_path: Path) -> None:
    line = virgin(value="", Mass="85", price_usd_per_kg="2")
    got = judge(with_format(tmp_path, bom(line), "BOM!G2", '0.0 "t"'), *DAY)
    assert got.minerals["total_value_usd"] == "170000.00"


def test_a_format_changes_no_text(judge: Judge, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_xlsx(bom(virgin()), tmp_path / "pack.xlsx"))
    cell = book["BOM"]["C2"]
    cell.value, cell.number_format = "$100.00", "[$€-407] 0.00"
    book.save(tmp_path / "pack.xlsx")
    assert judge(tmp_path / "pack.xlsx", *DAY).status == "pass"


def test_one_finding_for_all_the_cells_of_a_column(judge: Judge, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_xlsx(bom(*[virgin(value=str(n)) for n in range(1, 9)]), tmp_path / "pack.xlsx"))
    for row in (2, 3, 6):
        book["BOM"].cell(row, 3).number_format = "[$€-407] 0.00"
    book.save(tmp_path / "pack.xlsx")
    assert conflict(judge(tmp_path / "pack.xlsx", *DAY)) == ["BOM!C2", "BOM!C3", "BOM!C6"]


# The other ways to write a workbook -----------------------------------------------------------------------------------

HEAD = ["mineral", "value_usd", "extraction_country", "processing_country"]


def odd_xlsx(code: str, cell: str, style: str = '<xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="170"/>') -> bytes:
    """A workbook whose one amount is written so, where style 2 has the format."""
    parts = unpacked(xlsx(xlsx_rows([HEAD, ["lithium", cell, "US", "US"]])))
    formats = f"<numFmts><numFmt numFmtId='170' formatCode={quoteattr(code)}/></numFmts>"
    parts["xl/styles.xml"] = f"<styleSheet>{formats}<cellXfs>{style}</cellXfs></styleSheet>".encode()
    return packed(parts)


@pytest.mark.parametrize(
    "cell",
    [
        '<c s="2"><v>100</v></c>',
        '<c s="2" t="n"><v>100</v></c>',
        "<c t='n' s='2'><v>100</v></c>",
        '<c s="2" cm="1"><f>10*10</f><v>100</v></c>',
    ],
)
def test_however_the_cell_is_written(judge: Judge, tmp_path: Path, cell: str) -> None:
    path = tmp_path / "pack.xlsx"
    for code, exit_code in (("[$€-407] 0.00", 2), ("[$$-409] 0.00", 0)):
        path.write_bytes(odd_xlsx(code, cell))
        assert judge(path, *DAY).exit_code == exit_code


def test_the_first_style_is_that_of_cells_without_one(judge: Judge, tmp_path: Path) -> None:
    path = tmp_path / "pack.xlsx"
    path.write_bytes(odd_xlsx('0 "EUR"', "<c><v>100</v></c>", '<xf numFmtId="170"/>'))
    assert conflict(judge(path, *DAY)) == ["BOM!B2"]


def currency_style(name: str, symbol: str) -> str:
    number = '<number:number number:decimal-places="2"/>'
    shown = f"<number:currency-symbol>{symbol}</number:currency-symbol>"
    inside = f"{number}<number:text> </number:text>{shown}"
    return f'<number:currency-style style:name="{name}">{inside}</number:currency-style>'


ODS_STYLES: dict[str, tuple[str, str, str, bool]] = {
    # the styles, the attributes of the cell, those of its column, and whether it fits
    "euros": (currency_style("N1", "€"), 'table:style-name="ce1"', "", False),
    "dollars": (currency_style("N1", "$"), 'table:style-name="ce1"', "", True),
    "by the column": (currency_style("N1", "€"), "", 'table:default-cell-style-name="ce1"', False),
    "by a negative's style": (
        currency_style("N1P0", "€")
        + '<number:number-style style:name="N1"><number:number/>'
        + '<style:map style:condition="value()&gt;=0" style:apply-style-name="N1P0"/></number:number-style>',
        'table:style-name="ce1"',
        "",
        False,
    ),
    "a text": (
        '<number:number-style style:name="N1"><number:number/><number:text> t</number:text></number:number-style>',
        'table:style-name="ce1"',
        "",
        False,
    ),
    "a text that is not known": (
        '<number:number-style style:name="N1"><number:number/><number:text> pcs</number:text></number:number-style>',
        'table:style-name="ce1"',
        "",
        False,
    ),
    "a text that is no unit": (
        '<number:number-style style:name="N1"><number:number/><number:text> net</number:text></number:number-style>',
        'table:style-name="ce1"',
        "",
        True,
    ),
    "thousands": (
        '<number:number-style style:name="N1"><number:number number:display-factor="1000"/>'
        "<number:text>k$</number:text></number:number-style>",
        'table:style-name="ce1"',
        "",
        True,
    ),
    "an inherited style": (currency_style("N1", "£"), 'table:style-name="ce2"', "", False),
    "a currency without a style": ("", 'office:currency="EUR"', "", False),
    "dollars without a style": ("", 'office:currency="USD"', "", True),
    "Canadian dollars that show as $": (
        currency_style("N1", "$"),
        'table:style-name="ce1" office:currency="CAD"',
        "",
        True,
    ),
}


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("case", ODS_STYLES)
def test_an_open_document(judge: Judge, tmp_path: Path, case: str, named: bool) -> None:
    formats, of_cell, of_column, fits = ODS_STYLES[case]
    cell = f'<table:table-cell {of_cell} office:value-type="currency" office:value="100"/>'
    columns = f"<table:table-column/><table:table-column {of_column}/>"
    parts = unpacked(ods(columns + ods_rows([HEAD, ["lithium", cell, "US", "US"]])))
    styles = formats + (
        '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
        '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1"/>'
    )
    space = b"<office:document-content"
    number = space + b' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    content = parts["content.xml"].replace(space, number)
    if named:
        root = content[: content.index(b">") + 1].replace(b"document-content", b"document-styles").decode()
        parts["styles.xml"] = f"{root}<office:styles>{styles}</office:styles></office:document-styles>".encode()
    else:
        end = b"</office:automatic-styles>"
        content = content.replace(end, styles.encode() + end)
    path = tmp_path / "pack.ods"
    path.write_bytes(packed(parts | {"content.xml": content}))
    got = judge(path, *DAY)
    if fits:
        assert (got.status, got.minerals["total_value_usd"]) == ("pass", "100.00")
    else:
        assert conflict(got) == ["BOM!B2"]


def binary(tables: Any, codes: list[str], style_of: Callable[[float], int], path: Path) -> Path:
    """A binary workbook whose cell styles have these formats, and whose numbers have a style each."""
    parts = unpacked(write_xlsb(tables, path).read_bytes())  # type: ignore[union-attr]
    for name, part in parts.items():
        if name.endswith(".bin") and "sheet" in name:
            for number in {n for rows in tables.values() for row in rows for n in row.values() if isinstance(n, float)}:
                double = struct.pack("<d", number)
                part = part.replace(bytes(4) + double, struct.pack("<I", style_of(number)) + double)
            parts[name] = part

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    formats = b"".join(xlsb_record(44, struct.pack("<H", 164 + n) + wide(code)) for n, code in enumerate(codes))
    named = xlsb_record(626) + xlsb_record(47, struct.pack("<HH", 0xFFFF, 0) + bytes(12)) + xlsb_record(627)
    styles = b"".join(xlsb_record(47, struct.pack("<HH", 0, 164 + n) + bytes(12)) for n in range(len(codes)))
    count = struct.pack("<I", len(codes))
    of_cells = xlsb_record(617, count) + styles + xlsb_record(618)
    parts["xl/styles.bin"] = xlsb_record(615, count) + formats + xlsb_record(616) + named + of_cells
    path.write_bytes(packed(parts))
    return path


@pytest.mark.parametrize(
    ("code", "fits"), [("[$€-407] 0.00", False), ('0.0 "t"', False), ("$0.00", True), ("0.00", True), ("0%", False)]
)
def test_a_binary_workbook(judge: Judge, tmp_path: Path, code: str, fits: bool) -> None:
    tables: Any = {"BOM": [{"line": "1"} | virgin() | {"value_usd": 100.5}]}
    got = judge(binary(tables, ["General", code], lambda _: 1, tmp_path / "pack.xlsb"), *DAY)
    assert got.status == "pass" if fits else conflict(got) == ["BOM!C2"]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("0.0%", "fail"),
        ("0.00 %", "fail"),
        ('0"x"%', "fail"),
        ('0.0"%"', "pass"),  # Shown as 0.3%
        ("0.0\\%", "pass"),
        ("0.0_%", "pass"),
        ("0.0[$%]", "pass"),
    ],
)
def test_a_percent_sign_that_is_only_a_text(judge: Judge, tmp_path: Path, code: str, status: str) -> None:
    tables = bom(by("K"), Entities=[supplier("K") | {"government_equity_pct": "0.3"}])
    assert judge(with_format(tmp_path, tables, "Entities!D2", code), "-d", "2025-06-01").feoc == status


def test_a_binary_workbook_shows_percentages(judge: Judge, tmp_path: Path) -> None:
    owned = dict(supplier("K")) | {"government_equity_pct": 0.49}
    tables: Any = {"BOM": [{"line": "1"} | by("K")], "Entities": [owned]}
    got = judge(binary(tables, ["General", "0.00%"], lambda _: 1, tmp_path / "pack.xlsb"), "-d", "2025-06-01")
    assert "49.0000% of the equity" in got.finding("FEOC-OWNERSHIP")["message"]


# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["", '"', "[", "[$", "\\", "_", "*", ";;;", '"€', "[$€", "0" * 5000, "€" * 5000, '"x' * 900]
)
def test_no_format_is_too_odd(code: str) -> None:
    assert isinstance(shown_by(code), tuple)


def test_a_format_is_looked_at_once_for_a_style(judge: Judge, tmp_path: Path) -> None:
    rows = [HEAD, *(["lithium", f'<c s="2"><v>{n}.5</v></c>', "US", "US"] for n in range(1000))]
    parts = unpacked(xlsx(xlsx_rows(rows)))
    formats = b'<numFmts><numFmt numFmtId="170" formatCode="$#,##0.00"/></numFmts><cellXfs>'
    styles = parts["xl/styles.xml"].replace(b"<cellXfs>", formats)
    parts["xl/styles.xml"] = styles.replace(b"</cellXfs>", b'<xf numFmtId="170"/></cellXfs>')
    (tmp_path / "pack.xlsx").write_bytes(packed(parts))
    before = shown_by.cache_info()
    assert judge(tmp_path / "pack.xlsx", *DAY).status == "pass"
    after = shown_by.cache_info()
    assert after.hits + after.misses - before.hits - before.misses < 50


@pytest.mark.parametrize(
    ("code", "in_part"),
    [
        ("yyyy-mm-dd", False),
        ("d. mmmm yyyy", False),
        ("mmm-yy", True),
        ("d-mmm", True),
        ("yyyy", True),
        ("mm/yyyy", True),
    ],
)
def test_a_date_of_which_a_part_is_hidden(judge: Judge, tmp_path: Path, code: str, in_part: bool) -> None:
    book = openpyxl.load_workbook(write_xlsx(bom(virgin(), Vehicle=vehicle(acquired="")), tmp_path / "pack.xlsx"))
    book["Vehicle"]["B2"].value = datetime.date(2025, 6, 1)
    book["Vehicle"]["B2"].number_format = code
    book.save(tmp_path / "pack.xlsx")
    got = judge(tmp_path / "pack.xlsx", "-d", "2025-12-01")
    assert (got.status, got.report["vehicle"]["acquired"], "DATE-IN-PART" in got.codes) == (
        "pass",
        "2025-06-01",
        in_part,
    )
