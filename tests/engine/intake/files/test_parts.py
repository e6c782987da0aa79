"""The parts of a workbook: found by their relationships; one that cannot be read is never empty."""

from __future__ import annotations

import codecs
import io
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from boms import Judge, Judged, bom, virgin
from thorough import crossed
from workbooks import ods, ods_rows, packed, unpacked, xlsb, xlsx, xlsx_rows

DAY = ("-d", "2025-06-01")
Parts = dict[str, bytes]

LINES = [["mineral", "value_usd", "extraction_country", "processing_country", "feoc_attestation"]]
LINES += [["lithium", 60, "US", "México", "ATT-1"]]
CELLS = [["component", "value_usd", "assembly_country"], ["battery cell", 100, "CN"]]
SHEET1, SHEET2 = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
BOOK, LIST, ROOT, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/styles.xml"
TEXTS = "xl/sharedStrings.xml"


def xlsx_parts(second: str = "Components") -> Parts:
    """A workbook that fails by its second sheet alone, and passes where nobody reads that."""
    parts = unpacked(xlsx(xlsx_rows(LINES), others={second: xlsx_rows(CELLS)}))
    return parts | {BOOK: parts[BOOK].replace(b"Pack", b"BOM")}


def ods_parts(second: str = "Components") -> Parts:
    parts = unpacked(ods(ods_rows(LINES), others={second: ods_rows(CELLS)}))
    return parts | {"content.xml": parts["content.xml"].replace(b'"Pack"', b'"BOM"')}


def xlsb_parts(second: str = "Components") -> Parts:
    return xlsb(
        bom(virgin(), **{second: [{"component": "battery cell", "value_usd": "100", "assembly_country": "CN"}]})
    )


def judged(judge: Judge, path: Path, parts: Parts) -> Judged:
    path.write_bytes(packed(parts))
    return judge(path, *DAY)


def moved(parts: Parts, names: dict[str, str], texts: dict[bytes, bytes]) -> Parts:
    """The parts under other names, and with other texts."""
    for old, new in texts.items():
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    return {names.get(name, name): content for name, content in parts.items()}


# Other places -------------------------------------------------------------------------------------------------------

TARGET = b"worksheets/sheet2.xml"
PLACES: dict[str, tuple[dict[str, str], dict[bytes, bytes]]] = {
    "the usual ones": ({}, {}),
    "another name of the workbook": (
        {BOOK: "xl/workbook2.xml", LIST: "xl/_rels/workbook2.xml.rels"},
        {b"xl/workbook.xml": b"xl/workbook2.xml"},
    ),
    "another folder": (
        {BOOK: "a/b.xml", LIST: "a/_rels/b.xml.rels"},
        {b"xl/workbook.xml": b"a/b.xml", b'"work': b'"../xl/work'},
    ),
    "up and down": ({}, {TARGET: b"../xl/worksheets/sheet2.xml"}),
    "here": ({}, {TARGET: b"./worksheets/sheet2.xml"}),
    "twice up": ({}, {TARGET: b"worksheets/../../xl/worksheets/./sheet2.xml"}),
    "from the root": ({}, {TARGET: b"/xl/worksheets/sheet2.xml"}),
    "from the root, without saying so": ({}, {TARGET: b"xl/worksheets/sheet2.xml"}),
    "out of the folder": ({SHEET2: "sheet2.xml"}, {TARGET: b"../sheet2.xml"}),
    "escaped": ({SHEET2: "xl/worksheets/sheet 2.xml"}, {TARGET: b"worksheets/sheet%202.xml"}),
    "escaped in both": ({SHEET2: "xl/worksheets/sheet%202.xml"}, {TARGET: b"worksheets/sheet%202.xml"}),
    "capitals": ({SHEET2: "XL/Worksheets/SHEET2.xml"}, {}),
    "other slashes": ({}, {TARGET: b"..\\xl\\worksheets\\sheet2.xml"}),
    "a name of its own": ({SHEET2: "xl/part7"}, {TARGET: b"part7"}),
    "the workbook from the root": ({}, {b'"xl/workbook.xml"': b'"/xl/workbook.xml"'}),
}


@pytest.mark.parametrize("place", PLACES)
def test_parts_at_other_places(judge: Judge, tmp_path: Path, place: str) -> None:
    got = judged(judge, tmp_path / "book.xlsx", moved(xlsx_parts(), *PLACES[place]))
    assert (got.status, got.report["bom"]["lines"]) == ("fail", 1), got.report["findings"]
    assert got.finding("FEOC-PLACE")["cells"] == ["Components!C2"]


