"""`critmin check --shard I/N` on several machines, and `critmin merge`: together they say what one run says."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from boms import bom, virgin
from conftest import Result
from critmin.cli.choices import DOCUMENTS, Format
from critmin.cli.lazy_commands import load_command
from critmin.cli.option_sources import options_of
from critmin.engine.questions.batch import tasks
from memory import python_peak
from random_boms import random_bom, write_csv

Critmin = Callable[..., Result]
DAY = ("-d", "2025-06-30", "-a", "2025-06-30")
FORMATS = ("text", "json", "csv", "markdown", "html", "sarif", "junit", "github")
BOMS = 23
"""How many `folder` holds."""
WHOLE = ("boms", *DAY)
_KEPT: dict[int, list[bytes]] = {}
"""The parts of a run over all that `folder` holds, by their number: the same for every test."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Random BOMs, two tables of several, a file that cannot be read, and one at which the program fails."""
    return fill(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def halves(critmin: Critmin, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The JSON reports of the two parts of a run over such a folder."""
    with pytest.MonkeyPatch.context() as patch:
        fill(tmp_path_factory.mktemp("halves"), patch)
        first, second = sorted(parts(critmin, 2))
        return Path(first).read_bytes(), Path(second).read_bytes()


def fill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    boms = tmp_path / "boms"
    (boms / "below").mkdir(parents=True)
    for seed in range(14):
        write_csv(random_bom(seed), boms / "below" if seed % 3 else boms, f"bom{seed:02}")
    for name, several in (("fleet", "BAACD"), ("a", "XYZ")):
        lines = [virgin(bom=one, at=("US", "NO", "CN")[at % 3]) for at, one in enumerate(several)]
        write_csv(bom(*lines), boms, name)
    (boms / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    write_csv(bom(virgin()), boms, "defect")
    check = tasks.check

    def judged(case: Any) -> Any:
        if Path(case.bom.path).name == "defect.csv":
            raise ZeroDivisionError("the moon is in the seventh house")
        return check(case)

    monkeypatch.setattr(tasks, "check", judged)
    return tmp_path


def parts(critmin: Critmin, of: int, *arguments: object, of_what: tuple[str, ...] = WHOLE) -> list[str]:
    """The JSON reports of all parts of a run, in any order."""
    files = [f"part-{number}-of-{of}.json" for number in range(1, of + 1)]
    if of_what == WHOLE and not arguments and of in _KEPT:
        for file, content in zip(files, _KEPT[of], strict=True):
            Path(file).write_bytes(content)
    else:
        for number, file in enumerate(files, 1):
            critmin("check", *of_what, *arguments, "--shard", f"{number}/{of}", "-f", "json", "-o", file)
        if of_what == WHOLE and not arguments:
            _KEPT[of] = [Path(file).read_bytes() for file in files]
    random.Random(of).shuffle(files)
    return files


def test_every_format_but_a_workbook_is_merged() -> None:
    option = options_of(load_command("merge"))["format"]
    assert [*option.type_descriptor.choices] == [one.value for one in Format if one not in DOCUMENTS] == [*FORMATS]


def titles(run: str) -> list[str]:
    named = [report["bom"] for report in json.loads(run)["reports"]]
    return [bom["path"] + (f"#{bom['name']}" if bom["name"] else "") for bom in named]


@pytest.mark.thorough
def test_the_merged_parts_are_the_one_run_to_the_byte(critmin: Critmin, folder: Path) -> None:
    runs = {of: parts(critmin, of) for of in (1, 2, 3, 4)}
    for format_ in FORMATS:
        one = critmin("check", "boms", *DAY, "-f", format_)
        assert one.exit_code == 70
        assert len(one.stdout) > 1000
        for of, files in runs.items():
            assert critmin("merge", *files, "-f", format_) == one, (format_, of)


@pytest.mark.parametrize("of", [2, 5, pytest.param(30, marks=pytest.mark.thorough)])
def test_every_bom_is_in_exactly_one_part(critmin: Critmin, folder: Path, of: int) -> None:
    """No part has more than one above another, whatever files and tables the BOMs are in."""
    whole = titles(critmin("check", "boms", *DAY, "-f", "json").stdout)
    assert len(whole) == BOMS
    shares = [titles(Path(file).read_text("utf-8")) for file in parts(critmin, of)]
    assert sorted(title for share in shares for title in share) == sorted(whole)
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_a_part_is_the_same_wherever_the_folder_lies(
    critmin: Critmin, folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = critmin("check", "boms", *DAY, "-f", "json", "--shard", "2/3")
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "deep" / "down"
    elsewhere.mkdir(parents=True)
    (folder / "boms").rename(elsewhere / "boms")
    monkeypatch.chdir(elsewhere)
    assert critmin("check", elsewhere / "boms", *DAY, "-f", "json", "--shard", "2/3") == here


@pytest.mark.thorough
@pytest.mark.parametrize(
    "options",
    [
        ("--strict",),
        ("--summary",),
        ("--summary", "-f", "markdown"),
        ("--baseline", "last.json", "-f", "json"),
        ("--baseline", "last.json", "--strict", "-f", "junit"),
        ("--baseline", "last.json", "-f", "csv", "--table", "table.csv", "--pages", "pages"),
        ("--color", "always"),
        ("-o", "out.sarif"),
    ],
)
def test_every_option_of_the_run_does_what_it_does_in_one(
    critmin: Critmin, folder: Path, options: tuple[str, ...]
) -> None:
    critmin("check", "boms/below", "boms/fleet.csv", *DAY, "-f", "json", "-o", "last.json")
    files = parts(critmin, 3)

    def answered(*command: str) -> list[object]:
        result = critmin(*command, *options)
        assert result.stdout or "-o" in options
        written = [path for path in folder.rglob("*") if path.is_file() and path.parts[len(folder.parts)] in OUTPUTS]
        found = [result, *((path, path.read_bytes()) for path in sorted(written))]
        for path in sorted(written, reverse=True):
            path.unlink()
        for below in sorted((folder / "pages").rglob("*"), reverse=True):
            below.rmdir()
        return found

    one = answered("check", "boms", *DAY)
    assert len(one) == {"table.csv": 26, "out.sarif": 2}.get(next((o for o in options if o in OUTPUTS), ""), 1)
    assert answered("merge", *files) == one


OUTPUTS = ("table.csv", "pages", "out.sarif")


@pytest.mark.thorough
@pytest.mark.parametrize("how", [("--strict",), ("--scenario", "eu-partner"), ("--screening",), ("-y", "2024")])
def test_how_the_parts_were_asked_is_kept(critmin: Critmin, folder: Path, how: tuple[str, ...]) -> None:
    what = ("boms", *(how if "-y" in how else (*DAY, *how)))
    files = parts(critmin, 2, of_what=what)
    for format_ in ("json", "text", "csv"):
        assert critmin("merge", *files, "-f", format_) == critmin("check", *what, "-f", format_)


def test_whole_runs_are_one_after_the_other(critmin: Critmin, folder: Path) -> None:
    critmin("check", "boms/fleet.csv", "boms/bom00.csv", *DAY, "-f", "json", "-o", "one.json")
    critmin("check", "boms/a.csv", *DAY, "-f", "json", "-o", "two.json")
    files = ["boms/a.csv", "boms/fleet.csv", "boms/bom00.csv"]
    for format_ in FORMATS:
        merged = critmin("merge", "two.json", "one.json", "-f", format_)
        assert merged == critmin("check", *files, *DAY, "-f", format_)
    assert critmin("merge", "one.json").stdout == critmin("check", *files[1:], *DAY).stdout


def test_one_bom_in_several_parts(critmin: Critmin, folder: Path) -> None:
    what = ("boms/bom00.csv", *DAY)
    files = parts(critmin, 3, of_what=what)
    for options in ((), ("-f", "json"), ("--summary",), ("-f", "html")):
        assert critmin("merge", *files, *options) == critmin("check", *what, *options)


def test_an_empty_part_is_an_empty_run(critmin: Critmin, folder: Path) -> None:
    for format_ in FORMATS:
        result = critmin("check", "boms/bom00.csv", *DAY, "--shard", "3/3", "-f", format_)
        assert result.exit_code == 0
        assert result.stderr.startswith("part 3 of 3: 0 of 1 BOMs\n")
        assert "0 BOMs (exit status 0)\n" in result.stderr
    run = json.loads(critmin("check", "boms/bom00.csv", *DAY, "--shard", "3/3", "-f", "json", "-q").stdout)
    assert (run["reports"], run["summary"]["boms"], run["shard"]["number"]) == ([], 0, 3)


def test_a_part_says_which_it_is_and_a_whole_run_nothing(critmin: Critmin, folder: Path) -> None:
    schema = json.loads(critmin("schema").stdout)
    part, whole, merged = (
        json.loads(critmin(*command, "-f", "json").stdout)
        for command in (
            ("check", "boms", *DAY, "--shard", "2/3"),
            ("check", "boms", *DAY),
            ("merge", *parts(critmin, 3)),
        )
    )
    jsonschema.validate(part, schema)
    assert {**part["shard"], "sha256": ""} == {"number": 2, "of": 3, "boms": BOMS, "sha256": ""}
    assert "shard" not in whole
    assert "shard" not in merged


def test_the_part_may_stand_in_the_environment(critmin: Critmin, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the merged run is still that of one command, which has no such variable."""
    one = critmin("check", "boms", *DAY, "-f", "json")
    for number in (1, 2):
        monkeypatch.setenv("CRITMIN_SHARD", f"{number}/2")
        critmin("check", "boms", *DAY, "-f", "json", "-o", f"{number}.json")
    assert critmin("merge", "1.json", "2.json", "-f", "json") == one
    monkeypatch.setenv("CRITMIN_SHARD", "3/2")
    assert "CRITMIN_SHARD" in critmin("check", "boms", *DAY).stderr


def test_a_configuration_does_not_say_which_part(
    critmin: Critmin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    (folder / "critmin.toml").write_text('shard = "1/2"\n')
    result = critmin("check", "boms", *DAY)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "CRITMIN_SHARD" in result.stderr


def test_jobs_and_a_terminal_change_no_part(critmin: Critmin, folder: Path) -> None:
    one, two = (critmin("check", "boms", *DAY, "-f", "json", "--shard", "1/2", "--jobs", jobs) for jobs in (1, 2))
    assert one == two


def test_standard_input_is_read_in_its_part_alone(
    critmin: Critmin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*options: str) -> Result:
        piped = io.BytesIO((folder / "boms" / "bom00.csv").read_bytes())
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(piped))
        return critmin("check", "boms/a.csv", "-", *DAY, "-f", "json", *options)

    one = run()
    for number in (1, 2):
        run("--shard", f"{number}/2", "-o", f"{number}.json")
    assert critmin("merge", "1.json", "2.json", "-f", "json") == one


def test_a_report_from_another_shell(critmin: Critmin, folder: Path) -> None:
    files = parts(critmin, 2)
    for file in files:
        Path(file).write_text(Path(file).read_text("utf-8"), "utf-16")
    assert critmin("merge", *files) == critmin("check", "boms", *DAY)


@pytest.mark.thorough
def test_memory_does_not_grow_with_the_number_of_reports(
    critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is memory that the system can take back; what is beside it stays small."""
    monkeypatch.setattr(tasks, "IN_MEMORY", 10_000)
    tables = bom(*(virgin(value=str(n), at="CN") for n in range(1, 20)))
    for number in range(60):
        write_csv(tables, tmp_path, f"bom{number:03}")
    run, merged = tmp_path / "run.json", tmp_path / "merged.json"
    peaks = []
    for which in ("00", "00", ""):
        critmin("check", str(tmp_path / f"bom{which}*.csv"), *DAY, "-f", "json", "-o", run)
        peaks.append(python_peak(lambda: critmin("merge", run, "-f", "json", "-o", merged)))
        assert merged.read_bytes() == run.read_bytes()
    _, few, many = peaks
    assert run.stat().st_size > 2_000_000
    assert many < few + 200_000


# What is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "-1/2", "1/2/3", "a/b", "1.5/2", "", "1/" + "9" * 5000])
def test_a_part_that_is_none(critmin: Critmin, folder: Path, text: str) -> None:
    result = critmin("check", "boms", *DAY, "--shard", text)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "use I/N" in result.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--baseline", "1.json"), "give --baseline to `critmin merge`"),
        (("-f", "xlsx", "-o", "out.xlsx"), "--shard cannot be used with -f xlsx"),
    ],
)
def test_what_does_not_go_with_a_part(critmin: Critmin, folder: Path, options: tuple[str, ...], says: str) -> None:
    result = critmin("check", "boms/bom00.csv", *DAY, "--shard", "1/2", *options)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert says in result.stderr


def test_a_part_is_no_baseline(critmin: Critmin, folder: Path) -> None:
    parts(critmin, 2)
    result = critmin("check", "boms", *DAY, "--baseline", "part-1-of-2.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is part 1 of 2 of a run: combine the parts with `critmin merge` first" in result.stderr


def test_parts_that_are_not_all_of_one_run(critmin: Critmin, folder: Path) -> None:
    parts(critmin, 2)
    parts(critmin, 12)
    critmin("check", "boms", *DAY, "-f", "json", "-o", "whole.json")
    critmin("check", "boms/below", *DAY, "-f", "json", "-o", "below.json")
    critmin("check", "boms/a.csv", *DAY, "-f", "json", "--shard", "2/2", "-o", "other.json")
    cases = [
        (["part-1-of-2.json"], "the run has 2 parts, and part 2 is missing: merge needs every part"),
        (["part-2-of-12.json"], "parts 1, 3, 4, 5, 6, 7, 8, 9 and 3 more are missing"),
        (
            [f"part-{number}-of-12.json" for number in range(1, 11)],
            "the run has 12 parts, and parts 11, 12 are missing",
        ),
        (["part-1-of-2.json", "part-1-of-2.json"], '"part-1-of-2.json" and "part-1-of-2.json" are both part 1 of 2'),
        (["part-1-of-2.json", "part-2-of-12.json"], "are not parts of the same run"),
        (["part-1-of-2.json", "other.json"], "(part 2 of 2, 3 in all) are not parts of the same run"),
        (
            ["part-1-of-2.json", "whole.json"],
            '"part-1-of-2.json" is part 1 of 2 of a run, and "whole.json" a whole run',
        ),
        (
            ["whole.json", "part-1-of-2.json"],
            '"whole.json" is a whole run, and "part-1-of-2.json" part 1 of 2 of a run',
        ),
        (["whole.json", "below.json"], '"boms/below/bom01.csv" is in "whole.json" and in "below.json": include each'),
        (["whole.json", "whole.json"], "include each only once"),
    ]
    for files, says in cases:
        result = critmin("merge", *files, "-o", "out.txt")
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1), result
        assert says in result.stderr
    assert not Path("out.txt").exists()


def test_the_same_number_of_other_files_is_another_run(critmin: Critmin, folder: Path) -> None:
    critmin("check", "boms/bom00.csv", "boms/bom03.csv", *DAY, "-f", "json", "--shard", "1/2", "-o", "1.json")
    critmin("check", "boms/bom00.csv", "boms/bom06.csv", *DAY, "-f", "json", "--shard", "2/2", "-o", "2.json")
    result = critmin("merge", "1.json", "2.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "are not parts of the same run: give every part the same files in the same order" in result.stderr


def _of(key: str, **values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda run: run[key].update(values)


def _one(found: str, key: str, of: str = "verdict", **values: Any) -> Callable[[dict[str, Any]], object]:
    """Changes a part of the first report whose verdict, or other part, has a status."""
    return lambda run: next(r[key] for r in run["reports"] if r[of] and r[of]["status"] == found).update(values)


LAW = "its required percentage, or its source, is not that of its dates"
EMPTY: dict[str, Any] = {"tests": []}
SCREEN: dict[str, Any] = {"entities": []}


def _tests(*, asked: bool, **values: Any) -> Callable[[dict[str, Any]], object]:
    """Changes the test that each report rests on, or the others that are available."""

    def change(run: dict[str, Any]) -> None:
        for minerals in filter(None, (report["critical_minerals"] for report in run["reports"])):
            for test in minerals["tests"]:
                if test["available"] and (test["test"] == minerals["test"]) == asked:
                    test.update(values)

    return change


def _in_all(key: str, **values: Any) -> Callable[[dict[str, Any]], object]:
    """Changes a part of every report that has it."""
    return lambda run: [report[key].update(values) for report in run["reports"] if report[key]]


def _asked(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda run: [report["asked"].update(values) for report in run["reports"] if report["asked"]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_of("tool", version="0.0.9"), '"2.json" was made by critmin 0.0.9, but this is critmin '),
        (_of("rulebook", sha256="ab" * 32), '"2.json" uses the rulebook of '),
        (_of("summary", strict=True), 'only one of "1.json" and "2.json" is of a --strict run'),
        (_of("summary", boms=99), '"2.json" counts 99 bills of materials but has 11 reports'),
        (
            lambda run: run.update(configuration={"path": "critmin.toml", "sha256": "0" * 64, "environment": []}),
            "config",
        ),
        (_asked(placed_in_service="2024"), '"2.json" was made with a different placed_in_service from "1.json"'),
        (
            _asked(readings={"japan-minerals": "five-minerals"}, test="traced"),
            '"2.json" was made with a different test, readings from "1.json"',
        ),
        (lambda run: run.update(baseline={"path": "last.json"}), '"2.json" was compared with a baseline'),
        (lambda run: run.update(schema_version=2), '"2.json" has schema version 2'),
        (lambda run: run.pop("reports"), "expected a report of `critmin check -f json`"),
        (lambda run: run["reports"].pop(), "counts 11 bills of materials but has 10 reports"),
        (
            lambda run: (run["reports"].pop(), run["summary"].update(boms=10)),
            '"2.json" is part 2 of 2 but has 10 reports: expected 11',
        ),
        (_of("shard", number=3), "is not such JSON"),
        (_of("shard", number=0), "is not such JSON"),
        (lambda run: run["reports"][0].update(verdict={"status": "good"}), '"2.json" is not such JSON'),
        (
            lambda run: run["reports"][0]["findings"].append(FINDING),
            '"2.json" has a finding "MOON"',
        ),
        (
            lambda run: [r["critical_minerals"].update(low="1/0") for r in run["reports"] if r["critical_minerals"]],
            '"2.json" has an invalid value',
        ),
        (_of("summary", **{"pass": 9}), '"2.json" has a summary with pass 9, but its reports give '),
        (_of("summary", exit_status=0), '"2.json" has a summary with exit_status 0, but its reports give 2'),
        (_one("fail", "verdict", status="pass"), "disagrees with itself: its verdict is pass, but its parts give fail"),
        (_one("fail", "verdict", status="unreadable"), "its verdict is unreadable, but its parts give fail"),
        (
            _one("fail", "critical_minerals", "critical_minerals", status="pass"),
            "its critical minerals status is pass, but its tests give",
        ),
        (
            _one("fail", "critical_minerals", "critical_minerals", high="1"),
            "its percentage is not that of its procurement chains",
        ),
        (
            _one("fail", "critical_minerals", "critical_minerals", percentage="99.0000"),
            "its percentage is not that of its procurement ch",
        ),
        (
            lambda run: [
                t.update(status="pass") for r in run["reports"] for t in (r["critical_minerals"] or EMPTY)["tests"]
            ],
            "test is pass, but its percentage gives fail",
        ),
        (_tests(asked=True, low="0", high="0"), "its percentage is not that of its test"),
        (_tests(asked=False, low=None, high=None), "test is available, but has no percentage"),
        (
            lambda run: [
                e.update(status="feoc" if e["status"] == "clean" else "clean")
                for r in run["reports"]
                for e in (r["feoc"] or SCREEN)["entities"]
            ],
            "but its sites differ",
        ),
        (_one("fail", "feoc", "feoc", status="pass"), "its FEOC screen is pass, but its suppliers give fail"),
        (_one("fail", "feoc", "feoc", entities=[]), "its FEOC screen is fail, but its suppliers give pass"),
        (_one("incomplete", "verdict", status="pass"), "its verdict is pass, but its parts give incomplete"),
        (_one("incomplete", "verdict", amount_usd=3750), "its headline or its amount is not that of a verdict of inc"),
        (_one("fail", "verdict", headline="meets"), "its headline or its amount is not that of a verdict of fail"),
        (_one("fail", "verdict", only_if="acquired"), "its condition is acquired, but its dates give None"),
        (_one("fail", "verdict", findings=["CM-MET"]), 'its verdict rests on "CM-MET", which is not among its find'),
        (
            _one("unreadable", "verdict", status="pass"),
            "its verdict is pass, but it has no vehicle, no percentage or n",
        ),
        *(
            (_one("fail", "critical_minerals", "critical_minerals", **{field: value}), says)
            for field, value, says in [
                ("required_percentage", "40", LAW),
                ("required_percentage", None, LAW),
                ("requirement_citation", "the law", LAW),
                ("gap_points", "1.0000", "its gap is not that of its percentage to the requirement"),
                ("tests", [], "its tests are not those that are available on its dates"),
                ("low", None, "its percentage is not that of its procurement chains"),
            ]
        ),
        (_tests(asked=False, available=False), "its tests are not those that are available on its dates"),
        (_in_all("feoc", components_screened=True), "what its FEOC screen covers is not what is screened on its dates"),
        (_in_all("vehicle", placed_in_service="2023-12-31"), "its dates are not those of its question"),
        (_in_all("vehicle", acquired="2023-12-31"), "its dates are not those of its question"),
        (_in_all("vehicle", placed_in_service="soon"), '"2.json" has an invalid value'),
        (_in_all("vehicle", msrp_usd="90000"), "its findings on the credit's conditions are not those of its vehicle"),
        (lambda run: [r.update(asked=None) for r in run["reports"]], "but it records no question"),
        (
            lambda run: [rule.update(chosen=rule["other"]) for r in run["reports"] for rule in r["readings"]],
            "its readings of the law are not those of its question",
        ),
        (
            lambda run: [f.update(severity="note") for report in run["reports"] for f in report["findings"]],
            "is a note, but the rule is ",
        ),
    ],
)
def test_a_run_that_was_made_otherwise(
    critmin: Critmin,
    halves: tuple[bytes, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[dict[str, Any]], object],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("1.json").write_bytes(halves[0])
    run = json.loads(halves[1])
    change(run)
    Path("2.json").write_text(json.dumps(run))
    result = critmin("merge", "1.json", "2.json", "-f", "json", "-o", "out.json")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1), result
    assert says in result.stderr
    assert not Path("out.json").exists()


def test_a_vehicle_that_no_percentage_was_required_of(
    critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_csv(bom(virgin()), tmp_path, "pack")
    got = critmin("check", "pack.csv", "-d", "2022-06-30", "-f", "json", "-o", "run.json")
    assert critmin("merge", "run.json", "-f", "json", "-o", "again.json").exit_code == got.exit_code == 1
    assert Path("again.json").read_bytes() == Path("run.json").read_bytes()
    run = json.loads(Path("run.json").read_bytes())
    run["reports"][0]["critical_minerals"]["status"] = "pass"
    Path("run.json").write_text(json.dumps(run))
    result = critmin("merge", "run.json")
    assert (result.exit_code, "is pass, but no percentage is required" in result.stderr) == (2, True)


FINDING = {"code": "MOON", "severity": "note", "message": "", "remedy": "", "citation": "", "cells": []}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\x00", b"null", b"{}", b"[" * 100_000, b'{"a":' * 100_000])
def test_a_file_that_is_no_report(
    critmin: Critmin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("run.json").write_bytes(content)
    result = critmin("merge", "run.json")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert '"run.json"' in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("missing.json",), '"missing.json": No such file or directory'),
        ((".",), '".": Is a directory'),
        (("run.json", "-f", "xlsx"), "xlsx"),
        (("run.json", "-f", "csv", "--summary"), "--summary omits the reports"),
        (("run.json", "-o", "run.json"), "is an input"),
        (("run.json", "--table", "run.json"), "ends in .csv, .parquet, .xlsx"),
        (("run.json", "-o", "out.xlsx"), "this command does not write .xlsx"),
    ],
)
def test_a_command_line_that_says_nothing(
    critmin: Critmin, folder: Path, arguments: tuple[str, ...], says: str
) -> None:
    critmin("check", "boms/a.csv", *DAY, "-f", "json", "-o", "run.json")
    before = Path("run.json").read_bytes()
    result = critmin("merge", *arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert says in result.stderr
    assert Path("run.json").read_bytes() == before


def test_a_baseline_that_cannot_tell_them_apart(critmin: Critmin, folder: Path) -> None:
    """Outside of the folder worked in, a file is shown by its bare name."""
    for name in ("x", "y"):
        (folder / name).mkdir()
        write_csv(bom(virgin()), folder / name, "pack")
    (folder / "work").mkdir()
    critmin("check", "boms/a.csv", *DAY, "-f", "json", "-o", "last.json")
    with pytest.MonkeyPatch.context() as moved:
        moved.chdir(folder / "work")
        files = parts(critmin, 2, of_what=(str(folder / "x"), str(folder / "y"), *DAY))
        assert critmin("merge", *files).exit_code == 0
        result = critmin("merge", *files, "--baseline", "../last.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert '"pack.csv" stands for several' in result.stderr
