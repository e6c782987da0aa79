"""Workbooks of the old format (.xls): all that a cell holds is read, whatever else stands in the file."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest
from boms import Judge, Judged, Tables, bom, supplier, vehicle, virgin
from old_workbooks import (
    CHART,
    COLUMNS,
    END,
    MERGED,
    NAME,
    NOTE,
    OLD,
    RICH,
    ROW,
    STRING,
    Sheet,
    Xls,
    begin,
    formula,
    in_pieces,
    record,
    text,
)
from random_boms import columns_of
from thorough import blocks

FILES = Path(__file__).parent
DAY = ("-d", "2025-06-01")
HEADER = ["mineral", "value_usd", "extraction_country", "processing_country", "feoc_attestation"]
LINE = ["lithium", 60.0, "US", "MX", "ATT-1"]


def judged(judge: Judge, path: Path, book: Xls, *arguments: str) -> Judged:
    path.write_bytes(book.content())
    return judge(path, *(arguments or DAY))


def pack(line: list[object] | None = None, **more: object) -> Xls:
    """A workbook of one sheet and one line."""
    return Xls({"BOM": Sheet([HEADER, line or LINE])}, **more)  # type: ignore[arg-type, list-item]


def sheets_of(tables: Tables) -> dict[str, Sheet]:
    return {
        name: Sheet([columns_of(rows), *([row.get(column) for column in columns_of(rows)] for row in rows)])
        for name, rows in tables.items()
    }


def test_an_error_cell_is_not_an_empty_one(judge: Judge) -> None:
    got = judge(FILES / "error_cell.xls", "-d", "2024-06-30")
    assert (got.exit_code, got.finding("CELL-ERROR")["cells"]) == (2, ["Sheet!E2"])


def test_sheets_and_shares_in_percent_are_read(judge: Judge) -> None:
    """The share shows 49% and is saved as 0.49."""
    got = judge(FILES / "shown_in_percent.xls", "-d", "2025-06-30")
    assert (got.exit_code, got.span) == (1, ("1", "1"))
    assert "49.0000% of the equity" in got.finding("FEOC-OWNERSHIP")["message"]


@pytest.mark.parametrize("length", [600, 1500, 3000, 5000])
def test_a_truncated_one_is_named(judge: Judge, tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.xls"
    path.write_bytes((FILES / "error_cell.xls").read_bytes()[:length])
    got = judge(path, "-d", "2024-06-30")
    assert got.exit_code == 2
    assert "cut.xls" in got.report["findings"][0]["message"]


@pytest.mark.parametrize("version", [0x0600, OLD])
def test_every_sheet_is_read_as_from_csv(judge: Judge, tmp_path: Path, version: int) -> None:
    tables = bom(
        virgin(material="Höchst", extraction_entity="Acme"),
        virgin("nickel", at="ID", value="0.1"),
        Entities=[supplier("Acme", "KR", "24.9")],
        Vehicle=vehicle(placed_in_service="2025-06-30", battery_kwh="75"),
    )
    got, expected = judged(judge, tmp_path / "pack.xls", Xls(sheets_of(tables), version=version), "-q"), judge(tables)
    assert got.report["bom"]["lines"] == 2
    for part in ("verdict", "critical_minerals", "feoc", "vehicle", "findings"):
        assert got.report[part] == expected.report[part]


# Dates --------------------------------------------------------------------------------------------------------------

ACQUIRED = 45778.0  # 2025-05-01
SHOWN = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))),
    164: "yyyy-mm-dd",
    165: "d. mmmm yyyy",
    166: "[$-411]yyyy/m/d",
    167: "m/d/yy h:mm AM/PM;@",
    168: '[$-804]yyyy"年"m"月"d"日"',
    169: "[Red]dd\\.mm\\.yy",
    400: "dd/mm/yyyy",
}


@pytest.mark.parametrize("number", SHOWN)
def test_dates(judge: Judge, tmp_path: Path, number: int) -> None:
    """Those that no workbook spells out as well: 27 to 36 and 50 to 58 are dates and times of eastern Asia."""
    code = SHOWN[number]
    book = Xls(
        {"BOM": Sheet([HEADER, LINE]), "Vehicle": Sheet([["field", "value"], ["acquired", (ACQUIRED, 1)]])},
        formats={} if code is None else {number: code},
        styles=(0, number),
    )
    got = judged(judge, tmp_path / "pack.xls", book)
    assert (got.status, got.report["vehicle"]["acquired"]) == ("pass", "2025-05-01"), got.report["findings"]


@pytest.mark.parametrize(
    "code", ["0.00", '"dry" 0', "0.00E+00", '#,##0 "kg dry"', "General", "[Red]0", "\\d\\r\\y0", "_d0", "Standard", "@"]
)
def test_numbers_are_no_dates(judge: Judge, tmp_path: Path, code: str) -> None:
    got = judged(
        judge,
        tmp_path / "pack.xls",
        Xls(
            {
                "BOM": Sheet(
                    [["mineral", "mass_kg", "price_usd_per_kg", *HEADER[2:]], ["lithium", (45778.0, 1), 2.0, *LINE[2:]]]
                )
            },
            formats={164: code},
            styles=(0, 164),
        ),
    )
    assert (got.status, got.minerals["total_value_usd"]) == ("pass", "91556.00"), got.report["findings"]


def test_dates_from_1904(judge: Judge, tmp_path: Path) -> None:
    sheets = {"BOM": Sheet([HEADER, LINE]), "Vehicle": Sheet([["field", "value"], ["acquired", (ACQUIRED - 1462, 1)]])}
    got = judged(judge, tmp_path / "pack.xls", Xls(sheets, styles=(0, 14), head=record(0x22, b"\1\0")))
    assert got.report["vehicle"]["acquired"] == "2025-05-01"


# Whatever else is there ---------------------------------------------------------------------------------------------


def name(tokens: bytes) -> bytes:
    """A defined name of a formula."""
    return record(NAME, struct.pack("<HBBHHH4B", 0, 0, 1, len(tokens), 0, 0, 0, 0, 0, 0) + b"\0X" + tokens)


HEADS = {
    "a name in memory": name(b"\x66" + bytes(6)),
    "a name beyond what is known": name(b"\x18\x01"),
    "a name of nothing": record(NAME, b"\0"),
    "links": record(0x1AE, b"\1\0\1\4") + record(0x17, b"\xff\xff"),
    "drawings": record(0xEB, bytes(20_000)),
    "unknown records": record(0xFFF, b"x") + record(0x85F, bytes(3)),
}


@pytest.mark.parametrize("what", HEADS)
def test_what_no_cell_needs(judge: Judge, tmp_path: Path, what: str) -> None:
    assert judged(judge, tmp_path / "pack.xls", pack(head=HEADS[what])).status == "pass"


CHART_INSIDE = begin(CHART) + record(0x203, struct.pack("<HHHd", 1, 1, 0, 1)) + END
MORE = {
    "a note": record(NOTE, b"\0"),
    "a long note": record(NOTE, struct.pack("<HHHH", 1, 1, 0, 9000) + bytes(9)),
    "a chart within": CHART_INSIDE,
    "a formula that cannot be read": formula(2, 9, struct.pack("<d", 1.0)),
    "an empty text": record(0x204, struct.pack("<HHHH", 2, 9, 0, 0) + b"\0"),
    "a blank": record(0x201, struct.pack("<HHH", 2, 9, 0)) + record(0xBE, struct.pack("<HHHHH", 2, 0, 0, 0, 1)),
    "a size that is none": record(0x200, b"\xff" * 14),
}


@pytest.mark.parametrize("what", MORE)
def test_what_stands_among_the_cells(judge: Judge, tmp_path: Path, what: str) -> None:
    for rest in (b"", record(0xFFF, b"")):
        book = Xls({"BOM": Sheet([HEADER, LINE], more=MORE[what] + rest)})
        got = judged(judge, tmp_path / "pack.xls", book)
        assert (got.status, got.minerals["total_value_usd"]) == ("pass", "60.00"), got.report["findings"]


@pytest.mark.parametrize("count", [0, 1, 5, 4_000_000_000])
def test_how_many_texts_are_shared_is_what_there_is(judge: Judge, tmp_path: Path, count: int) -> None:
    assert judged(judge, tmp_path / "pack.xls", pack(shared_count=count)).status == "pass"


def test_a_text_that_is_not_there_is_no_empty_cell(judge: Judge, tmp_path: Path) -> None:
    missing = record(0xFD, struct.pack("<HHHI", 1, 3, 0, 99))
    got = judged(judge, tmp_path / "pack.xls", pack([*LINE[:3], missing, LINE[4]]))
    assert (got.exit_code, got.finding("CELL-ERROR")["cells"]) == (2, ["BOM!D2"])


@pytest.mark.parametrize("material", ["x" * 9_000, "ü" * 20_000, "字" * 9_000, "a字" * 12_000])
def test_long_texts_go_on_in_other_records(judge: Judge, tmp_path: Path, material: str) -> None:
    line = [*LINE, material, "lithium carbonate"]
    book = Xls({"BOM": Sheet([[*HEADER, "remarks", "material"], line])})
    got = judged(judge, tmp_path / "pack.xls", book)
    assert (got.status, got.minerals["chains"][0]["material"]) == ("pass", "lithium carbonate"), got.report["findings"]


def test_texts_that_are_cut_between_records(judge: Judge, tmp_path: Path) -> None:
    """The letters may be narrow in one and wide in the next, rich and with phonetics, and one beyond 16 bits be cut."""
    emoji = "😀".encode("utf-16-le")
    pieces = [
        struct.pack("<II", 9, 9) + b"\2\0\0C",
        b"\1N\0" + b"\2\0\x0d" + b"\1\0" + b"\6\0\0\0" + "MX".encode("utf-16-le") + bytes(4) + b"pho",
        b"net" + b"\3\0\1" + emoji[:2],
        b"\1" + emoji[2:],
        b"\0!",
    ]
    for at, place in enumerate(("CN", "MX", "😀!")):
        cell = record(0xFD, struct.pack("<HHHI", 1, 3, 0, at))
        others = [record(0x204, struct.pack("<HHH", 0, n, 0) + text(value)) for n, value in enumerate(HEADER)]
        others += [
            record(0x204, struct.pack("<HHH", 1, n, 0) + text(str(value))) for n, value in enumerate(LINE) if n != 3
        ]
        book = Xls({"BOM": Sheet([[*others, cell]])}, shared=in_pieces(0xFC, pieces))
        got = judged(judge, tmp_path / "pack.xls", book)
        said = [origin["country"] for origin in got.minerals["origins"]] + [
            f["message"] for f in got.report["findings"]
        ]
        assert any(place in text_ for text_ in said if text_), said


# Results of formulas ------------------------------------------------------------------------------------------------

TEXT_FOLLOWS, IS_EMPTY = bytes(6) + b"\xff\xff", b"\3" + bytes(5) + b"\xff\xff"


@pytest.mark.parametrize(
    ("cell", "country"),
    [
        (formula(1, 3, TEXT_FOLLOWS) + record(STRING, text("CN")), "CN"),
        (formula(1, 3, TEXT_FOLLOWS) + record(0x4BC, bytes(20)) + record(STRING, text("CN")), "CN"),
        (record(RICH, struct.pack("<HHH", 1, 3, 0) + text("CN") + b"\0"), "CN"),
        (record(0x204, struct.pack("<HHH", 1, 3, 0) + text("CN")), "CN"),
    ],
)
def test_texts_however_they_are_saved(judge: Judge, tmp_path: Path, cell: bytes, country: str) -> None:
    got = judged(judge, tmp_path / "pack.xls", pack([*LINE[:3], cell, LINE[4]]))
    assert (got.status, got.finding("FEOC-PLACE")["cells"]) == ("fail", ["BOM!D2"])
    assert country in {origin["country"] for origin in got.minerals["origins"]}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (formula(1, 3, TEXT_FOLLOWS), "CELL-FORMULA"),
        (formula(1, 3, b"\2\0\x2a\0\0\0\xff\xff"), "CELL-ERROR"),
        (formula(1, 3, b"\2\0\x99\0\0\0\xff\xff"), "CELL-ERROR"),
        (record(0x205, struct.pack("<HHHBB", 1, 3, 0, 0x17, 1)), "CELL-ERROR"),
    ],
)
def test_a_result_that_is_none(judge: Judge, tmp_path: Path, cell: bytes, code: str) -> None:
    got = judged(judge, tmp_path / "pack.xls", pack([*LINE[:3], cell, LINE[4]]))
    assert (got.exit_code, got.finding(code)["cells"]) == (2, ["BOM!D2"])


def packed(value: int, bits: int) -> int:
    return (value << 2 | bits) & 0xFFFFFFFF


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (formula(1, 1, struct.pack("<d", 61.5)), "61.50"),
        (record(0x27E, struct.pack("<HHHI", 1, 1, 0, packed(61, 2))), "61.00"),
        (record(0x27E, struct.pack("<HHHI", 1, 1, 0, packed(6150, 3))), "61.50"),
        (record(0x27E, struct.pack("<HHHI", 1, 1, 0, struct.unpack("<Q", struct.pack("<d", 61.5))[0] >> 32)), "61.50"),
        (record(0xBD, struct.pack("<HHHIH", 1, 1, 0, packed(61, 2), 1)), "61.00"),
        (
            record(0xBD, struct.pack("<HHHIHIH", 1, 0, 0, 0, 0, packed(6150, 3), 1))
            + record(0xFD, struct.pack("<HHHI", 1, 0, 0, 5)),
            "61.50",
        ),
    ],
)
def test_numbers_however_they_are_saved(judge: Judge, tmp_path: Path, cell: bytes, value: str) -> None:
    got = judged(judge, tmp_path / "pack.xls", pack(["lithium", cell, *LINE[2:]]))
    assert (got.status, got.minerals["total_value_usd"]) == ("pass", value), got.report["findings"]


def test_a_negative_number(judge: Judge, tmp_path: Path) -> None:
    got = judged(
        judge,
        tmp_path / "pack.xls",
        pack(["lithium", record(0x27E, struct.pack("<HHHI", 1, 1, 0, packed(-61, 2))), *LINE[2:]]),
    )
    assert "-61" in got.finding("NUMBER-NEGATIVE")["message"]


def test_looks(judge: Judge, tmp_path: Path) -> None:
    more = record(ROW, struct.pack("<HHHHHHI", 1, 0, 9, 0, 0, 0, 0x20)) + record(
        COLUMNS, struct.pack("<HHHHHH", 4, 4, 0, 0, 1, 0)
    )
    more += record(MERGED, struct.pack("<HHHHH", 1, 1, 2, 2, 2))
    book = Xls({"BOM": Sheet([HEADER, LINE, ["nickel", 40.0, None, "MX", "ATT-1"]], more=more)})
    got = judged(judge, tmp_path / "pack.xls", book)
    cells = {f["code"]: f["cells"] for f in got.report["findings"]}
    assert (cells["ROW-HIDDEN"], cells["COLUMN-HIDDEN"], cells["CELL-MERGED"]) == (
        ["BOM!A2"],
        ["BOM!E1"],
        ["BOM!C2", "BOM!C3"],
    )


# Damage -------------------------------------------------------------------------------------------------------------

DAMAGED = {
    "nothing": b"",
    "no beginning": END,
    "broken off": begin() + record(0x203, bytes(14)),
    "broken off in a record": begin() + struct.pack("<HH", 0x203, 60_000) + bytes(10),
    "a chart": begin(CHART) + END,
    "a short cell": begin() + record(0x203, bytes(6)) + END,
    "a text that breaks off": begin() + record(0x204, struct.pack("<HHHH", 0, 0, 0, 500) + b"\0abc") + END,
    "a cell beyond the last column": begin() + record(0x203, struct.pack("<HHHd", 0, 256, 0, 1)) + END,
}


@pytest.mark.parametrize("damage", DAMAGED)
@pytest.mark.parametrize("name", ["Components", "Notes"])
def test_a_damaged_sheet_is_named(judge: Judge, tmp_path: Path, damage: str, name: str) -> None:
    sheets = {name: Sheet(whole=DAMAGED[damage]), "BOM": Sheet([HEADER, LINE])}
    got = judged(judge, tmp_path / "pack.xls", Xls({"BOM": sheets["BOM"], name: sheets[name]}))
    is_chart_of_its_own = damage == "a chart" and name == "Notes"
    assert got.exit_code == (0 if is_chart_of_its_own else 2), got.report["findings"]
    if not is_chart_of_its_own:
        (found,) = (f for f in got.report["findings"] if f["code"] == "FILE-NOT-A-SPREADSHEET")
        assert f'its sheet "{name}" cannot be read' in found["message"]


def test_a_hidden_sheet_that_is_damaged_is_named(judge: Judge, tmp_path: Path) -> None:
    got = judged(
        judge, tmp_path / "pack.xls", Xls({"BOM": Sheet([HEADER, LINE]), "Notes": Sheet(whole=b"", hidden=True)})
    )
    assert (got.status, 'its sheet "Notes"' in got.finding("FILE-NOT-A-SPREADSHEET")["message"]) == ("unreadable", True)


def test_far_cells_of_many_sheets(judge: Judge, tmp_path: Path) -> None:
    """Each row has as many places as its last cell: here all of them."""
    rows = [["remarks"], *[[*[None] * 255, 1.0]] * 3000]
    sheets = {"BOM": Sheet([HEADER, LINE]), "Notes": Sheet(rows), "More": Sheet(rows)}
    path = tmp_path / "pack.xls"
    path.write_bytes(Xls(sheets).content())
    got = judge(path, *DAY, "--max-mb", "4")
    assert (got.exit_code, got.codes) == (2, {"SHEET-TOO-LARGE"})
    assert judge(path, *DAY, "--max-mb", "8").status == "pass"


@pytest.mark.parametrize("block", blocks(5))
def test_bytes_that_changed(judge: Judge, tmp_path: Path, block: int) -> None:
    """An answer, whatever it is."""
    tables = bom(virgin(), virgin("nickel"), Entities=[supplier("Acme", "KR", "24.9")], Vehicle=vehicle(model="x"))
    sheets = sheets_of(tables)
    whole = Xls({**sheets, "More": Sheet([["a"]], more=MORE["a chart within"] + formula(3, 3, TEXT_FOLLOWS))}).content()
    length = len(whole.rstrip(b"\0\xff")) - 512
    for seed in range(block * 30, block * 30 + 30):
        changing = random.Random(seed)
        content = bytearray(whole)
        for _ in range(changing.choice((1, 2, 8))):
            content[512 + changing.randrange(length)] = changing.choice((0, 1, 0xFF, changing.randrange(256)))
        (tmp_path / "pack.xls").write_bytes(content)
        got = judge(tmp_path / "pack.xls", *DAY)
        assert got.exit_code in (0, 1, 2, 3), (seed, got.stderr)