@pytest.mark.parametrize(
    ("names", "texts"),
    [
        ({}, {b'"worksheets/': b'"./worksheets/'}),
        ({"xl/worksheets/sheet2.bin": "sheet2.bin"}, {b"worksheets/sheet2.bin": b"../sheet2.bin"}),
        ({"xl/worksheets/sheet2.bin": "xl/two"}, {b"worksheets/sheet2.bin": b"/xl/two"}),
    ],
)
def test_parts_of_an_xlsb_at_other_places(
    judge: Judge, tmp_path: Path, names: dict[str, str], texts: dict[bytes, bytes]
) -> None:
    got = judged(judge, tmp_path / "book.xlsb", moved(xlsb_parts(), names, texts))
    assert got.finding("FEOC-PLACE")["cells"] == ["Components!C2"]


def test_styles_and_shared_texts_at_other_places(judge: Judge, tmp_path: Path) -> None:
    """The share shows 49% and is saved as 0.49; its entity is a shared text."""
    entities = [["entity", "country", "headquarters_country", "government_equity_pct"]]
    entities += [['<c t="s"><v>0</v></c>', "US", "US", '<c s="1"><v>0.49</v></c>']]
    lines = [[*LINES[0], "extraction_entity"], [*LINES[1], "A"]]
    parts = unpacked(xlsx(xlsx_rows(lines), others={"Entities": xlsx_rows(entities)}))
    texts = b'<Relationship Id="r7" Type="x/sharedStrings" Target="../more/texts.xml"/></Relationships>'
    parts |= {
        BOOK: parts[BOOK].replace(b"Pack", b"BOM"),
        LIST: parts[LIST].replace(b"styles.xml", b"../more/looks.xml").replace(b"</Relationships>", texts),
        "more/looks.xml": parts.pop(STYLES),
        "more/texts.xml": b"<sst><si><t>A</t></si></sst>",
    }
    got = judged(judge, tmp_path / "book.xlsx", parts)
    assert "49.0000% of the equity" in got.finding("FEOC-OWNERSHIP")["message"]


# Other encodings ----------------------------------------------------------------------------------------------------


def in_encoding(name: str, *, mark: bytes = b"", declared: str | None = None) -> Callable[[bytes], bytes]:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return lambda part: mark + (declaration + part.decode()).encode(name)


ENCODINGS = {
    "UTF-16 with a mark": in_encoding("utf-16", declared="UTF-16"),
    "UTF-16, mark alone": in_encoding("utf-16-be", mark=codecs.BOM_UTF16_BE),
    "UTF-16 without a mark": in_encoding("utf-16-le", declared="UTF-16"),
    "UTF-16, big end first": in_encoding("utf-16-be", declared="utf-16"),
    "Latin 1": in_encoding("latin-1", declared="ISO-8859-1"),
    "Windows": in_encoding("cp1252", declared="windows-1252"),
    "Mac": in_encoding("mac-roman", declared="macintosh"),
    "of no name": in_encoding("utf-8", declared="x-nobody"),
    "UTF-7": in_encoding("utf-7", declared="UTF-7"),
}
UTF8 = {
    "with a mark": in_encoding("utf-8-sig"),
    "that says so": in_encoding("utf-8-sig", declared="UTF-8"),
    "that says ASCII": in_encoding("utf-8", declared="us-ascii"),
    "that says UTF-16": in_encoding("utf-8", declared="utf-16"),
}


@pytest.mark.parametrize("written", UTF8)
@pytest.mark.parametrize("part", [SHEET1, SHEET2, BOOK, LIST, ROOT, STYLES])
def test_xml_in_utf8(judge: Judge, tmp_path: Path, written: str, part: str) -> None:
    parts = xlsx_parts()
    got = judged(judge, tmp_path / "book.xlsx", parts | {part: UTF8[written](parts[part])})
    assert (got.status, got.finding("FEOC-PLACE")["cells"]) == ("fail", ["Components!C2"]), got.report["findings"]
    assert "MX" in {origin["country"] for origin in got.minerals["origins"]}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("part", [SHEET1, SHEET2, BOOK, LIST, ROOT, STYLES, TEXTS, "content.xml"])
