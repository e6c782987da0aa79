"""The other lists of prohibited foreign entities, as a table of names and days (`--pfe-list`)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from products import Assess, Tables, certificate, company, item, product, storage, write_product

HEADER = "name,list,from,to\n"
BY_OPENCO = product(
    item(by="Openco", certificate="C-1"),
    entities=(company("Openco", sfe_total_pct=""),),
    certificates=(certificate(of="Openco"),),
)


@pytest.fixture
def listed(tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """Writes a list with these lines, and returns the option that names it."""

    def write(*lines: str, header: str = HEADER, encoding: str = "utf-8") -> tuple[str, str]:
        path = tmp_path / "pfe.csv"
        path.write_bytes((header + "".join(f"{line}\n" for line in lines)).encode(encoding))
        return "--pfe-list", str(path)

    return write


# Which lists -----------------------------------------------------------------------------------------------------

LISTS = [
    "FTO",
    "conviction",
    "Commerce",
    "1260H",
    "UFLPA",
    "154(b)",
    "SDN",
    "Section 1260H",
    "uflpa entity list",
    "154-b",
]


@pytest.mark.parametrize("name", LISTS)
def test_each_list_of_the_statute_makes_a_prohibited_foreign_entity(
    assess: Assess, listed: Callable[..., Any], name: str
) -> None:
    tables = product(item(certificate="C-1"), certificates=(certificate(),))
    assert assess(tables).status == "pass"
    asked = assess(tables, *listed(f"Acme,{name},,"))
    assert (asked.status, asked.item["status"]) == ("fail", "pfe")
    assert "CERTIFICATE-CONTRADICTED" in asked.codes


# On which days ---------------------------------------------------------------------------------------------------

DAYS = [
    # from and to of the entries, the product, verdict. Sold on 2026-06-30: from 2025-07-05 to 2027-06-29
    ([","], {}, "fail"),
    (["2025-07-05,"], {}, "fail"),
    (["2025-07-06,"], {}, "incomplete"),
    (["2025-07-05,2027-06-29"], {}, "fail"),
    (["2025-07-05,2027-06-28"], {}, "incomplete"),
    (["2027-06-29,"], {}, "incomplete"),
    (["2027-06-30,"], {}, "pass"),
    ([",2025-07-05"], {}, "incomplete"),
    ([",2025-07-04"], {}, "pass"),
    # editions that follow each other without a gap, in any order, are one
    (["2026-01-07,", "2025-01-07,2026-01-06"], {}, "fail"),
    (["2025-01-07,2026-12-31", "2025-08-01,2025-09-01", "2026-01-07,"], {}, "fail"),
    (["2025-01-07,2026-12-31", "2025-02-01,2025-03-01", "2026-01-07,"], {}, "fail"),
    (["2025-01-07,2026-01-05", "2026-01-07,"], {}, "incomplete"),
    (["2025-01-07,2025-06-30", "2028-01-01,"], {}, "pass"),
    (["2025-01-07,2025-12-31", "2028-01-01,"], {}, "incomplete"),
    # a later sale: from 2027-07-01 to 2029-06-29
    (["2027-07-01,"], {"sold": "2028-06-30", "taxable_year_begins": "2028-01-01"}, "fail"),
    (["2027-07-02,"], {"sold": "2028-06-30", "taxable_year_begins": "2028-01-01"}, "incomplete"),
    (["2026-01-01,2027-06-30"], {"sold": "2028-06-30", "taxable_year_begins": "2028-01-01"}, "pass"),
    # 29 February has no day a year later or before
    (["2027-03-01,"], {"sold": "2028-02-29", "taxable_year_begins": "2028-01-01"}, "fail"),
    ([",2027-02-28"], {"sold": "2028-02-29", "taxable_year_begins": "2028-01-01"}, "pass"),
]


@pytest.mark.parametrize(("entries", "facts", "status"), DAYS)
def test_an_entry_counts_on_the_days_on_which_a_status_may_be_tested(
    assess: Assess, listed: Callable[..., Any], entries: list[str], facts: dict[str, str], status: str
) -> None:
    lines = [f"Acme,{name},{days}" for name, days in zip(("1260H", "UFLPA", "Commerce"), entries, strict=False)]
    asked = assess(product(item(), **facts), *listed(*lines))
    assert asked.status == status, asked.report["findings"]
    assert status != "pass" or "LIST-NOT-ON-DAYS" in asked.codes


def test_the_reasons_name_only_entries_on_the_days(assess: Assess, listed: Callable[..., Any]) -> None:
    asked = assess(product(item()), *listed("Acme,1260H,2024-01-01,2024-12-31", "Acme,UFLPA,2025-01-01,"))
    (why,) = [entity["why"] for entity in asked.ratio["entities"] if entity["entity"] == "Acme"]
    assert ("line 3" in str(why), "line 2" in str(why)) == (True, False)


YEARS = [("2025-07-05,", "fail"), ("2026-07-01,", "incomplete"), (",2026-03-31", "incomplete"), ("2027-12-31,", "pass")]


@pytest.mark.parametrize(("days", "status"), YEARS)
def test_over_a_year_an_entry_of_a_part_of_it_is_open(
    assess: Assess, listed: Callable[..., Any], days: str, status: str
) -> None:
    asked = assess(product(item()), "-y", "2026", *listed(f"Acme,1260H,{days}"))
    assert asked.status == status
    if status == "incomplete":
        assert "LIST-OUTSIDE-SCREEN" not in asked.codes
        (request,) = asked.ratio["requests"]
        assert "which may be any from 2025-07-05 to 2027-12-30: line 2" in request["missing"][0]


FACILITIES = [
    # from and to, placed in service, verdict: construction begins on 2026-06-30, and costs follow
    ("2025-07-05,", "", "fail"),
    ("2025-07-05,2040-01-01", "", "incomplete"),
    ("2035-01-01,", "", "incomplete"),
    ("2035-01-01,", "2028-12-31", "pass"),
    ("2025-07-05,2029-12-30", "2028-12-31", "fail"),
    ("2025-07-05,2029-12-29", "2028-12-31", "incomplete"),
]


@pytest.mark.parametrize(("days", "placed", "status"), FACILITIES)
def test_costs_of_a_facility_follow_until_it_is_placed_in_service(
    assess: Assess, listed: Callable[..., Any], days: str, placed: str, status: str
) -> None:
    asked = assess(storage(item(), placed_in_service=placed), *listed(f"Acme,UFLPA,{days}"))
    assert asked.status == status


def test_what_the_days_assume_is_a_condition(assess: Assess, listed: Callable[..., Any]) -> None:
    def conditions(*arguments: str) -> str:
        return " ".join(assess(product(item()), *arguments).report["verdict"]["conditions"])

    assumed = "counts from 2025-07-05 to 2027-06-29 (26 USC 7701(a)(51))"
    assert assumed in conditions(*listed("Other,UFLPA,,"))
    assert assumed not in conditions()


# Which names -------------------------------------------------------------------------------------------------------

NAMES = [
    # the name in the list, the producer, the verdict on an item with a certificate, finding
    ("Openco", "Openco", "fail", "ITEM-PFE"),
    ("OPENCO CO., LTD.", "Openco Co Ltd", "fail", "ITEM-PFE"),
    ("Other (a.k.a. Openco)", "Openco", "fail", "ITEM-PFE"),
    ("Openco", "Openco - Plant 2", "incomplete", "LIST-NEAR"),
    ("Openco Baterries", "Openco Batteries", "pass", "LIST-NEAR"),
    ("中国电池", "中国电池", "fail", "ITEM-PFE"),
]


@pytest.mark.parametrize(("name", "producer", "status", "code"), NAMES)
def test_names_are_compared_as_those_of_the_sdn_list(
    assess: Assess, listed: Callable[..., Any], name: str, producer: str, status: str, code: str
) -> None:
    tables = product(
        item(by=producer, certificate="C-1"),
        entities=(company(producer, sfe_total_pct=""),),
        certificates=(certificate(of=producer),),
    )
    asked = assess(tables, *listed(f'"{name}",1260H,2025-01-07,'))
    assert (asked.status, code in asked.codes) == (status, True), asked.codes


def test_a_name_beside_other_text_counts_on_the_days_of_the_entry(assess: Assess, listed: Callable[..., Any]) -> None:
    tables = product(item(by="Openco - Plant 2"), entities=(company("Openco - Plant 2"),))
    assert assess(tables, *listed("Openco,1260H,,2025-07-05")).status == "incomplete"
    assert assess(tables, *listed("Openco,1260H,,2025-07-04")).status == "pass"


HELD = {"owner": "Listco", "owned": "Acme", "equity_pct": "30", "votes_pct": "30"}
WHERE = [
    (product(item(), taxpayer="Listco"), "not_available", "TAXPAYER-PFE"),
    (product(item(supplier="Listco")), "pass", "LIST-OUTSIDE-SCREEN"),
    (product(item(), holdings=(HELD,)), "fail", "LIST-OWNER"),
]  # fmt: skip


@pytest.mark.parametrize(("tables", "status", "code"), WHERE)
def test_where_a_listed_name_stands(
    assess: Assess, listed: Callable[..., Any], tables: Tables, status: str, code: str
) -> None:
    asked = assess(tables, *listed("Listco,Commerce,2025-01-01,"))
    assert (asked.status, code in asked.codes) == (status, True), asked.codes


# The file ----------------------------------------------------------------------------------------------------------

BROKEN = [
    # content, what the message says
    ("", "is empty: expected a CSV file in UTF-8 with the columns name,list,from,to"),
    (" \n\n", "is empty"),
    (HEADER, "has a header but no entry: write one entry a line, such as Example Corp.,1260H,2025-01-07,"),
    ("Acme,1260H,2025-01-07,\n", "line 1 lacks the columns name, list, from, to"),
    ("name;list;from;to\nAcme;1260H;;\n", "line 1 lacks the columns name, list, from, to"),
    ("name,list,from\nAcme,1260H,\n", "line 1 lacks the column to: expected"),
    ("name,list,from,to,to\nAcme,1260H,,,\n", 'line 1 has the column "to" twice'),
    ("name,list,from,to,alias\nAcme,1260H,,,Acne\n", 'line 1 has the column "alias", which would not be read'),
    (HEADER + "\nAcme,Entity List,,\n", 'line 3 has the list "Entity List": write one of FTO, SDN, conviction'),
    (HEADER + "Acme,,,\n", "line 2 has no list: write one of"),
    (HEADER + "Acme,1260H; UFLPA,,\n", 'line 2 has the list "1260H; UFLPA": write one of'),
    (HEADER + ",1260H,,\n", "line 2 has no name: write the name of the entity"),
    (HEADER + "-,1260H,,\n", 'line 2 has the name "-": write the name of the entity'),
    (HEADER + "Acme,1260H,01/07/2025,\n", 'line 2: from is "01/07/2025": write 2025-01-07 or 2025-07-01'),
    (HEADER + "Acme,1260H,,soon\n", 'line 2: to is "soon": expected a date such as 2025-01-31'),
    (HEADER + "Acme,1260H,2025-02-02,2025-02-01\n", "line 2 ends on 2025-02-01, before it begins on 2025-02-02"),
    (HEADER + "Acme, Inc.,1260H,,\n", 'line 2 has 5 cells, but the header has 4: write one entry a line'),
    (HEADER + '"Acme,1260H,,\n', "line 2 cannot be read, or the file ends in the middle of it"),
    ("PK\x03\x04\0\0", "is not a text table"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "said"), BROKEN)
def test_a_broken_list_is_refused(critmin: Callable[..., Any], tmp_path: Path, content: str, said: str) -> None:
    path = write_product(product(item()), tmp_path)
    (tmp_path / "pfe.csv").write_text(content, encoding="utf-8")
    result = critmin("macr", str(path), "--pfe-list", str(tmp_path / "pfe.csv"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--pfe-list pfe.csv" in result.stderr
    assert said in result.stderr


def test_a_list_in_another_encoding_or_that_is_missing_is_refused(
    critmin: Callable[..., Any], tmp_path: Path, listed: Callable[..., Any]
) -> None:
    path = str(write_product(product(item()), tmp_path))
    for option in (
        listed("中国电池,1260H,,", encoding="gb18030"),
        listed("Acme,1260H,,", encoding="utf-16"),
        ("--pfe-list", str(tmp_path / "missing.csv")),
    ):
        result = critmin("macr", path, *option)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "UTF-8" in result.stderr


def test_columns_in_another_order_and_lines_of_other_systems(assess: Assess, listed: Callable[..., Any]) -> None:
    option = listed("2025-01-07,,1260H,Acme\r", "\r", header="\ufeffFrom, To ,LIST,Name\r\n")
    assert assess(product(item()), *option).status == "fail"


# Whoever else reads it -------------------------------------------------------------------------------------------


def run_json(result: Any) -> dict[str, Any]:
    assert result.stdout, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: Callable[..., Any]) -> Path:
    """The current folder: `product.csv`, which passes, and `pfe.csv`, by which it fails."""
    monkeypatch.chdir(tmp_path)
    write_product(product(item()), tmp_path)
    listed("Acme,1260H,2025-01-07,")
    return tmp_path


def test_the_report_records_the_list_and_verify_needs_it(critmin: Callable[..., Any], here: Path) -> None:
    assert critmin("macr", "product.csv", "--pfe-list", "pfe.csv", "-f", "json", "-o", "report.json").exit_code == 1
    report = json.loads(Path("report.json").read_text("utf-8"))["reports"][0]
    (screened,) = report["lists"]
    assert report["asked"]["pfe_list"]["sha256"] == screened["sha256"]
    match = screened["matches"][0]
    assert (match["entity"], match["programs"], match["from"], "to" in match) == (
        "Acme",
        ["1260H"],
        "2025-01-07",
        False,
    )
    missing = critmin("verify", "report.json", "product.csv")
    assert (missing.exit_code, "provide it with --pfe-list FILE" in missing.stderr) == (2, True)
    Path("pfe.csv").rename("renamed.csv")
    assert critmin("verify", "report.json", "product.csv", "--pfe-list", "renamed.csv").exit_code == 0
    with Path("renamed.csv").open("a") as file:
        file.write("Other,UFLPA,,\n")
    other = critmin("verify", "report.json", "product.csv", "--pfe-list", "renamed.csv")
    assert (other.exit_code, "list of prohibited foreign entities" in other.stdout) == (1, True)


def test_verify_says_that_a_list_was_not_used(critmin: Callable[..., Any], here: Path) -> None:
    assert critmin("macr", "product.csv", "-f", "json", "-o", "report.json").exit_code == 0
    found = critmin("verify", "report.json", "product.csv", "--pfe-list", "pfe.csv")
    assert (found.exit_code, "made without: --pfe-list" in found.stdout) == (0, True)


OTHER_QUESTIONS = [
    # the command, what it says without the list, and with it
    (("horizon", "product.csv"), "stops passing", "passes in no period"),
    (("levers", "product.csv"), "PASS", "FAIL"),
    (("diff", "product.csv", "product.csv"), "old  PASS", "old  FAIL"),
]


@pytest.mark.parametrize(("command", "without", "with_list"), OTHER_QUESTIONS)
def test_other_questions_use_the_list(
    critmin: Callable[..., Any], here: Path, command: tuple[str, ...], without: str, with_list: str
) -> None:
    assert without in critmin(*command, "--for", "macr").stdout
    assert with_list in critmin(*command, "--for", "macr", "--pfe-list", "pfe.csv").stdout
    refused = critmin(*command, "--pfe-list", "pfe.csv")
    assert (refused.exit_code, "give --for macr" in refused.stderr) == (2, True)


@pytest.mark.parametrize("option", ["-o", "--table"])
def test_the_list_is_never_overwritten(critmin: Callable[..., Any], here: Path, option: str) -> None:
    before = Path("pfe.csv").read_bytes()
    result = critmin("macr", "product.csv", "--pfe-list", "pfe.csv", option, "pfe.csv")
    assert (result.exit_code, Path("pfe.csv").read_bytes()) == (2, before)


def test_a_list_among_products_is_not_a_product(critmin: Callable[..., Any], here: Path) -> None:
    run = run_json(critmin("macr", ".", "--pfe-list", "pfe.csv", "-f", "json"))
    assert [(report["bom"]["path"], report["verdict"]["status"]) for report in run["reports"]] == [
        ("product.csv", "fail")
    ]


def test_the_configuration_names_the_list(
    critmin: Callable[..., Any], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative to itself, and it concerns no other law."""
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    (here / "critmin.toml").write_text('pfe_list = "pfe.csv"\n')
    below = here / "below"
    below.mkdir()
    write_product(product(item()), below)
    monkeypatch.chdir(below)
    assert critmin("macr", "product.csv").exit_code == 1
    assert critmin("macr", "product.csv", "--pfe-list", "../missing.csv").exit_code == 2
    assert critmin("macr", "product.csv", "-o", "../pfe.csv").exit_code == 2
    assert "pfe" not in critmin("check", "product.csv", "-y", "2024").stderr


