"""Which rows of a sheet are its header and its lines, and what becomes of the others (docs/untidy-files.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import Judge, Judged
from thorough import crossed

DAY = ("-d", "2024-06-30")
HEADER = ["mineral", "value_usd", "extraction_country", "processing_country"]
LI, NI = ["lithium", 60, "AU", "US"], ["nickel", 40, "ID", "NO"]


def sheet(judge: Judge, tmp_path: Path, *rows: list[Any], merge: tuple[str, ...] = (), **more: Any) -> Judged:
    """The report on a workbook of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merge:
        book.active.merge_cells(area)
    for row in more.get("hidden_rows", ()):
        book.active.row_dimensions[row].hidden = True
    for column in more.get("hidden_columns", ()):
        book.active.column_dimensions[column].hidden = True
    path = tmp_path / "bom.xlsx"
    book.save(path)
    return judge(path, *DAY)


def told(got: Judged, *codes: str) -> list[tuple[str, list[str]]]:
    """The findings of these codes, each with the rows and columns of its cells."""
    return [
        (f["code"], [cell.rpartition("!")[2] for cell in f["cells"]])
        for f in got.report["findings"]
        if f["code"] in codes
    ]


def lines(got: Judged) -> list[str]:
    """The lines that count, by name: the row's number where they have none."""
    return [chain["line"] for chain in got.minerals["chains"]]


# Totals ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        ["Total", 100],
        ["TOTAL:", 100],
        ["Grand total", 100],
        ["Sub-total lithium and nickel", 100],
        ["lithium Total", 100],
        ["合计", 100],
        ["小計", 100],
        ["합계", 100],
        ["Summe", 100],
        ["Zwischensumme", 100],
        ["Total général", 100],
        ["Suma", 100],
        ["Total", None],
        [None, 100],
    ],
)
def test_a_total_is_never_a_line(judge: Judge, tmp_path: Path, row: list[Any]) -> None:
    got = sheet(judge, tmp_path, HEADER, LI, NI, row)
    assert (got.status, lines(got), got.report["bom"]["lines"]) == ("pass", ["2", "3"], 2)
    assert told(got, "ROW-TOTAL", "TOTAL-DIFFERS") == [("ROW-TOTAL", ["A4"])]
    assert got.span == ("3/5", "3/5")


def test_subtotals_are_compared_with_their_own_lines(judge: Judge, tmp_path: Path) -> None:
    rows = [LI, NI, ["Subtotal", 100], LI, ["Subtotal", 60], ["Total", 160]]
    got = sheet(judge, tmp_path, HEADER, *rows)
    assert told(got, "ROW-TOTAL", "TOTAL-DIFFERS") == [("ROW-TOTAL", ["A4", "A6", "A7"])]


def test_a_total_that_differs_may_hide_a_line(judge: Judge, tmp_path: Path) -> None:
    got = sheet(judge, tmp_path, HEADER, LI, NI, ["Total", 130])
    found = got.finding("TOTAL-DIFFERS")
    assert (got.status, found["severity"], found["cells"]) == ("pass", "warning", ["Sheet!B4"])
    assert "130" in found["message"] and "100" in found["message"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["Total", 100, "AU", None], "TOTAL-UNCLEAR"),  # a place: a line of a material called so?
        (["nickel", 50, "AU", "US"], None),
        ([None, 99], "MINERAL-MISSING"),  # no label, and no sum of the lines above
        ([None, 50, "AU", "US"], "MINERAL-MISSING"),
    ],
)
def test_what_only_looks_like_a_total(judge: Judge, tmp_path: Path, row: list[Any], code: str | None) -> None:
    got = sheet(judge, tmp_path, HEADER, LI, NI, row)
    if code is None:
        assert lines(got) == ["2", "3", "4"]
    else:
        assert (got.exit_code, told(got, code)) == (2, [(code, ["A4"])])


def test_a_line_whose_material_is_called_total_is_a_line_or_an_error(judge: Judge, tmp_path: Path) -> None:
    header = ["material", "mineral", "value_usd"]
    agrees = sheet(judge, tmp_path, header, ["a", "nickel", 60], ["b", "nickel", 40], ["Total", "nickel", 100])
    assert (agrees.status, lines(agrees)) == ("incomplete", ["2", "3"])
    differs = sheet(judge, tmp_path, header, ["a", "nickel", 60], ["b", "nickel", 40], ["Total", "nickel", 70])
    assert told(differs, "TOTAL-UNCLEAR") == [("TOTAL-UNCLEAR", ["B4"])]