def test_xml_in_another_encoding_is_refused(judge: Judge, tmp_path: Path, encoding: str, part: str) -> None:
    """No spreadsheet program writes it. Of a sheet, the message has the name."""
    sheets = {SHEET1: 'its sheet "BOM" cannot be read: ', SHEET2: 'its sheet "Components" cannot be read: '}
    parts = ods_parts() if part == "content.xml" else xlsx_parts() | {TEXTS: b"<sst/>"}
    texts = b'<Relationship Id="r7" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    parts |= {LIST: parts[LIST].replace(b"</Relationships>", texts)} if LIST in parts else {}
    got = judged(judge, tmp_path / "book.xlsx", parts | {part: ENCODINGS[encoding](parts[part])})
    (found,) = got.report["findings"]
    why = "a part of it is not in UTF-8: save it again in a spreadsheet program"
    assert found["message"].endswith(f"{sheets.get(part, 'workbook: ')}{why}")


def test_a_part_that_is_not_read_may_be_in_another_encoding(judge: Judge, tmp_path: Path) -> None:
    """Power Query keeps what it does in UTF-16."""
    query = {"customXml/item1.xml": in_encoding("utf-16", declared="utf-16")(b"<DataMashup>AAAA</DataMashup>")}
    got = judged(judge, tmp_path / "book.xlsx", xlsx_parts() | query)
    assert (got.status, got.finding("FEOC-PLACE")["cells"]) == ("fail", ["Components!C2"]), got.report["findings"]


# Damage -------------------------------------------------------------------------------------------------------------

DOCTYPE = b'<!DOCTYPE worksheet [<!ENTITY a "CN">]>'
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "of nothing": lambda _: b"",
    "another XML": lambda _: b'<?xml version="1.0"?><a:theme xmlns:a="urn:a"><a:themeElements/></a:theme>',
    "an HTML page": lambda _: b"<html><body><table><tr><td>entity</td></tr></table></body></html>",
    "no XML": lambda _: b"entity,country\n",
    "zeros": lambda part: bytes(len(part)),
    "rows within another root": lambda part: b"<other>" + part + b"</other>",
    "no rows": lambda _: b"<worksheet/>",
    "broken off": lambda part: part[: len(part) // 2],
    "broken off in the rows": lambda part: part[: part.index(b"</row>") + 6],
    "broken off after the rows": lambda part: part[: part.index(b"</sheetData>") + 12],
    "bytes of no text": lambda part: part.replace(b"CN", b"C\xff"),
    "a document type": lambda part: DOCTYPE + part,
    "an entity": lambda part: DOCTYPE + part.replace(b"CN", b"&a;"),
}


@pytest.mark.parametrize(
    ("damage", "name"),
    crossed(
        list(DAMAGE),
        ["Components", "Entities", "Vehicle", "Notes"],
    ),
)
def test_a_sheet_that_cannot_be_read_is_named(judge: Judge, tmp_path: Path, damage: str, name: str) -> None:
    """Any might have been meant as a known one."""
    parts = xlsx_parts(name)
    got = judged(judge, tmp_path / "book.xlsx", parts | {SHEET2: DAMAGE[damage](parts[SHEET2])})
    assert got.exit_code == 2
    messages = [f["message"] for f in got.report["findings"] if f["code"] == "FILE-NOT-A-SPREADSHEET"]
    assert [message.partition(" cannot be read: ")[0] for message in messages] == [
        f'book.xlsx cannot be read as a workbook: its sheet "{name}"'
    ]


@pytest.mark.parametrize("name", ["Components", "Notes"])
def test_a_sheet_that_is_missing_is_named(judge: Judge, tmp_path: Path, name: str) -> None:
    for parts in (xlsx_parts(name), xlsb_parts(name)):
        (part,) = [part for part in parts if "sheet2" in part]
        del parts[part]
        got = judged(judge, tmp_path / "book.xlsx", parts)
        (found,) = got.report["findings"]
        assert (got.exit_code, f'sheet "{name}"' in found["message"]) == (2, True)


