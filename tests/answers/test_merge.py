"""Returned request workbooks, merged into a copy: what was answered is read as a fact, and what was not stays asked."""

from __future__ import annotations

import hashlib
import io
import json

import layouts
import openpyxl
import pytest
from boms import Tables, bom, by, supplier, virgin, write_xlsx
from critmin.cli.render.answered_workbook import answered_workbook
from critmin.engine.model.settings import AS_IT_IS, MATERIALS_SHEETS
from critmin.engine.questions.check import open_file
from critmin.engine.questions.requests.discretion import rows_of
from msgspec.structs import replace
from products import item, storage, write_product
from random_boms import write_csv
from returned_forms import Ask, Asked
from workbooks import packed, unpacked

ASKED = [
    Ask("bom", 2, "processing_country"),
    Ask("bom", 3, "feoc_attestation"),
    Ask("entities", 2, "headquarters_country"),
    Ask("entities", "Beta", "country"),
]
GOOD = ["Canada", "ATT-7", "Korea", "Japan"]
PAPER = {"certificate": "ATT-7", "kind": "feoc", "signed_on": "2025-01-31", "signed_by": "J. Doe"}


def lacking() -> Tables:
    """A bill of materials of two lines that lacks a country, an attestation and facts of its suppliers."""
    lines = virgin(processing_country=""), by("Acme", mineral="nickel")
    return bom(*lines, Entities=[supplier("Acme") | {"headquarters_country": ""}])


def rows(path):
    return rows_of(open_file(str(path), None, AS_IT_IS), AS_IT_IS)


def report_of(critmin, path):
    report = json.loads(critmin("check", path, "-d", "2025-06-30", "-f", "json").stdout)["reports"][0]
    return dict(report)


def codes_of(critmin, path):
    return {finding["code"] for finding in report_of(critmin, path)["findings"]}


def certificate(critmin, path):
    (only,) = report_of(critmin, path)["certificates"]
    return only


def merged(critmin, asked, back, new, *options):
    """The JSON of the merge, and its exit status."""
    got = critmin("answers", asked.bom, back, "-o", new, "-f", "json", *options)
    return json.loads(got.stdout), got.exit_code


@pytest.mark.parametrize("write", [write_xlsx, lambda tables, path: write_csv(tables, path.parent, path.stem)])
def test_answers_fill_the_cells_that_were_asked_and_no_other(critmin, tmp_path, write):
    path = write(lacking(), tmp_path / "pack.xlsx")
    before, kept = rows(path), path.read_bytes()
    asked = Asked(path, ASKED, tables=True)
    owners = [{"owner": "Gamma", "equity_pct": 12.5, "votes_pct": "0.5%"}]
    back = asked.returned(tmp_path / "acme.xlsx", GOOD, owners, [PAPER])
    new = tmp_path / f"new{path.suffix}"
    merge, status = merged(critmin, asked, back, new)
    assert (status, [one["code"] for one in merge["findings"]]) == (0, ["ANSWER-DOCUMENT-MISSING"])
    assert merge["unanswered"] == []
    after = rows(new)
    before["bom"][2]["processing_country"], before["bom"][3]["feoc_attestation"] = "Canada", "ATT-7"
    before["entities"][2]["headquarters_country"] = "Korea"
    before["entities"][3] = {"entity": "Beta", "country": "Japan"}
    shares = ("0.125", "0.005") if path.suffix == ".xlsx" else ("12.5%", "0.5%")
    before["ownership"] = {2: {"owned": "Acme", "owner": "Gamma", "equity_pct": shares[0], "votes_pct": shares[1]}}
    before["certificates"] = {2: {"supplier": "Acme", **PAPER}}
    assert after == before
    assert path.read_bytes() == kept
    cells = {change["cell"]: (change["before"], change["after"], change["answer"]) for change in merge["changes"]}
    assert cells["BOM!E2"] == ("", "Canada", "[acme.xlsx]Lines!C3")
    assert cells["Ownership!C2"] == ("", "12.5%", "[acme.xlsx]Owners!B2")
    added = {(column["sheet"], column["column"]) for column in merge["new_columns"] if column["new_sheet"]}
    assert added == {
        *(("ownership", name) for name in before["ownership"][2]),
        *(("certificates", name) for name in before["certificates"][2]),
    }


