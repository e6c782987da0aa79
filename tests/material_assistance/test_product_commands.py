"""`horizon`, `levers`, `diff`, `verify`, `merge` and `--baseline` about products."""

import csv
import io
import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from naive_products import decide
from products import CLEAN, SOLD, Assess, Row, Tables, certificate, company, item, product, storage, write_product
from random_products import STATUSES, random_product

Critmin = Callable[..., Any]
Answered = Callable[..., dict[str, Any]]
OPEN = company("Openco", sfe_total_pct="", sfe_debt_pct="")
CHINESE = company("Sinocell", "CN")
ENTITIES = (CLEAN, CHINESE, OPEN)


def paid(clean: int, chinese: int = 0, open_: int = 0, **facts: Any) -> Tables:
    """Items of these costs, each by a company of that kind."""
    rows = [item(str(clean), item="Powder"), item(str(chinese), "Sinocell", "CN", item="Foil")]
    rows.append(item(str(open_), "Openco", item="Salt"))
    return product(*[row for row in rows if row["cost_usd"] != "0"], entities=ENTITIES, **facts)


@pytest.fixture
def ask(critmin: Critmin, tmp_path: Path) -> Answered:
    """What `critmin COMMAND ... --for macr -f json` answers about tables or files, with the exit status."""

    def call(command: str, *given: Any, exit_code: int = 0) -> dict[str, Any]:
        paths = [
            write_product(one, tmp_path, f"side{at}") if isinstance(one, dict) else one for at, one in enumerate(given)
        ]
        result = critmin(command, *paths, "--for", "macr", "-f", "json")
        assert result.exit_code == exit_code, result.stderr
        return dict(json.loads(result.stdout)) if result.stdout else {"stderr": result.stderr}

    return call


# Horizon --------------------------------------------------------------------------------------------------------------

