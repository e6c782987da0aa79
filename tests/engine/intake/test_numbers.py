"""The noise of binary arithmetic, and text that could be a thousand times what it looks like."""

import datetime
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import pyarrow
import pytest
from boms import Judge, Judged, Row, bom, by, supplier, vehicle, virgin, write_xlsb, write_xlsx
from critmin.engine.model.numbers import digits_of, parse_number
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from thorough import crossed
from workbooks import ods, ods_rows, packed, unpacked

IN_2024, IN_2025 = ("-d", "2024-06-30"), ("-d", "2025-06-01")

# Binary noise -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (0.24999999999999997, "0.25"),
        (28.999999999999996, "29"),
        (0.1 + 0.2, "0.3"),
        (25.000000000000004, "25"),
        (1.1 * 1.1, "1.21"),
        (4.35 * 100, "435"),
        (1234567.8900000001, "1234567.89"),
        (-0.30000000000000004, "-0.3"),
        (1e-7, "1e-07"),
        # what a spreadsheet shows as another number is another number
        (24.9999999999999, "24.9999999999999"),
        (0.333333333333333, "0.333333333333333"),
        (29.0, "29"),
        (9007199254740993.0, "9007199254740990"),
        (1e300, "1e+300"),
    ],
)
def test_a_double_is_taken_at_fifteen_digits(stored: float, shown: str) -> None:
    assert digits_of(stored) == shown
    if stored < 1e30:
        assert parse_number(stored) == Fraction(shown)


@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False, allow_infinity=False))
def test_what_was_typed_comes_back(typed: Any) -> None:
    assert parse_number(float(typed)) == Fraction(typed)


# 60 percent are needed in 2025, as 87 of 145 dollars are, and less than 25 percent of a government.
Write = Callable[[Path, list[list[object]], list[list[object]]], Path]


