"""A file that is too large, made to harm, locked, or damaged is refused in one line, soon, and in little memory."""

import io
import json
import random
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import Judge, Judged, bom, virgin, write_xlsx
from memory import peak
from thorough import one_of_each
from workbooks import (
    PERCENT,
    XLSB_END,
    lying,
    ods,
    ods_rows,
    packed,
    unpacked,
    xlsb,
    xlsb_number,
    xlsb_row,
    xlsx,
    xlsx_rows,
    xlsx_sheet,
)

FILES = Path(__file__).parent
DAY = ("-d", "2024-06-30")
HEADER = ["mineral", "value_usd", "extraction_country", "processing_country", "feoc_attestation"]
LINE = ["lithium", 60, "US", "US", "ATT-1"]
XLSX, ODS = xlsx_rows([HEADER, LINE]), ods_rows([HEADER, LINE])
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def judged(judge: Judge, path: Path, content: bytes, *arguments: str) -> Judged:
    path.write_bytes(content)
    return judge(path, *DAY, *arguments)


def refused(got: Judged, name: str) -> tuple[str, str]:
    """The code and the message of the one finding, which names the file."""
    assert (got.exit_code, got.status) == (2, "unreadable"), got.report["findings"]
    (found,) = got.report["findings"]
    assert name in found["message"] and found["message"].isprintable() and found["remedy"]
    assert "Traceback" not in got.stderr and "panicked" not in got.stderr
    return found["code"], found["message"]


# Size ---------------------------------------------------------------------------------------------------------------


def csv(size: int) -> bytes:
    text = b"mineral,value_usd,note\nlithium,60,"
    return text + b"x" * (size - len(text))


def xlsx_with(size: int) -> bytes:
    return packed(unpacked(xlsx(XLSX)) | {"xl/media/image.bin": bytes(size)})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("pack.csv", csv(1_000_001), "over 1 MB"),
        ("pack.xlsx", xlsx_with(10_000_000), "10 MB when unpacked"),
        ("pack.ods", packed(unpacked(ods(ODS)) | {"Pictures/1.png": bytes(11_000_000)}), "11 MB when unpacked"),
        ("pack.xlsb", packed(xlsb(bom(virgin())) | {"xl/vbaProject.bin": bytes(12_000_000)}), "12 MB when unpacked"),
    ],
)
def test_a_file_over_the_limit(judge: Judge, tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """150 MB unless --max-mb says otherwise, and ten times that when unpacked."""
    code, message = refused(judged(judge, tmp_path / name, content, "--max-mb", "1"), name)
    assert (code, message) == (
        "FILE-TOO-LARGE",
        f"{name} is {said}: the limit is 1 MB, and 10 MB unpacked",
    )
    assert judged(judge, tmp_path / name, content, "--max-mb", "2").status != "unreadable"


def test_a_file_just_at_the_limit(judge: Judge, tmp_path: Path) -> None:
    assert judged(judge, tmp_path / "pack.csv", csv(1_000_000), "--max-mb", "1").status != "unreadable"


def test_a_companion_over_the_limit(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "pack.entities.csv").write_bytes(b"entity\n" + b"x" * 1_000_000)
    got = judged(judge, tmp_path / "pack.csv", csv(100), "--max-mb", "1")
    assert refused(got, "pack.entities.csv")[0] == "FILE-TOO-LARGE"


@pytest.mark.parametrize("command", ["check", "trace", "columns", "template", "verify"])
def test_standard_input_is_read_no_further_than_the_limit(
    critmin: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    given = io.BytesIO(csv(3_000_000))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given))
    arguments = {"check": ["-", *DAY], "trace": ["-", *DAY], "columns": ["-"]}.get(command)
    if command == "template":
        arguments = [str(tmp_path / "new.xlsx"), "--from", "-"]
    elif command == "verify":
        arguments = ["-", str(tmp_path / "pack.csv")]
    got = critmin(command, *(arguments or []), "--max-mb", "1")
    assert (got.exit_code, given.tell()) == (2, 1_000_001)
    assert "over 1 MB" in " ".join((got.stdout + got.stderr).split())