PERIODS = {
    "battery-component": [
        ("2025-07-05", "not_available"), ("2026-01-01", "pass"), ("2027-01-01", "pass"), ("2028-01-01", "pass"),
        ("2029-01-01", "fail"), ("2030-01-01", "fail"), ("2031-01-01", "fail"), ("2032-01-01", "fail"),
        ("2033-01-01", "not_available"),
    ],
    "critical-mineral": [
        ("2025-07-05", "not_available"), ("2026-01-01", "pass"), ("2027-01-01", "pass"), ("2030-01-01", "pass"),
        ("2031-01-01", "pass"), ("2032-01-01", "pass"), ("2033-01-01", "pass"),
    ],
    "energy-storage": [
        ("2026-01-01", "pass"), ("2027-01-01", "pass"), ("2028-01-01", "pass"), ("2029-01-01", "pass"),
        ("2030-01-01", "fail"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("class_", PERIODS)
def test_the_periods_of_a_class(ask: Answered, class_: str) -> None:
    given = paid(70, 30, **{"class": class_})
    found = ask(
        "horizon",
        given,
    )
    periods = [(one["first"], one["status"]) for one in found["periods"]]
    wanted = PERIODS[class_]
    missing = [one for one in wanted if one not in periods]
    assert missing == [], periods


@pytest.mark.parametrize("seed", range(24))
def test_each_period_is_the_verdict_of_its_days(ask: Answered, critmin: Critmin, tmp_path: Path, seed: int) -> None:
    """Whatever the dates of the sheet, on the first day of each period and on its last."""
    tables = random_product(seed)
    facts = {row["field"]: row["value"] for row in tables["Product"]} | {"taxable_year_begins": ""}
    sold = facts["class"] in ("battery-component", "critical-mineral")
    path = write_product(tables, tmp_path)
    result = critmin("horizon", path, "--for", "macr", "-f", "json")
    if result.exit_code == 2:
        return
    periods = json.loads(result.stdout)["periods"]
    assert len(periods) >= 4
    for one in periods:
        for day in (one["first"], one["last"] or "2040-06-30"):
            asked = facts | {"sold" if sold else "construction_begins": day}
            rows = [{"field": name, "value": value} for name, value in asked.items() if value]
            wanted = decide(tables | {"Product": rows}, STATUSES)
            assert one["status"] == wanted.status, (one, day)


# Levers ---------------------------------------------------------------------------------------------------------------


def replaced(tables: Tables, lines: list[str]) -> Tables:
    """The items of these rows come from a company that is shown to be no prohibited foreign entity."""
    new = {
        "producer": "Acme",
        "country": "KR",
        "known_pfe": "",
        "certificate": "",
        "supplier": "",
        "earlier_producers": "",
    }
    rows = [row | (new if str(at) in lines else {}) for at, row in enumerate(tables["Materials"], 2)]
    return tables | {"Materials": rows}


def test_replacing_the_suppliers_of_a_plan_is_enough_and_the_fewest(critmin: Critmin, tmp_path: Path) -> None:
    plans = 0
    for seed in range(60):
        tables = random_product(seed)
        if any(row.get("non_pfe_cost_usd") for row in tables.get("Certificates", [])):
            continue
        result = critmin("levers", write_product(tables, tmp_path), "--for", "macr", "-f", "json")
        if result.exit_code == 2:
            assert decide(tables, STATUSES).status == "unreadable"
            continue
        answer = json.loads(result.stdout)
        for plan in (answer["fewest"], answer["least"]):
            if plan is None:
                continue
            lines = [line for one in plan["suppliers"] for line in one["lines"]]
            assert decide(replaced(tables, lines), STATUSES).status == "pass", seed
        if answer["fewest"] is not None and answer["fewest"]["fewest"]:
            plans += 1
            fewer = len(answer["fewest"]["suppliers"]) - 1
            for some in combinations(answer["suppliers"], fewer):
                lines = [line for one in some for line in one["lines"]]
                assert decide(replaced(tables, lines), STATUSES).status != "pass", seed
        if answer["status"] in ("pass", "not_available"):
            assert answer["fewest"] is None
    assert plans >= 10


LEVERS = [
    # costs clean, Chinese, open; suppliers of the plan with the fewest, the ratio that it reaches
    ((60, 40, 0), None, None),
    ((59, 41, 0), ["Sinocell"], "100.0000"),
    ((50, 10, 40), ["Openco"], "90.0000"),
    ((10, 45, 45), ["Sinocell", "Openco"], "100.0000"),
    ((20, 40, 40), ["Sinocell"], "60.0000"),
]


@pytest.mark.parametrize(("costs", "suppliers", "ratio"), LEVERS)
def test_the_fewest_suppliers(ask: Answered, costs: tuple[int, ...], suppliers: list[str] | None, ratio: str) -> None:
    plan = ask("levers", paid(*costs))["fewest"]
    assert (plan and sorted(one["supplier"] for one in plan["suppliers"])) == (suppliers and sorted(suppliers))
    assert (plan and plan["ratio"]) == ratio


# Diff -----------------------------------------------------------------------------------------------------------------


def test_what_changed_between_two_products(ask: Answered) -> None:
    found = ask("diff", paid(60, 40), paid(50, 40, 10), exit_code=1)
    assert (found["old"]["verdict"]["status"], found["new"]["verdict"]["status"]) == ("pass", "incomplete")
    assert (found["low"]["points"], found["high"]["points"]) == ("-10.0000", "+0.0000")
    items = found["items"]
    assert [one["item"] for one in items["added"]] == ["Salt"]
    (changed,) = items["changed"]
    assert (changed["item"], changed["changes"]) == ("Powder", [{"what": "cost_usd", "old": "60.00", "new": "50.00"}])


def test_another_producer_and_what_it_is(ask: Answered) -> None:
    old = paid(60, 40)
    new = product(item("60", item="Powder"), item("40", "Openco", item="Foil"), entities=ENTITIES)
    found = ask("diff", old, new)
    (changed,) = found["items"]["changed"]
    assert {one["what"]: (one["old"], one["new"]) for one in changed["changes"]} == {
        "producer": ("Sinocell", "Openco"), "country": ("CN", "KR"), "status": ("pfe", "unknown")
    }  # fmt: skip
    assert {(one["entity"], one["old"], one["new"]) for one in found["entities"]} == {
        ("Sinocell", "pfe", None), ("Openco", None, "unknown")
    }  # fmt: skip


def test_a_later_sale_and_another_reading(critmin: Critmin, tmp_path: Path) -> None:
    path = write_product(paid(60, 40), tmp_path)
    later = critmin("diff", path, "--for", "macr", "--new-date", "2027-01-01", "-f", "json")
    assert later.exit_code == 1
    found = json.loads(later.stdout)
    assert (found["threshold_points"], found["new"]["date"]) == ("+5", "2027-01-01")
    assert found["new"]["verdict"]["status"] == "fail"
    reading = critmin("diff", path, "--for", "macr", "--new-reading", "place-of-work=entity", "-f", "json")
    assert (reading.exit_code, json.loads(reading.stdout)["low"]["points"]) == (0, "+0.0000")


def test_a_certificate_of_a_part(ask: Answered) -> None:
    sides = [
        product(
            item("100", "Openco", certificate="C-1"),
            entities=ENTITIES,
            certificates=(certificate(of="Openco", kind="cost", non_pfe_pct=part),),
        )
        for part in ("70", "65")
    ]
    (changed,) = ask("diff", *sides)["items"]["changed"]
    assert changed["changes"] == [{"what": "share", "old": "7/10", "new": "13/20"}]


def test_an_open_share_that_narrows(ask: Answered) -> None:
    papers = [
        certificate(of="Openco", kind="cost", non_pfe_cost_usd="5"),
        certificate(of="Openco", kind="cost", non_pfe_cost_usd="5", non_pfe_pct="40"),
    ]
    sides = [
        product(
            item("60"), item("", "Openco", item="Salt", certificate="C-1"), entities=ENTITIES, certificates=(paper,)
        )
        for paper in papers
    ]
    (changed,) = ask("diff", *sides)["items"]["changed"]
    assert changed["changes"] == [{"what": "share", "old": "0 to 1", "new": "0 to 2/5"}]


def test_no_threshold_and_no_ratio_on_a_side(ask: Answered) -> None:
    found = ask("diff", paid(60, 40), paid(60, 40, sold="2033-01-01"), exit_code=1)
    assert (found["threshold_points"], found["low"]["points"]) == (None, "+0.0000")
    found = ask("diff", paid(60, 40), product(item("0")), exit_code=1)
    assert (found["low"], found["high"]) == (None, None)
    found = ask("diff", paid(60, 40), paid(60, 40, sold=""), exit_code=2)
    assert (found["new"]["verdict"]["status"], found["items"]) == ("unreadable", None)


# Options of one command alone -----------------------------------------------------------------------------------------

OTHERS = [
    ("horizon", ["--for", "macr", "-a", "2025-01-01"], "--for check"),
    ("horizon", ["--class", "battery-component"], "--for macr"),
    ("levers", ["--for", "macr", "-d", "2025-01-01"], "--for check"),
    ("levers", ["--for", "macr", "--half", "both"], "--for check"),
    ("levers", ["--class", "battery-component"], "--for macr"),
    ("diff", ["--for", "macr", "--screening"], "--for check"),
    ("diff", ["--construction-begins", "2026-01-01"], "--for macr"),
]


@pytest.mark.parametrize(("command", "arguments", "needs"), OTHERS)
def test_an_option_of_the_other_question_is_refused(
    critmin: Critmin, tmp_path: Path, command: str, arguments: list[str], needs: str
) -> None:
    path = write_product(paid(60, 40), tmp_path)
    result = critmin(command, path, *([path] if command == "diff" else []), *arguments)
    assert (result.exit_code, needs in " ".join(result.stderr.split())) == (2, True), result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--class", "vehicle"], "is not a class"),
        (["--class", "battery-component", "--construction-begins", "2026-01-01"], "needs --sold"),
        (["--class", "energy-storage", "--sold", "2026-01-01"], "needs --construction-begins"),
        (["--sold", "2026-01-01", "-y", "2026"], "give one of"),
        (["--sold", "tomorrow"], "--sold"),
        (["--reading", "after-2026=none"], "after-2026"),
        (["--reading", "place-of-work=nowhere"], "place-of-work"),
    ],
)
def test_a_question_that_cannot_be_asked(critmin: Critmin, tmp_path: Path, arguments: list[str], says: str) -> None:
    result = critmin("macr", write_product(paid(60, 40), tmp_path), *arguments)
    assert (result.exit_code, says in " ".join(result.stderr.split())) == (2, True), result.stderr


@pytest.mark.parametrize(
    ("tables", "arguments", "decides"),
    [
        (paid(60, 40), ["--construction-begins", "2026-01-01"], "--sold"),
        (storage(item()), ["--sold", "2026-01-01"], "--construction-begins"),
        (paid(60, 40), ["--sold", "2026-01-01"], None),
        (storage(item()), ["--construction-begins", "2026-01-01"], None),
        (storage(item()), ["-y", "2026"], None),
    ],
)
def test_a_date_of_the_other_classes_is_not_passed_over_in_silence(
    critmin: Critmin, tmp_path: Path, tables: Tables, arguments: list[str], decides: str | None
) -> None:
    path = write_product(tables, tmp_path)
    (report,) = json.loads(critmin("macr", path, *arguments, "-f", "json").stdout)["reports"]
    found = [one["message"] for one in report["findings"] if one["code"] == "PRODUCT-DATE-UNUSED"]
    assert [(f"{arguments[0]} 2026-01-01 is not used" in one, decides in one) for one in found] == (
        [(True, True)] if decides else []
    )


def test_a_date_of_the_configuration_is_for_the_classes_that_use_it(
    critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_product(storage(item()), tmp_path)
    (tmp_path / "critmin.toml").write_text('sold = "2026-01-01"\n', "utf-8")
    (report,) = json.loads(critmin("macr", path, "-f", "json").stdout)["reports"]
    assert "PRODUCT-DATE-UNUSED" not in {one["code"] for one in report["findings"]}


def test_a_reading_of_this_law_is_none_of_check(critmin: Critmin, tmp_path: Path) -> None:
    result = critmin("check", write_product(paid(60, 40), tmp_path), "-y", "2024", "--reading", "place-of-work=entity")
    assert (result.exit_code, "place-of-work" in result.stderr) == (2, True)


# Runs of many, and what is kept of them -------------------------------------------------------------------------------

OUTCOMES: dict[str, Tables] = {
    "a pass": paid(60, 40),
    "b fail": paid(59, 41),
    "c incomplete": paid(50, 40, 10),
    "d not available": paid(60, 40, sold="2033-01-01"),
    "e unreadable": paid(60, 40, sold=""),
    "f storage": storage(item("55"), item("45", "Sinocell", "CN")),
    "h no cost": product(item("0")),
    "g certified": product(
        item("60", "Openco", certificate="C-1"), item("40", "Sinocell", "CN"), entities=ENTITIES,
        certificates=(certificate(of="Openco"),),
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, tables in OUTCOMES.items():
        write_product(tables, tmp_path, name)
    return tmp_path


def test_a_run_of_many(critmin: Critmin, folder: Path) -> None:
    result = critmin("macr", ".", "-f", "json")
    reports = json.loads(result.stdout)["reports"]
    assert result.exit_code == 2
    assert [one["verdict"]["status"] for one in reports] == [
        "pass", "fail", "incomplete", "not_available", "unreadable", "pass", "pass", "incomplete"
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(critmin("macr", ".", "-f", "csv").stdout)))
    assert [(row["class"], row["required_percentage"], row["percentage"]) for row in rows] == [
        ("battery-component", "60", "60.0000"), ("battery-component", "60", "59.0000"),
        ("battery-component", "60", "50.0000"), ("battery-component", "", "60.0000"), ("", "", ""),
        ("energy-storage", "55", "55.0000"), ("battery-component", "60", "60.0000"), ("battery-component", "60", ""),
    ]  # fmt: skip


def test_shards_are_merged_into_the_run(critmin: Critmin, folder: Path) -> None:
    whole = json.loads(critmin("macr", ".", "-f", "json").stdout)
    parts = []
    for part in (1, 2, 3):
        parts.append(str(folder / f"part{part}.json"))
        critmin("macr", ".", "-f", "json", "-o", parts[-1], "--shard", f"{part}/3")
    merged = critmin("merge", *parts, "-f", "json")
    assert merged.exit_code == 2
    again = json.loads(merged.stdout)
    assert sorted(map(json.dumps, again["reports"])) == sorted(map(json.dumps, whole["reports"]))
    assert again["summary"]["verdicts"] == whole["summary"]["verdicts"] if "verdicts" in whole["summary"] else True


def test_a_report_is_verified(critmin: Critmin, folder: Path) -> None:
    for name in OUTCOMES:
        critmin("macr", f"{name}.csv", "-f", "json", "-o", "run.json")
        assert critmin("verify", "run.json", f"{name}.csv").exit_code == 0, name


def test_a_report_on_another_file_is_not_reproduced(critmin: Critmin, folder: Path) -> None:
    critmin("macr", "a pass.csv", "-f", "json", "-o", "run.json")
    write_product(paid(61, 39), folder, "a pass")
    assert critmin("verify", "run.json", "a pass.csv").exit_code == 1


NOT_ASKED: list[tuple[dict[str, Any], str]] = [
    ({"class": "vehicle"}, "class"),
    ({"year": 0}, "the year 0"),
    ({"scenario": {"name": "later", "description": "Another law."}}, "the scenario"),
]


@pytest.mark.parametrize(("asked", "says"), NOT_ASKED)
def test_a_recorded_question_that_cannot_be_asked(
    critmin: Critmin, folder: Path, asked: dict[str, Any], says: str
) -> None:
    run = json.loads(critmin("macr", "a pass.csv", "-f", "json").stdout)
    run["reports"][0]["asked"] |= asked
    Path("run.json").write_text(json.dumps(run), "utf-8")
    result = critmin("verify", "run.json", "a pass.csv")
    assert (result.exit_code, says in " ".join(result.stderr.split())) == (2, True), result.stderr


TAMPERED: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
    ("verdict", lambda report: report["verdict"].update(status="pass")),
    ("threshold", lambda report: report["material_assistance"].update(threshold_percentage="65")),
    ("no threshold of the class", lambda report: report["material_assistance"].update(threshold_percentage="10")),
    ("citation", lambda report: report["material_assistance"].update(threshold_citation="the law")),
    ("class", lambda report: report["material_assistance"].update({"class": "critical-mineral"})),
    ("date", lambda report: report["material_assistance"].update(date="2030-06-30")),
    ("basis", lambda report: report["material_assistance"].update(basis="construction_begins")),
    ("year", lambda report: report["material_assistance"].update(taxable_year_begins="2031-01-01")),
    ("taxpayer", lambda report: report["material_assistance"]["taxpayer"].update(status="pfe")),
    ("low", lambda report: report["material_assistance"].update(low="3/5")),
    ("gap", lambda report: report["material_assistance"].update(gap_points="1.0000")),
    ("item", lambda report: report["material_assistance"]["items"][1].update(non_pfe_low="1", non_pfe_high="1")),
    ("cost", lambda report: report["material_assistance"]["items"][1].update(cost_exact="1")),
    ("headline", lambda report: report["verdict"].update(headline="no material assistance")),
    ("section", lambda report: report.update(material_assistance=None)),
]


@pytest.mark.parametrize(("name", "change"), TAMPERED, ids=[name for name, _ in TAMPERED])
def test_a_report_that_was_changed(
    critmin: Critmin, folder: Path, name: str, change: Callable[[dict[str, Any]], None]
) -> None:
    run = json.loads(critmin("macr", "b fail.csv", "-f", "json").stdout)
    change(run["reports"][0])
    Path("run.json").write_text(json.dumps(run), "utf-8")
    assert critmin("verify", "run.json", "b fail.csv").exit_code == 1
    assert critmin("merge", "run.json").exit_code == 2


def test_a_date_that_the_question_states(critmin: Critmin, folder: Path) -> None:
    run = json.loads(critmin("macr", "b fail.csv", "--sold", "2026-06-30", "-f", "json").stdout)
    assert run["reports"][0]["material_assistance"]["threshold_percentage"] == "60"
    run["reports"][0]["material_assistance"]["date"] = "2026-07-01"  # of the same threshold
    Path("run.json").write_text(json.dumps(run), "utf-8")
    result = critmin("merge", "run.json")
    assert (result.exit_code, "its class or its date is not that of its question" in result.stderr) == (2, True)


def test_only_what_got_worse_fails_a_run(critmin: Critmin, folder: Path) -> None:
    critmin("macr", "b fail.csv", "a pass.csv", "-f", "json", "-o", "run.json")
    assert critmin("macr", "b fail.csv", "a pass.csv", "--baseline", "run.json").exit_code == 0
    write_product(paid(59, 41), folder, "a pass")
    worse = critmin("macr", "b fail.csv", "a pass.csv", "--baseline", "run.json")
    assert worse.exit_code == 1


def test_a_baseline_of_the_other_law_is_refused(critmin: Critmin, folder: Path) -> None:
    (folder / "bom.csv").write_text("mineral,value_usd,extraction_country,processing_country\nLi,1,US,US\n")
    critmin("check", "bom.csv", "-d", "2024-06-30", "-f", "json", "-o", "run.json")
    result = critmin("macr", "a pass.csv", "--baseline", "run.json")
    assert (result.exit_code, "is a report of `critmin check`" in " ".join(result.stderr.split())) == (2, True)


def test_a_table_and_pages_of_products(critmin: Critmin, folder: Path) -> None:
    result = critmin("macr", ".", "--summary", "--table", "rows.csv", "--pages", "web")
    assert result.exit_code == 2
    rows = list(csv.DictReader((folder / "rows.csv").open(encoding="utf-8")))
    assert [row["verdict"] for row in rows][:2] == ["pass", "fail"]
    assert rows[1]["pfe_producers"] == "Sinocell"
    assert "b fail" in (folder / "web" / "index.html").read_text("utf-8")


def test_one_table_of_many_products(critmin: Critmin, tmp_path: Path) -> None:
    rows: list[Row] = [item("60", bom="A"), item("40", "Sinocell", "CN", bom="A"), item("1", "Sinocell", "CN", bom="B")]
    tables = product(*rows, entities=ENTITIES)
    result = critmin("macr", write_product(tables, tmp_path, "many"), "-f", "json")
    reports = json.loads(result.stdout)["reports"]
    assert {
        one["bom"]["path"].partition("#")[2] or one["bom"].get("name"): one["verdict"]["status"] for one in reports
    } == {
        "A": "pass",
        "B": "fail",
    }


# Keys -----------------------------------------------------------------------------------------------------------------


def test_the_report_has_the_promised_keys(assess: Assess) -> None:
    report = assess(OUTCOMES["g certified"] | {}).report
    assert report["regime"] == "material-assistance"
    for name in ("critical_minerals", "feoc", "battery_components", "credit", "vehicle"):
        assert name in report and report[name] is None
    section = report["material_assistance"]
    assert set(section) >= {
        "status", "class", "basis", "date", "threshold_percentage", "threshold_citation", "ratio", "exact",
        "low", "high", "high_percentage", "gap_points", "total_cost_usd", "non_pfe_cost_usd", "excluded_cost_usd",
        "needed_usd",
        "rests_on", "items", "entities", "requests", "taxpayer",
    }  # fmt: skip
    assert set(section["items"][0]) >= {
        "item", "line", "cost_usd", "producer", "country", "status", "non_pfe_low", "non_pfe_high", "certificate",
        "cells",
    }  # fmt: skip
    assert set(section["entities"][0]) == {"entity", "status", "limbs", "why", "holders"}
    assert section["taxpayer"] == {"entity": None, "status": "unknown"}
    assert (section["ratio"], section["exact"], section["low"]) == ("60.0000", "3/5", "3/5")
    assert section["rests_on"] == {"certificates_usd": "60.00", "facts_usd": "0.00"}
    assert (section["date"], section["basis"], SOLD["sold"]) == ("2026-06-30", "sold", "2026-06-30")


def test_check_says_its_regime(critmin: Critmin, tmp_path: Path) -> None:
    (tmp_path / "bom.csv").write_text("mineral,value_usd,extraction_country,processing_country\nLi,1,US,US\n")
    report = json.loads(critmin("check", tmp_path / "bom.csv", "-d", "2024-06-30", "-f", "json").stdout)["reports"][0]
    assert report["regime"] == "clean-vehicle"


CLASSES = [("Battery cell", 0), ("ELECTRODE_ACTIVE_MATERIAL", 0), ("Batteriemodul", 2), ("modules", 0), ("vehicle", 2)]


@pytest.mark.parametrize(("written", "exit_code"), CLASSES)
def test_the_option_takes_what_the_sheet_takes(
    critmin: Callable[..., Any], tmp_path: Path, written: str, exit_code: int
) -> None:
    here = write_product(product(item(), **{"class": ""}), tmp_path, "option")
    there = write_product(product(item(), **{"class": written}), tmp_path, "sheet")
    assert critmin("macr", str(here), "--class", written).exit_code == exit_code
    assert critmin("macr", str(there)).exit_code == exit_code


@pytest.mark.parametrize("arguments", [(), ("--for", "macr"), ("-d", "2025-06-30"), ("-f", "csv")])
def test_trace_names_what_to_use_instead(
    critmin: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    result = critmin("trace", str(write_product(product(item()), tmp_path)), *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "`critmin macr BOM --full` shows what counts of each item" in result.stderr