def test_new_sheets_and_headings_of_the_copy_are_named(critmin, tmp_path):
    path = write_xlsx(lacking(), tmp_path / "pack.xlsx")
    asked = Asked(path, [*ASKED, Ask("entities", 2, "effective_control_by")], tables=True)
    back = asked.returned(tmp_path / "acme.xlsx", [*GOOD, "Beta"], [], [PAPER])
    text = " ".join(critmin("answers", path, back, "-o", tmp_path / "new.xlsx").stdout.split())
    assert "- new heading effective_control_by Entities!" in text
    assert "- new sheet Certificates with the headings certificate, " in text


@pytest.mark.parametrize(("votes", "fails"), [(24.9, False), (25, True), ("25 %", True), ("24.99%", False)])
def test_a_share_is_judged_as_answered(critmin, tmp_path, votes, fails):
    path = write_xlsx(bom(by("Acme"), Entities=[supplier("Acme", government="")]), tmp_path / "pack.xlsx")
    owners = [{"owner": "Government of China", "equity_pct": 10, "votes_pct": votes}]
    back = Asked(path, [], tables=True).returned(tmp_path / "acme.xlsx", [], owners)
    assert critmin("answers", path, back, "-o", tmp_path / "new.xlsx").exit_code == 0
    report = report_of(critmin, tmp_path / "new.xlsx")
    assert (report["feoc"]["status"] == "fail") is fails


def test_an_owner_without_a_share_is_entered_with_an_unknown_one(critmin, tmp_path):
    path = write_xlsx(bom(by("Acme"), Entities=[supplier("Acme", government="")]), tmp_path / "pack.xlsx")
    back = Asked(path, [], tables=True).returned(tmp_path / "acme.xlsx", [], [{"owner": "Government of China"}])
    assert critmin("answers", path, back, "-o", tmp_path / "new.xlsx").exit_code == 0
    assert rows(tmp_path / "new.xlsx")["ownership"] == {2: {"owned": "Acme", "owner": "Government of China"}}
    assert report_of(critmin, tmp_path / "new.xlsx")["feoc"]["status"] == "incomplete"


