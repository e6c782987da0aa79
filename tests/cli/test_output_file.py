"""`-o`: written whole or not at all, and never over a bill of materials (contract.md 5)."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import bom, supplier, virgin, write_xlsx
from random_boms import write_csv

CHECK = ("-d", "2024-06-30", "-f", "json")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_csv(bom(virgin(), Entities=[supplier("Acme")]), tmp_path, "pack")


@pytest.mark.parametrize("command", ["check", "trace"])
@pytest.mark.parametrize("target", ["pack.csv", "link.csv", "hard.csv", "../{folder}/pack.csv", "pack.entities.csv"])
def test_an_input_is_never_written_over(
    critmin: Callable[..., Any], tmp_path: Path, pack: Path, command: str, target: str
) -> None:
    (tmp_path / "link.csv").symlink_to(pack)
    (tmp_path / "hard.csv").hardlink_to(pack)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    got = critmin(command, str(pack), *CHECK, "-o", str(tmp_path / target.format(folder=tmp_path.name)))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)


def test_one_of_several_inputs_is_never_written_over(critmin: Callable[..., Any], tmp_path: Path, pack: Path) -> None:
    other = write_xlsx(bom(virgin()), tmp_path / "other.xlsx")
    before = other.read_bytes()
    assert critmin("check", str(tmp_path), *CHECK, "-o", str(other)).exit_code == 2
    assert (other.read_bytes(), pack.exists()) == (before, True)


@pytest.mark.parametrize("target", ["missing/report.json", "folder"])
def test_a_target_that_is_no_file_in_a_folder(
    critmin: Callable[..., Any], tmp_path: Path, pack: Path, target: str
) -> None:
    (tmp_path / "folder").mkdir()
    got = critmin("check", str(pack), *CHECK, "-o", str(tmp_path / target))
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert target in got.stderr


def test_the_report_replaces_an_older_one(critmin: Callable[..., Any], tmp_path: Path, pack: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("older and longer " * 1000)
    got = critmin("check", str(pack), *CHECK, "-o", str(target))
    assert (got.exit_code, got.stdout) == (0, "")
    assert json.loads(target.read_text())["reports"][0]["verdict"]["status"] == "pass"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack.csv", "pack.entities.csv", "report.json"]


def test_somebody_s_table_is_never_written_over(critmin, tmp_path):
    bom = tmp_path / "bom.csv"
    bom.write_text("mineral,value_usd\nLi,1\n", encoding="utf-8")
    other = tmp_path / "other.csv"
    other.write_text("mineral,value_usd\nNi,1\n", encoding="utf-8")
    got = critmin("check", bom, "-y", "2024", "-f", "csv", "-o", other)
    assert (got.exit_code, got.stdout) == (2, "") and "never overwritten" in got.stderr
    assert other.read_text("utf-8") == "mineral,value_usd\nNi,1\n"


def test_a_report_of_an_earlier_run_is_renewed(critmin, tmp_path):
    bom, report = tmp_path / "bom.csv", tmp_path / "verdicts.csv"
    bom.write_text("mineral,value_usd\nLi,1\n", encoding="utf-8")
    for _ in range(2):
        assert critmin("check", bom, "-y", "2024", "-f", "csv", "-o", report).exit_code == 3
    assert report.read_text("utf-8").startswith("bom,verdict")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_device_is_told_in_one_line(tmp_path):
    bom = tmp_path / "bom.csv"
    bom.write_text("mineral,value_usd\nLi,1\n", encoding="utf-8")
    program = Path(sys.executable).with_name("critmin")
    with Path("/dev/full").open("w") as full:
        got = subprocess.run([program, "check", bom, "-y", "2024"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (got.returncode, got.stderr.count("\n"), "No space left" in got.stderr) == (2, 1, True)


def unchanged(folder: Path, critmin: Callable[..., Any], *arguments: str) -> str:
    """What a refused run says; nothing in the folder has changed."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    got = critmin(*arguments)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    return str(got.stderr)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a bill of materials, its configuration, lists and all that options name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    for name, text in {
        "pack.csv": "mineral,value_usd,extraction_country,processing_country\nlithium,100,CD,FI\n",
        "critmin.toml": 'placed_in_service = "2024-06-30"\n',
        "other.toml": 'color = "never"\n',
        "columns.toml": '[bom.columns]\n"Land" = "extraction_country"\n',
        "what.toml": 'name = "what"\ndescription = "A test."\npartners = ["CD"]\n',
        "sdn.csv": "",
    }.items():
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("target", "options"),
    [
        ("critmin.toml", ""),
        ("Critmin.TOML", ""),
        ("sub/critmin.toml", ""),
        ("critmin.toml", "-f json"),
        ("other.toml", "--config"),
        ("columns.toml", "--columns columns.toml"),
        ("COLUMNS.toml", "--columns columns.toml"),
        ("what.toml", "--scenario what.toml"),
        ("sdn.csv", "--sdn sdn.csv -f csv"),
        ("alt.csv", "--sdn sdn.csv"),
        ("ADD.CSV", "--sdn sdn.csv -f csv"),
        ("old.json", "--baseline old.json"),
        ("hard", "--columns columns.toml -f json"),
        ("pack.csv", "-f csv"),
        ("PACK.CSV", ""),
        ("sub/../pack.csv", ""),
        ("pack.entities.csv", ""),
        ("pack.Entities.csv", "-f csv"),
        ("PACK.STEPS.CSV", ""),
        ("pack.vehicle.csv", ""),
        ("pack_ownership.csv", ""),
        ("pack-components.csv", ""),
        ("pack.entites.csv", ""),
        ("pack entities.csv", ""),
        ("pack.entities.xlsx", "-f xlsx"),
    ],
)
def test_what_a_run_reads_or_would_read_is_never_written(
    critmin: Callable[..., Any], here: Path, target: str, options: str
) -> None:
    (here / "sub").mkdir()
    (here / "old.json").write_text("{}")
    (here / "hard").hardlink_to(here / "columns.toml")
    main = ["--config", "other.toml"] if options == "--config" else []
    said = unchanged(here, critmin, *main, "check", "pack.csv", *options.replace("--config", "").split(), "-o", target)
    assert target in said and ("input" in said or "read" in said or "holds options" in said)