# Other rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ([None, None, None, None], None),
        (["  ", "\xa0"], None),
        (["mineral", "value_usd", "extraction_country", "processing_country"], "HEADER-AGAIN"),
        (["* estimated"], "ROW-NOTE"),
        (["Note: prices of one day"], "ROW-NOTE"),
        (["注：价格为2024年3月"], "ROW-NOTE"),
        (["All of the values above are taken from the contracts"], "ROW-NOTE"),
        (["text", "number", "country", "country"], "ROW-NOTE"),
        (["Text", "Zahl", "Land", "Land"], "ROW-NOTE"),
        ([1, 2, 3, 4], "ROW-NOTE"),
        (["1", "2", "3", "4"], "ROW-NOTE"),
        (["Approved by", "Jane Doe", None, None, "2025-01-02"], "ROW-NOTE"),
        (["Contact:", "Ann", None, None, "ann@example.com"], "ROW-NOTE"),
        (["Geprüft", "J. Meier"], "ROW-NOTE"),
        (["审核", "王"], "ROW-NOTE"),
        (["Fußnote: Preise eines Tages"], "ROW-NOTE"),
        ([None, None, None, None, None, None, "a pick list"], "ROW-UNUSED"),
    ],
)
def test_rows_that_are_no_lines(judge: Judge, tmp_path: Path, row: list[Any], code: str | None) -> None:
    got = sheet(judge, tmp_path, HEADER, LI, row, NI)
    assert (got.status, lines(got)) == ("pass", ["2", "4"])
    assert told(got, "HEADER-AGAIN", "ROW-NOTE", "ROW-UNUSED") == ([] if code is None else [(code, ["A3"])])


def test_a_row_of_one_word_is_a_line_that_says_too_little(judge: Judge, tmp_path: Path) -> None:
    header = ["material", "mineral", "value_usd"]
    got = sheet(judge, tmp_path, header, ["powder", "nickel", 60], ["NMC811 powder"])
    assert got.exit_code == 2
    assert told(got, "MATERIAL-NO-MINERAL") == [("MATERIAL-NO-MINERAL", ["A3"])]


def test_the_heading_of_a_section_warns(judge: Judge, tmp_path: Path) -> None:
    header = ["component", *HEADER]
    got = sheet(judge, tmp_path, header, ["Cathode"], [None, *LI], ["Housing"], [None, *NI])
    assert (lines(got), told(got, "ROW-SECTION")) == (["3", "5"], [("ROW-SECTION", ["A2"]), ("ROW-SECTION", ["A4"])])


def test_hidden_rows_and_columns_are_read_and_told(judge: Judge, tmp_path: Path) -> None:
    got = sheet(judge, tmp_path, HEADER, LI, NI, hidden_rows=[3], hidden_columns=["C"])
    assert lines(got) == ["2", "3"]
    assert told(got, "ROW-HIDDEN", "COLUMN-HIDDEN") == [("COLUMN-HIDDEN", ["C1"]), ("ROW-HIDDEN", ["A3"])]


# Merged cells ---------------------------------------------------------------------------------------------------------


def test_a_merged_country_is_that_of_every_row(judge: Judge, tmp_path: Path) -> None:
    rows = [["lithium", 50, "CL", "KR"], ["nickel", 50, None, None]]
    got = sheet(judge, tmp_path, HEADER, *rows, merge=("C2:C3", "D2:D3"))
    assert got.span == ("1", "1")
    assert told(got, "CELL-MERGED") == [("CELL-MERGED", ["C2", "C3"]), ("CELL-MERGED", ["D2", "D3"])]


def test_a_merged_amount_is_nobodys(judge: Judge, tmp_path: Path) -> None:
    got = sheet(judge, tmp_path, HEADER, LI, ["nickel", None, "AU", "US"], merge=("B2:B3",))
    assert (got.exit_code, told(got, "MERGED-AMOUNT")) == (2, [("MERGED-AMOUNT", ["B2", "B3"])])


def test_a_cell_merged_across_two_columns_is_read_as_the_first(judge: Judge, tmp_path: Path) -> None:
    got = sheet(judge, tmp_path, HEADER, ["lithium", 60, "AU", None], merge=("C2:D2",))
    assert told(got, "CELL-MERGED-ACROSS") == [("CELL-MERGED-ACROSS", ["D2"])]
    assert got.minerals["chains"][0]["processing"] is None