def test_macros_are_not_copied_and_that_is_said(critmin, tmp_path):
    path = write_xlsx(lacking(), tmp_path / "pack.xlsx")
    parts = unpacked(path.read_bytes())
    main, macros = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "vbaProject.bin"
    types = parts["[Content_Types].xml"].replace(main.encode(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    override = b'<Override PartName="/xl/%b" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    parts |= {
        "[Content_Types].xml": types.replace(b"</Types>", override % macros.encode()),
        f"xl/{macros}": b"x",
    }
    path = path.with_suffix(".xlsm")
    path.write_bytes(packed(parts))
    back = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Canada"])
    merge, status = merged(critmin, Asked(path, ASKED), back, tmp_path / "new.xlsx")
    assert (status, merge["lost"]) == (0, ["macros"])


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_of_several_bills_of_materials_in_a_table_one_is_answered(critmin, tmp_path, suffix):
    lines = [virgin(processing_country="", bom="A"), virgin(processing_country="", bom="B")]
    tables = bom(*lines, Entities=[supplier("Acme", bom="B")])
    path = write_xlsx(tables, tmp_path / "pack.xlsx") if suffix == "xlsx" else write_csv(tables, tmp_path, "pack")
    asked = Asked(path, [Ask("bom", 2, "processing_country"), Ask("entities", "Beta", "country")], bom_name="A")
    back = asked.returned(tmp_path / "acme.xlsx", ["Canada", "Japan"])
    new = tmp_path / f"new.{suffix}"
    assert merged(critmin, asked, back, new, "--bom", "A")[1] == 0
    settings = replace(AS_IT_IS, bom="A")
    of_a = rows_of(open_file(str(new), None, settings), settings)
    assert {row["processing_country"] for row in of_a["bom"].values()} == {"Canada"}
    assert [*of_a["entities"].values()] == [{"bom": "A", "entity": "Beta", "country": "Japan"}]
    settings = replace(AS_IT_IS, bom="B")
    of_b = rows_of(open_file(str(new), None, settings), settings)
    assert [row.get("processing_country") for row in of_b["bom"].values()] == [None]


def test_what_is_unanswered_stays_asked(critmin, tmp_path):
    path = write_xlsx(lacking(), tmp_path / "pack.xlsx")
    asked = Asked(path, ASKED)
    back = asked.returned(tmp_path / "acme.xlsx", ["Canada", "", "unknown", None])
    merge, status = merged(critmin, asked, back, tmp_path / "new.xlsx")
    assert status == 0
    assert [change["column"] for change in merge["changes"]] == ["processing_country"]
    still = [(one["sheet"], one["column"], one["cell"]) for one in merge["unanswered"]]
    assert still == [
        ("bom", "feoc_attestation", "[acme.xlsx]Lines!C4"),
        ("entities", "headquarters_country", "[acme.xlsx]Lines!C5"),
        ("entities", "country", "[acme.xlsx]Lines!C6"),
    ]


def test_two_suppliers_who_agree_are_merged_at_once(critmin, tmp_path):
    path = write_xlsx(lacking(), tmp_path / "pack.xlsx")
    backs = [
        Asked(path, ASKED, name).returned(tmp_path / f"{name}.xlsx", [said])
        for name, said in {"Acme": "Canada", "Beta": "CA"}.items()
    ]
    got = critmin("answers", path, *backs, "-o", tmp_path / "new.xlsx")
    assert got.exit_code == 0
    assert rows(tmp_path / "new.xlsx")["bom"][2]["processing_country"] == "Canada"


def test_answers_that_come_later_are_merged_into_the_copy(critmin, tmp_path):
    path = write_xlsx(lacking(), tmp_path / "pack.xlsx")
    first, later = Asked(path, ASKED[:1], "Acme"), Asked(path, ASKED[2:], "Beta")
    one = first.returned(tmp_path / "acme.xlsx", GOOD[:1])
    two = later.returned(tmp_path / "beta.xlsx", GOOD[2:])
    assert critmin("answers", path, one, "-o", tmp_path / "new.xlsx").exit_code == 0
    refused = critmin("answers", tmp_path / "new.xlsx", two, "-o", tmp_path / "newer.xlsx")
    assert (refused.exit_code, "add --edited" in " ".join(refused.stdout.split())) == (2, True)
    assert critmin("answers", tmp_path / "new.xlsx", two, "--edited", "-o", tmp_path / "newer.xlsx").exit_code == 0
    at_once = critmin("answers", path, one, two, "-o", tmp_path / "both.xlsx")
    assert at_once.exit_code == 0
    assert rows(tmp_path / "newer.xlsx") == rows(tmp_path / "both.xlsx")


@pytest.mark.parametrize(
    "layout",
    [
        layouts.titled,
        layouts.two_rows,
        layouts.merged,
        layouts.with_totals,
        layouts.hidden,
        layouts.german,
        layouts.chinese,
        layouts.beside_a_summary,
        layouts.wide,
        layouts.of_a_supplier,
    ],
)
def test_untidy_sheets_take_answers_at_their_own_cells(critmin, tmp_path, layout):
    path = layout(tmp_path / "pack.xlsx")
    before = rows(path)
    number = next(iter(before["bom"]))
    asked = Asked(path, [Ask("bom", number, "processing_entity_2"), Ask("bom", number, "processing_country_2")])
    back = asked.returned(tmp_path / "acme.xlsx", ["Beta", "Korea"])
    new = tmp_path / f"new{path.suffix}"
    merge, status = merged(critmin, asked, back, new)
    assert (status, merge["findings"]) == (0, [])
    before["bom"][number] |= {"processing_entity_2": "Beta", "processing_country_2": "Korea"}
    assert rows(new) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book["BOM"].__setitem__("C3", 101),
        lambda book: book["BOM"].__setitem__("A9", "4"),
        lambda book: book["BOM"].__setitem__("E2", "US"),
        lambda book: book["BOM"]["C3"].__setattr__("number_format", "0%"),
        lambda book: book["BOM"].row_dimensions[3].__setattr__("hidden", True),
        lambda book: book["BOM"].merge_cells("D2:D3"),
        lambda book: book["Entities"].delete_cols(2),
        lambda book: book.remove(book["Entities"]),
        lambda book: book["Entities"].__setattr__("sheet_state", "hidden"),
        lambda book: book.create_sheet("Ownership").append(["owner", "owned"]),
    ],
)
def test_a_copy_that_differs_elsewhere_is_never_written(critmin, tmp_path, monkeypatch, change):
    def careless(content, writes):
        made = answered_workbook(content, writes)
        book = openpyxl.load_workbook(io.BytesIO(made.content))
        change(book)
        file = io.BytesIO()
        book.save(file)
        return made._replace(content=file.getvalue())

    monkeypatch.setattr("critmin.cli.render.answered_workbook.answered_workbook", careless)
    path = write_xlsx(lacking(), tmp_path / "pack.xlsx")
    asked = Asked(path, ASKED)
    back = asked.returned(tmp_path / "acme.xlsx", ["Canada"])
    merge, status = merged(critmin, asked, back, tmp_path / "new.xlsx")
    assert status == 2
    assert {one["code"] for one in merge["findings"]} <= {"ANSWER-COPY", "ANSWER-UNREADABLE"}
    assert not (tmp_path / "new.xlsx").exists()