@pytest.mark.parametrize(
    ("main", "target"),
    [
        ("bom.csv", "entities.csv"),
        ("bom.csv", "Vehicle.xlsx"),
        ("pack_bom.csv", "pack_entities.csv"),
        ("pack_bom_v2.csv", "pack_suppliers_v2.csv"),
    ],
)
def test_what_the_next_run_would_refuse_is_not_written(
    critmin: Callable[..., Any], here: Path, main: str, target: str
) -> None:
    (here / "pack.csv").rename(main)
    assert f"of {main}, or refused as one" in unchanged(here, critmin, "check", main, "-o", target)


@pytest.mark.parametrize(
    "line",
    [
        "check pack.csv --table pack.steps.csv",
        "check . -o pack.entities.csv",
        "check *.csv -o pack.entities.csv",
        "trace pack.csv -f csv -o pack.entities.csv",
        "trace pack.csv -o critmin.toml",
        "horizon pack.csv -o critmin.toml",
        "levers pack.csv -o columns.toml --columns columns.toml",
        "diff pack.csv --new-year 2025 -o what.toml --new-scenario what.toml",
        "diff pack.csv --new-year 2025 -o critmin.toml",
        "columns pack.csv --save Critmin.toml",
        "columns pack.csv --save sub/critmin.toml",
    ],
)
def test_no_command_writes_what_is_read(critmin: Callable[..., Any], here: Path, line: str) -> None:
    (here / "sub").mkdir()
    said = unchanged(here, critmin, *line.split())
    assert "is an input" in said or "would be read" in said or "holds options" in said