def test_standard_input_that_is_closed(critmin: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    got = critmin("check", "-", *DAY, "-f", "json")
    assert (got.exit_code, json.loads(got.stdout)["reports"][0]["findings"][0]["code"]) == (2, "FILE-EMPTY")


# Archives that lie --------------------------------------------------------------------------------------------------

BOMB = unpacked(xlsx(XLSX)) | {SHEET: xlsx_sheet(XLSX + " " * 3_000_000)}


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("sheet.xlsx", packed(BOMB), SHEET),
        ("texts.xlsx", packed(unpacked(xlsx(XLSX)) | {TEXTS: "<sst/>" + " " * 3_000_000}), TEXTS),
        ("book.ods", packed(unpacked(ods(ODS)) | {"content.xml": " " * 3_000_000}), "content.xml"),
        ("book.xlsb", packed(xlsb(bom(virgin())) | {"xl/styles.bin": bytes(3_000_000)}), "xl/styles.bin"),
    ],
)
@pytest.mark.parametrize("with_checksum", [False, True])
def test_a_part_that_is_larger_than_it_says(
    judge: Judge, tmp_path: Path, name: str, content: bytes, part: str, with_checksum: bool
) -> None:
    """It says so to be unpacked; the checksum may be that of its beginning."""
    lie = lying(content, part, 1000, with_checksum=with_checksum)
    assert refused(judged(judge, tmp_path / name, lie), name)[0] == "FILE-NOT-A-SPREADSHEET"


@pytest.mark.parametrize("count", ['uniqueCount="4000000000"', "uniqueCount = '99999999999'"])
def test_more_texts_are_announced_than_there_are(judge: Judge, tmp_path: Path, count: str) -> None:
    """The reader would ask for the memory of all of them."""
    parts = unpacked(xlsx(XLSX)) | {TEXTS: f"<sst count='1' {count}><si><t>a</t></si></sst>"}
    got = judged(judge, tmp_path / "book.xlsx", packed(parts))
    assert "more texts than it contains" in refused(got, "book.xlsx")[1]


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {after} "{f"&{name};" * 10}">' for name, after in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("book.ods", ods(ods_rows([HEADER, ["<table:table-cell office:value-type='string'>&j;</table:table-cell>"]]))),
        ("sheet.xlsx", xlsx(xlsx_rows([HEADER, ['<c t="str"><v>&j;</v></c>']]))),
        ("book.xlsx", packed({n: c.replace(b"BOM", b"&j;") for n, c in unpacked(xlsx(XLSX)).items()})),
    ],
)
def test_entities_that_grow(judge: Judge, tmp_path: Path, name: str, content: bytes) -> None:
    """Ten times ten times ten ...: a billion of laughs."""
    parts = {part: (LAUGHS.encode() + xml if b"&j;" in xml else xml) for part, xml in unpacked(content).items()}
    assert refused(judged(judge, tmp_path / name, packed(parts)), name)[0] == "FILE-NOT-A-SPREADSHEET"


# Cells far out ------------------------------------------------------------------------------------------------------

ROWS, COLUMNS = "table:number-rows-repeated", "table:number-columns-repeated"


def ods_block(rows: int, columns: int, cell: str) -> bytes:
    """A document with a cell that stands for so many rows and columns."""
    return ods(
        ODS + f'<table:table-row {ROWS}="{rows}"><table:table-cell {COLUMNS}="{columns}" {cell}/></table:table-row>'
    )


def xlsb_with(cells: bytes) -> bytes:
    parts = xlsb(bom(virgin()))
    sheet = parts["xl/worksheets/sheet1.bin"]
    return packed(parts | {"xl/worksheets/sheet1.bin": sheet.replace(XLSB_END, cells + XLSB_END)})


