"""`critmin verify`: 0 only where a report was recomputed from the same and is the same."""

import json
import shutil
import tomllib
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from boms import IN_TIME, Row, bom, by, supplier, vehicle, virgin, write_xlsx
from critmin.engine.model.settings import Settings
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleInquiry, CleanVehicleQuestion
from random_boms import write_csv
from thorough import one_of_each

Critmin = Callable[..., Any]
Change = Callable[[dict[str, Any]], None]
ROOT = Path(__file__).parents[2]
SAMPLES = one_of_each(
    tomllib.loads((ROOT / "sample_boms" / "outcomes.toml").read_text("utf-8"))["sample"],
    lambda sample: (sample.get("command"), sample["verdict"], Path(sample["file"]).suffix),
    itemgetter("file"),
)
DAY = ("-d", "2025-06-30")
LINES = (virgin(), virgin("nickel", value="40", at="NO"), by("Moa Nickel S.A.", mineral="cobalt", value_usd="5"))
HELD = "REPRODUCED  bom.csv\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a bill of materials."""
    monkeypatch.chdir(tmp_path)
    write_csv(bom(*LINES, Entities=[supplier("Moa Nickel S.A.")]), tmp_path, "bom")
    return tmp_path


@pytest.fixture
def report(critmin: Critmin, here: Path) -> Callable[..., dict[str, Any]]:
    """Writes `report.json`, the report on some files, and gives what it holds."""

    def write(*arguments: str, command: str = "check") -> dict[str, Any]:
        result = critmin(command, *arguments, "-f", "json")
        Path("report.json").write_text(result.stdout, "utf-8")
        return dict(json.loads(result.stdout))

    return write


def verified(critmin: Critmin, *arguments: str) -> dict[str, Any]:
    """What `critmin verify -f json` finds, with the exit status."""
    result = critmin("verify", *arguments, "-f", "json")
    assert result.stdout, result.stderr
    return {"exit_code": result.exit_code, **json.loads(result.stdout)}