def test_a_title_merged_across_is_a_note(judge: Judge, tmp_path: Path) -> None:
    got = sheet(judge, tmp_path, HEADER, LI, ["Anode side"], NI, merge=("A3:D3",))
    assert (lines(got), told(got, "ROW-NOTE")) == (["2", "4"], [("ROW-NOTE", ["A3"])])


# Headers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "merge"),
    [
        ([["mineral", "value_usd", "Extraction", "Processing"], [None, None, "Country", "Country"]], ()),
        (
            [["mineral", "value_usd", "extraction", "processing"], [None, None, "country", "country"]],
            ("A1:A2", "B1:B2"),
        ),
        ([[None, None, "Extraction", "Processing"], ["mineral", "value_usd", "country", "country"]], ()),
        ([["mineral", "value", "extraction_country", "processing_country"], [None, "USD", None, None]], ()),
        ([["Pack 3", None, "Extraction", "Processing"], ["Mineral", "Value USD", "country", "country"]], ()),
    ],
)
def test_a_header_of_two_rows(judge: Judge, tmp_path: Path, rows: list[list[Any]], merge: tuple[str, ...]) -> None:
    got = sheet(judge, tmp_path, *rows, LI, NI, merge=merge)
    assert got.status == "pass", got.report["findings"]
    assert (got.span, lines(got)) == (("3/5", "3/5"), ["3", "4"])


def test_a_header_far_down(judge: Judge, tmp_path: Path) -> None:
    above = [[f"remark {n}"] for n in range(48)]
    got = sheet(judge, tmp_path, *above, HEADER, LI, NI)
    assert (lines(got), told(got, "ROWS-ABOVE")) == (["50", "51"], [("ROWS-ABOVE", ["A1"])])
    below = sheet(judge, tmp_path, *above, *above, HEADER, LI)
    assert (below.exit_code, below.codes) == (2, {"HEADER-MISSING"})


# Several tables -------------------------------------------------------------------------------------------------------

SUMMARY = [["mineral", "value_usd"], ["lithium", 60], ["nickel", 40]]


def test_a_summary_above_or_below_is_left_out(judge: Judge, tmp_path: Path) -> None:
    above = sheet(judge, tmp_path, *SUMMARY, [], HEADER, LI, NI)
    assert (lines(above), told(above, "TABLE-LEFT-OUT")) == (["6", "7"], [("TABLE-LEFT-OUT", ["A1"])])
    below = sheet(judge, tmp_path, HEADER, LI, NI, [], *SUMMARY)
    assert (lines(below), told(below, "TABLE-LEFT-OUT")) == (["2", "3"], [("TABLE-LEFT-OUT", ["A5"])])


@pytest.mark.parametrize("summary_first", [False, True])
@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (["nickel", 40], None),
        (["Ni", 40.004], None),  # rounded to the cent
        (["copper", 7], None),  # no listed mineral
        (["Total", 100], None),
        (["nickel", None], None),
        (["nickel", 41], "B"),
        (["cobalt", 5], "A"),  # no line that is read is of it
        (["cobalt", None], "A"),
        (["2", "graphite"], "A"),
    ],
)
def test_a_table_left_out_that_is_no_summary_of_the_lines_is_refused(
    judge: Judge, tmp_path: Path, row: list[Any], cells: str | None, summary_first: bool
) -> None:
    tables = [[HEADER, LI, NI], [SUMMARY[0], SUMMARY[1], row]]
    first, second = tables[::-1] if summary_first else tables
    got = sheet(judge, tmp_path, *first, [], *second)
    number = 3 if summary_first else 7
    assert told(got, "TABLE-DIFFERS") == ([("TABLE-DIFFERS", [f"{cells}{number}"])] if cells else [])
    assert (got.exit_code == 2) is (cells is not None)


@pytest.mark.parametrize("swap", [False, True])
def test_two_bills_of_materials_on_one_sheet_are_refused(judge: Judge, tmp_path: Path, swap: bool) -> None:
    other = [["material", *HEADER], ["powder", *LI]]
    tables = [other, [HEADER, NI]] if swap else [[HEADER, NI], other]
    got = sheet(judge, tmp_path, *tables[0], [], *tables[1])
    assert (got.exit_code, got.codes) == (2, {"TABLES-SEVERAL"})
    assert sorted(got.finding("TABLES-SEVERAL")["cells"]) == ["Sheet!A1", "Sheet!A4"]