@pytest.mark.parametrize("name", ["Components", "Notes"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda part: b"",
        lambda part: b"<worksheet><sheetData/></worksheet>",
        lambda part: part[: part.index(b"\x92\x01")],  # at the end of a record
        lambda part: part[: len(part) // 2],
        lambda part: b"\x83\x01\x00\x84\x01\x00",  # the records of a list of sheets
    ],
)
def test_a_damaged_sheet_of_an_xlsb_is_named(
    judge: Judge, tmp_path: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    parts = xlsb_parts(name)
    part = "xl/worksheets/sheet2.bin"
    got = judged(judge, tmp_path / "book.xlsb", parts | {part: damage(parts[part])})
    (found,) = got.report["findings"]
    assert (got.exit_code, f'sheet "{name}"' in found["message"]) == (2, True)


TABLE = b'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '


@pytest.mark.parametrize(
    "damage",
    [
        lambda part: b"<office:document-styles/>",
        lambda part: DOCTYPE + part,
        lambda part: part[:-10],
        lambda part: part.replace(b"xmlns:table", TABLE + b"xmlns:table").replace(
            b'<table:table table:name="Components"', b'<t:table t:name="Components"'
        ),
    ],
)
def test_a_damaged_document(judge: Judge, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    parts = ods_parts()
    got = judged(judge, tmp_path / "book.ods", parts | {"content.xml": damage(parts["content.xml"])})
    assert (got.exit_code, got.codes) == (2, {"FILE-NOT-A-SPREADSHEET"})


@pytest.mark.parametrize("part", [BOOK, LIST, ROOT, STYLES, TEXTS])
def test_a_document_type_anywhere(judge: Judge, tmp_path: Path, part: str) -> None:
    parts = {TEXTS: b"<sst/>"} | xlsx_parts()
    got = judged(judge, tmp_path / "book.xlsx", parts | {part: b"<!-- --> " + DOCTYPE + parts[part]})
    assert (got.exit_code, "document type" in got.report["findings"][0]["message"]) == (2, True)


# Values of which the reader takes a part -----------------------------------------------------------------------------

PARTED: dict[str, tuple[str, str]] = {
    # the cells of the amount and of the country, and what the message names
    "a comment in a number": ("<c><v>5<!-- x -->000</v></c>", "cell B2"),
    "a comment before a number": ("<c><v><!-- x -->5000</v></c>", "cell B2"),
    "an instruction in a number": ("<c><v>5<?x y?>000</v></c>", "cell B2"),
    "a CDATA in a number": ("<c><v>500<![CDATA[0]]></v></c>", "cell B2"),
    "a number in a CDATA": ("<c><f>1</f><v><![CDATA[5000]]></v></c>", "cell B2"),
    "an element in a number": ("<c><v>5<x/>000</v></c>", "cell B2"),
    "a code in a number": ("<c><v>5&#48;00</v></c>", "cell B2"),
    "a text in a CDATA": ('<c t="str"><f>"x"</f><v><![CDATA[5000]]></v></c>', "cell B2"),
    "two values": ("<c><v>5000</v><v>5</v></c>", "cell B2"),
    "two values of other prefixes": ("<c><x:v>5000</x:v><v>5</v></c>", "cell B2"),
    "a value and none": ("<c><v>5000</v><v/></c>", "cell B2"),
    "none and a value": ("<c><v/><v>5</v></c>", "cell B2"),
    "a text and a value": ("<c><is><t>5000</t></is><v>5</v></c>", "cell B2"),
    "two texts": ('<c t="inlineStr"><is><t>5000</t></is><is><t>5</t></is></c>', "cell B2"),
    "a cell twice": ('<c><v>5000</v></c><c r="B2"><v>5</v></c>', "cell B2 appears twice"),
    "a cell twice in small letters": ('<c><v>5000</v></c><c r="b2"><v>5</v></c>', "cell B2 appears twice"),
    "a cell twice without an address": ('<c><v>5000</v></c><c r="A2"/><c><v>5</v></c>', "appears twice"),
    "a row twice": ('<c><v>5000</v></c></row><row r="2"><c r="B2"><v>5</v></c>', "appears twice"),
}


@pytest.mark.parametrize("way", PARTED)
def test_a_value_in_parts(judge: Judge, tmp_path: Path, way: str) -> None:
    """The reader would take 5 for 5000, and say nothing."""
    cell, said = PARTED[way]
    book = xlsx(xlsx_rows([LINES[0], ["lithium", cell, "US", "US", "ATT-1"]]))
    got = judged(judge, tmp_path / "book.xlsx", unpacked(book))
    (found,) = got.report["findings"]
    assert (got.exit_code, found["code"]) == (2, "FILE-NOT-A-SPREADSHEET")
    assert 'sheet "BOM"' in found["message"] and said in found["message"]


@pytest.mark.parametrize(
    "cell",
    [
        "<c><v>60</v></c>",
        "<c><f>30+30</f><v>60</v></c>",
        '<c><f>IF(A1&lt;&gt;"a&amp;b",60,0)</f><v>60</v></c>',
        "<c><f><![CDATA[30+30]]></f><v>60</v></c>",
        "<c ><v >60</v > </c >",
        "<!-- a note --><c><v>60</v></c>",
        '<c t="inlineStr"><is><t>6<!-- x -->0</t></is></c>',
        '<c t="inlineStr"><is><r><t>6</t></r><r><t><![CDATA[0]]></t></r></is></c>',
        '<c t="str"><f>"60"</f><v>&#54;0</v></c>',
    ],
)
def test_a_value_that_is_read_as_a_whole(judge: Judge, tmp_path: Path, cell: str) -> None:
    rows = xlsx_rows(LINES).replace('<c r="B2"><v>60</v></c>', cell)
    rows = rows.replace("<c>", '<c r="B2">').replace("<c ><", '<c r="B2" ><').replace("<c t", '<c r="B2" t')
    got = judged(judge, tmp_path / "book.xlsx", unpacked(xlsx(rows)))
    assert (got.exit_code, got.minerals["total_value_usd"]) == (0, "60.00")


def test_a_row_twice_in_a_long_sheet(judge: Judge, tmp_path: Path) -> None:
    note = "x" * 90_000
    lines = [[*LINES[0], "note"], *([*LINES[1], note] for _ in range(30))]
    rows = xlsx_rows(lines)
    again = xlsx_rows(LINES[1:], 2)
    for twice, exit_code in (("", 0), (again, 2)):
        got = judged(judge, tmp_path / "book.xlsx", unpacked(xlsx(rows + twice)))
        assert got.exit_code == exit_code
    assert "row 2 appears twice" in got.report["findings"][0]["message"]


@pytest.mark.parametrize("text", ["<![CDATA[China]]>", "Ch<![CDATA[ina]]>", "<text:span><![CDATA[China]]></text:span>"])
def test_a_text_in_a_cdata_section(judge: Judge, tmp_path: Path, text: str) -> None:
    def book(country: str) -> dict[str, bytes]:
        cell = f'<table:table-cell office:value-type="string"><text:p>{country}</text:p></table:table-cell>'
        return unpacked(ods(ods_rows([LINES[0], ["lithium", 60, cell, "US", "ATT-1"]])))

    (found,) = judged(judge, tmp_path / "book.ods", book(text)).report["findings"]
    assert (found["code"], 'sheet "BOM"' in found["message"]) == ("FILE-NOT-A-SPREADSHEET", True)
    unseen = "<office:annotation><text:p><![CDATA[China]]></text:p></office:annotation>"
    for country in ("U<!-- x -->S", "U<text:span>S</text:span>", "US</text:p>" + unseen + "<text:p>"):
        assert judged(judge, tmp_path / "book.ods", book(country)).exit_code == 0


@pytest.mark.parametrize("other", [SHEET2, SHEET2.upper(), SHEET2.replace("/", "\\"), STYLES])
def test_a_part_stored_twice(judge: Judge, tmp_path: Path, other: str) -> None:
    content = io.BytesIO(packed(xlsx_parts()))
    with zipfile.ZipFile(content, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(other, xlsx_parts()[STYLES if other == STYLES else SHEET2])
    (tmp_path / "book.xlsx").write_bytes(content.getvalue())
    (found,) = judge(tmp_path / "book.xlsx", *DAY).report["findings"]
    assert (found["code"], "twice" in found["message"]) == ("FILE-NOT-A-SPREADSHEET", True)


def test_a_hidden_sheet_that_is_damaged_is_named(judge: Judge, tmp_path: Path) -> None:
    parts = unpacked(xlsx(xlsx_rows(LINES), others={"Notes": ""}, hidden=["Notes"]))
    got = judged(judge, tmp_path / "book.xlsx", parts | {BOOK: parts[BOOK].replace(b"Pack", b"BOM"), SHEET2: b"<a/>"})
    assert (got.status, 'its sheet "Notes"' in got.finding("FILE-NOT-A-SPREADSHEET")["message"]) == ("unreadable", True)


@pytest.mark.parametrize("root", [b"chartsheet", b"dialogsheet"])
@pytest.mark.parametrize(("name", "exit_code"), [("Chart1", 0), ("Components", 2)])
def test_a_chart_is_no_sheet(judge: Judge, tmp_path: Path, root: bytes, name: str, exit_code: int) -> None:
    """It holds no cells: nothing is lost with it, unless it has the name of a sheet that would."""
    chart = b"<%s><drawing/></%s>" % (root, root)
    assert judged(judge, tmp_path / "book.xlsx", xlsx_parts(name) | {SHEET2: chart}).exit_code == exit_code


def test_rows_that_a_chart_pretends_not_to_have(judge: Judge, tmp_path: Path) -> None:
    """What counts is what the part is, not what it is said to be."""
    parts = xlsx_parts()
    told = parts[LIST].replace(b'/worksheet" Target="worksheets/sheet2', b'/chartsheet" Target="worksheets/sheet2')
    assert told != parts[LIST]
    assert judged(judge, tmp_path / "book.xlsx", parts | {LIST: told}).status == "fail"