def test_a_link_to_a_sheet_beside_an_input_elsewhere(critmin: Callable[..., Any], tmp_path: Path, pack: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link.txt").symlink_to(tmp_path / "pack.entities.csv")
    assert "input" in unchanged(
        tmp_path, critmin, "check", str(pack), "-y", "2024", "-o", str(tmp_path / "out/link.txt")
    )


@pytest.mark.parametrize(
    "target", ["pack.json", "pack.report.csv", "pack_verdict.csv", "pack2.entities.csv", "entities.csv", "critmin.md"]
)
def test_what_no_run_reads_is_written(critmin: Callable[..., Any], here: Path, target: str) -> None:
    assert (critmin("check", "pack.csv", "-o", target).exit_code, (here / target).exists()) == (1, True)


STARTS = {
    "text": "FAIL",
    "json": "{",
    "csv": "bom,verdict",
    "markdown": "#",
    "html": "<!doctype html",
    "sarif": '{\n "$schema"',
    "junit": "<?xml",
    "xlsx": "PK",
    "github": "::",
}


@pytest.mark.parametrize(
    ("target", "options", "format_"),
    [
        ("out.html", "", "html"),
        ("out.HTM", "", "html"),
        ("out.json", "", "json"),
        ("out.csv", "", "csv"),
        ("out.md", "", "markdown"),
        ("out.markdown", "", "markdown"),
        ("out.sarif", "", "sarif"),
        ("out.sarif.json", "", "sarif"),
        ("out.json", "-f sarif", "sarif"),
        ("junit.xml", "", "junit"),
        ("out.txt", "", "text"),
        ("out.txt", "-f github", "github"),
        ("out.xlsx", "", "xlsx"),
        ("out", "", "text"),
        ("out", "-f json", "json"),
        ("out.report", "-f html", "html"),
        ("out.v2", "", "text"),
    ],
)
def test_the_ending_says_in_which_format(
    critmin: Callable[..., Any], here: Path, target: str, options: str, format_: str
) -> None:
    assert critmin("check", "pack.csv", *options.split(), "-o", target).exit_code == 1
    assert (here / target).read_bytes().startswith(STARTS[format_].encode())


@pytest.mark.parametrize(
    "line",
    [
        "check pack.csv -f json -o out.html",
        "check pack.csv -f text -o out.html",
        "check pack.csv -f text -o out.md",
        "check pack.csv -f html -o out.txt",
        "check pack.csv -f markdown -o out.csv",
        "check pack.csv -f json -o out.sarif",
        "check pack.csv -f junit -o out.json",
        "check pack.csv -f json -o out.xlsx",
        "check pack.csv -f xlsx -o out.xlsm",
        "check pack.csv -f csv -o out.tsv",
        "check pack.csv -f csv -o out.parquet",
        "check pack.csv -f text -o out.pdf",
        "check pack.csv -f html -o out.docx",
        "check pack.csv -f json -o out.jsonl",
        "trace pack.csv -f json -o out.csv",
        "horizon pack.csv -f json -o out.html",
        "levers pack.csv -f json -o out.txt",
        "diff pack.csv --new-year 2025 -f text -o out.json",
    ],
)
def test_an_ending_and_a_format_that_do_not_agree(critmin: Callable[..., Any], here: Path, line: str) -> None:
    said = unchanged(here, critmin, *line.split())
    words = line.split()
    assert f"-f {words[words.index('-f') + 1]}" in said and words[-1] in said


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("trace pack.csv -o out.html", ".csv"),
        ("levers pack.csv -o out.csv", ".json"),
        ("horizon pack.csv -o out.md", ".html"),
        ("diff pack.csv --new-year 2025 -o out.xlsx", ".json"),
        ("check pack.csv -o out.tsv", ".csv"),
        ("check pack.csv -o out.ods", ".xlsx"),
        ("check pack.csv -o report.pdf", ".html"),
        ("check pack.csv -o report.odt", ".html"),
        ("check pack.csv -o REPORT.PDF", ".html"),
        ("check pack.csv -o out.jsonl", ".json"),
        ("check pack.csv -o out.zip", ".html"),
        ("levers pack.csv -o out.pdf", ".json"),
        ("horizon pack.csv -o out.pptx", ".html"),
    ],
)
def test_an_ending_of_what_a_command_does_not_write(
    critmin: Callable[..., Any], here: Path, line: str, says: str
) -> None:
    said = unchanged(here, critmin, *line.split())
    assert line.split()[-1] in said and says in said


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("trace pack.csv -o out.json", "{"),
        ("trace pack.csv -o out.csv", "mineral,"),
        ("horizon pack.csv -o out.html", "<!doctype"),
        ("levers pack.csv -o out.json", "{"),
        ("diff pack.csv --new-year 2025 -o out.json", "{"),
    ],
)
def test_the_ending_says_it_to_every_command(critmin: Callable[..., Any], here: Path, line: str, start: str) -> None:
    assert critmin(*line.split()).exit_code < 2
    assert Path(line.split()[-1]).read_text("utf-8").startswith(start)


@pytest.mark.parametrize(
    ("format_", "target", "written"),
    [
        ("html", "out.json", "json"),
        ("sarif", "out.json", "sarif"),
        ("html", "out.html", "html"),
        ("html", "out", "html"),
        ("xlsx", "out.txt", "text"),
    ],
)
@pytest.mark.parametrize("place", ["file", "environment"])
def test_an_ending_on_the_command_line_goes_before_a_format_set_elsewhere(
    critmin: Callable[..., Any],
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    format_: str,
    target: str,
    written: str,
) -> None:
    if place == "file":
        with Path("critmin.toml").open("a") as file:
            file.write(f'format = "{format_}"\n')
    else:
        monkeypatch.setenv("CRITMIN_FORMAT", format_)
    assert critmin("check", "pack.csv", "-o", target).exit_code == 1
    assert (here / target).read_bytes().startswith(STARTS[written].encode())