def test_a_header_of_two_rows_again_goes_on_with_the_table(judge: Judge, tmp_path: Path) -> None:
    top = [["mineral", "value_usd", "Extraction", "Processing"], [None, None, "Country", "Country"]]
    merged = ("A1:A2", "B1:B2", "A5:A6", "B5:B6")
    got = sheet(judge, tmp_path, *top, LI, [], *top, NI, merge=merged)
    assert (lines(got), told(got, "HEADER-AGAIN", "TABLE-LEFT-OUT")) == (["3", "7"], [("HEADER-AGAIN", ["A5", "A6"])])


def test_the_first_line_is_never_a_second_row_of_the_header(judge: Judge, tmp_path: Path) -> None:
    got = sheet(judge, tmp_path, [*HEADER, "remarks"], [*LI, "US"], [*NI, "ours"])
    assert lines(got) == ["2", "3"]
    (tmp_path / "columns.toml").write_text('[bom.columns]\nremarks = ""\nprocessing_country = ""\n', encoding="utf-8")
    path = tmp_path / "bom.xlsx"
    assert lines(judge(path, *DAY, "--columns", str(tmp_path / "columns.toml"))) == ["2", "3"]


def test_the_bill_of_materials_goes_on_below_a_summary(judge: Judge, tmp_path: Path) -> None:
    got = sheet(judge, tmp_path, HEADER, LI, [], *SUMMARY, [], HEADER, NI)
    assert lines(got) == ["2", "9"]
    other = sheet(judge, tmp_path, HEADER, LI, [], SUMMARY[0], SUMMARY[1], [], ["remarks", *HEADER], ["x", *NI])
    assert (other.exit_code, other.codes) == (2, {"TABLES-SEVERAL", "TABLE-LEFT-OUT"})


@pytest.mark.parametrize(
    "again",
    [
        ["mineral", "value_usd", "processing_country", "extraction_country"],
        ["mineral", "value_usd", "extraction_country", "recycling_country"],
        ["mineral", "Value (kUSD)", "extraction_country", "processing_country"],
    ],
)
def test_a_header_that_differs_in_a_column_is_refused(judge: Judge, tmp_path: Path, again: list[str]) -> None:
    got = sheet(judge, tmp_path, HEADER, LI, again, NI)
    assert (got.exit_code, got.codes) == (2, {"TABLES-SEVERAL"})


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (HEADER, ["natural graphite (spherical, coated, battery grade, for the anode)"]),
        (HEADER, ["* lithium"]),
        (HEADER, ["Lithium carbonate (technical grade, from our second source)"]),
        (["material", *HEADER], ["Lithium carbonate (technical grade, from our second source)"]),
        (["material", *HEADER], ["Source: NMC811"]),
        (HEADER, ["Approved by", 5000]),
        (HEADER, ["Note", None, "CN", "CN"]),
        (["line", *HEADER], ["Contact", "lithium"]),
        (["line", *HEADER], ["Approved by", "lithium", "5000", "CN", "CN"]),
        ([*HEADER, "extraction_entity"], ["Source", None, None, None, "Ganfeng"]),
        (["line", *HEADER], ["1", "2", "CN"]),
        (HEADER, ["text", 5000, "China", "China"]),
        (["line", *HEADER], ["code", "lithum"]),
    ],
)
def test_a_row_that_names_a_substance_is_no_note(
    judge: Judge, tmp_path: Path, columns: list[str], row: list[str]
) -> None:
    pad = [None] * (len(columns) - len(HEADER))
    got = sheet(judge, tmp_path, columns, [*pad, *LI], row)
    assert "ROW-NOTE" not in got.codes
    assert got.status != "pass"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["lithium total", 60]], "ROW-TOTAL"),
        ([["nickel", 40, "ID", "NO"], ["lithium total", 60], ["nickel subtotal", 40]], "ROW-TOTAL"),
        ([["nickel", 40, "ID", "NO"], ["lithium total", 40]], "TOTAL-DIFFERS"),
    ],
)
def test_a_total_of_a_mineral_is_that_of_its_lines(judge: Judge, tmp_path: Path, rows: list[Any], code: str) -> None:
    header = ["line", *HEADER]
    named = [[None, *row] if "total" not in row[0] else [row[0], row[0].split()[0], row[1]] for row in rows]
    got = sheet(judge, tmp_path, header, [None, *LI], *named)
    assert code in got.codes
    assert (got.exit_code == 2) is (code == "TOTAL-DIFFERS")