FAR = {
    "far.xlsx": xlsx(XLSX + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "beyond.xlsx": xlsx(XLSX + '<row r="3"><c r="XFE3"><v>1</v></c></row>'),
    "long.xlsx": xlsx(XLSX + '<row r="9999999"><c r="A9999999"><v>1</v></c></row>'),
    "text.xlsx": xlsx(XLSX + '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is></is></c></row>'),
    "error.xlsx": xlsx(XLSX + '<row r="1048576"><c r="XFD1048576" t="e"><v>#N/A</v></c></row>'),
    "otherrow.xlsx": xlsx(XLSX + '<row r="3"><c r="XFD1048576"><v>1</v></c></row>'),
    "quotes.xlsx": xlsx(XLSX + "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"),
    "spaces.xlsx": xlsx(XLSX + '<row r = "1048576" ><c\nr\n= "XFD1048576"\n><v>1</v></c></row>'),
    "small.xlsx": xlsx(XLSX + '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>'),
    "twice.xlsx": xlsx(XLSX + '<row r="3"><c r="A3" r="XFD1048576"><v>1</v></c></row>'),
    "prefix.xlsx": xlsx(XLSX + '<y:row r="3"><y:c r="XFD1048576"><y:v>1</y:v></y:c></y:row>'),
    "angle.xlsx": xlsx(XLSX + '<row r="3"><c x="/>" r="XFD1048576"><v>1</v></c></row>'),
    "comment.xlsx": xlsx(XLSX + '<!-- </sheetData> --><row r="3"><c r="XFD1048576"><v>1</v></c></row>'),
    "counted.xlsx": xlsx(XLSX + f'<row r="1048576">{"<c><v>1</v></c>" * 16_000}</row>'),
    "last.xlsx": xlsx(XLSX + '<row r="1048576"><c r="XFC3"><v>1</v></c><c><v>1</v></c></row>'),
    "far.ods": ods_block(1_048_574, 16_384, 'office:value-type="float" office:value="1"'),
    "value.ods": ods_block(1_048_574, 16_384, 'office:value="1"'),
    "formula.ods": ods_block(1_048_574, 16_384, 'table:formula="of:=1"'),
    "empty.ods": ods_block(1_048_574, 16_384, 'office:value-type="string"'),
    "wide.ods": ods_block(1, 4_000_000_000, 'office:value-type="float" office:value="1"'),
    "after.ods": ods(
        ODS
        + f'<table:table-row {ROWS}="1048573"><table:table-cell {COLUMNS}="16384"/></table:table-row>'
        + ods_rows([[f'<table:table-cell {COLUMNS}="16383"/>', 1]])
    ),
    "far.xlsb": xlsb_with(xlsb_row(1_048_575) + xlsb_number(16_383, 1)),
    "wide.xlsb": xlsb_with(xlsb_row(5) + xlsb_number(4_000_000_000, 1)),
    "row.csv": b"mineral,value_usd\nlithium,60\nx" + b"," * 16_384,
}


@pytest.mark.parametrize("name", FAR)
def test_a_cell_far_out(judge: Judge, tmp_path: Path, name: str) -> None:
    """The reader would ask for the memory of every cell before it, and end the program where there is none."""
    got = judged(judge, tmp_path / name, FAR[name])
    code, message = refused(got, name)
    assert (code, "the limit is" in message) == ("SHEET-TOO-LARGE", True)


TWO = b'<sheets><!-- <sheet name="BOM" sheetId="9" r:id="rId1"/> -->'  # of which the reader sees one


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letters.xlsx", xlsx(XLSX + '<row r="3"><c r="AAAAAAAA3"><v>1</v></c></row>')),
        ("digits.xlsx", xlsx(XLSX + '<row r="3"><c r="A99999999999"><v>1</v></c></row>')),
        ("short.xlsb", xlsb_with(b"\0\0" * 3)),
        ("minus.ods", ods_block(1, -1, 'office:value="1"')),
        (
            "spaces.ods",
            ods(ods_rows([HEADER, ['<table:table-cell><text:s text:c="4000000000"/></table:table-cell>']])),
        ),
        ("columns.xlsx", xlsx(XLSX, head="<cols>" + '<col min="1" max="16384"/>' * 9 + "</cols>")),
        ("merged.xlsx", xlsx(XLSX + '<row r="1048576"/>', tail='<mergeCell ref="A1:A1048576"/>' * 5)),
        ("both.xlsx", packed(unpacked(xlsx(XLSX)) | unpacked(ods(ODS)))),
        ("two.xlsx", packed({n: c.replace(b"<sheets>", TWO) for n, c in unpacked(xlsx(XLSX)).items()})),
    ],
)
def test_other_ways_to_harm(judge: Judge, tmp_path: Path, name: str, content: bytes) -> None:
    assert refused(judged(judge, tmp_path / name, content), name)[0] == "FILE-NOT-A-SPREADSHEET"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("styled.xlsx", xlsx(XLSX + f'<row r="1048576"><c r="XFD1048576" s="{PERCENT}"/></row>')),
        ("styled2.xlsx", xlsx(XLSX + f'<row r="1048576"><c r="XFD1048576" s="{PERCENT}"></c></row>')),
        ("merged.xlsx", xlsx(XLSX, tail='<mergeCells><mergeCell ref="G1:XFD1048576"/></mergeCells>')),
        ("blank.ods", ods_block(1_048_574, 16_384, "")),
        ("styled.ods", ods_block(1_048_574, 16_384, 'table:style-name="ce1"')),
    ],
)
def test_blank_cells_far_out_are_ordinary(judge: Judge, tmp_path: Path, name: str, content: bytes) -> None:
    """Spreadsheet programs write them where a whole row or column is coloured."""
    got = judged(judge, tmp_path / name, content)
    assert (got.exit_code, got.report["bom"]["lines"]) == (0, 1)