def as_xlsx(folder: Path, lines: list[list[object]], entities: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "BOM"
    for sheet, rows in ((book.active, lines), (book.create_sheet("Entities"), entities)):
        for row in rows:
            sheet.append(row)
    book.save(folder / "pack.xlsx")
    return folder / "pack.xlsx"


def as_xlsm(folder: Path, lines: list[list[object]], entities: list[list[object]]) -> Path:
    return as_xlsx(folder, lines, entities).rename(folder / "pack.xlsm")


def as_ods(folder: Path, lines: list[list[object]], entities: list[list[object]]) -> Path:
    path = folder / "pack.ods"
    parts = unpacked(ods(ods_rows(lines), others={"Entities": ods_rows(entities)}))
    parts["content.xml"] = parts["content.xml"].replace(b'"Pack"', b'"BOM"')
    path.write_bytes(packed(parts))
    return path


def as_xlsb(folder: Path, lines: list[list[object]], entities: list[list[object]]) -> Path:
    def rows(table: list[list[object]]) -> list[Any]:
        return [dict(zip(table[0], row, strict=True)) for row in table[1:]]

    write_xlsb({"BOM": rows(lines), "Entities": rows(entities)}, folder / "pack.xlsb")
    return folder / "pack.xlsb"


def as_parquet(folder: Path, lines: list[list[object]], entities: list[list[object]]) -> Path:
    for name, table in (("pack", lines), ("pack.entities", entities)):
        pandas.DataFrame(table[1:], columns=table[0]).to_parquet(folder / f"{name}.parquet")
    return folder / "pack.parquet"


def as_csv(folder: Path, lines: list[list[object]], entities: list[list[object]]) -> Path:
    """As pandas writes doubles: to their last digit."""
    for name, table in (("pack", lines), ("pack.entities", entities)):
        pandas.DataFrame(table[1:], columns=table[0]).to_csv(folder / f"{name}.csv", index=False)
    return folder / "pack.csv"


WRITERS: list[Write] = [as_xlsx, as_xlsm, as_ods, as_xlsb, as_parquet, as_csv]


@pytest.mark.parametrize(
    ("write", "value", "share", "status"),
    crossed(
        WRITERS,
        [
            (87.0, 10.0, "pass"),
            (86.99999999999999, 10.0, "pass"),
            (87.00000000000001, 24.9999999999999, "pass"),
            (86.9999999999999, 10.0, "fail"),
            (87.0, 25.0, "fail"),
            (87.0, 24.999999999999996, "fail"),
        ],
    ),
)
def test_noise_decides_nothing_in_any_format(
    judge: Judge, tmp_path: Path, write: Write, value: float, share: float, status: str
) -> None:
    line = list(by("K"))
    lines: list[list[object]] = [
        ["line", *line],
        ["1", *(by("K") | {"value_usd": value}).values()],
        ["2", *(by("K", at="ID") | {"value_usd": 58.0}).values()],
    ]
    facts = supplier("K")
    entities: list[list[object]] = [list(facts), [*list(facts.values())[:3], share, 0.0, 0.0]]
    path = write(tmp_path, lines, entities)
    assert judge(path, *IN_2025).status == status


def test_a_share_that_a_formula_left_below_25_percent(judge: Judge, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_xlsx(bom(by("K"), Entities=[supplier("K")]), tmp_path / "pack.xlsx"))
    cell = book["Entities"].cell(2, 4, 0.24999999999999997)
    cell.number_format = "0.00%"
    book.save(tmp_path / "pack.xlsx")
    got = judge(tmp_path / "pack.xlsx", *IN_2025)
    assert (got.status, "25.0000%" in got.finding("FEOC-OWNERSHIP")["message"]) == ("fail", True)


@pytest.mark.parametrize("kind", ["float16", "float32", "float64"])
def test_a_short_binary_fraction_has_fewer_digits(judge: Judge, tmp_path: Path, kind: str) -> None:
    frame = pandas.DataFrame([virgin(), virgin(at="ID")])
    frame["value_usd"] = frame["value_usd"].astype(float).astype(kind)
    frame.loc[:, "value_usd"] = [28.1, 28.1]
    # A sum in the column's own arithmetic, which misses 28.1 by a last digit in two of the three.
    frame["value_usd"] = (frame["value_usd"].astype(kind) / 3 * 3).astype(kind)
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    parquet.write_table(table, tmp_path / "pack.parquet")
    got = judge(tmp_path / "pack.parquet", *IN_2024)
    assert (got.status, got.minerals["total_value_usd"]) == ("pass", "56.20")


@pytest.mark.parametrize(
    ("typed", "worth"), [("16777215", "16777215.00"), ("12345678", "12345678.00"), ("1234.5", "1234.50")]
)
def test_whole_numbers_of_a_short_fraction_are_exact(judge: Judge, tmp_path: Path, typed: str, worth: str) -> None:
    frame = pandas.DataFrame([virgin()])
    frame["value_usd"] = frame["value_usd"].astype("float32") * 0 + float(typed)
    frame.to_parquet(tmp_path / "pack.parquet")
    assert judge(tmp_path / "pack.parquet", *IN_2024).minerals["total_value_usd"] == worth


@pytest.mark.parametrize("noise", [0.0, -7e-12])
def test_the_serial_of_a_date_has_no_noise_either(judge: Judge, tmp_path: Path, noise: float) -> None:
    path = write_xlsx(bom(virgin(), Vehicle=vehicle(acquired="0")), tmp_path / "pack.xlsx")
    book = openpyxl.load_workbook(path)
    day = (datetime.date(2025, 10, 1) - datetime.date(1899, 12, 30)).days
    cell = book["Vehicle"].cell(2, 2, day + noise)
    cell.number_format = "yyyy-mm-dd"
    book.save(path)
    assert judge(path, "-d", "2025-11-01").status == "not_available"


@pytest.mark.parametrize(
    ("written", "worth"),
    [
        # exact as written: no program prints a double so
        ("28.9999999999999999", "28.99"),
        ("28.9999999999999", "28.99"),
        ("12345678901234567.89", "12345678901234567.89"),
        ("0.1234567890123456789", "0.12"),
    ],
)
def test_decimals_of_a_text_are_exact(judge: Judge, written: str, worth: str) -> None:
    got = judge(bom(virgin(value=written)), *IN_2024)
    assert (got.minerals["total_value_usd"], "NUMBER-PRINTED" in got.codes) == (worth, False)


def test_a_text_that_is_the_print_of_a_double_is_said(judge: Judge) -> None:
    lines = [virgin(value="28.999999999999996"), virgin(value="29.000000000000004", at="ID"), virgin(value="0.5")]
    got = judge(bom(*lines), *IN_2024)
    assert got.minerals["total_value_usd"] == "58.50"
    found = got.finding("NUMBER-PRINTED")
    assert (found["severity"], found["cells"]) == ("note", ["BOM!C2", "BOM!C3"])


# A point before three digits ------------------------------------------------------------------------------------------

UNCLEAR = [
    "1.000",
    "85.000",
    "12.345",
    "999.999",
    "$85.000",
    "85.000 USD",
    "USD 1.234",
    "１.０００",
    "+1.000",
    " 1.000 ",
]


def unclear_cells(got: Judged) -> list[str]:
    """The cells of the one finding that says that numbers could be two; the file is then not judged."""
    found = got.finding("NUMBER-UNREADABLE")
    assert got.exit_code == 2
    assert "with --decimal point or " in found["message"]
    return list(found["cells"])


@pytest.mark.parametrize(
    ("mark", "written"),
    crossed(
        [",", ";", "\t"],
        UNCLEAR,
    ),
)
def test_it_could_be_a_thousand_times_as_much(judge: Judge, tmp_path: Path, written: str, mark: str) -> None:
    path = tmp_path / "pack.csv"
    head = "line,mineral,value_usd,extraction_country,processing_country"
    path.write_text(f"{head}\n1,nickel,90000,CA,CA\n2,cobalt,{written},ID,ID\n".replace(",", mark), "utf-8")
    assert unclear_cells(judge(path, *IN_2024)) == ["BOM!C3"]
    as_said = judge(path, *IN_2024, "--decimal", "point")
    in_thousands = judge(path, *IN_2024, "--decimal", "comma")
    low, high = (Fraction(got.minerals["total_value_usd"]) - 90000 for got in (as_said, in_thousands))
    assert abs(1000 * low - high) < 10


@pytest.mark.parametrize(
    "written", ["0.125", "0.5", ".5", "1234.567", "12.3456", "12.34", "1,234.567", "$0.50", "12.5 USD", "1,234.50"]
)
def test_another_number_of_the_column_decides(judge: Judge, written: str) -> None:
    got = judge(bom(virgin(value="1.250"), virgin(value="12.345"), virgin(value=written)), *IN_2024)
    assert (got.status, got.minerals["chains"][0]["value_usd"]) == ("pass", "1.25")


@pytest.mark.parametrize("written", ["", "5", "1000", "1,234,567", "1 000", "unknown", "2.500"])
def test_what_decides_nothing(judge: Judge, written: str) -> None:
    got = judge(bom(virgin(value="1.250"), virgin(value=written), virgin(value="12.345")), *IN_2024)
    cells = unclear_cells(got)
    assert cells[0] == "BOM!C2" and cells[-1] == "BOM!C4"
    assert len(cells) == 2 + (written == "2.500")


def test_a_line_that_does_not_count_decides_too(judge: Judge) -> None:
    foil: Row = {"material": "copper foil", "mineral": "copper", "value_usd": "33.06"}
    assert judge(bom(virgin(value="1.250"), virgin(value="12.345"), foil), *IN_2024).status == "pass"


def test_only_its_own_column_decides(judge: Judge) -> None:
    got = judge(bom(virgin(value="1.250", extraction_value_added_usd="0.5")), *IN_2024)
    assert unclear_cells(got) == ["BOM!C2"]


HOLDING: Row = {"owner": "A", "owned": "B", "equity_pct": "40", "votes_pct": "40", "board_pct": "40"}


@pytest.mark.parametrize(
    ("tables", "cell"),
    [
        (bom(virgin(value="", mass_kg="1.234 kg", price_usd_per_kg="5")), "BOM!G2"),
        (bom(virgin(value="", mass_kg="5", price_usd_per_kg="12.345 USD/kg")), "BOM!H2"),
        (bom(virgin(extraction_value_added_usd="30.000")), "BOM!G2"),
        (bom(virgin(), Steps=[{"line": "1", "step": "processing", "value_added_usd": "1.000"}]), "Steps!C2"),
        (bom(virgin(), Entities=[supplier("K") | {"government_equity_pct": "24.000"}]), "Entities!D2"),
        (bom(virgin(), Entities=[supplier("K") | {"government_votes_pct": "24.000%"}]), "Entities!E2"),
        (bom(virgin(), Ownership=[HOLDING | {"votes_pct": "12.500"}]), "Ownership!D2"),
        (bom(virgin(), Ownership=[HOLDING | {"board_pct": "12.500 ％"}]), "Ownership!E2"),
        (bom(virgin(), Vehicle=vehicle(msrp_usd="$85.000")), "Vehicle!B2"),
        (bom(virgin(), Vehicle=vehicle(battery_kwh="75.000", gvwr_lb="0.5")), "Vehicle!B2"),
        (bom(virgin(), Vehicle=vehicle(model="X", gvwr_lb="6.000")), "Vehicle!B3"),
        (bom(virgin(processing_country="CN 60.000% / US 40%")), "BOM!E2"),
        (bom(virgin(processing_country="AU 62.500 % / CL 37.500 %")), "BOM!E2"),
    ],
)
def test_wherever_a_number_stands(judge: Judge, tables: Any, cell: str) -> None:
    assert set(unclear_cells(judge(tables, *IN_2024))) == {cell}
    clear = judge(tables, *IN_2024, "--decimal", "point")
    assert "NUMBER-UNREADABLE" not in clear.codes and clear.exit_code != 2


def test_a_split_that_shows_its_mark(judge: Judge) -> None:
    lines = [virgin(processing_country="AU 60.000% / CL 40.000%"), virgin(processing_country="AU 62.5% / CL 37.5%")]
    assert judge(bom(*lines), *IN_2024).exit_code == 0


@pytest.mark.parametrize("write", [as_xlsx, as_ods, as_xlsb, as_parquet])
def test_a_number_of_a_spreadsheet_is_no_text(judge: Judge, tmp_path: Path, write: Write) -> None:
    lines: list[list[object]] = [list(by("K")), list((by("K") | {"value_usd": 85.125}).values())]
    got = judge(write(tmp_path, lines, [list(supplier("K")), ["K", "US", "US", 12.125, 0.0, 0.0]]), *IN_2024)
    assert (got.status, got.minerals["total_value_usd"]) == ("pass", "85.12")


def test_a_text_of_a_spreadsheet_is_one(judge: Judge, tmp_path: Path) -> None:
    """The numbers of the other cells show nothing of how a text is written."""
    book = openpyxl.Workbook()
    book.active.append(["mineral", "value_usd", "extraction_country", "processing_country"])
    for value in (0.5, "1.000", 1234.56):
        book.active.append(["lithium", value, "US", "US"])
    book.save(tmp_path / "pack.xlsx")
    assert unclear_cells(judge(tmp_path / "pack.xlsx", *IN_2024)) == ["Sheet!B3"]


def test_a_decimal_of_parquet_is_exact_and_clear(judge: Judge, tmp_path: Path) -> None:
    frame = pandas.DataFrame([virgin(), virgin(at="ID")])
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    values = pyarrow.array(["85.000", "28.999999999999999"]).cast(pyarrow.decimal128(30, 15))
    thousandths = pyarrow.array(["85.000", "85.001"]).cast(pyarrow.decimal128(9, 3))
    for number, column in enumerate((values, thousandths)):
        path = tmp_path / f"pack{number}.parquet"
        parquet.write_table(table.set_column(table.column_names.index("value_usd"), "value_usd", column), path)
        got = judge(path, *IN_2024)
        assert (got.status, got.minerals["chains"][0]["value_usd"]) == (("pass", "fail")[number], "85.00")


@pytest.mark.parametrize(("rate", "exit_code"), [("EUR=1.085", 2), ("EUR=1.0850", 0), ("EUR=0.925", 0)])
def test_a_rate_on_the_command_line(critmin: Callable[..., Any], tmp_path: Path, rate: str, exit_code: int) -> None:
    path = tmp_path / "pack.csv"
    path.write_text("line,mineral,Value EUR,extraction_country,processing_country\n1,nickel,900,CA,CA\n")
    result = critmin("check", str(path), *IN_2024, "--fx", rate)
    assert result.exit_code == exit_code, result.stderr
    assert critmin("check", str(path), *IN_2024, "--fx", rate, "--decimal", "point").exit_code == 0


def test_a_rate_of_three_decimals_is_verified(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path, report = tmp_path / "pack.csv", tmp_path / "report.json"
    path.write_text("line,mineral,Value EUR,extraction_country,processing_country\n1,nickel,900,CA,CA\n")
    critmin("check", str(path), *IN_2024, "--fx", "EUR=1.0850", "-f", "json", "-o", str(report))
    assert critmin("verify", str(report), str(path)).exit_code == 0