@pytest.mark.parametrize(
    ("table", "answer", "options", "after"),
    [
        ("mineral,value_usd\nLi,\nNi,2\n", 1500.5, (), "Li,1500.5"),
        ("mineral,value_usd\nLi,\nNi,2\n", "1,500.50", (), "Li,1500.5"),
        ("mineral,value_usd\nLi,\nNi,2\n", 1.234, (), "Li,1.2340"),  # three digits could be thousands
        ("mineral;value_usd\nLi;\nNi;2,25\n", 1234.5, ("--decimal", "comma"), "Li;1234,5"),
        ("mineral,Value (kUSD)\nLi,\nNi,2\n", 1500, (), "Li,1.5"),
        ("mineral,Value (EUR)\nLi,\nNi,2\n", 1500, ("--fx", "EUR=1.2@2025-01-01"), "Li,1250"),
        ("mineral,Value (EUR)\nLi,\nNi,2\n", 1500, ("--fx", "EUR=1.1@2025-01-01"), "enter it by hand"),
        ("mineral,value_usd,currency\nLi,,EUR\nNi,2,\n", 15, ("--fx", "EUR=1.5@2025-01-01"), "enter it by hand"),
        # The point of the answer would settle that 2.255 is no 2255.
        ("mineral;value_usd\nLi;\nNi;2.255\n", 1234.5, (), "give --decimal"),
    ],
)
def test_a_number_is_written_in_the_unit_and_with_the_mark_of_its_column(
    critmin, tmp_path, table, answer, options, after
):
    path, new = tmp_path / "pack.csv", tmp_path / "new.csv"
    path.write_text(table)
    back = Asked(path, [Ask("bom", 2, "value_usd")]).returned(tmp_path / "acme.xlsx", [answer])
    got = critmin("answers", path, back, "-o", new, *options)
    text = new.read_text() if new.exists() else " ".join(got.stdout.split())
    assert after in text