def test_the_limit_of_cells_is_raised_with_the_other(judge: Judge, tmp_path: Path) -> None:
    content = xlsx(XLSX + '<row r="49990"><c r="H49990"><v>1</v></c></row>')
    assert (
        "the limit is 200,000 cells"
        in refused(judged(judge, tmp_path / "a.xlsx", content, "--max-mb", "1"), "a.xlsx")[1]
    )
    assert "SHEET-TOO-LARGE" not in judged(judge, tmp_path / "a.xlsx", content, "--max-mb", "2").codes


def test_all_sheets_of_an_ods_count_together(judge: Judge, tmp_path: Path) -> None:
    """Each cell here is a place, and filled: 2 * 3 * 25,000 for A and for B, a few for BOM."""
    block = f'<table:table-row {ROWS}="25000"><table:table-cell {COLUMNS}="3" office:value="1"/></table:table-row>'
    content = ods(ODS, others={"A": block, "B": block})
    code, message = refused(judged(judge, tmp_path / "a.ods", content, "--max-mb", "1"), "a.ods")
    assert (
        code,
        "needs the memory of 150,000 cells, and the workbook in total that of 300,0" in message,
        "sheet B of" in message,
    ) == ("SHEET-TOO-LARGE", True, True)


# Each sheet reaches over 29 million cells, which is below the limit.
FIVE = {"BOM": XLSX} | {
    name: xlsx_rows([["entity", "country"]]) + '<row r="1048576"><c r="AB1048576"><v>1</v></c></row>'
    for name in ("Entities", "Steps", "Ownership", "Notes")
}
LONG_TEXTS = "<sst><si><t>a</t></si><si><t>" + "x" * 32_000 + "</t></si></sst>"
TEXTS_OF_ONE = xlsx_rows([["remarks"], *[['<c t="s"><v>1</v></c>']] * 8_000])
DENSE = {
    "five.xlsx": xlsx("", others=FIVE, hidden=["Pack"]),
    "shared.xlsx": packed(unpacked(xlsx("", others={"BOM": XLSX, "Notes": TEXTS_OF_ONE})) | {TEXTS: LONG_TEXTS}),
    "texts.xlsx": packed(unpacked(xlsx(XLSX)) | {TEXTS: f"<sst><si><t>{'x' * 9_000_000}</t></si></sst>"}),
    "many.ods": ods(
        ODS,
        others={
            name: f'<table:table-row {ROWS}="1000000">{ods_rows([[1] * 8])[17:-18]}</table:table-row>' for name in "ABC"
        },
    ),
    "texts.ods": ods(ODS + f'<table:table-row {ROWS}="9000">{ods_rows([["x" * 32_000]])[17:-18]}</table:table-row>'),
}


@pytest.fixture(scope="module")
def of_a_small_one(tmp_path_factory: pytest.TempPathFactory) -> int:
    """The memory that a check of a small workbook takes."""
    path = tmp_path_factory.mktemp("small") / "small.xlsx"
    path.write_bytes(xlsx(XLSX))
    return peak("check", str(path), *DAY)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
@pytest.mark.parametrize("name", one_of_each(DENSE, kind=lambda name: Path(name).suffix))
def test_one_budget_for_all_sheets(critmin: Callable[..., Any], tmp_path: Path, of_a_small_one: int, name: str) -> None:
    """Over it, a workbook is refused by name before the reader asks for the memory; the others are judged."""
    (tmp_path / name).write_bytes(DENSE[name])
    (tmp_path / "good.xlsx").write_bytes(xlsx(XLSX))
    assert len(DENSE[name]) < 2_000_000
    options = (*DAY, *(() if name == "five.xlsx" else ("--max-mb", "1")))
    got = critmin("check", str(tmp_path), *options, "-f", "json", "--jobs", "1")
    found = {r["bom"]["path"]: [f["code"] for f in r["findings"]] for r in json.loads(got.stdout)["reports"]}
    assert (got.exit_code, found[name], "SHEET-TOO-LARGE" in found["good.xlsx"]) == (2, ["SHEET-TOO-LARGE"], False)
    assert peak("check", str(tmp_path / name), *options) < 2 * of_a_small_one