def changed(found: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Each difference by its pointer: what the report has, and what was recomputed; "-" for nothing."""
    return {
        one["pointer"]: (one.get("reported", "-"), one.get("recomputed", "-"))
        for group in found["groups"]
        for one in group["differences"]
    }


# What holds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_report_of_every_sample_holds(critmin: Critmin, report: Any, here: Path, sample: dict[str, Any]) -> None:
    (here / "sample_boms").symlink_to(ROOT / "sample_boms")
    report(f"sample_boms/{sample['file']}", *sample["arguments"], command=sample.get("command", "check"))
    found = verified(critmin, "report.json", f"sample_boms/{sample['file']}")
    assert (found["exit_code"], found["outcome"], changed(found)) == (0, "holds", {})
    assert all(row["same"] for row in found["made_from"])


def test_the_file_may_be_elsewhere_by_now(critmin: Critmin, report: Any) -> None:
    report("bom.csv", *DAY)
    Path("kept").mkdir()
    Path("bom.csv").rename("kept/as_sent.csv")
    (beside,) = Path().glob("bom.*ntities.csv")
    beside.rename(f"kept/as_sent{beside.suffixes[0]}.csv")
    found = verified(critmin, "report.json", "kept/as_sent.csv")
    # The companion has another name, so it is another file; all it says is the same.
    assert (found["exit_code"], changed(found)) == (3, {})
    assert {row["what"].partition(":")[0] for row in found["made_from"] if not row["same"]} == {"next to the input"}


def test_an_unreadable_file_stays_so(critmin: Critmin, report: Any) -> None:
    Path("broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    report("broken.xlsx", *DAY)
    assert verified(critmin, "report.json", "broken.xlsx")["exit_code"] == 0
    Path("copy.xlsx").write_bytes(b"PK\x03\x04 and no more")
    assert verified(critmin, "report.json", "copy.xlsx")["exit_code"] == 0


# What does not -------------------------------------------------------------------------------------------------------


def test_one_changed_cell_is_named_with_both_values(critmin: Critmin, report: Any) -> None:
    report("bom.csv", *DAY)
    text = Path("bom.csv").read_text("utf-8")
    Path("bom.csv").write_text(text.replace("2,nickel,40,", "2,nickel,400,"), "utf-8")
    assert text != Path("bom.csv").read_text("utf-8")
    found = verified(critmin, "report.json", "bom.csv")
    assert (found["exit_code"], found["outcome"]) == (1, "differs")
    assert [row["what"] for row in found["made_from"] if not row["same"]] == ["input"]
    at = "/reports/0/critical_minerals"
    assert changed(found)[f"{at}/chains/1/value_usd"] == ("40.00", "400.00")
    assert changed(found)[f"{at}/total_value_usd"] == ("145.00", "505.00")
    assert changed(found)["/reports/0/verdict/status"] == ("pass", "fail")
    text = critmin("verify", "report.json", "bom.csv").stdout
    assert text.startswith("NOT REPRODUCED  bom.csv\n  the report says pass, but recomputing it gives fail;")
    assert '/critical_minerals/chains/1/value_usd (line 2): report "40.00", recomputed "400.00"' in " ".join(
        text.split()
    )
    assert "different input: in the report" in text


FORGED: dict[str, tuple[Change, str, tuple[Any, Any]]] = {
    "the verdict": (
        lambda r: r["reports"][0]["verdict"].update(status="fail"),
        "/reports/0/verdict/status",
        ("fail", "pass"),
    ),
    "a number that looks the same": (
        lambda r: r["reports"][0]["verdict"].update(amount_usd=3750.0),
        "/reports/0/verdict/amount_usd",
        (3750.0, 3750),
    ),
    "yes for 1": (
        lambda r: r["reports"][0]["critical_minerals"]["chains"][0].update(screened=1),
        "/reports/0/critical_minerals/chains/0/screened",
        (1, True),
    ),
    "a percentage": (
        lambda r: r["reports"][0]["critical_minerals"]["tests"][1].update(percentage="99.0000"),
        "/reports/0/critical_minerals/tests/1/percentage",
        ("99.0000", "72.4137"),
    ),
    "a key taken out": (
        lambda r: r["reports"][0]["critical_minerals"].pop("required_percentage"),
        "/reports/0/critical_minerals/required_percentage",
        ("-", "60"),
    ),
    "a key put in": (
        lambda r: r["reports"][0]["verdict"].update({"a/b~": None}),
        "/reports/0/verdict/a~1b~0",
        (None, "-"),
    ),
    "a line of another name": (
        lambda r: r["reports"][0]["critical_minerals"]["chains"][2].update(material="powder"),
        "/reports/0/critical_minerals/chains/2/material",
        ("powder", None),
    ),
    "the order": (
        lambda r: r["reports"][0]["critical_minerals"]["chains"].reverse(),
        "/reports/0/critical_minerals/chains",
        ("the same items", "in a different order"),
    ),
    "the counts of the run": (lambda r: r["summary"].update({"pass": 2}), "/summary/pass", (2, 1)),
    "the verdict alone, not the counts of the run": (
        lambda r: r["reports"][0]["verdict"].update(status="fail"),
        "/reports/0/verdict/status",
        ("fail", "pass"),
    ),
    "the verdict and the counts of the run": (
        lambda r: (r["reports"][0]["verdict"].update(status="fail"), r["summary"].update({"fail": 1, "pass": 0})),
        "/summary/fail",
        (1, 0),
    ),
    "the exit status of the run": (lambda r: r["summary"].update(exit_status=3), "/summary/exit_status", (3, 0)),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_report_that_was_edited(critmin: Critmin, report: Any, name: str) -> None:
    change, pointer, values = FORGED[name]
    document = report("bom.csv", *DAY)
    change(document)
    Path("report.json").write_text(json.dumps(document), "utf-8")
    found = verified(critmin, "report.json", "bom.csv")
    assert (found["exit_code"], found["outcome"]) == (1, "differs")
    assert changed(found)[pointer] == values
    assert found["differs"] == len(changed(found))
    assert ("/summary/pass" in changed(found)) == (document["summary"]["pass"] != 1)
    assert all(row["same"] for row in found["made_from"])


@pytest.mark.parametrize(
    ("edit", "part", "of", "pointer", "values"),
    [
        (
            lambda report: report["battery_components"]["components"][1].update(counts=True),
            "battery components",
            "cell",
            "/battery_components/components/1/counts",
            (True, False),
        ),
        (
            lambda report: report["battery_components"].update(low="1", percentage="100.0000"),
            "battery components percentage",
            "",
            "/battery_components/low",
            ("1", "3/5"),
        ),
        (lambda report: report["credit"].update(total_usd=7500), "credit", "", "/credit/total_usd", (7500, None)),
    ],
)
def test_the_other_half_that_was_edited(
    critmin: Critmin, report: Any, here: Path, edit: Change, part: str, of: str, pointer: str, values: tuple[Any, Any]
) -> None:
    columns = ("component", "value_usd", "part_of", "assembly_country", "feoc_attestation")
    rows = [("module", "100", "", "US", ""), ("cell", "40", "module", "KR", "ATT-1")]
    write_csv(bom(virgin(), Components=[dict(zip(columns, row, strict=True)) for row in rows]), here, "other")
    document = report("other.csv", "-d", "2024-06-30")
    edit(document["reports"][0])
    Path("report.json").write_text(json.dumps(document), "utf-8")
    found = verified(critmin, "report.json", "other.csv")
    assert found["exit_code"] == 1
    assert changed(found)[f"/reports/0{pointer}"] == values
    (group,) = [group for group in found["groups"] if group["part"] == part]
    assert {one["of"] for one in group["differences"]} == {of}


def test_a_finding_taken_out_moves_no_other(critmin: Critmin, report: Any) -> None:
    write_csv(bom(*LINES, virgin(component="thing"), virgin(component="stuff")), Path(), "odd")
    document = report("odd.csv", *DAY)
    findings = document["reports"][0]["findings"]
    assert len(findings) > 2
    taken = findings.pop(0)
    Path("report.json").write_text(json.dumps(document), "utf-8")
    found = verified(critmin, "report.json", "odd.csv")
    assert changed(found) == {"/reports/0/findings/0": ("-", taken)}
    assert found["groups"][0]["part"] == "findings"


MADE_OTHERWISE: dict[str, tuple[Change, str]] = {
    "the rulebook": (lambda r: r["rulebook"].update(sha256="0" * 64), "rulebook"),
    "the edition": (lambda r: r["rulebook"].update(edition="2024-01-01"), "rulebook edition"),
    "the program": (lambda r: r["tool"].update(version="0.0.1"), "program"),
    "the input": (lambda r: r["reports"][0]["bom"].update(sha256="0" * 64), "input"),
    "no input": (lambda r: r["reports"][0]["bom"].update(sha256=None), "input"),
    "a companion": (
        lambda r: r["reports"][0]["bom"]["beside"][0].update(sha256="0" * 64),
        "next to the input: bom.Entities.csv",
    ),
    "one companion more": (
        lambda r: r["reports"][0]["bom"]["beside"].append({"path": "bom.steps.csv", "sha256": "1"}),
        "next to the input: bom.steps.csv",
    ),
}


@pytest.mark.parametrize("name", MADE_OTHERWISE)
def test_the_same_result_from_something_else_is_told(critmin: Critmin, report: Any, name: str) -> None:
    change, what = MADE_OTHERWISE[name]
    document = report("bom.csv", *DAY)
    change(document)
    Path("report.json").write_text(json.dumps(document), "utf-8")
    found = verified(critmin, "report.json", "bom.csv")
    assert (found["exit_code"], found["outcome"], changed(found)) == (3, "same_from_others", {})
    assert [row["what"].casefold() for row in found["made_from"] if not row["same"]] == [what.casefold()]
    assert (
        f"different {what}".casefold()
        in " ".join(critmin("verify", "report.json", "bom.csv").stdout.split()).casefold()
    )


def test_a_report_of_another_version_may_lack_what_is_new(critmin: Critmin, report: Any) -> None:
    document = report("bom.csv", *DAY)
    document["tool"]["version"] = "0.0.1"
    del document["reports"][0]["critical_minerals"]["high_percentage"]
    Path("report.json").write_text(json.dumps(document), "utf-8")
    assert verified(critmin, "report.json", "bom.csv")["exit_code"] == 3
    document["reports"][0]["critical_minerals"]["low"] = "1"
    Path("report.json").write_text(json.dumps(document), "utf-8")
    assert verified(critmin, "report.json", "bom.csv")["exit_code"] == 1


def test_a_long_list_of_differences_is_cut_and_counted(critmin: Critmin, report: Any) -> None:
    write_csv(bom(*[virgin(line=f"L{n}") for n in range(200)]), Path(), "long")
    report("long.csv", *DAY)
    text = Path("long.csv").read_text("utf-8")
    Path("long.csv").write_text(text.replace(",100,US,US,", ",7,NO,NO,"), "utf-8")
    result = critmin("verify", "report.json", "long.csv")
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert len([line for line in lines if "and" in line and line.endswith("more")]) >= 2
    assert len(lines) < 100
    assert verified(critmin, "report.json", "long.csv")["differs"] > 1000


# What was asked ------------------------------------------------------------------------------------------------------

SDN = str(ROOT / "tests" / "ofac" / "sdn.csv")
EURO = "line;mineral;preis;extraction_country;processing_country\n1;lithium;1.234,50;US;US\n2;nickel;99,00;NO;NO\n"
COLUMNS = '[bom.columns]\n"preis" = { column = "value_usd", unit = "EUR" }\n'
SCENARIO = """
name = "norway"
description = "Norway counts, and nickel costs half as much again."
partner = [{ countries = ["Norway"], from = 2024-01-01 }]
price = [{ mineral = "nickel", factor = "1.5" }]
"""
ASKED: dict[str, tuple[tuple[str, ...], tuple[str, ...], dict[str, Any]]] = {
    "a date": (("bom.csv", *DAY), (), {"placed_in_service": "2025-06-30"}),
    "a year": (("bom.csv", "-y", "2024"), (), {"placed_in_service": "2024"}),
    "the first year": (("bom.csv", "-y", "2023"), (), {"placed_in_service": "2023"}),
    "the dates of the file": (("dated.csv",), (), {"placed_in_service": None, "acquired": None}),
    "acquired": (("bom.csv", "-d", "2026-01-05", "-a", "2025-09-30"), (), {"acquired": "2025-09-30"}),
    "one test": (("bom.csv", *DAY, "--test", "value-added"), (), {"test": "value_added"}),
    "the other test": (("bom.csv", *DAY, "--test", "traced"), (), {"test": "traced"}),
    "screening": (("open.csv", *DAY, "--screening"), (), {"screening": True}),
    "a reading": (
        ("bom.csv", "-y", "2027", *IN_TIME, "--reading", "after-2026=no-percentage"),
        (),
        {"placed_in_service": "2027"},
    ),
    "a list": (("bom.csv", *DAY, "--sdn", SDN), ("--sdn", SDN), {}),
    "a list with its day": (("bom.csv", *DAY, "--sdn", SDN, "--sdn-date", "2024-12-31"), ("--sdn", SDN), {}),
    "a sheet": (("two.xlsx", *DAY, "--sheet", "Pack B"), (), {"sheet": "Pack B"}),
    "a decimal mark": (
        ("euro.csv", *DAY, "--columns", "columns.toml", "--decimal", "comma", "--fx", "EUR=1.0812@2024-06-28"),
        (),
        {"decimal": "comma", "fx": ["EUR=1.0812@2024-06-28"]},
    ),
    "the columns file given again": (
        ("euro.csv", *DAY, "--columns", "columns.toml", "--decimal", "comma", "--fx", "EUR=1.08"),
        ("--columns", "columns.toml"),
        {"fx": ["EUR=1.08"]},
    ),
    "a scenario": (("bom.csv", *DAY, "--scenario", "norway.toml"), (), {}),
    "a limit": (("bom.csv", *DAY, "--max-mb", "1"), (), {"max_mb": 1}),
    "strict": (("open.csv", *DAY, "--strict"), (), {}),
}


@pytest.fixture
def files(here: Path) -> Path:
    """What the questions are asked of, none of which comes to the same without its options."""
    dates = vehicle(placed_in_service="2025-05-01", acquired="2025-04-01")
    unattested: Row = by("Acme", mineral="nickel")
    write_csv(bom(*LINES, Entities=[supplier("Moa Nickel S.A.")], Vehicle=dates), here, "dated")
    write_csv(bom(virgin(), unattested), here, "open")
    write_xlsx({"Pack A": bom(virgin())["BOM"], "Pack B": bom(virgin(at="NO"))["BOM"]}, here / "two.xlsx")
    (here / "euro.csv").write_text(EURO, "utf-8")
    (here / "norway.toml").write_text(SCENARIO, "utf-8")
    (here / "columns.toml").write_text(COLUMNS, "utf-8")
    return here


def test_a_report_of_before_there_were_regimes_holds(critmin: Critmin, report: Any) -> None:
    document = report("bom.csv", *DAY)
    assert document["reports"][0].pop("regime") == "clean-vehicle"
    Path("report.json").write_text(json.dumps(document), "utf-8")
    assert (found := verified(critmin, "report.json", "bom.csv"))["outcome"] == "holds", found
    assert critmin("check", "bom.csv", *DAY, "--baseline", "report.json").exit_code == 0


def test_a_report_of_a_regime_that_is_not_known(critmin: Critmin, report: Any) -> None:
    document = report("bom.csv", *DAY)
    document["reports"][0]["regime"] = "window-tax"
    Path("report.json").write_text(json.dumps(document), "utf-8")
    result = critmin("verify", "report.json", "bom.csv")
    assert (result.exit_code, "window-tax" in result.stderr) == (2, True)


@pytest.mark.parametrize("name", ASKED)
def test_what_was_asked_is_asked_again(critmin: Critmin, report: Any, files: Path, name: str) -> None:
    check, verify, asked = ASKED[name]
    (said,) = report(*check)["reports"]
    assert said["verdict"]["status"] != "unreadable", said["findings"]
    assert asked.items() <= said["asked"].items()
    found = verified(critmin, "report.json", check[0], *verify)
    assert (found["exit_code"], changed(found)) == (0, {})


def test_every_question_is_recorded() -> None:
    """A new field of a question or of the settings must be asked again too. Which bill of materials stands in `bom`."""
    asked = {"placed": "placed_in_service", "others": "readings", "decimals": "decimal", "rates": "fx"}
    asked["columns_sha256"] = "columns"
    fields = {*CleanVehicleQuestion.__struct_fields__, *Settings.__struct_fields__} - {"bom", "sheets"}
    assert {asked.get(field, field) for field in fields} == set(CleanVehicleInquiry.__struct_fields__)


DECIDES = [
    name for name in ASKED if name not in ("a date", "a limit", "strict", "the other test", "a list with its day")
]


@pytest.mark.parametrize("name", DECIDES)
def test_each_of_them_matters(critmin: Critmin, report: Any, files: Path, name: str) -> None:
    """The same report, made to say that nothing but a date was asked, no longer holds: none of these is passed over."""
    check, _, _ = ASKED[name]
    document = report(*check)
    other = {"placed_in_service": "2024-06-30"} if name == "the dates of the file" else {}
    plain = {"placed_in_service": DAY[1]} | other
    document["reports"][0]["asked"] = plain
    Path("report.json").write_text(json.dumps(document), "utf-8")
    result = critmin("verify", "report.json", check[0])
    assert result.exit_code == 1, result.stderr


def test_the_question_is_recorded_of_what_cannot_be_read_too(critmin: Critmin, report: Any) -> None:
    Path("broken.csv").write_text("line,mineral,value_usd\n1,granite,5\n", "utf-8")
    (said,) = report("broken.csv", "-y", "2025", "--sdn", SDN)["reports"]
    assert (said["verdict"]["status"], said["asked"]["placed_in_service"]) == ("unreadable", "2025")
    assert verified(critmin, "report.json", "broken.csv", "--sdn", SDN)["exit_code"] == 0


def test_the_list_is_asked_for_and_compared(critmin: Critmin, report: Any, here: Path) -> None:
    shutil.copytree(ROOT / "tests" / "ofac", here / "list")
    report("bom.csv", *DAY, "--sdn", "list/sdn.csv", "--sdn-date", "2024-12-31")
    missing = critmin("verify", "report.json", "bom.csv")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "2024-12-31" in missing.stderr and "provide it with --sdn FILE" in missing.stderr
    with (here / "list" / "sdn.csv").open("a") as file:
        file.write('99999,"NOBODY",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n')
    found = verified(critmin, "report.json", "bom.csv", "--sdn", "list/sdn.csv")
    assert [row["what"] for row in found["made_from"] if not row["same"]] == ["list of designated entities"]
    assert set(changed(found)) == {"/reports/0/lists/0/entries"}


def test_files_that_the_report_was_made_without_are_not_used(critmin: Critmin, report: Any, files: Path) -> None:
    report("bom.csv", *DAY)
    given = ("--sdn", SDN, "--columns", "columns.toml")
    found = verified(critmin, "report.json", "bom.csv", *given)
    assert (found["exit_code"], found["not_used"]) == (0, ["--sdn", "--columns"])
    assert "made without: --sdn, --columns" in critmin("verify", "report.json", "bom.csv", *given).stdout


def test_another_columns_file_is_told(critmin: Critmin, report: Any, files: Path) -> None:
    report("euro.csv", *DAY, "--columns", "columns.toml", "--decimal", "comma", "--fx", "EUR=1.08")
    Path("columns.toml").unlink()
    assert critmin("verify", "report.json", "euro.csv").exit_code == 0
    Path("other.toml").write_text(COLUMNS + "# the same, but not the same file\n", "utf-8")
    found = verified(critmin, "report.json", "euro.csv", "--columns", "other.toml")
    assert (found["exit_code"], changed(found)) == (3, {})
    assert [row["what"] for row in found["made_from"] if not row["same"]] == ["columns file"]
    Path("usd.toml").write_text(COLUMNS.replace("EUR", "USD"), "utf-8")
    assert verified(critmin, "report.json", "euro.csv", "--columns", "usd.toml")["exit_code"] == 1


# Which of several ----------------------------------------------------------------------------------------------------


def test_one_of_several(critmin: Critmin, report: Any) -> None:
    write_csv(bom(virgin(at="NO")), Path(), "other")
    report("bom.csv", "other.csv", *DAY)
    found = verified(critmin, "report.json", "other.csv")
    assert (found["exit_code"], found["report"], found["verdict_reported"]) == (0, "/reports/1", "fail")
    Path("third.csv").write_bytes(Path("other.csv").read_bytes())
    assert verified(critmin, "report.json", "third.csv")["report"] == "/reports/1"


@pytest.mark.parametrize(
    ("given", "exit_code", "said"),
    [
        ("one.csv", 0, ""),  # of the two with its content, the one of its path
        ("three.csv", 2, 'are for this file ("one.csv", "two.csv")'),
        ("bom.csv", 2, 'no report in the run matches the content or the path of "bom.csv"'),
    ],
)
def test_several_or_none(critmin: Critmin, report: Any, given: str, exit_code: int, said: str) -> None:
    for name in ("one", "two", "three"):
        write_csv(bom(virgin()), Path(), name)
    report("one.csv", "two.csv", *DAY)
    result = critmin("verify", "report.json", given)
    assert (result.exit_code, result.stderr.count("\n")) == (exit_code, int(bool(said)))
    assert said in result.stderr


# What is no report ---------------------------------------------------------------------------------------------------


def edited(**change: Any) -> Callable[[dict[str, Any]], str]:
    return lambda document: json.dumps(document | change)


def asked_of(**change: Any) -> Callable[[dict[str, Any]], str]:
    """The report with other things asked."""

    def edit(document: dict[str, Any]) -> str:
        document["reports"][0]["asked"].update(change)
        return json.dumps(document)

    return edit


def without_asked(document: dict[str, Any]) -> str:
    del document["reports"][0]["asked"]
    return json.dumps(document)


NO_REPORT: dict[str, tuple[Callable[[dict[str, Any]], str | bytes], str]] = {
    "empty": (lambda d: "", "is not valid JSON"),
    "truncated": (lambda d: json.dumps(d)[:-100], "is not valid JSON"),
    "a table": (lambda d: "line,mineral\n1,lithium\n", "is not valid JSON"),
    "a workbook": (lambda d: b"PK\x03\x04\xff\xfe", "is not valid JSON"),
    "a list": (lambda d: "[]", "is not such JSON"),
    "a number": (lambda d: "1", "is not such JSON"),
    "an empty object": (lambda d: "{}", "is not such JSON"),
    "reports that are none": (edited(reports=[{"a": 1}]), "is not such JSON"),
    "a verdict that is none": (
        edited(reports=[{"bom": {"path": "x", "sha256": None, "sheet": None, "lines": 0}}]),
        "verdict",
    ),
    "a summary that is none": (edited(summary=[]), "is not such JSON"),
    "no reports": (edited(reports=[]), "no report in the run"),
    "another schema version": (edited(schema_version=2), "has schema version 2"),
    "a schema version that is none": (edited(schema_version="1"), "is not such JSON"),
    "nested deeply": (lambda d: "[" * 100_000 + "]" * 100_000, "is nested too deeply"),
    "nested deeply within": (
        lambda d: json.dumps(d)[:-1] + ', "x": ' + '{"a":' * 50_000 + "1" + "}" * 50_001,
        "nested",
    ),
    "hostile text": (lambda d: json.dumps({"schema_version": "\x1b[2J\n"}), "is not such JSON"),
    "half a letter": (lambda d: '{"schema_version": "\\ud800"}', "JSON"),
    "a report of before": (without_asked, "does not record its options"),
    "a question of later": (asked_of(weather="fine"), '"weather", which this version does not have'),
    "a reading of later": (asked_of(readings={"weather": "fine"}), '"weather=fine"'),
    "a choice of later": (asked_of(readings={"japan-minerals": "\x1b[2J"}), "japan-minerals="),
    "a date that is none": (asked_of(placed_in_service="soon"), '"soon"'),
    "a year that is none": (asked_of(placed_in_service="0000"), '"0000"'),
    "acquired that is none": (asked_of(acquired="2025-02-30"), "is not such JSON"),
    "a test that is none": (asked_of(test="luck"), '"luck"'),
    "a mark that is none": (asked_of(decimal="dot"), '"dot"'),
    "a rate that is none": (asked_of(fx=["EUR=1e999999999"]), "EUR=1e999999999"),
    "a limit that is none": (asked_of(max_mb=0), "max_mb 0"),
    "a scenario that is none": (asked_of(scenario={"name": "x", "description": "y"}), "it changes nothing"),
    "a scenario of nowhere": (
        asked_of(scenario={"name": "x", "description": "y", "covered_nation": [{"country": "Atlantis"}]}),
        "Atlantis",
    ),
    "columns that are none": (
        asked_of(columns={"sha256": "0", "says": {"bom": {"columns": {"Erz": "minreal"}}}}),
        "minreal",
    ),
    "a unit that is none": (
        asked_of(columns={"sha256": "0", "says": {"bom": {"columns": {"E": {"column": "mass_kg", "unit": "stone"}}}}}),
        "stone",
    ),
}


@pytest.mark.parametrize("name", NO_REPORT)
def test_what_cannot_be_recomputed_is_one_line(critmin: Critmin, report: Any, name: str) -> None:
    write, said = NO_REPORT[name]
    content = write(report("bom.csv", *DAY))
    Path("report.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    result = critmin("verify", "report.json", "bom.csv")
    assert (result.exit_code, result.stdout) == (2, ""), result.stderr
    assert said in result.stderr
    assert result.stderr.endswith("\n") and result.stderr[:-1].isprintable()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.json", "bom.csv"), '"missing.json": No such file'),
        ((".", "bom.csv"), '".": Is a directory'),
        (("report.json", "missing.csv"), '"missing.csv": No such file'),
        (("report.json", "."), '"." is not a file'),
        (("report.json", "bom.csv", "--columns", "missing.toml"), "missing.toml"),
        (("report.json", "bom.csv", "--sdn", "missing.csv"), "missing.csv"),
        (("-", "-"), "only once"),
        (("large.json", "bom.csv", "--max-mb", "1"), "is over 1 MB"),
    ],
)
def test_what_is_not_there_is_one_line(
    critmin: Critmin, report: Any, files: Path, arguments: tuple[str, ...], said: str
) -> None:
    report("bom.csv", *DAY)
    with Path("large.json").open("wb") as file:
        file.truncate(2_000_000)
    result = critmin("verify", *arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert said in result.stderr


PARTS = [
    {"component": "module", "value_usd": "1000", "assembly_country": "US", "feoc_attestation": "ATT-1"},
    {"component": "cell", "part_of": "module", "assembly_country": "KR", "feoc_attestation": "ATT-1"},
    {"component": "cell", "value_usd": "10", "part_of": "module", "assembly_country": "", "feoc_attestation": "ATT-1"},
]
FORGED_COMPONENTS: dict[str, tuple[Change, str, tuple[Any, Any], str]] = {
    "a percentage": (
        lambda r: r["reports"][0]["battery_components"].update(high_percentage="99.0000"),
        "/reports/0/battery_components/high_percentage",
        ("99.0000", "100.0000"),
        "battery components percentage",
    ),
    "what a component adds": (
        lambda r: r["reports"][0]["battery_components"]["components"][1].update(incremental_high_usd="0.00"),
        "/reports/0/battery_components/components/1/incremental_high_usd",
        ("0.00", "990.00"),
        "battery components",
    ),
    "what would decide it": (
        lambda r: r["reports"][0]["battery_components"]["deciding"].update(to_fail=None),
        "/reports/0/battery_components/deciding/to_fail",
        (None, "-"),
        "what decides the battery components",
    ),
    "the credit": (
        lambda r: r["reports"][0]["credit"].update(at_most_usd=3750),
        "/reports/0/credit/at_most_usd",
        (3750, 7500),
        "credit",
    ),
    "what a reading decides": (
        lambda r: r["reports"][0]["readings"][1].update(decisions_otherwise={"battery components": "fail"}),
        "/reports/0/readings/1/decisions_otherwise/battery components",
        ("fail", "-"),
        "open readings",
    ),
}


@pytest.mark.parametrize("name", FORGED_COMPONENTS)
def test_a_change_of_the_other_half_is_named(critmin: Critmin, report: Any, here: Path, name: str) -> None:
    change, pointer, (then, now), part = FORGED_COMPONENTS[name]
    write_csv(bom(*LINES, Components=PARTS), here, "two")
    forged = report("two.csv", *DAY)
    change(forged)
    Path("report.json").write_text(json.dumps(forged), "utf-8")
    found = verified(critmin, "report.json", "two.csv")
    assert (found["exit_code"], found["outcome"]) == (1, "differs")
    reported, recomputed = changed(found)[pointer]
    assert reported == then
    assert now in ("-", recomputed)
    assert [group["part"] for group in found["groups"]] == [part]


def earlier(report: dict[str, Any]) -> dict[str, Any]:
    """The report as a version without the other half of the credit wrote it."""
    for one in report["reports"]:
        del one["battery_components"], one["credit"], one["asked"]["half"]
        for reading in one["readings"]:
            del reading["decisions_otherwise"]
    del report["summary"]["half"]
    return report


def test_a_report_from_before_the_other_half_holds_as_far_as_it_goes(critmin: Critmin, report: Any, here: Path) -> None:
    write_csv(bom(*LINES, Components=PARTS), here, "two")
    Path("report.json").write_text(json.dumps(earlier(report("two.csv", *DAY))), "utf-8")
    found = verified(critmin, "report.json", "two.csv")
    assert (found["exit_code"], found["outcome"], changed(found)) == (3, "same_from_others", {})
    assert found["not_compared"] == ["battery components percentage", "credit"]
    text = " ".join(critmin("verify", "report.json", "two.csv").stdout.split())
    assert text.startswith("SAME RESULT, EARLIER REPORT two.csv")
    assert "same result (incomplete), as far as the report of an earlier version goes" in text
    said = "not in the report, which an earlier version wrote, so not compared: battery components percentage, credit"
    assert said in text


def test_a_report_from_before_the_other_half_is_not_reproduced_if_it_differs(
    critmin: Critmin, report: Any, here: Path
) -> None:
    write_csv(bom(*LINES, Components=PARTS), here, "two")
    old = earlier(report("two.csv", *DAY))
    old["reports"][0]["critical_minerals"]["percentage"] = "99.0000"
    Path("report.json").write_text(json.dumps(old), "utf-8")
    found = verified(critmin, "report.json", "two.csv")
    assert (found["exit_code"], list(changed(found))) == (1, ["/reports/0/critical_minerals/percentage"])


def test_a_report_as_a_windows_shell_writes_it(critmin: Critmin, report: Any) -> None:
    text = json.dumps(report("bom.csv", *DAY))
    for encoding in ("utf-16", "utf-8-sig"):
        Path("report.json").write_text(text, encoding)
        assert critmin("verify", "report.json", "bom.csv").exit_code == 0


def test_the_report_is_left_as_it_is(critmin: Critmin, report: Any) -> None:
    report("bom.csv", *DAY)
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    assert critmin("verify", "report.json", "bom.csv").stdout.startswith(HELD)
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def test_the_command_has_help(critmin: Critmin) -> None:
    told = " ".join(critmin("verify", "--help").stdout.split())
    assert "0 same inputs and same result" in told