def test_the_same_header_again_goes_on_with_the_table(judge: Judge, tmp_path: Path) -> None:
    got = sheet(judge, tmp_path, HEADER, LI, [], HEADER, NI)
    assert (lines(got), told(got, "HEADER-AGAIN")) == (["2", "5"], [("HEADER-AGAIN", ["A4"])])


# Quotation marks in a text table --------------------------------------------------------------------------------------

COLUMNS = "line,mineral,value_usd,extraction_country,extraction_entity,processing_country,processing_entity,note"
CLEAN = "1,lithium,60,AU,Pilgan,US,Bexley,"
DIRTY = "2,nickel,5000,China,Sichuan Ni,China,Sichuan Ni,"


def quoted_table(judge: Judge, tmp_path: Path, *rows: str, mark: str = ",", end: str = "\n", **others: str) -> Judged:
    path = tmp_path / "pack.csv"
    path.write_bytes((end.join(rows) + end).replace(",", mark).encode())
    for kind, text in others.items():
        (tmp_path / f"pack.{kind}.csv").write_text(text, "utf-8")
    return judge(path, *DAY)


@pytest.mark.parametrize(
    ("mark", "end", "rows", "cell"),
    crossed(
        [",", ";", "\t", "|"],
        ["\n", "\r\n"],
        [
            ((COLUMNS, f'1,lithium,60,AU,"Pilgan\n{DIRTY}\n",US,Bexley,'), "BOM!E2"),
            ((COLUMNS, f'{CLEAN}"\n{DIRTY}\n"'), "BOM!H2"),
            ((COLUMNS, f'{CLEAN}"ok\n{DIRTY}\n{DIRTY}"', CLEAN), "BOM!H2"),
            ((COLUMNS, f'{CLEAN}"ok\n\n{DIRTY.rstrip(",")}"'), "BOM!H2"),
            ((f'{COLUMNS},"remark\n{DIRTY}\n"', CLEAN), "BOM!I1"),
            (("mineral,value_usd,processing_country", 'lithium,60,"US\nnickel,5000,China\n"'), "BOM!C2"),
            (("mineral,value_usd,processing_country", 'lithium,60,"US\nニッケル,5000,中国"'), "BOM!C2"),
        ],
    ),
)
def test_a_quotation_mark_that_swallows_rows(
    judge: Judge, tmp_path: Path, rows: tuple[str, ...], cell: str, mark: str, end: str
) -> None:
    got = quoted_table(judge, tmp_path, *(row.replace("\n", end) for row in rows), mark=mark, end=end)
    assert (got.exit_code, [f["cells"] for f in got.report["findings"] if f["code"] == "CELL-WITH-ROW"]) == (
        2,
        [[cell]],
    )


@pytest.mark.parametrize(
    ("kind", "text", "cell"),
    [
        ("entities", 'entity,country,headquarters_country\nPilgan,AU,"AU\nBexley,US,CN\n"\n', "Entities!C2"),
        ("ownership", 'owner,owned,equity_pct\nA,"B\nGovernment of China,Bexley,60\n",10\n', "Ownership!B2"),
    ],
)
def test_a_quotation_mark_in_another_table(judge: Judge, tmp_path: Path, kind: str, text: str, cell: str) -> None:
    got = quoted_table(judge, tmp_path, COLUMNS, CLEAN, **{kind: text})
    assert (got.exit_code, got.finding("CELL-WITH-ROW")["cells"]) == (2, [cell])


@pytest.mark.parametrize(
    "note",
    [
        "delivered in two lots,\nJune and July",
        "nickel, cobalt, lithium, graphite, copper, iron, tin, lead\nall from one site",
        "Bexley Refining\n12 Main Street, Suite 4, Reno, NV, 89501, United States",
        "CAS 7440-02-0,\n1,000,000 pieces",
        "a\nb\nc",
        DIRTY,
    ],
)
def test_a_note_of_several_lines(judge: Judge, tmp_path: Path, note: str) -> None:
    got = quoted_table(judge, tmp_path, COLUMNS, f'{CLEAN}"{note}"')
    assert (got.status, lines(got)) == ("pass", ["1"])
