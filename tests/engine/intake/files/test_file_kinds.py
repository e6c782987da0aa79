"""Files of other kinds, named as a workbook or a table: each is refused by its kind, with what to do."""

import bz2
import gzip
import io
import lzma
import zipfile
from pathlib import Path

import openpyxl
import pytest
from boms import Judge, bom, virgin, write_xlsx

PLACED = ("-y", "2024")
HEAD = "line,mineral,value_usd,extraction_country,processing_country\n"
TABLE = f"{HEAD}1,lithium,100,AU,US\n"
CELLS = "<table><tr><td>line</td><td>mineral</td></tr></table>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SPREADSHEETML = '<?xml version="1.0"?>\n{}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
MHTML = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="--x"\n\n----x\nContent-Type: text/html\n'


def packed(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        for name in names:
            zipped.writestr(name, TABLE)
    return file.getvalue()


KINDS = [
    (f"<html>{CELLS}</html>", "HTML"),
    (f"\ufeff\n <!DOCTYPE HTML><html>{CELLS}</html>", "HTML"),
    (f'<meta http-equiv="Content-Type" content="text/html">{CELLS}', "HTML"),
    (CELLS, "HTML"),
    (f"<style>td {{}}</style>{CELLS}", "HTML"),
    (f"<!-- export -->{CELLS}", "HTML"),
    (f'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x">{CELLS}</html>', "HTML"),
    (f"<html>{CELLS}</html>".encode("utf-16"), "HTML"),
    (SPREADSHEETML.format(""), "SpreadsheetML"),
    (SPREADSHEETML.format('<?mso-application progid="Excel.Sheet"?>\n'), "SpreadsheetML"),
    (
        '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
        "OpenDoc",
    ),
    ('<?xml version="1.0"?><bom><line/></bom>', "XML"),
    (MHTML, "MHTML"),
    ("From: <Saved by Microsoft Internet Explorer 5>\nSubject: \n" + MHTML, "MHTML"),
    ("{\\rtf1\\ansi mineral}", "RTF"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    ("ID;PWXL;N;E\nP;PGeneral\n", "SYLK"),
    ('{"lines": []}', "JSON"),
    ('[{"mineral": "lithium"}]', "JSON"),
    ('{\n "lines": []\n}', "JSON"),
    (gzip.compress(TABLE.encode(), mtime=0), "gzip"),
    (bz2.compress(TABLE.encode()), "bzip2"),
    (lzma.compress(TABLE.encode()), "xz"),
    (b"\x28\xb5\x2f\xfd\x24\x00\x01\x00\x00", "Zstandard"),
    (b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(40), "7-Zip"),
    (b"Rar!\x1a\x07\x01\x00" + bytes(40), "RAR"),
    (b"\x89PNG\r\n\x1a\n" + bytes(40), "picture"),
    (b"\xff\xd8\xff\xe0" + bytes(40), "picture"),
    (b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(40), "Excel 4"),
    (archive("pack.csv"), 'zip archive that contains "pack.csv", not a workbook'),
    (archive("a/1.xlsx", "a/2.xlsx", "a/3.xlsx", "4.xlsx", "5.xlsx"), '"a/3.xlsx" and 2 more'),
    (archive(), "empty zip"),
    (packed(**{"[Content_Types].xml": "<Types/>", "word__document.xml": "<w/>"}), "Word"),
    (packed(**{"[Content_Types].xml": "<Types/>", "ppt__presentation.xml": "<p/>"}), "PowerPoint"),
    (packed(Index__Document="", **{"Index__Document.iwa": ""}), "Numbers"),
    (OLE + "WordDocument".encode("utf-16-le"), "Word"),
    (OLE + "PowerPoint Document".encode("utf-16-le"), "PowerPoint"),
    (OLE + "__properties_version1.0".encode("utf-16-le"), "Outlook"),
]


@pytest.mark.parametrize("name", ["pack.xls", "pack.csv", "pack.xlsx"])
@pytest.mark.parametrize(("content", "kind"), KINDS, ids=map(str, range(len(KINDS))))
def test_a_file_of_another_kind(judge: Judge, tmp_path: Path, name: str, content: str | bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    got = judge(path, *PLACED)
    assert (got.exit_code, got.codes) == (2, {"FILE-NOT-A-SPREADSHEET"})
    message = got.finding("FILE-NOT-A-SPREADSHEET")["message"]
    assert f"{name} is a" in message and kind in message and ": " in message


@pytest.mark.parametrize(("content", "kind"), KINDS[:3] + KINDS[20:22])
def test_a_file_beside_a_table(judge: Judge, tmp_path: Path, content: str | bytes, kind: str) -> None:
    (tmp_path / "pack.csv").write_text(TABLE)
    (tmp_path / "pack.entities.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    got = judge(tmp_path / "pack.csv", *PLACED)
    message = got.finding("FILE-NOT-A-SPREADSHEET")["message"]
    assert got.exit_code == 2 and "pack.entities.csv is a" in message and kind in message


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        (TABLE.replace(",", "\t"), "pack.xls", "text with tabs between its cells, named .xls: rename it to pack.tsv"),
        (TABLE.replace(",", "\t"), "pack.xlsx", "named .xlsx: rename it to pack.tsv"),
        (TABLE, "pack.xls", "a text table, named .xls: rename it to pack.csv"),
        (TABLE.replace(",", ";"), "pack.ods", "a text table, named .ods: rename it to pack.csv"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_text_table_named_as_a_workbook(
    judge: Judge, tmp_path: Path, text: str, name: str, says: str, encoding: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    got = judge(path, *PLACED)
    assert got.exit_code == 2 and says in got.finding("FILE-NOT-A-SPREADSHEET")["message"]
    renamed = path.rename(path.with_suffix(".tsv" if "\t" in text else ".csv"))
    assert judge(renamed, *PLACED).status == "pass"


@pytest.mark.parametrize(
    "heading", ["ID;Product", "<5 kg", "From", "{x}", "[x]", "%", "Rar", "BZ", "GIF", "PK", "MIME", "title", "id;px"]
)
def test_a_heading_that_only_begins_like_another_kind(judge: Judge, tmp_path: Path, heading: str) -> None:
    mark = ";" if ";" in heading else ","
    text = f"{heading},{HEAD}x{',x' * heading.count(';')},1,lithium,100,AU,US\n".replace(",", mark)
    (tmp_path / "pack.csv").write_text(text)
    assert judge(tmp_path / "pack.csv", *PLACED).status == "pass"


def test_a_workbook_with_other_documents_within(judge: Judge, tmp_path: Path) -> None:
    path = write_xlsx(bom(virgin()), tmp_path / "pack.xlsx")
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/embeddings/word.docx", packed(word__document="<w/>"))
    assert judge(path, *PLACED).status == "pass"


def test_a_workbook_by_another_name(judge: Judge, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in TABLE.splitlines():
        book.active.append(row.split(","))
    book.save(tmp_path / "book.xlsx")
    assert judge((tmp_path / "book.xlsx").rename(tmp_path / "book.csv"), *PLACED).status == "pass"