@pytest.mark.parametrize(
    ("encoding", "mark", "options", "answer", "status"),
    [
        ("utf-8", b"", (), "Société Générale", 0),
        ("utf-8", b"\xef\xbb\xbf", (), "中国 Co", 0),
        ("utf-16-le", b"\xff\xfe", (), "中国 Co", 0),
        ("cp1252", b"", ("--encoding", "windows-1252"), "Société Générale", 0),
        ("cp1252", b"", ("--encoding", "windows-1252"), "中国 Co", 2),
    ],
)
def test_a_text_table_keeps_its_encoding_and_its_other_cells(
    critmin, tmp_path, encoding, mark, options, answer, status
):
    text = 'mineral,material,processing_entity,value_usd\r\nLi,"caf\u00e9, ""a""\r\nb",,1\r\nNi, x ,Beta,="0100"\r\n'
    path, new = tmp_path / "pack.csv", tmp_path / "new.csv"
    path.write_bytes(mark + text.encode(encoding))
    asked = Asked(path, [Ask("bom", 2, "processing_entity")], encoding=options[1] if options else None)
    back = asked.returned(tmp_path / "acme.xlsx", [answer])
    got = critmin("answers", path, back, "-o", new, *options)
    assert got.exit_code == status, got.stdout
    if status == 0:
        written = new.read_bytes()
        assert written.startswith(mark)
        expected = text.replace('b",,1', f'b",{answer},1').replace('="0100"', '"=""0100"""')
        assert written[len(mark) :].decode(encoding) == expected
    else:
        assert "ANSWER-COPY" in got.stdout
        assert not new.exists()


def test_rows_of_a_text_table_keep_the_width_that_they_had(critmin, tmp_path):
    """A full row has a cell in each column, also in one that is added; a short row stays short."""
    path, new = tmp_path / "pack.csv", tmp_path / "new.csv"
    path.write_text("Our pack\nline,mineral,processing_entity,role\n1,Li,,\n2,Ni\n\n3,Co,Beta,cathode\n")
    asks = [Ask("bom", 3, "processing_entity"), Ask("bom", 3, "processing_country")]
    back = Asked(path, asks).returned(tmp_path / "acme.xlsx", ["Acme", "Canada"])
    assert critmin("answers", path, back, "-o", new).exit_code == 0
    assert new.read_text().splitlines() == [
        "Our pack",
        "line,mineral,processing_entity,role,processing_country",
        "1,Li,Acme,,Canada",
        "2,Ni",
        "",
        "3,Co,Beta,cathode,",
    ]


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_hostile_text_is_shown_as_text_in_every_format(critmin, tmp_path, format_):
    path = write_xlsx(lacking(), tmp_path / "pack.xlsx")
    asked = Asked(path, [*ASKED[:1], Ask("bom", 2, "processing_entity")], supplier="[/red]<b>*x*")
    back = asked.returned(tmp_path / "acme.xlsx", ["Canada", "<script>[/red]*Beta*|"])
    got = critmin("answers", path, back, "-o", tmp_path / "new.xlsx", "-f", format_)
    assert got.exit_code == 0
    assert ("<script>" in got.stdout) is (format_ != "markdown")
    assert rows(tmp_path / "new.xlsx")["bom"][2]["processing_entity"] == "<script>[/red]*Beta*|"


def test_a_document_lies_beside_the_copy_with_its_hash(critmin, tmp_path):
    path = write_xlsx(lacking(), tmp_path / "pack.xlsx")
    (tmp_path / "in" / "papers").mkdir(parents=True)
    (tmp_path / "in" / "papers" / "att7.pdf").write_bytes(b"signed")
    asked = Asked(path, ASKED, tables=True)
    back = asked.returned(tmp_path / "in" / "acme.xlsx", GOOD, papers=[PAPER | {"file": "papers\\att7.pdf"}])
    merge, status = merged(critmin, asked, back.parent, tmp_path / "new.xlsx")
    assert status == 0
    assert str(tmp_path) not in json.dumps(merge)
    digest = hashlib.sha256(b"signed").hexdigest()
    entered = rows(tmp_path / "new.xlsx")["certificates"][2]
    assert (entered["file"], entered["sha256"]) == ("new.documents/att7.pdf", digest)
    assert (tmp_path / "new.documents" / "att7.pdf").read_bytes() == b"signed"
    assert certificate(critmin, tmp_path / "new.xlsx")["status"] == "in_hand"
    (tmp_path / "new.documents" / "att7.pdf").write_bytes(b"exchanged")
    assert "sha256" in certificate(critmin, tmp_path / "new.xlsx")["why"]


