"""The register over several files: contradictions between them, and the law under which each is asked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import Row, Tables, bom, by, write_xlsx
from products import certificate, item, product
from random_boms import write_csv
from registered import Register, write

DAY = ("-d", "2025-04-01")
PAPER = {"certificate": "C-7", "supplier": "Acme", "kind": "feoc"}
PAPER |= {"signed_on": "2025-01-10", "valid_until": "2027-01-01"}


def paper(name: str = "C-7", of: str = "Acme", **cells: str) -> Tables:
    row = PAPER | {"certificate": name, "supplier": of} | cells
    return bom(by("Acme", feoc_attestation=name), Certificates=[row])


OTHERS = [
    # another bill of materials; which of its content differs, if any
    (paper(), None),
    (paper(of="ACME"), None),
    (paper(of="Acme Inc."), None),
    (paper("c-7"), None),
    (paper(valid_until="2026-12-31"), "valid_until"),
    (paper(valid_until=""), "valid_until"),
    (paper(valid_from="2025-01-10"), "valid_from"),
    (paper(signed_on="2025-01-11"), "signed_on"),
    (paper(of="acme inc", signed_on="2025-01-11"), "signed_on"),
    (paper(signed_by="The CFO"), None),
    (paper(sha256="a" * 64), None),
    (paper(signed_on="2025-01-11", valid_until=""), "signed_on and valid_until"),
    (paper(of="Bolt", signed_on="2025-01-11"), None),
    (paper(of="", signed_on="2025-01-11"), None),
    (paper("C-8", signed_on="2025-01-11"), None),
    (paper(kind="cost"), "kind"),
]


@pytest.mark.parametrize(("other", "differs"), OTHERS)
def test_a_certificate_in_two_files(register: Register, other: Tables, differs: str | None) -> None:
    got = register({"one": paper(), "two": other}, *DAY)
    here, *_ = got.documents
    assert here["bom"].endswith("one.csv")
    assert (here["status"] == "contradicted") == (differs is not None)
    assert got.exit_code == (0 if differs is None else 1)
    if differs is not None:
        assert here["why"] == f"two.csv (Certificates!A2) states another {differs}"


BOTH_STATE = [
    ({"signed_by": "The CFO"}, {"signed_by": "the cfo "}, None),
    ({"signed_by": "The CFO"}, {"signed_by": "The plant manager"}, "signed_by"),
    ({"sha256": "a" * 64}, {"sha256": "b" * 64}, "sha256"),
    ({"sha256": "A" * 64}, {"sha256": "a" * 64}, None),
    ({"file": "signed.pdf"}, {"sha256": "b" * 64}, "sha256"),
]


@pytest.mark.parametrize(("here", "there", "differs"), BOTH_STATE)
def test_what_both_state(register: Register, here: Row, there: Row, differs: str | None) -> None:
    got = register({"one": paper(**here), "two": paper(**there)}, *DAY)
    assert {row["status"] == "contradicted" for row in got.documents} == {differs is not None}
    assert all(f"states another {differs}" in row["why"] for row in got.documents if differs)


COSTS = [({"non_pfe_pct": "70"}, {"non_pfe_pct": "70.0"}, 0), ({"non_pfe_pct": "70"}, {"non_pfe_pct": "80"}, 1)]


@pytest.mark.parametrize(("here", "there", "code"), COSTS)
def test_a_certificate_of_a_cost(register: Register, here: Row, there: Row, code: int) -> None:
    def of(cells: Row) -> Tables:
        return product(item(by="Nobody", supplier="Acme", certificate="C-1"), certificates=(cost | cells,))

    cost = certificate(kind="cost")
    got = register({"one": of(here), "two": of(there)})
    assert (got.exit_code, {row["status"] for row in got.documents if row["document"]}) == (
        code,
        {"contradicted" if code else "in_hand"},
    )


def test_files_of_one_name_in_two_folders(critmin: Callable[..., Any], tmp_path: Path) -> None:
    for folder, cells in (("a", {}), ("b", {"valid_until": ""})):
        (tmp_path / folder).mkdir()
        write_csv(paper(**cells), tmp_path / folder, "pack")
    assert critmin("evidence", tmp_path, *DAY, "-q").exit_code == 1


def test_a_file_given_twice_does_not_contradict_itself(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_csv(paper(), tmp_path, "pack")
    assert critmin("evidence", path, path, tmp_path, *DAY).exit_code == 0


def test_a_table_of_several(register: Register) -> None:
    """Each bill of materials has its own certificates, and those without a name are for all."""
    lines = [by("Acme", bom=name, feoc_attestation="C-7") for name in "AB"]
    rows = [{"bom": "A"} | PAPER, {"bom": "B"} | PAPER | {"valid_until": "2025-12-31"}]
    got = register(bom(*lines, Certificates=rows), *DAY)
    assert [row["bom"] for row in got.documents] == ["pack.csv#A", "pack.csv#B"]
    assert {row["status"] for row in got.documents} == {"contradicted"}
    assert got.documents[0]["why"] == "pack.csv#B (Certificates!B3) states another valid_until"


# Under which law ----------------------------------------------------------------------------------------------------

CHAINS = bom(by("Acme", feoc_attestation="C-7"), Certificates=[PAPER])
ITEMS = product(item(by="Nobody", supplier="Acme", certificate="C-1"), certificates=(certificate(),))
LAWS = [
    ("both", ["clean-vehicle", "material-assistance"], ["C-7", "C-1"]),
    ("30d", ["clean-vehicle"], ["C-7"]),
    ("macr", ["material-assistance"], ["C-1"]),
]


@pytest.mark.parametrize(("law", "regimes", "documents"), LAWS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_folder_of_both(
    critmin: Callable[..., Any], tmp_path: Path, law: str, regimes: list[str], documents: list[str], ending: str
) -> None:
    for name, tables in (("a", CHAINS), ("b", ITEMS)):
        write(tables, tmp_path, name) if ending == "csv" else write_xlsx(tables, tmp_path / f"{name}.xlsx")
    got = critmin("evidence", tmp_path, *(DAY if law != "macr" else ()), "--for", law, "-f", "json")
    found = json.loads(got.stdout)
    assert got.exit_code == 0
    assert [one["regime"] for one in found["boms"]] == regimes
    assert [row["document"] for row in found["documents"]] == documents
    assert got.stderr.count("is skipped") == (law != "both")


TWO_LAWS = CHAINS | ITEMS
"""One file with the sheets of both laws, whose certificates stand in one sheet."""


def of_both(*certificates: Row) -> Tables:
    return TWO_LAWS | {"Certificates": list(certificates)}


UNNAMED = PAPER | {"certificate": "C-9"}
SHARED = [
    # certificates; the regime and status of each row
    ((PAPER, certificate()), {"C-7": ["clean-vehicle in_hand"], "C-1": ["material-assistance in_hand"]}),
    ((PAPER, UNNAMED), {"C-7": ["clean-vehicle in_hand"], "C-9": ["clean-vehicle in_hand"]}),
    ((PAPER, UNNAMED | {"kind": "lease"}), {"C-7": ["clean-vehicle in_hand"], "C-9": ["clean-vehicle not_accepted"]}),
]


@pytest.mark.parametrize(("certificates", "expected"), SHARED)
def test_a_certificate_stands_under_the_law_that_it_serves(
    critmin: Callable[..., Any], tmp_path: Path, certificates: tuple[Row, ...], expected: dict[str, list[str]]
) -> None:
    path = write_xlsx(of_both(*certificates), tmp_path / "pack.xlsx")
    found = json.loads(critmin("evidence", path, *DAY, "-f", "json").stdout)
    rows: dict[str, list[str]] = {}
    for row in found["documents"]:
        if row["certificate"]:
            rows.setdefault(row["document"], []).append(f"{row['regime']} {row['status']}")
    assert rows == expected
    assert [one["regime"] for one in found["boms"]] == ["clean-vehicle", "material-assistance"]


OF_UNKNOWN_SHEETS = [
    ({"Pack": CHAINS["BOM"]}, ["clean-vehicle"]),
    ({"Costs": ITEMS["Materials"], "Product": ITEMS["Product"]}, ["material-assistance"]),
    ({"Notes": [{"a": "b"}]}, ["clean-vehicle"]),
]


@pytest.mark.parametrize(("tables", "regimes"), OF_UNKNOWN_SHEETS)
def test_a_sheet_of_another_name(
    critmin: Callable[..., Any], tmp_path: Path, tables: Tables, regimes: list[str]
) -> None:
    path = write_xlsx(tables, tmp_path / "pack.xlsx")
    found = json.loads(critmin("evidence", path, *DAY, "-f", "json").stdout)
    assert [one["regime"] for one in found["boms"]] == regimes


ONE_LAW = [
    (ITEMS, ("--sold", "2026-06-30", "--sheet", "Materials"), "material-assistance"),
    (CHAINS, (*DAY, "--sheet", "BOM"), "clean-vehicle"),
    ({"Parts": [{"a": "b"}]}, ("--sold", "2026-06-30"), "material-assistance"),
    ({"Parts": [{"a": "b"}]}, DAY, "clean-vehicle"),
]


@pytest.mark.parametrize(("tables", "options", "regime"), ONE_LAW)
def test_options_of_one_law_say_which_is_meant(
    critmin: Callable[..., Any], tmp_path: Path, tables: Tables, options: tuple[str, ...], regime: str
) -> None:
    path = write_xlsx(tables, tmp_path / "pack.xlsx")
    found = json.loads(critmin("evidence", path, *options, "-f", "json").stdout)
    assert [one["regime"] for one in found["boms"]] == [regime]


def test_a_file_that_cannot_be_read(critmin: Callable[..., Any], tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"nothing"), ("b.csv", b""), ("c.xlsx", bytes(1_000_001))):
        (tmp_path / name).write_bytes(content)
    got = critmin("evidence", tmp_path, tmp_path / "absent.csv", *DAY, "--max-mb", "1")
    assert (got.exit_code, got.stdout.count(" cannot be read\n")) == (2, 4)
    assert "4 BOMs cannot be read" in got.stdout


REFUSED = [
    (("-",), "standard input is read under one law: give --for 30d or --for macr"),
    (("https://example.com/a.xlsx",), "a URL is read under one law"),
    (("FILE", "--sheet", "Pack"), "--sheet Pack is read under one law"),
    (("FILE", "--for", "macr", "-d", "2025-01-01"), "--for 30d"),
    (("FILE", "--for", "30d", "--sold", "2026-01-01"), "--for macr"),
    (("FILE", "--for", "check"), "is not one of"),
    (("FILE", "--within", "soon"), "--within is 'soon': write a number of days, weeks, months or years"),
    (("FILE", "--on", "01.02.2026"), "--on is '01.02.2026': write 2026-01-02 or 2026-02-01"),
    (("FILE", "--reading", "nothing=x"), "nothing"),
    (("FILE", "-o", "FILE"), "is an input"),
    (("FILE", "-o", "register.md"), "register.md"),
    (("FILE", "-f", "xlsx", "-o", "register.csv"), "register.csv"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_refused(critmin: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    path = write_csv(CHAINS, tmp_path, "pack")
    given = [str(path) if argument == "FILE" else argument for argument in arguments]
    got = critmin("evidence", *given)
    assert got.exit_code == 2
    assert message in " ".join(got.stderr.replace("│", " ").split())


def test_readings_of_either_law(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_csv(CHAINS, tmp_path, "pack")
    for regime in ("clean-vehicle", "material-assistance"):
        readings = json.loads(critmin("rules", "--regime", regime, "-f", "json").stdout)
        rows = readings["readings"] if isinstance(readings, dict) else readings[0]["readings"]
        for row in rows:
            got = critmin("evidence", path, *DAY, "--reading", f"{row['id']}={row['other']}")
            assert got.exit_code in (0, 1), got.stderr
            assert critmin("evidence", path, "--reading", f"{row['id']}=nothing").exit_code == 2


def test_a_list_in_a_folder_is_no_bill_of_materials(critmin: Callable[..., Any], tmp_path: Path) -> None:
    ofac = Path(__file__).parents[1] / "ofac"
    for file in ofac.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    write_csv(CHAINS, tmp_path, "pack")
    got = critmin("evidence", tmp_path, *DAY, "--sdn", tmp_path / "sdn.csv", "--sdn-date", "2025-03-01")
    assert (got.exit_code, "sdn.csv" in got.stdout) == (0, False)