def test_a_sheet_full_of_formats_that_fits(judge: Judge, tmp_path: Path) -> None:
    """What a sheet can hold at most is counted first; what it does hold, where that is too much."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="{PERCENT}"/><c r="KA{n}"/></row>' for n in range(3, 60_000))
    content = xlsx("", others={"BOM": XLSX + rows, "Steps": rows, "Notes": rows}, hidden=["Pack"])
    assert judged(judge, tmp_path / "book.xlsx", content).exit_code == 0


# Texts --------------------------------------------------------------------------------------------------------------

TEXT = b"mineral,value_usd,extraction_country,processing_country,feoc_attestation,note\nLi,60,US,US,ATT-1,"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (TEXT + b"\n" * 300_000, None),
        (TEXT + b"\r\n,,,,,\r\n" * 90_000, None),
        (TEXT + b"\n" + b" \n\t\n" * 150_000, None),
        (TEXT + b"\n" * 150_000 + b"Li,60,US,US,ATT-1,\n", None),
        (TEXT + b"\n \n,,,\n" * 60_000 + b"Li,60,US,US,ATT-1,\n", None),
        (TEXT + b"\n" * 200_001 + b"Li,60,US,US,ATT-1,\n", "SHEET-TOO-LARGE"),
        (TEXT.decode().encode("utf-16") + ("\n" * 200_001 + "Li").encode("utf-16-le"), "SHEET-TOO-LARGE"),
    ],
)
def test_blank_lines(judge: Judge, tmp_path: Path, content: bytes, code: str | None) -> None:
    """There may be millions of them below a table; within one they count as lines."""
    got = judged(judge, tmp_path / "pack.csv", content, "--max-mb", "1")
    if code is not None:
        assert refused(got, "pack.csv")[0] == code
    else:
        assert (got.exit_code, got.report["bom"]["lines"]) == (0, content.count(b"Li,60"))


def test_blank_lines_keep_their_numbers(judge: Judge, tmp_path: Path) -> None:
    got = judged(judge, tmp_path / "pack.csv", TEXT + b"\n" * 70_000 + b"Li,60,Nowhere,US,ATT-1,\n\n\n")
    assert got.finding("COUNTRY-UNKNOWN")["cells"] == ["BOM!C70002"]


@pytest.mark.parametrize(("size", "code"), [(9_000_000, None), (11_000_000, "SHEET-TOO-LARGE")])
def test_a_cell_of_megabytes(judge: Judge, tmp_path: Path, size: int, code: str | None) -> None:
    got = judged(judge, tmp_path / "pack.csv", TEXT + b"x" * size + b"\n")
    if code is None:
        assert got.exit_code == 0
    else:
        assert refused(got, "pack.csv")[0] == code
        table = judged(judge, tmp_path / "pack.csv", b"bom," + TEXT.replace(b"\nLi", b"\nA,Li") + b"x" * size)
        assert "SHEET-TOO-LARGE" in table.codes


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
def test_a_million_rows_of_styled_blanks(tmp_path: Path, of_a_small_one: int) -> None:
    """They are read in half the memory that their XML takes, since it is read in pieces."""
    row = f'<row r="%d" spans="1:2" s="{PERCENT}"><c r="A%d" s="{PERCENT}"/><c r="B%d" s="{PERCENT}"/></row>'
    rows = "".join(row % (number, number, number) for number in range(3, 1_048_577))
    path = tmp_path / "blank.xlsx"
    path.write_bytes(xlsx(XLSX + rows))
    assert len(rows) > 80_000_000
    assert 1024 * (peak("check", str(path), *DAY, most=0) - of_a_small_one) < len(rows) // 2


# Passwords ----------------------------------------------------------------------------------------------------------


def locked_xls() -> bytes:
    """The second record of the workbook says that what follows is encrypted (FILEPASS)."""
    content = bytearray((FILES / "metadata.xls").read_bytes())
    second = 512 + 4 + int.from_bytes(content[514:516], "little")
    content[second : second + 2] = b"\x2f\x00"
    return bytes(content)


def locked_ods() -> bytes:
    parts = unpacked(ods(ODS))
    manifest = parts["META-INF/manifest.xml"].replace(
        b"/>",
        b'><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
        b"</manifest:manifest>",
    )
    return packed(parts | {"META-INF/manifest.xml": manifest, "content.xml": random.Random(1).randbytes(2000)})


def locked_zip() -> bytes:
    """Each part says that it is encrypted."""
    content = bytearray(xlsx(XLSX))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 1)
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("office.xlsx", (FILES / "password.xlsx").read_bytes()),
        ("office.xls", locked_xls()),
        ("office.ods", locked_ods()),
        ("whole.ods", packed(unpacked(locked_ods()) | {"encrypted-package": b"?"})),
        ("archive.xlsx", locked_zip()),
    ],
)
def test_a_password(judge: Judge, tmp_path: Path, name: str, content: bytes) -> None:
    assert refused(judged(judge, tmp_path / name, content), name) == (
        "FILE-PASSWORD",
        f"{name} is protected by a password",
    )


# Damage -------------------------------------------------------------------------------------------------------------


def saved_xlsx() -> bytes:
    content = io.BytesIO()
    write_xlsx(bom(virgin(), virgin("nickel")), content)  # type: ignore[arg-type]
    return content.getvalue()


WHOLE = {
    "saved.xlsx": saved_xlsx(),
    "hand.xlsx": xlsx(XLSX),
    "book.xlsm": saved_xlsx(),
    "book.xls": (FILES / "metadata.xls").read_bytes(),
    "share.xls": (FILES / "shown_in_percent.xls").read_bytes(),
    "book.xlsb": packed(xlsb(bom(virgin(), virgin("nickel", value="#N/A")))),
    "book.ods": ods(ODS),
    "locked.xlsx": (FILES / "password.xlsx").read_bytes(),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_breaks_off(judge: Judge, tmp_path: Path, name: str) -> None:
    content = WHOLE[name]
    for length in (1, 4, 9, 30, 100, 511, 512, 700, *(len(content) * n // 10 for n in range(2, 10)), len(content) - 1):
        got = judged(judge, tmp_path / name, content[:length])
        if got.status != "unreadable":
            assert name.endswith(".xls") and length > len(content) // 2  # what is missing says nothing of its cells
            continue
        assert refused(got, name)[0] in ("FILE-NOT-A-SPREADSHEET", "FILE-PASSWORD")


@pytest.mark.parametrize("name", [name for name, content in WHOLE.items() if content.startswith(b"PK")])
def test_a_part_that_breaks_off(judge: Judge, tmp_path: Path, name: str) -> None:
    """In an archive that is whole: some parts are not needed."""
    parts = unpacked(WHOLE[name])
    for part, content in parts.items():
        got = judged(judge, tmp_path / name, packed(parts | {part: content[: len(content) * 2 // 3]}))
        assert got.exit_code in (0, 2, 3) and "Traceback" not in got.stderr


@pytest.mark.parametrize("name", WHOLE)
def test_bytes_that_changed(judge: Judge, tmp_path: Path, name: str) -> None:
    """A few of a file, or of a part in an archive that is whole: an answer, whatever it is."""
    for seed in range(12):
        changing = random.Random(f"{name} {seed}")
        parts = unpacked(WHOLE[name]) if WHOLE[name].startswith(b"PK") and seed % 3 else {"": WHOLE[name]}
        part = changing.choice(sorted(parts))
        content = bytearray(parts[part])
        for _ in range(changing.choice((1, 2, 8))):
            content[changing.randrange(len(content))] = changing.randrange(256)
        whole = packed(parts | {part: bytes(content)}) if part else bytes(content)
        got = judged(judge, tmp_path / name, whole)
        assert got.exit_code in (0, 1, 2, 3), (seed, got.stderr)
        assert all(found["message"].isprintable() for found in got.report["findings"])


def test_sectors_in_a_circle(judge: Judge, tmp_path: Path) -> None:
    """A small stream of an .xls whose sectors follow each other for ever."""
    content = bytearray((FILES / "error_cell.xls").read_bytes())
    table = 512 * (1 + int.from_bytes(content[60:64], "little"))
    content[table : table + 4] = bytes(4)
    assert refused(judged(judge, tmp_path / "book.xls", bytes(content)), "book.xls")[0] == "FILE-NOT-A-SPREADSHEET"


def test_a_checksum_that_does_not_hold(judge: Judge, tmp_path: Path) -> None:
    content = xlsx(XLSX)
    checksum = zlib.crc32(unpacked(content)[SHEET]).to_bytes(4, "little")
    assert checksum in content
    got = judged(judge, tmp_path / "book.xlsx", content.replace(checksum, bytes(4)))
    assert "Bad CRC-32" in refused(got, "book.xlsx")[1]