def test_a_document_that_is_missing_is_said(critmin, tmp_path):
    path = write_xlsx(lacking(), tmp_path / "pack.xlsx")
    asked = Asked(path, ASKED, tables=True)
    back = asked.returned(tmp_path / "acme.xlsx", GOOD, papers=[PAPER | {"file": "att7.pdf"}])
    merge, status = merged(critmin, asked, back, tmp_path / "new.xlsx")
    assert (status, [one["code"] for one in merge["findings"]]) == (0, ["ANSWER-DOCUMENT-MISSING"])
    assert "sha256" not in rows(tmp_path / "new.xlsx")["certificates"][2]


def test_documents_of_the_original_are_not_left_behind(critmin, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    papers = [PAPER | {"certificate": "ATT-1", "file": "att1.pdf"}]
    path = write_xlsx(lacking() | {"Certificates": papers}, tmp_path / "pack.xlsx")
    asked = Asked(path, ASKED)
    back = asked.returned(tmp_path / "acme.xlsx", GOOD[:1])
    merge, status = merged(critmin, asked, back, tmp_path / "elsewhere" / "new.xlsx")
    assert (status, [one["code"] for one in merge["findings"]]) == (2, ["ANSWER-COPY"])
    assert "same folder" in merge["findings"][0]["message"]
    assert merged(critmin, asked, back, tmp_path / "new.xlsx")[1] == 0


def test_a_product_takes_answers(critmin, tmp_path):
    path = write_product(storage(item(by="")), tmp_path)
    asked = Asked(path, [Ask("materials", 2, "producer")], sheets=MATERIALS_SHEETS)
    back = asked.returned(tmp_path / "acme.xlsx", ["Acme"])
    assert merged(critmin, asked, back, tmp_path / f"new{path.suffix}")[1] == 0


def test_formulas_stay_and_those_of_answered_cells_are_to_be_computed_anew(critmin, tmp_path):
    path = tmp_path / "pack.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "BOM"
    for row in (
        ["mineral", "mass_kg", "price_usd_per_kg", "value_usd"],
        ["lithium", 2, None, None],
        ["nickel", 1, 1, 5],
    ):
        book.active.append(row)
    book.save(path)
    asked = Asked(path, [Ask("bom", 2, "price_usd_per_kg")])
    book["BOM"]["D2"] = "=B2*C2"
    book["BOM"]["F9"] = "=SUM(D2:D3)"
    book["BOM"]["G9"] = "=B2*2"
    book.save(path)
    parts = unpacked(path.read_bytes())
    for formula, result in {b"B2*C2": b"0", b"SUM(D2:D3)": b"5", b"B2*2": b"4"}.items():
        written = b"<f>%b</f><v />" % formula
        name = next(name for name, part in parts.items() if written in part)
        parts[name] = parts[name].replace(written, b"<f>%b</f><v>%b</v>" % (formula, result))
    path.write_bytes(packed(parts))
    back = asked.returned(tmp_path / "acme.xlsx", [30])
    merge, status = merged(critmin, asked, back, tmp_path / "new.xlsx")
    assert (status, [one["code"] for one in merge["findings"]]) == (0, ["ANSWER-FORMULAS"])
    assert merge["findings"][0]["cells"] == ["BOM!D2", "BOM!F9"]
    assert "CELL-FORMULA" in codes_of(critmin, tmp_path / "new.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "new.xlsx", data_only=True)["BOM"]
    assert (saved["C2"].value, saved["D2"].value, saved["F9"].value, saved["G9"].value) == (30, None, None, 4)