def test_every_process_has_the_list_and_parts_merge(critmin: Callable[..., Any], here: Path) -> None:
    write_product(product(item(by="Sinocell")), here, "second")
    write_product(product(item()), here, "third")
    asked = ("macr", "product.csv", "second.csv", "third.csv", "--pfe-list", "pfe.csv", "-f", "json")
    whole = run_json(critmin(*asked, "--jobs", "2"))
    assert [report["verdict"]["status"] for report in whole["reports"]] == ["fail"] * 3
    for part in ("1", "2"):
        critmin(*asked, "--shard", f"{part}/2", "-o", f"part{part}.json")
    merged = run_json(critmin("merge", "part1.json", "part2.json", "-f", "json"))
    assert merged["reports"] == whole["reports"]
    Path("pfe.csv").write_text(HEADER + "Acme,UFLPA,,\n")
    critmin(*asked, "--shard", "2/2", "-o", "part2.json")
    assert critmin("merge", "part1.json", "part2.json").exit_code == 2


def test_a_baseline_without_the_list_is_compared(critmin: Callable[..., Any], here: Path) -> None:
    critmin("macr", "product.csv", "-f", "json", "-o", "before.json")
    worse = critmin("macr", "product.csv", "--pfe-list", "pfe.csv", "--baseline", "before.json")
    assert (worse.exit_code, "pass to fail" in worse.stdout.lower() or "worse" in worse.stdout.lower()) == (1, True)
