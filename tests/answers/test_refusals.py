"""What a returned workbook may not do: each case is refused by its cells, and nothing is written."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from boms import Tables, bom, by, supplier, virgin, write_xlsx
from critmin.engine.questions.requests.form import SHEET
from msgspec.structs import replace
from random_boms import write_csv
from requests_returned import IN_2025, ask, fill, form_of, list_owners, put
from returned_forms import Ask, Asked
from workbooks import packed, unpacked

ASKED = [
    Ask("bom", 2, "processing_country"),
    Ask("bom", 2, "value_usd"),
    Ask("entities", 2, "headquarters_country"),
    Ask("entities", 2, "rights_reserved"),
    Ask("entities", 2, "government_votes_pct"),
    Ask("bom", 3, "feoc_attestation"),
]
COLUMNS = [ask.column for ask in ASKED]
PAPER = {"certificate": "ATT-7", "kind": "feoc", "signed_on": "2025-01-31", "signed_by": "J. Doe"}


def lacking() -> Tables:
    lines = virgin(processing_country="", value=""), by("Acme", mineral="nickel")
    lacks = {"headquarters_country": "", "government_votes_pct": "", "rights_reserved": ""}
    return bom(*lines, Entities=[supplier("Acme") | lacks])


@pytest.fixture
def refused(critmin, tmp_path):
    """Merges returned workbooks, checks that nothing is written, and gives the code and the cells of each error."""

    def merge(*backs: Path, path: Path | None = None, options: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
        path = path or tmp_path / "pack.xlsx"
        before = sorted(tmp_path.iterdir())
        got = critmin("answers", path, *backs, "-o", tmp_path / f"new{path.suffix}", "-f", "json", *options)
        assert got.exit_code == 2, got.stdout + got.stderr
        assert sorted(tmp_path.iterdir()) == before
        findings = json.loads(got.stdout)["findings"]
        assert all(one["message"] and one["remedy"] for one in findings)
        return [(one["code"], one["cells"]) for one in findings if one["severity"] == "error"]

    return merge


@pytest.fixture
def path(tmp_path):
    return write_xlsx(lacking(), tmp_path / "pack.xlsx")


@pytest.mark.parametrize(
    ("column", "answer"),
    [
        ("processing_country", "Chian"),
        ("processing_country", "Korea, China"),
        ("processing_country", '=HYPERLINK("http://a.example","US")'),
        ("processing_country", "Nevada"),
        ("processing_country", "+US"),
        ("processing_country", "@US"),
        ("processing_country", "U\u200bS"),
        ("processing_country", "\u202eSU"),
        ("processing_country", "U" * 501),
        ("processing_country", 7),
        ("value_usd", "-5"),
        ("value_usd", "about 5"),
        ("value_usd", "1.234"),
        ("value_usd", "5 EUR"),
        ("value_usd", "5 kg"),
        ("value_usd", "1e400"),
        ("rights_reserved", "mostly"),
        ("government_votes_pct", "101"),
        ("government_votes_pct", "0.25"),
        ("government_votes_pct", "a quarter"),
        ("government_votes_pct", "-1%"),
        ("feoc_attestation", "pending"),
        ("feoc_attestation", "Q3-2025"),
        ("feoc_attestation", "no"),
        # An analyst may write so of an attestation in hand; from a supplier it is no evidence.
        ("feoc_attestation", "yes"),
        ("feoc_attestation", "on file"),
        ("feoc_attestation", "2025-03-01"),
        ("feoc_attestation", "ATT-2025-014"),
    ],
)
def test_an_unreadable_answer_is_refused_at_its_cell(refused, path, tmp_path, column, answer):
    at = COLUMNS.index(column)
    answers = [answer if place == at else "" for place in range(len(ASKED))]
    found = refused(Asked(path, ASKED).returned(tmp_path / "acme.xlsx", answers))
    assert {code for code, _ in found} == {"ANSWER-UNREADABLE"}
    assert {cells[0] for _, cells in found} == {f"[acme.xlsx]Lines!C{3 + at}"}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("signed_on", "soon"),
        ("signed_on", "2021-01-01"),
        ("valid_until", "31/31"),
        ("kind", "ISO 9001"),
        ("file", "../x"),
        ("certificate", "pending"),
        ("certificate", "no"),
        ("certificate", "requested 2025-01-31"),
    ],
)
def test_an_unreadable_certificate_is_refused_at_its_cell(refused, path, tmp_path, column, text):
    back = Asked(path, ASKED, tables=True).returned(tmp_path / "acme.xlsx", papers=[PAPER | {column: text}])
    letters = {"certificate": "A", "kind": "B", "signed_on": "C", "valid_until": "D", "file": "F"}
    assert refused(back) == [("ANSWER-UNREADABLE", [f"[acme.xlsx]Papers!{letters[column]}2"])]


def test_a_certificate_of_which_nothing_is_stated_is_refused(refused, path, tmp_path):
    back = Asked(path, ASKED, tables=True).returned(tmp_path / "acme.xlsx", papers=[{"certificate": "ATT-7"}])
    assert refused(back) == [("ANSWER-UNREADABLE", ["[acme.xlsx]Papers!A2"])]


def test_every_cause_is_named_at_once(refused, path, tmp_path):
    """A bare attestation is refused beside what cannot be read; a certificate in a row that is refused is listed."""
    said = ["Chian", "", "", "", "", "yes"]
    cell = [("ANSWER-UNREADABLE", [f"[acme.xlsx]Lines!C{row}"]) for row in (3, 8)]
    assert refused(Asked(path, ASKED).returned(tmp_path / "acme.xlsx", said)) == cell
    back = Asked(path, ASKED, tables=True)
    papers = [PAPER | {"signed_on": "soon"}]
    found = refused(back.returned(tmp_path / "acme.xlsx", [*said[:5], "att-7"], papers=papers))
    assert found == [cell[0], ("ANSWER-UNREADABLE", ["[acme.xlsx]Papers!C2"])]


def test_what_to_do_is_said_once_below_the_causes(critmin, path, tmp_path):
    back = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Chian", "about 5", "Koera"])
    text = critmin("answers", path, back, "-o", tmp_path / "new.xlsx").stdout
    assert text.startswith("ANSWERS  nothing is written: 3 errors in the answers (exit status 2)")
    findings, _, rest = text.partition("Findings\n")[2].partition("  -> ")
    assert [findings.count(cell) for cell in ("Lines!C3", "Lines!C4", "Lines!C5")] == [1, 1, 1]
    assert "-> " not in rest.partition("\n\n")[0]


def test_of_a_place_the_country_to_write_is_named(critmin, path, tmp_path):
    back = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Nevada"])
    text = " ".join(critmin("answers", path, back, "-o", tmp_path / "new.xlsx").stdout.split())
    assert 'not certain enough for an answer: "Nevada" is a place in' in text
    assert "read as that country: write United States" in text, text


def test_two_answers_that_differ_are_refused_and_all_are_named(refused, path, tmp_path):
    said = {"Acme": ["Canada", 5, "Korea"], "Beta": ["US", 6, "Republic of Korea"]}
    backs = [Asked(path, ASKED, who).returned(tmp_path / f"{who}.xlsx", what) for who, what in said.items()]
    assert refused(*backs) == [
        ("ANSWER-CONTRADICTED", ["[Acme.xlsx]Lines!C3", "[Beta.xlsx]Lines!C3"]),
        ("ANSWER-CONTRADICTED", ["[Acme.xlsx]Lines!C4", "[Beta.xlsx]Lines!C4"]),
    ]


def test_workbooks_of_one_name_have_addresses_of_their_own(refused, path, tmp_path):
    backs = []
    for folder, said in {"june": "Canada", "july": "US"}.items():
        (tmp_path / folder).mkdir()
        backs.append(Asked(path, ASKED).returned(tmp_path / folder / "acme.xlsx", [said]))
    assert refused(*backs) == [("ANSWER-CONTRADICTED", ["[acme.xlsx]Lines!C3", "[acme.xlsx (2)]Lines!C3"])]


def test_a_cell_that_holds_something_else_by_now_is_never_replaced(critmin, refused, path, tmp_path):
    back = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Canada"])
    tables = lacking()
    tables["BOM"][0]["processing_country"] = "China"
    write_xlsx(tables, path)
    cells = ["BOM!E2", "[acme.xlsx]Lines!C3"]
    assert refused(back, options=("--edited",)) == [("ANSWER-CELL-FILLED", cells)]
    tables["BOM"][0]["processing_country"] = "CA"
    write_xlsx(tables, path)
    assert refused(back, options=("--edited",)) == [("ANSWER-NONE", [])]


@pytest.mark.parametrize(
    ("stated", "answer", "code"),
    [
        ("Chian", "Canada", "ANSWER-REPLACES"),
        ("Korea, China", "Canada", "ANSWER-REPLACES"),
        ("China", "Canada", "ANSWER-CELL-FILLED"),  # whatever the record says was asked
        ("US", "Canada", "ANSWER-CELL-FILLED"),
    ],
)
def test_only_what_cannot_be_read_is_replaced_and_it_is_said(critmin, path, tmp_path, stated, answer, code):
    tables = lacking()
    tables["BOM"][0]["processing_country"] = stated
    write_xlsx(tables, path)
    ask = Ask("bom", 2, "processing_country", ("line", "mineral", "processing_country"))
    back = Asked(path, [ask]).returned(tmp_path / "acme.xlsx", [answer])
    got = critmin("answers", path, back, "-o", tmp_path / "new.xlsx", "-f", "json")
    (found,) = json.loads(got.stdout)["findings"]
    assert (found["code"], found["cells"]) == (code, ["BOM!E2", "[acme.xlsx]Lines!C3"])
    assert got.exit_code == (0 if code == "ANSWER-REPLACES" else 2)


def test_a_date_that_does_not_show_its_day_is_no_answer(refused, path, tmp_path):
    back = Asked(path, ASKED, tables=True).returned(
        tmp_path / "acme.xlsx", papers=[PAPER | {"signed_on": datetime.date(2025, 1, 1)}]
    )
    book = openpyxl.load_workbook(back)
    book["Papers"]["C2"].number_format = "mmm yyyy"
    book.save(back)
    assert refused(back) == [("ANSWER-UNREADABLE", ["[acme.xlsx]Papers!C2"])]


def test_a_row_that_changed_since_is_refused_and_one_that_moved_is_found(critmin, refused, path, tmp_path):
    back = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Canada"])
    tables = lacking()
    tables["BOM"][0]["mineral"] = "cobalt"
    write_xlsx(tables, path)
    assert refused(back) == [("ANSWER-OTHER-BOM", [])]
    assert refused(back, options=("--edited",)) == [("ANSWER-ROW-CHANGED", ["[acme.xlsx]Lines!C3"])]
    tables = lacking()
    tables["BOM"].insert(0, virgin("cobalt") | {"line": "0"})
    write_xlsx(tables, path)
    assert critmin("answers", path, back, "--edited", "-o", tmp_path / "new.xlsx").exit_code == 0
    rows = openpyxl.load_workbook(tmp_path / "new.xlsx")["BOM"].iter_rows(values_only=True)
    assert ["Canada" in row for row in rows] == [False, False, True, False]


def test_a_row_that_stands_twice_by_now_is_refused(refused, path, tmp_path):
    back = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Canada"])
    tables = lacking()
    tables["BOM"] = [virgin("cobalt") | {"line": "0"}, tables["BOM"][0], tables["BOM"][0], tables["BOM"][1]]
    write_xlsx(tables, path)
    # The one at the place that was asked about is meant only if the file is the same.
    assert [code for code, _ in refused(back, options=("--edited",))] == ["ANSWER-ROW-CHANGED"]


@pytest.mark.parametrize("content", ["=X1", "=1/0", "#REF!"])
def test_a_cell_that_cannot_be_read_by_now_is_not_filled(refused, path, tmp_path, content):
    back = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Canada"])
    book = openpyxl.load_workbook(path)
    book["BOM"]["E2"] = content
    book.save(path)
    assert [code for code, _ in refused(back, options=("--edited",))] == ["ANSWER-CELL-FILLED"]


def test_an_edited_file_is_one_of_two_that_were_asked_about(refused, critmin, tmp_path):
    lines = by("Hanil", at="")
    paths = [
        write_xlsx(bom(lines, Vehicle=[{"field": "model", "value": name}]), tmp_path / f"{name}.xlsx") for name in "XY"
    ]
    back = fill(ask(critmin, tmp_path / "out", *paths, *IN_2025)["Hanil"], {"processing_country": "Canada"})
    write_xlsx(bom(lines, Vehicle=[{"field": "model", "value": "Z"}]), paths[0])
    assert refused(back, path=paths[0], options=("--edited",)) == [("ANSWER-OTHER-BOM", [])]


def test_of_rows_alike_in_an_edited_file_none_is_taken_for_another(critmin, refused, path, tmp_path):
    tables = bom(*(virgin("nickel", value, processing_country="") | {"line": "1"} for value in ("100", "900")))
    write_xlsx(tables, path)
    asks = [Ask("bom", row, "processing_country") for row in (2, 3)]
    back = Asked(path, asks).returned(tmp_path / "acme.xlsx", ["Indonesia", "Canada"])
    assert critmin("answers", path, back, "-o", tmp_path / "first.xlsx").exit_code == 0
    tables["BOM"].reverse()
    write_xlsx(tables, path)
    codes = [code for code, _ in refused(back, options=("--edited",))]
    assert codes == ["ANSWER-ROW-CHANGED", "ANSWER-ROW-CHANGED"]


@pytest.mark.parametrize(
    ("steps", "merged"),
    [
        (["30", "70"], True),
        (["70", "30"], False),  # they may have changed places
        (["30", "70", ""], False),
    ],
)
def test_rows_alike_of_a_file_beside_the_table_are_those_asked_about(critmin, tmp_path, steps, merged):
    def write(values):
        step = {"line": "1", "step": "processing", "country": "", "entity": "Hanil"}
        rows = [step | {"value_added_usd": value} for value in values]
        lines = by("Hanil", processing_country="", processing_entity="")
        return write_csv(bom(lines, Entities=[supplier("Hanil", "KR")], Steps=rows), tmp_path, "pack")

    path = write(["30", "70"])
    (back,) = ask(critmin, tmp_path / "out", path, *IN_2025).values()
    cells = [cell for cell in form_of(back).cells if cell.sheet == "steps" and cell.column == "country"]
    assert [cell.number for cell in cells] == [2, 3]
    book = openpyxl.load_workbook(back)
    for cell, country in zip(cells, ("Canada", "Indonesia"), strict=True):
        put(book, cell.cell, country)
    book.save(back)
    got = critmin("answers", write(steps), back, "-o", tmp_path / "new.csv", "-f", "json")
    assert (got.exit_code, (tmp_path / "new.csv").exists()) == ((0, True) if merged else (2, False)), got.stdout
    assert ("ANSWER-ROW-CHANGED" in got.stdout) is not merged


@pytest.fixture(scope="module")
def three_companies(critmin, tmp_path_factory):
    """A bill of materials of three companies and one that is in Entities alone; and the request to Hanil."""
    folder = tmp_path_factory.mktemp("companies")
    lines = by("Hanil"), by("Beta Minerals", mineral="nickel"), by("Beta Minerals; Kalt", mineral="cobalt")
    entities = [supplier("Hanil", "KR", ""), supplier("Listed", "KR", headquarters_country="")]
    path = write_xlsx(bom(*lines, Entities=entities), folder / "b.xlsx")
    return path, ask(critmin, folder / "out", path, *IN_2025)["Hanil"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"owner": "BETA minerals", "country": "KR"}, "ANSWER-OTHER-SUPPLIER"),
        ({"owner": "Good", "owned": "Beta Minerals", "equity_pct": 100}, "ANSWER-OTHER-SUPPLIER"),
        ({"owner": "Kalt", "country": "KR"}, "ANSWER-OTHER-SUPPLIER"),  # named with another in a cell
        ({"owner": "Beta Minerals", "equity_pct": 2}, None),  # a holding in itself
        ({"owner": "Good", "owned": "Parent", "equity_pct": 100}, None),
        ({"owner": "Parent", "equity_pct": 60, "country": "KR"}, None),
        ({"owner": "Listed", "equity_pct": 60, "headquarters_country": "KR"}, None),  # in Entities, and on no line
    ],
)
def test_a_supplier_states_no_facts_about_another(critmin, three_companies, tmp_path, row, code):
    path, request = three_companies
    back = list_owners(Path(shutil.copy(request, tmp_path)), row)
    got = critmin("answers", path, back, "-o", tmp_path / "new.xlsx", "-f", "json")
    errors = [one["code"] for one in json.loads(got.stdout)["findings"] if one["severity"] == "error"]
    assert (got.exit_code, errors) == ((2, [code]) if code else (0, []))


@pytest.mark.parametrize("name", ["A", "A of Beta"], ids=["known by its name", "whose name is not shown"])
def test_in_an_edited_table_no_answer_goes_to_another_bill_of_materials(critmin, tmp_path, name):
    lines = [by("Hanil", at="") | {"line": "1", "bom": of} for of in (name, "B")]
    path = write_csv(bom(*lines, Entities=[supplier("Hanil"), supplier("Beta")]), tmp_path, "fleet")
    (back,) = ask(critmin, tmp_path / "out", path, *IN_2025).values()
    cells = {c.number: c.cell for c in form_of(back).cells if c.column == "processing_country"}
    book = openpyxl.load_workbook(back)
    put(book, cells[2], "Canada")
    book.save(back)
    path.write_text(path.read_text() + "\n")
    options = ("--edited", "--bom", "B")
    got = critmin("answers", path, back, *options, "-o", tmp_path / "new.csv", "-f", "json")
    assert (got.exit_code, "ANSWER-ROW-CHANGED" in got.stdout) == (2, True), got.stdout
    unedited = write_csv(bom(*lines, Entities=[supplier("Hanil"), supplier("Beta")]), tmp_path, "fleet")
    assert critmin("answers", unedited, back, "--bom", name, "-o", tmp_path / "new.csv").exit_code == 0


def test_answers_to_another_bill_of_materials_are_refused(refused, path, tmp_path):
    other = write_xlsx(lacking() | {"Vehicle": [{"field": "model", "value": "X"}]}, tmp_path / "other.xlsx")
    back = Asked(other, ASKED).returned(tmp_path / "acme.xlsx", ["Canada"])
    assert refused(back) == [("ANSWER-OTHER-BOM", [])]


def changed(**cells: object) -> Callable[[Path], None]:
    """A change of cells of the workbook, by sheet and address as `Lines_A3`."""

    def change(file: Path) -> None:
        book = openpyxl.load_workbook(file)
        for at, value in cells.items():
            sheet, _, cell = at.partition("_")
            book[SHEET if sheet == "record" else sheet][cell] = value
        book.save(file)

    return change


def without_record(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    del book[SHEET]
    book.save(file)


def inserted_row(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    book["Lines"].insert_rows(3)
    book.save(file)


def with_macros(file: Path) -> None:
    file.write_bytes(packed(unpacked(file.read_bytes()) | {"xl/vbaProject.bin": b"x"}))


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (without_record, "ANSWER-FORM"),
        (changed(record_A1="critmin form 1 " + "0" * 64), "ANSWER-FORM"),
        (changed(record_A2="{}"), "ANSWER-FORM"),
        (with_macros, "ANSWER-FORM"),
        (lambda file: file.write_bytes(b"country,US\n"), "ANSWER-FORM"),
        (lambda file: file.write_bytes(b""), "ANSWER-FORM"),
        (lambda file: file.write_bytes(b"PK\x03\x04" + b"\0" * 99), "FILE-NOT-A-SPREADSHEET"),
        (changed(Lines_A3="bom 3"), "ANSWER-FORM-EDITED"),  # another line's row
        (changed(Lines_B3="extraction_country"), "ANSWER-FORM-EDITED"),
        (changed(Lines_A1="Beta"), "ANSWER-FORM-EDITED"),  # a renamed supplier
        (inserted_row, "ANSWER-FORM-EDITED"),
    ],
)
def test_a_tampered_form_is_refused(refused, path, tmp_path, tamper, code):
    back = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Canada"])
    tamper(back)
    assert {found for found, _ in refused(back)} == {code}


def test_a_form_of_a_cell_that_is_not_there_is_refused(refused, path, tmp_path):
    asked = Asked(path, ASKED)
    cells = [replace(cell, column="processing_cuntry") for cell in asked.form.cells]
    back = asked.returned(tmp_path / "acme.xlsx", ["Canada"], form=replace(asked.form, cells=cells))
    assert [code for code, _ in refused(back)] == ["ANSWER-FORM"]


def test_with_the_folder_of_what_was_sent_no_other_form_is_taken(critmin, refused, path, tmp_path):
    sent, other = tmp_path / "asked" / "send", Asked(path, ASKED[:1])
    sent.mkdir(parents=True)
    Asked(path, ASKED).returned(sent / "acme.xlsx")
    (sent.parent / "requests.xlsx").write_bytes(path.read_bytes())
    good = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Canada"])
    forged = other.returned(tmp_path / "forged.xlsx", ["Canada"])
    options = ("--sent", str(sent.parent))
    assert refused(forged, options=options) == [("ANSWER-FORM", [])]
    assert critmin("answers", path, good, "-o", tmp_path / "new.xlsx", *options).exit_code == 0


def test_text_beside_the_answers_is_reported_and_not_used(critmin, path, tmp_path):
    back = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Canada"])
    changed(Lines_D3="only since June; before: China")(back)
    got = critmin("answers", path, back, "-o", tmp_path / "new.xlsx", "-f", "json")
    (found,) = json.loads(got.stdout)["findings"]
    assert (got.exit_code, found["code"], found["cells"]) == (0, "ANSWER-NOT-ASKED", ["[acme.xlsx]Lines!D3"])


def test_nothing_answered_writes_nothing(refused, path, tmp_path):
    assert refused(Asked(path, ASKED).returned(tmp_path / "acme.xlsx")) == [("ANSWER-NONE", [])]


def test_merged_cells_take_no_answer(refused, path, tmp_path):
    book = openpyxl.load_workbook(path)
    book["BOM"]["E3"] = None
    book["BOM"].merge_cells("E2:E3")
    book.save(path)
    back = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Canada"])
    assert refused(back) == [("ANSWER-COPY", [])]


@pytest.mark.parametrize(
    ("bom_name", "copy", "says"),
    [
        ("pack.xlsx", "pack.xlsx", "already exists"),
        ("pack.xlsx", "new.csv", ".xlsx"),
        ("pack.xlsx", "gone/new.xlsx", "does not exist"),
        ("pack.ods", "new.xlsx", "save it as .xlsx"),
        ("pack.parquet", "new.csv", "save it as .xlsx"),
        ("-", "new.csv", "save it here first"),
        ("pack.csv", "new.xlsx", ".csv"),
        ("pack.csv", "taken.csv", "would be read as the sheet"),
        ("pack.csv", "pack.entities.csv", "already exists"),
    ],
)
def test_the_copy_is_a_new_file_of_its_own(critmin, tmp_path, path, bom_name, copy, says):
    write_csv(lacking(), tmp_path, "pack")
    (tmp_path / "taken.entities.csv").write_text("entity\nAcme\n")
    back = Asked(path, ASKED).returned(tmp_path / "acme.xlsx", ["Canada"])
    kept = {file: file.read_bytes() for file in tmp_path.iterdir()}
    given = bom_name if bom_name == "-" else tmp_path / bom_name
    got = critmin("answers", given, back, "-o", tmp_path / copy)
    assert got.exit_code == 2
    assert says in " ".join(got.stderr.replace("│", " ").split())
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == kept
