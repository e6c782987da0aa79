"""What is asked of whom: only what is missing, and once it is answered well it is no longer missing."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from boms import bom, by, supplier, vehicle, virgin
from products import certificate, company, item, product
from requests_returned import (
    FACTS,
    IN_2025,
    LINE,
    PAPER,
    Critmin,
    Tables,
    ask,
    fill,
    form_of,
    list_owners,
    texts,
    written,
)

FEOC = {"certificate": "PAPER-1", "signed_on": PAPER["signed_on"], "signed_by": "M. Kim"}
ATTESTED = {"attestation": "PAPER-1"}
CERTIFIED = {"certificate": "PAPER-1"}
BARE = by("Hanil")
NO_SEAT = supplier("Hanil", headquarters_country="")


def of(tables: Tables) -> tuple[str, ...]:
    """The options by which a file is asked about."""
    return IN_2025 if "BOM" in tables else ()


def requested(critmin: Critmin, path: Path, tables: Tables) -> list[str]:
    """The suppliers that the report on a file asks."""
    command, *options = ("check", *of(tables)) if "BOM" in tables else ("macr",)
    report = json.loads(critmin(command, path, "-f", "json", *options).stdout)["reports"][0]
    assert report["verdict"]["status"] != "unreadable", report["findings"]
    section = report["feoc"] or report["material_assistance"]
    return [request["supplier"] for request in section["requests"]]


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "requests.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


STEPS = bom(
    virgin(feoc_attestation="", processing_country="", extraction_entity="Hanil"),
    Steps=[{"line": "1", "step": "processing", "country": "", "entity": "Hanil"}],
)
COMPONENT = bom(
    virgin(), Components=[{"component": "cathode electrode", "assembly_country": "unknown", "entity": "Hanil"}]
)
ADDED = bom(
    by(
        "Hanil",
        extraction_country="NO",
        processing_country="US",
        processing_country_2="NO",
        processing_entity_2="Hanil",
    ),
    Entities=[supplier("Hanil", "KR")],
)
OWNED = bom(
    by("Hanil"),
    Entities=[supplier("Hanil", "KR", "")],
    Ownership=[{"owner": "Nam Holding", "owned": "Hanil", "equity_pct": "60", "votes_pct": "60", "board_pct": "60"}],
)
HELD = product(
    item(by="Hanil"),
    entities=(company("Hanil", sfe_total_pct=""),),
    holdings=({"owner": "Nam Holding", "owned": "Hanil", "equity_pct": "60"},),
)
GOVERNMENT = {f"government_{measure}_pct": 0 for measure in ("equity", "votes", "board")}
PART = {"item": "Part", "cost_usd": "100"}
ASKED = [
    ("nothing is known of a company", bom(BARE), {**FACTS, **LINE}, None),
    ("a fact of its row", bom(BARE, Entities=[NO_SEAT]), FACTS, None),
    ("where the work is done", bom(by("Hanil", at=""), Entities=[supplier("Hanil", "KR")]), LINE, None),
    ("which country that is", bom(by("Hanil", at="Atlantis"), Entities=[supplier("Hanil", "KR")]), LINE, None),
    ("the sheet Steps", STEPS, {**FACTS, **LINE}, None),
    ("a component", COMPONENT, {**FACTS, **LINE}, None),
    ("the value added", ADDED, LINE, None),
    ("items of a producer", product(item(by="Hanil"), entities=()), {**FACTS, **LINE}, None),
    ("the place of an item", product(item(by="Hanil", at=""), entities=(company("Hanil"),)), LINE, None),
    (
        "a name of section 154(b)",
        product(item(by="BYD Foil"), entities=(company("BYD Foil"),)),
        {"pfe_list": "no"},
        None,
    ),
    ("who made it", product(PART | {"supplier": "Hanil", "country": "KR"}, entities=()), CERTIFIED, PAPER),
]


@pytest.mark.parametrize(
    ("tables", "answers", "paper", "name"),
    [
        pytest.param(*row, f"asked.{suffix}", id=f"{id_} ({suffix})", marks=pytest.mark.thorough if rare else ())
        for number, (id_, *row) in enumerate(ASKED)
        for suffix, rare in (("xlsx", False), ("csv", number % 4 != 0))
    ],
)
def test_what_is_answered_well_is_no_longer_missing(
    critmin: Critmin, tmp_path: Path, tables, answers, paper, name
) -> None:
    path = written(tables, tmp_path, name)
    (request,) = ask(critmin, tmp_path / "out", path, *of(tables)).values()
    (tmp_path / "copy").mkdir()
    copy = tmp_path / "copy" / name
    got = critmin("answers", path, fill(request, answers, paper=paper), "-o", copy)
    assert got.exit_code == 0, got.stdout + got.stderr
    assert requested(critmin, copy, tables) == []


@pytest.mark.parametrize("tables", [OWNED, HELD], ids=["30d", "macr"])
def test_owners_that_are_listed_settle_what_they_hold(critmin: Critmin, tmp_path: Path, tables) -> None:
    path = written(tables, tmp_path, "asked.xlsx")
    (request,) = ask(critmin, tmp_path / "out", path, *of(tables)).values()
    shares = {"equity_pct": 60, "votes_pct": 60, "board_pct": 60}
    facts = {name: FACTS[name] for name in FACTS if name not in ("kind", "sfe_largest_pct", "sfe_total_pct")}
    list_owners(
        request,
        {"owner": "Nam Holding", **shares, **FACTS},
        {"owner": "Ms. Seo", **dict.fromkeys(shares, 40), "kind": "person", "citizen_of": "South Korea"} | GOVERNMENT,
    )
    copy = tmp_path / "copy.xlsx"
    got = critmin("answers", path, fill(request, facts), "-o", copy)
    assert got.exit_code == 0, got.stdout + got.stderr
    assert "Hanil" not in requested(critmin, copy, tables)


ENOUGH = "Not needed if you give a signed statement in Certificates."
TRADED = product(item(by="Hanil", supplier="Trader"), entities=(company("Trader"),))


@pytest.mark.parametrize(
    ("tables", "enough"),
    [
        (bom(BARE), ["Hanil"]),
        (bom(BARE, Entities=[NO_SEAT]), ["Hanil"]),
        (OWNED, ["Hanil"]),
        (product(item(by="Hanil"), entities=()), ["Hanil"]),
        (HELD, ["Hanil"]),
        (bom(by("Hanil", at=""), Entities=[supplier("Hanil", "KR")]), []),  # no fact of the company is asked
        (bom(by("Hanil", "KR"), by("Hanil", "CN"), Entities=[supplier("Hanil", "KR", "")]), []),
        (TRADED, []),  # the seller certifies, the producer is asked for the facts
    ],
)
def test_where_a_statement_is_said_to_be_enough_it_is(critmin: Critmin, tmp_path: Path, tables, enough) -> None:
    path = written(tables, tmp_path, "asked.xlsx")
    found = ask(critmin, tmp_path / "out", path, *of(tables))
    said = [who for who, file in found.items() if any(ENOUGH in text for text in texts(file))]
    assert said == enough
    for who in said:
        paper = PAPER if "Materials" in tables else FEOC
        fill(found[who], ATTESTED | CERTIFIED, paper=paper)
        got = critmin("answers", path, found[who], "-o", tmp_path / "copy.xlsx")
        assert got.exit_code == 0, got.stdout + got.stderr
        assert who not in requested(critmin, tmp_path / "copy.xlsx", tables)


@pytest.mark.parametrize(
    ("tables", "columns"),
    [
        (bom(BARE, Entities=[NO_SEAT]), {"headquarters_country", "attestation"}),
        (
            bom(by("Hanil", at=""), Entities=[supplier("Hanil", "KR")]),
            {"extraction_country", "processing_country", "attestation"},
        ),
        (
            bom(by("Hanil", at="", extraction_country="NO"), Entities=[supplier("Hanil", "KR", attestation="ATT-1")]),
            {"processing_country"},
        ),
        (
            bom(BARE, Entities=[supplier("Hanil", "KR", "")]),
            {"attestation", "government_equity_pct", "government_votes_pct", "government_board_pct"},
        ),
        (product(item(by="Hanil", at=""), entities=(company("Hanil"),)), {"country", "certificate"}),
        (product(item(by="Hanil"), entities=(company("Hanil", sfe_debt_pct=""),)), {"sfe_debt_pct", "certificate"}),
        (product(PART | {"supplier": "Hanil", "country": "KR"}, entities=()), {"producer", "certificate"}),
        (product(item(by="BYD Foil"), entities=(company("BYD Foil"),)), {"pfe_list"}),
        (
            product(item(by="BYD Foil"), entities=(company("BYD Foil", sfe_total_pct=""),)),
            {"pfe_list", "sfe_total_pct", "sfe_largest_pct"},
        ),
    ],
)
def test_only_what_is_missing_is_asked(critmin: Critmin, tmp_path: Path, tables, columns) -> None:
    (request,) = ask(critmin, tmp_path / "out", written(tables, tmp_path, "asked.xlsx"), *of(tables)).values()
    assert {asked.column for asked in form_of(request).cells} == columns


@pytest.mark.parametrize(
    ("tables", "asked"),
    [
        (bom(by("Hanil"), Entities=[supplier("Hanil", "CN")]), []),
        (bom(by("Hanil", at="CN")), []),
        (bom(by("Hanil", "KR"), by("Hanil", "CN"), Entities=[supplier("Hanil", "KR", "")]), ["Hanil"]),
        (product(item(by="Hanil"), entities=(company("Hanil", "CN"),)), []),
        (product(item(by="Nobody", supplier="Hanil"), entities=(company("Hanil", "CN"),)), ["Nobody"]),
        (bom(by("Hanil"), Entities=[supplier("Hanil", "KR")]), []),
        (product(item(by="Hanil", certificate="C-1"), entities=(), certificates=(certificate(of="Hanil"),)), []),
    ],
)
def test_who_fails_is_not_asked_for_evidence(critmin: Critmin, tmp_path: Path, tables, asked) -> None:
    found = ask(critmin, tmp_path / "out", written(tables, tmp_path, "asked.xlsx"), *of(tables))
    assert list(found) == asked
    for path in found.values():
        assert not {"attestation", "certificate"} & {cell.column for cell in form_of(path).cells}
        assert "Certificates" not in {table.where for table in form_of(path).tables}


def test_a_supplier_can_choose_that_it_is_on_no_list(critmin: Critmin, tmp_path: Path) -> None:
    tables = product(item(by="BYD Foil"), entities=(company("BYD Foil"),))
    (request,) = ask(critmin, tmp_path / "out", written(tables, tmp_path, "asked.xlsx")).values()
    book = openpyxl.load_workbook(request)
    (rule,) = book["Company"].data_validations.dataValidation
    _, _, at = rule.formula1.rpartition("!")
    assert [cell.value for (cell,) in book["critmin lists"][at.replace("$", "")]][:2] == ["no", "FTO"]
    assert "choose no if it is on none" in rule.error
    for cell in ("A5", "C5"):
        assert "no, if it is on none" in str(book["Company"][cell].value)


def test_an_open_earlier_producer_speaks_for_itself(critmin: Critmin, tmp_path: Path) -> None:
    tables = product(item(earlier_producers="Openco"), entities=(company(), company("Openco", sfe_debt_pct="")))
    path = written(tables, tmp_path, "asked.xlsx")
    command = ("request", path, "--reading", "producer-depth=each-named", "-o", tmp_path / "asked")
    assert critmin(*map(str, command)).exit_code == 0
    rows = {row["supplier"]: row["missing"] for row in rows_of(tmp_path / "asked")}
    assert rows["Openco"].startswith('about an earlier producer "Openco": the share of its debt')
    assert rows["Acme"] == "a certificate of the direct supplier (certificate)"


def test_a_seller_certifies_and_the_producer_speaks_for_itself(critmin: Critmin, tmp_path: Path) -> None:
    tables = product(item(by="Hanil", supplier="Trader", at=""), entities=(company("Trader"),))
    found = ask(critmin, tmp_path / "out", written(tables, tmp_path, "asked.xlsx"))
    columns = {name: {cell.column for cell in form_of(path).cells} for name, path in found.items()}
    assert columns["Trader"] == {"country", "certificate"}
    assert "headquarters_country" in columns["Hanil"]
    assert not {"country", "certificate"} & {c.column for c in form_of(found["Hanil"]).cells if c.sheet == "materials"}


def test_one_workbook_for_all_bills_of_materials_and_both_laws(critmin: Critmin, tmp_path: Path) -> None:
    first = written(bom(by("Hanil Co., Ltd."), Vehicle=vehicle(placed_in_service="2025-06-30")), tmp_path, "a.xlsx")
    second = written(product(item(by="Hanil Co Ltd"), entities=()), tmp_path, "b.xlsx")
    ((name, path),) = ask(critmin, tmp_path / "out", first, second).items()
    form = form_of(path)
    assert (name, form.regimes) == ("Hanil Co., Ltd.", ["clean-vehicle", "material-assistance"])
    assert {cell.sheet for cell in form.cells} == {"entities", "materials"}
    country = [cell for cell in form.cells if cell.column == "headquarters_country"]
    assert (len({cell.bom for cell in country}), len({cell.cell for cell in country})) == (2, 1)
    for source in (first, second):
        got = critmin("answers", source, fill(path, FACTS | LINE), "-o", source.with_suffix(".new.xlsx"))
        assert got.exit_code == 0, got.stdout


def test_a_law_can_be_left_out(critmin: Critmin, tmp_path: Path) -> None:
    tables = bom(BARE) | product(item(by="Parts Ltd"), entities=())
    path = written(tables, tmp_path, "both.xlsx")
    every = {
        law: set(ask(critmin, tmp_path / law, path, "--for", law, *(IN_2025 if law != "macr" else ())))
        for law in ("both", "30d", "macr")
    }
    assert every == {"both": {"Hanil", "Parts Ltd"}, "30d": {"Hanil"}, "macr": {"Parts Ltd"}}


def test_those_that_decide_most_come_first(critmin: Critmin, tmp_path: Path) -> None:
    many = written(bom(by("Busy"), by("Busy"), by("Quiet")), tmp_path, "many.xlsx")
    alone = written(bom(by("Alone", processing_country="KR")), tmp_path, "alone.xlsx")
    ask(critmin, tmp_path / "out", many, alone, *IN_2025)
    rows = rows_of(tmp_path / "out")
    assert [row["supplier"] for row in rows] == ["Alone", "Busy", "Quiet"]
    assert [row["verdicts_settled_alone"] for row in rows] == ["1", "0", "0"]
    assert "alone.xlsx: the FEOC screen: no other supplier is open" in rows[0]["settles"]
    assert "1 of 2 suppliers" in rows[1]["settles"]


def test_what_nobody_can_be_asked_is_in_the_list(critmin: Critmin, tmp_path: Path) -> None:
    path = written(bom(virgin(feoc_attestation="")), tmp_path, "asked.xlsx")
    assert ask(critmin, tmp_path / "out", path, *IN_2025) == {}
    rows = rows_of(tmp_path / "out")
    assert {row["workbook"] for row in rows} == {""}
    assert all("the name of the entity that does the work" in row["to_find_out_yourself"] for row in rows)


@pytest.mark.parametrize(
    ("tables", "arguments", "says"),
    [
        (bom(BARE), ("-d", "2026-06-30", "-a", "2026-06-01"), "no credit is available: nothing is asked"),
        (bom(BARE), ("-d", "2025-06-30"), "1 request written, about 1 bill of materials; see requests.csv"),
        (
            bom(BARE, by("Seo", at="CN")),
            IN_2025,
            "1 request written, about 1 bill of materials; 1 request cannot change the verdict; see",
        ),
    ],
)
def test_the_summary(critmin: Critmin, tmp_path: Path, tables, arguments, says) -> None:
    got = critmin("request", written(tables, tmp_path, "asked.xlsx"), *arguments, "-o", tmp_path / "out")
    assert (got.exit_code, says in got.stderr) == (0, True), got.stderr


@pytest.mark.parametrize(
    ("tables", "options"),
    [
        (bom(BARE, Entities=[supplier("Hanil", "KR", designation="to be clarified")]), ()),
        (product(item(by="Hanil"), entities=(company("Hanil", pfe_list="some list"),)), ()),
    ],
)
def test_no_supplier_is_asked_what_a_list_says_of_it(critmin: Critmin, tmp_path: Path, tables, options) -> None:
    assert ask(critmin, tmp_path / "out", written(tables, tmp_path, "asked.xlsx"), *of(tables), *options) == {}
    (row,) = rows_of(tmp_path / "out")
    assert row["to_find_out_yourself"] == row["missing"] != ""


COMPONENTS = [
    {"component": "cathode electrode", "value_usd": "60", "entity": "Hanil"},
    {"component": "separator", "value_usd": "40", "entity": "Seo", "assembly_country": "US"},
]
SETTLES = {
    "the only one open": (bom(by("Hanil")), IN_2025, "the FEOC screen: no other supplier is open"),
    "one of two": (bom(by("Hanil"), by("Seo")), IN_2025, "1 of 2 suppliers that the FEOC screen has not cleared"),
    "a place that decides": (
        bom(virgin(at="", extraction_entity="Hanil", processing_entity="Hanil")),
        IN_2025,
        "the percentage: its facts could meet the requirement",
    ),
    "one of two places that decide": (
        bom(
            virgin(at="", extraction_entity="Hanil", processing_entity="Hanil"),
            virgin(at="", extraction_entity="Seo", processing_entity="Seo"),
        ),
        IN_2025,
        "the percentage, in part",
    ),
    "no part of the screen": (
        bom(virgin(at="", extraction_entity="Hanil", processing_entity="Hanil"), by("Seo", value="1")),
        IN_2025,
        "the percentage: its facts could meet the requirement",
    ),
    "a verdict that is a fail": (bom(by("Hanil"), by("Seo", at="CN")), IN_2025, "nothing: the verdict is a fail"),
    "the other half": (
        bom(virgin(), Components=COMPONENTS),
        ("-d", "2023-06-30", "--half", "components"),
        "",
    ),
    "the item that decides": (product(item(by="Hanil"), entities=()), (), "the ratio: its items could reach"),
    "one of two items": (
        product(item(by="Hanil"), item(by="Seo"), entities=(), sold="2029-06-30"),
        (),
        "the ratio, in part",
    ),
    "an item that decides nothing": (
        product(item("1", by="Hanil"), item("99"), entities=(company(),)),
        (),
        "nothing: the verdict does not depend on the answer",
    ),
    "too small an item": (
        product(item("1", by="Hanil"), item("50"), item("49", by="Seo"), entities=(company(),)),
        (),
        "",
    ),
}


@pytest.mark.parametrize(("tables", "options", "says"), SETTLES.values(), ids=SETTLES)
def test_what_an_answer_would_settle(critmin: Critmin, tmp_path: Path, tables, options, says) -> None:
    assert "Hanil" in ask(critmin, tmp_path / "out", written(tables, tmp_path, "asked.xlsx"), *options)
    (row,) = [row for row in rows_of(tmp_path / "out") if row["supplier"] == "Hanil"]
    assert says in row["settles"]
    assert bool(row["settles"]) is bool(says)


@pytest.mark.parametrize("name", ["see line 2", "same as above"])
def test_a_reference_is_nobody_to_ask(critmin: Critmin, tmp_path: Path, name: str) -> None:
    assert ask(critmin, tmp_path / "out", written(bom(by(name)), tmp_path, "asked.xlsx"), *IN_2025) == {}
    (row,) = rows_of(tmp_path / "out")
    assert "expected the name itself" in row["to_find_out_yourself"]


@pytest.mark.parametrize("name", ["Hanil / Other Works", "Hanil & Other Works", "Other Works, Hanil"])
def test_a_name_of_several_companies_has_no_workbook(critmin: Critmin, tmp_path: Path, name: str) -> None:
    path = written(bom(by(name), by("Other Works")), tmp_path, "asked.xlsx")
    assert list(ask(critmin, tmp_path / "out", path, *IN_2025)) == ["Other Works"]
    (row,) = [row for row in rows_of(tmp_path / "out") if row["supplier"] == name]
    assert "the name is that of several companies" in row["to_find_out_yourself"]


@pytest.mark.parametrize(
    ("column", "stated"), [("effective_control_by", "yes"), ("government_of", "Atlantis"), ("government_of", "PRC?")]
)
def test_a_denial_does_not_replace_what_stands_there(
    critmin: Critmin, tmp_path: Path, column: str, stated: str
) -> None:
    tables = bom(by("Hanil"), Entities=[supplier("Hanil", "KR", **{column: stated})])
    path = written(tables, tmp_path, "asked.xlsx")
    (request,) = ask(critmin, tmp_path / "out", path, *IN_2025).values()
    got = critmin("answers", path, fill(request, {column: "none"}), "-o", tmp_path / "copy.xlsx")
    assert (got.exit_code, "ANSWER-CELL-FILLED" in got.stdout) == (2, True)


def test_nothing_missing_is_success(critmin: Critmin, tmp_path: Path) -> None:
    path = written(bom(virgin(extraction_entity="A", processing_entity="A")), tmp_path, "asked.xlsx")
    got = critmin("request", path, *IN_2025, "-o", tmp_path / "out")
    assert (got.exit_code, "no request is needed" in got.stderr) == (0, True)
    assert rows_of(tmp_path / "out") == []


def test_what_cannot_be_read_is_said_and_the_others_are_asked(critmin: Critmin, tmp_path: Path) -> None:
    good = written(bom(BARE), tmp_path, "good.xlsx")
    bad = written(bom(BARE | {"mineral": "lithum"}), tmp_path, "bad.xlsx")
    got = critmin("request", good, bad, *IN_2025, "-o", tmp_path / "out")
    assert (got.exit_code, got.stderr.count("cannot be read")) == (2, 1)
    assert [row["supplier"] for row in rows_of(tmp_path / "out")] == ["Hanil"]


def test_where_nothing_can_be_read_nothing_is_written(critmin: Critmin, tmp_path: Path) -> None:
    bad = written(bom(BARE | {"mineral": "lithum"}), tmp_path, "bad.xlsx")
    got = critmin("request", bad, *IN_2025, "-o", tmp_path / "out")
    assert (got.exit_code, (tmp_path / "out").exists()) == (2, False)
    assert "nothing could be read, so nothing could be asked" in got.stderr.splitlines()[-1]


COSTS = [{"Description": "Cell", "Manufacturer": "Hanil", "Country of manufacture": "KR", "Extended cost (USD)": "90"}]
COSTED = {"Costed BOM": COSTS, "Product": product(item(), entities=())["Product"]}
ONE_SHEET = [
    # sheets; options; the laws that are asked, or the column that the file lacks
    ({"Costed BOM": COSTS}, ("--class", "battery-component", "--sold", "2026-05-05"), ["material-assistance"]),
    (
        {"Costed BOM": COSTS},
        ("--class", "battery-component", "-y", "2026", "--sheet", "Costed BOM"),
        ["material-assistance"],
    ),
    (COSTED | {"Notes": [{"a": "b"}]}, ("--sheet", "Costed BOM"), ["material-assistance"]),
    ({"Parts": [{"Description": "Cell", "Remark": "x"}]}, ("--sold", "2026-05-05"), "cost_usd"),
    ({"Parts": [{"Description": "Cell", "Remark": "x"}]}, ("-d", "2025-06-30"), "mineral"),
]


@pytest.mark.parametrize(("tables", "options", "asked"), ONE_SHEET)
def test_a_sheet_is_asked_about_under_one_law(critmin: Critmin, tmp_path: Path, tables, options, asked) -> None:
    got = critmin("request", written(tables, tmp_path, "asked.xlsx"), *options, "-o", tmp_path / "out")
    if isinstance(asked, str):
        assert (got.exit_code, asked in got.stderr) == (2, True), got.stderr
    else:
        assert (got.exit_code, "cannot be read" in got.stderr) == (0, False), got.stderr
        assert {row["asked_for"] for row in rows_of(tmp_path / "out")} == {*asked}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "-o FOLDER is needed"),
        (("-", "-o", "out"), "standard input has no name"),
        (("-o", "out", "--reading", "no-such=thing"), "no-such"),
        (("-o", "out", "--reply-by", "soon"), "--reply-by"),
        (("-o", "out", "--for", "45z"), "--for"),
    ],
)
def test_options_that_cannot_be_used(critmin: Critmin, tmp_path: Path, monkeypatch, arguments, says) -> None:
    monkeypatch.chdir(tmp_path)
    got = critmin("request", written(bom(BARE), tmp_path, "asked.xlsx"), *IN_2025, *arguments)
    assert (got.exit_code, says in got.stderr) == (2, True), got.stderr


def test_a_reading_of_either_law_is_taken(critmin: Critmin, tmp_path: Path) -> None:
    tables = product(item(by="Hanil", at="CN"), entities=(company("Hanil", sfe_debt_pct=""),))
    path = written(tables, tmp_path, "asked.xlsx")
    assert ask(critmin, tmp_path / "facility", path) == {}
    assert list(ask(critmin, tmp_path / "entity", path, "--reading", "place-of-work=entity")) == ["Hanil"]


def test_the_same_request_has_the_same_bytes(critmin: Critmin, tmp_path: Path) -> None:
    path = written(bom(BARE), tmp_path, "asked.xlsx")
    first, second = (ask(critmin, tmp_path / name, path, *IN_2025)["Hanil"].read_bytes() for name in ("a", "b"))
    assert first == second


def test_the_cover(critmin: Critmin, tmp_path: Path) -> None:
    path = written(bom(BARE), tmp_path, "asked.xlsx")
    options = (*IN_2025, "--from", "Nordwind Motors, Ms. Berg", "--reply-by", "2025-09-30")
    shown = list(texts(ask(critmin, tmp_path / "out", path, *options)["Hanil"]))
    for text in ("Hanil", "Nordwind Motors, Ms. Berg", "2025-09-30"):
        assert text in shown
    assert any("26 USC 30D(d)(7)" in text for text in shown)
    assert not any("7701" in text for text in shown)


@pytest.mark.parametrize(
    "tables",
    [
        bom(by("Hanil", at="")),
        bom(by("Hanil"), Entities=[{"entity": "Hanil", "effective_control_by": "unknown"}]),
        product(item(by="Hanil"), entities=()),
        product(item(by="Hanil"), entities=[{"entity": "Hanil", "publicly_traded": "unknown"}]),
    ],
    ids=["30D", "30D: control", "45X", "45X: traded"],
)
def test_a_supplier_reads_of_no_sheet_that_only_the_analyst_has(critmin: Critmin, tmp_path: Path, tables) -> None:
    path = written(tables, tmp_path, "asked.xlsx")
    book = openpyxl.load_workbook(ask(critmin, tmp_path / "out", path, *of(tables))["Hanil"])
    sheets = [sheet for sheet in book if sheet.sheet_state == "visible"]
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    notes = [cell.comment.text for cell in cells if cell.comment]
    words = {
        word.strip(".,;:()") for text in [*(str(cell.value or "") for cell in cells), *notes] for word in text.split()
    }
    assert notes
    assert not {"Entities", "Ownership", "BOM", "Components", "Materials", "Product", "critmin"} & words


def test_the_list_of_requests_is_readable_as_a_workbook(critmin: Critmin, tmp_path: Path) -> None:
    ask(critmin, tmp_path / "out", written(bom(BARE), tmp_path, "asked.xlsx"), *IN_2025)
    sheet = openpyxl.load_workbook(tmp_path / "out" / "requests.xlsx").active
    heads = {head.value: head.column_letter for head in sheet[1]}
    missing = sheet[f"{heads['missing']}2"]
    assert missing.alignment.wrap_text
    lines = len(missing.value) / sheet.column_dimensions[heads["missing"]].width
    assert sheet.row_dimensions[2].height >= 12 * lines > 24
    assert (sheet.page_setup.orientation, sheet.freeze_panes) == ("landscape", "B2")


def test_the_cover_has_nothing_to_fill_in(critmin: Critmin, tmp_path: Path) -> None:
    path = written(bom(BARE), tmp_path, "asked.xlsx")
    shown = list(texts(ask(critmin, tmp_path / "out", path, *IN_2025)["Hanil"]))
    assert not {"From", "Reply by"} & {*shown}


@pytest.mark.parametrize(
    ("tables", "options", "says"),
    [
        (bom(BARE, Vehicle=vehicle(placed_in_service="2024-03-01")), ("-d", "2024-03-01"), []),
        (
            bom(BARE, Vehicle=vehicle(placed_in_service="2025-03-01", acquired="2025-02-01")),
            ("-y", "2025", "-a", "2025-01-15"),
            ["placed_in_service 2025 instead of 2025-03-01", "acquired 2025-01-15 instead of 2025-02-01"],
        ),
        (
            product(item(by="Hanil"), sold="2026-09-30"),
            ("--sold", "2027-03-01", "--taxable-year-begins", "2027-01-01", "--class", "critical-mineral"),
            [
                "class critical-mineral instead of battery-component",
                "sold 2027-03-01 instead of 2026-09-30",
                "taxable_year_begins 2027-01-01 instead of 2026-01-01",
            ],
        ),
    ],
    ids=["the same date", "a vehicle", "a product"],
)
def test_dates_that_replace_those_of_a_sheet_are_said_and_listed(critmin, tmp_path, tables, options, says):
    """Otherwise the answered copy is judged on other days than it was asked about."""
    path = written(tables, tmp_path, "asked.xlsx")
    got = critmin("request", path, *options, "-o", tmp_path / "out")
    assert (got.exit_code, "check the answered copy with the same options" in got.stderr) == (0, bool(says))
    assert all(text in got.stderr for text in says)
    for row in rows_of(tmp_path / "out"):
        assert [text in row["asked_with"] for text in says] == [True] * len(says), row
        assert says or not row["asked_with"]
